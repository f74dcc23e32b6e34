"""Whatever a PDF tells, to be searched: its text stands there as numbers of glyphs, in streams that are packed."""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

from pypdf import PdfReader


def streams(pdf: bytes) -> Iterator[bytes]:
    """What is packed in a PDF, unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(found[1])


def searchable(name: str, content: bytes) -> bytes:
    """The content of a file; of a PDF also what is packed in it, and the text of its pages as one line."""
    if not name.endswith(".pdf"):
        return content
    pages = PdfReader(io.BytesIO(content)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    return b"\n".join((content, *streams(content), text.encode()))
