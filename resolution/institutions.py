"""The list of institutional addresses that a deployment keeps: care homes, hostels, refuges, hospitals."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from mast.core.errors import InputRefused, MastError
from mast.core.settings import Settings
from mast.fields.identifiers import uprn
from mast.fields.reasons import FieldError
from mast.fields.text import clean

_COLUMNS: Final = ("uprn", "name", "kind")
_LONGEST: Final = {"name": 150, "kind": 60}
_LARGEST: Final = 20 * 1024**2


def institutions_in_force(settings: Settings) -> Mapping[str, str]:
    """UPRN to kind: of the file that MAST_INSTITUTIONS names, else of the list last kept; empty where there is none.

    Raises InputRefused as ``read_institutions`` does.
    """
    if settings.institutions is not None:
        return read_institutions(settings.institutions)
    kept = settings.institutions_file
    return read_institutions(kept) if kept.is_file() else {}


def keep_institutions(settings: Settings, file: Path) -> Mapping[str, str]:
    """Check a list whole and keep it in the data folder in place of the one before. Returns UPRN to kind.

    Raises InputRefused for a list with any fault, and then the one before stays; MastError where it cannot be written.
    """
    found = read_institutions(file)
    kept = settings.institutions_file
    part = kept.with_suffix(".part")
    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(file.read_bytes())
        part.replace(kept)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise MastError(f"{kept}: cannot be written ({error.strerror}). Free its disk, then load again.") from error
    return found


def read_institutions(file: Path) -> Mapping[str, str]:
    """UPRN to kind, from a CSV ``uprn,name,kind`` in UTF-8. A line in which nothing stands is passed over.

    Raises InputRefused that names file, line and column, and says what to do; no cell is quoted.
    """
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    try:
        if file.stat().st_size > _LARGEST:
            raise InputRefused(f"{file.name}: refused, it is larger than a list of institutions can be.")
        with file.open(encoding="utf-8-sig", newline="") as text:
            for line, cells in _rows(text, file.name):
                code, kind = _checked(cells, file.name, line)
                if code in found:
                    raise _refused(file.name, line, "uprn", f"the same UPRN as line {lines[code]}", "List it once")
                found[code], lines[code] = kind, line
    except OSError as error:
        raise InputRefused(f"{file.name}: cannot be read ({error.strerror}). Name a file that can be.") from None
    except UnicodeDecodeError:
        raise InputRefused(f"{file.name}: refused, it is not UTF-8 text. Save it as CSV in UTF-8.") from None
    return found


def _rows(text: Iterator[str], file: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The line on which each row ends, and its cells by column."""
    reader = csv.reader(text, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if tuple(header) != _COLUMNS:
            raise _refused(file, 1, "", f"its header is not {','.join(_COLUMNS)}", "Write that as its first line")
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(_COLUMNS):
                raise _refused(file, reader.line_num, "", f"{len(row)} cells, not 3", "Quote a cell that has a comma")
            yield reader.line_num, dict(zip(_COLUMNS, row, strict=True))
    except csv.Error:
        raise _refused(file, reader.line_num, "", "it is no CSV there", "Close the quote, or save it again") from None


def _checked(cells: Mapping[str, str], file: str, line: int) -> tuple[str, str]:
    """(UPRN, kind) of a row. The name is for whoever keeps the list; MAST does not use it."""
    try:
        code = uprn(cells["uprn"])
    except FieldError:
        raise _refused(file, line, "uprn", "no UPRN of one to twelve digits", "Correct it or remove the line") from None
    for column, longest in _LONGEST.items():
        if len(cells[column]) > longest:
            raise _refused(file, line, column, f"more than {longest} characters", "Shorten it")
    kind = clean(cells["kind"])
    if not kind:
        raise _refused(file, line, "kind", "it is empty", "Say what it is, for instance care home")
    return code, kind


def _refused(file: str, line: int, column: str, reason: str, advice: str) -> InputRefused:
    place = f"line {line}, column {column}" if column else f"line {line}"
    return InputRefused(f"{file}: refused, {place}: {reason}. {advice}.")
