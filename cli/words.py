"""How values are read from the command line and printed on it."""

import json
from datetime import date
from typing import Any

import typer

from mast.core.errors import UsageError


def day(text: str) -> date:
    """An ISO date. Raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date: write it as 2026-10-31.") from None


def print_json(facts: Any) -> None:
    """One JSON document on standard output, keys in the order given."""
    typer.echo(json.dumps(facts, indent=2, default=str))
