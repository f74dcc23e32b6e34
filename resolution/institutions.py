"""The list of institutional addresses that a deployment keeps: care homes, hostels, refuges, hospitals."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mast.core.errors import InputRefused
from mast.fields.identifiers import uprn
from mast.fields.reasons import FieldError

_COLUMNS: Final = ("uprn", "name", "kind")


def read_institutions(file: Path | None) -> Mapping[str, str]:
    """UPRN to kind, from a CSV ``uprn,name,kind``; empty where there is no list.

    Raises InputRefused that names file and row.
    """
    if file is None:
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if tuple(reader.fieldnames or ()) != _COLUMNS:
                raise InputRefused(f"{file.name}: the header must be {','.join(_COLUMNS)}.")
            return {
                _uprn(row["uprn"] or "", file.name, n): (row["kind"] or "").strip() for n, row in enumerate(reader, 1)
            }
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"{file.name}: the list of institutions cannot be read ({type(error).__name__}).") from None


def _uprn(text: str, file: str, row: int) -> str:
    try:
        return uprn(text)
    except FieldError:
        raise InputRefused(f"{file}: row {row} has no valid UPRN.") from None
