"""The rejects file: which rows of a delivery are at fault and why, for the partner to correct; no values."""

import csv
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mast.core.errors import MastError
from mast.loaders.findings import Finding

COLUMNS = ("file", "row_number", "field", "reason", "kept")


def write_rejects(path: Path, file: str, findings: Iterable[Finding]) -> None:
    """Write the rejects file with mode 600, whole or not at all; an earlier one is replaced, missing folders are made.

    Columns: ``file,row_number,field,reason,kept``; row 1 is the first after the header, a flag has kept=1. Raises
    MastError where the folder cannot be written.
    """
    unfinished = path.with_name(f".{path.stem}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A leftover of a killed run is replaced, and not opened: it may not be ours.
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(COLUMNS)
            for found in findings:
                writer.writerow((_plain(file), found.row_number, _plain(found.field), found.reason, int(found.kept)))
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise MastError(
            f"The rejects file {path} cannot be written ({error.strerror}). Free the disk, or correct its owner."
        ) from error


def _plain(name: str) -> str:
    """A file or column name that a spreadsheet will not take for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name
