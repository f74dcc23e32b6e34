"""The page as a tagged PDF that keeps PDF/UA-1, by WeasyPrint: no network, no clock, the same bytes each time."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, Final

from mast.core.errors import MastError

_VARIANT: Final = "pdf/ua-1"
_PRINT: Final = """
@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-right { content: counter(page) " of " counter(pages); font-size: 9pt; } }
body { max-width: none; padding: 0; font-family: "DejaVu Sans", Arial, sans-serif; font-size: 9.5pt; }
h1 { font-size: 20pt; } h2 { font-size: 13pt; } th, td { padding: 2pt 5pt 2pt 0; } table { font-size: 8.5pt; }
svg { min-width: 0; }
"""
_PANGO: Final = (
    "Pango is not on this machine, and no PDF can be made without it. On Debian install libpango-1.0-0, "
    "libpangoft2-1.0-0 and libharfbuzz-subset0 (deploy/Dockerfile does), or make the pack with --no-pdf."
)


class PangoMissing(MastError):
    """The system library that WeasyPrint sets type with is not there."""


def require_pango() -> Any:
    """The library, imported only where a PDF is wanted. Raises PangoMissing."""
    try:
        import weasyprint
    except OSError:
        raise PangoMissing(_PANGO) from None
    # It tells of every property of screens that paper does not have.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint


def as_pdf(html: str, day: date, digest: str) -> bytes:
    """``day`` stands in the file as the day of its making; ``digest``, of the pack, is its identifier.

    Raises PangoMissing.
    """
    weasyprint = require_pango()
    with _made_on(day):
        sheet = weasyprint.CSS(string=_PRINT, url_fetcher=_nothing_fetched)
        page = weasyprint.HTML(string=html, url_fetcher=_nothing_fetched)
        document = page.render(stylesheets=[sheet], pdf_variant=_VARIANT)
        document.metadata.created = day.isoformat()
        written: bytes = document.write_pdf(pdf_variant=_VARIANT, pdf_identifier=bytes.fromhex(digest[:32]))
    return written


def _nothing_fetched(url: str, *_: object, **__: object) -> Mapping[str, Any]:
    raise ValueError("a pack fetches nothing")


@contextmanager
def _made_on(day: date) -> Iterator[None]:
    """WeasyPrint takes its clock from SOURCE_DATE_EPOCH (reproducible-builds.org) where that is set."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(int(datetime.combine(day, time(), UTC).timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
