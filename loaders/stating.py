"""What a row states about one thing, read once for each distinct set of cells and shared by all rows that repeat it."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from mast.fields.reasons import FieldError
from mast.fields.text import clean
from mast.loaders.contract import Meaning
from mast.loaders.formats.table import Cell

T = TypeVar("T")
Cells = Mapping[Meaning, Cell]


class Fault(NamedTuple):
    """What is wrong with a cell, before it is known which row has it."""

    meaning: Meaning
    reason: str


class Stated(NamedTuple, Generic[T]):
    value: T
    faults: tuple[Fault, ...] = ()


class Statement(Generic[T]):
    """Calls ``read`` with the cells of ``meanings`` that the file has, once for each distinct set of them.

    An extract repeats a person, an address and a worker on each of their rows: the cache is what makes loading fast,
    and what keeps 400,000 rows small, since equal parts of rows are one object.
    """

    def __init__(
        self, positions: Mapping[Meaning, int], meanings: Sequence[Meaning], read: Callable[[Cells], Stated[T]]
    ) -> None:
        self._meanings = [meaning for meaning in meanings if meaning in positions]
        self._read = read
        self._known: dict[object, Stated[T]] = {}
        places = [positions[meaning] for meaning in self._meanings]
        self._cells: Callable[[Sequence[Cell]], object] = itemgetter(*places) if places else _nothing

    def __call__(self, cells: Sequence[Cell]) -> Stated[T]:
        key = self._cells(cells)
        stated = self._known.get(key)
        if stated is None:
            values = key if isinstance(key, tuple) else (key,)
            stated = self._read(dict(zip(self._meanings, values, strict=False)))
            self._known[key] = stated
        return stated


def _nothing(cells: Sequence[Cell]) -> object:
    return ()


LONGEST: dict[Meaning, int] = {
    Meaning.RECORD: 64,
    Meaning.EVENT: 64,
    Meaning.ON: 40,
    Meaning.KIND: 60,
    Meaning.TITLE: 40,
    Meaning.BORN_ON: 40,
    Meaning.SEX: 40,
    Meaning.NHS: 40,
    Meaning.NHS_STATUS: 40,
    Meaning.UPN: 40,
    Meaning.POSTCODE: 40,
    Meaning.UPRN: 40,
    Meaning.CASE_STATUS: 40,
    Meaning.ADDRESS_1: 300,
}
LONGEST_ELSE = 150
SHORTEST_LIMIT = min(LONGEST.values())
"""Characters. A cell longer than any honest one is free text that came in under another name."""


def text(cells: Cells, meaning: Meaning) -> str:
    """The cell as text, ``""`` where the file has no such column; a date cell in a column of text as ISO."""
    cell = cells.get(meaning, "")
    return cell if isinstance(cell, str) else cell.isoformat()


def number(cells: Cells, meaning: Meaning) -> str:
    """An id or a code as text."""
    return identity(text(cells, meaning))


def identity(written: str) -> str:
    """An id or a code without outer spaces, or the ``.0`` that a spreadsheet left which took it for a number."""
    written = written.strip()
    if not (written.isascii() and written.isprintable()) or "  " in written:
        written = clean(written)
    return written[:-2] if written.endswith(".0") and written[:-2].isdigit() else written


def checked(read: Callable[[str], str], cells: Cells, meaning: Meaning, faults: list[Fault]) -> str:
    """What ``read`` makes of the cell; ``""`` where it is empty or at fault, and then ``faults`` has one more."""
    written = number(cells, meaning)
    if not written:
        return ""
    try:
        return read(written)
    except FieldError as error:
        faults.append(Fault(meaning, error.reason))
        return ""


def too_long(cells: Cells) -> tuple[Fault, ...]:
    """A fault for each cell that is longer than its meaning allows."""
    found = [
        Fault(meaning, "too_long")
        for meaning, cell in cells.items()
        if isinstance(cell, str) and len(cell) > SHORTEST_LIMIT and len(cell) > LONGEST.get(meaning, LONGEST_ELSE)
    ]
    return tuple(found)


def code(spelling: str) -> str:
    """A code as codes are compared: case, outer spaces and leading zeros do not count."""
    folded = spelling.strip().casefold()
    return folded.lstrip("0") or "0" if folded.isdigit() else folded
