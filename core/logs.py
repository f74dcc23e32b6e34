"""Where logs are set up, once: JSON lines, or coloured text on a terminal; never a person's data."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

KEPT: Final = frozenset(
    {"event", "level", "timestamp", "request_id", "operation", "status", "milliseconds", "generation", "engine"}
    | {"partner", "delivery", "rows", "reason", "code", "path", "method", "host", "port", "verb", "outcome"}
    | {"exception", "kind", "pid", "count"}
)
"""Keys that a log line may carry; whatever else a caller passes is dropped, so that a slip shows nobody's data."""


def set_up_logs(level: int = logging.INFO) -> None:
    """Log to standard error."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(sort_keys=True)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_unknown_keys,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def drop_unknown_keys(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep only ``KEPT`` keys."""
    return {key: value for key, value in event.items() if key in KEPT}
