"""Writes a pack into a folder of its own: a page, a PDF, a CSV a table, and one JSON with everything."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from mast.core.errors import MastError, UsageError
from mast.reports.board import Pack
from mast.reports.pages import as_html
from mast.reports.pdf import as_pdf
from mast.reports.sheets import as_csv


def require_empty(folder: Path) -> None:
    """Make the folder where it is not there. Raises UsageError where it holds something, MastError where it cannot be
    used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty: give each pack a folder of its own.")
    except OSError as error:
        raise MastError(f"{folder} cannot be used: {error.strerror}. Choose another place.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise MastError(f"{folder} cannot be written to. Choose another place.")


def contents(pack: Pack, *, with_pdf: bool = True) -> dict[str, bytes]:
    """The pack's files by name. Raises PangoMissing where a PDF is wanted and cannot be made."""
    html = as_html(pack)
    files = {
        "board.html": html.encode(),
        "board.json": (json.dumps(pack.as_json(), indent=1, ensure_ascii=False) + "\n").encode(),
        **{f"{table.name}.csv": as_csv(table).encode() for table in pack.tables},
    }
    if with_pdf:
        files["board.pdf"] = as_pdf(html, pack.as_of, pack.digest)
    return dict(sorted(files.items()))


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write all files, mode 600, or none. Raises MastError where one cannot be written."""
    written: list[Path] = []
    try:
        for name, content in files.items():
            path = folder / name
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            written.append(path)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise MastError(f"{folder} cannot be written to: {error.strerror}. Choose another place.") from None
