"""What a row states about one thing, read once for each distinct set of cells and shared by all rows that repeat it.

An extract repeats a person, an address and a worker on each of their rows, and a code, a day or a postcode on many.
That each is read once is what makes loading fast; that equal parts of rows are one object keeps a delivery small.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final, Generic, NamedTuple, TypeVar

from mast.fields.reasons import FieldError
from mast.fields.text import clean
from mast.loaders.contract import Meaning
from mast.loaders.formats.table import Cell
from mast.loaders.limits import NAMES, are_plain, are_plain_names, unfit

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")
MOST_KNOWN: Final = 250_000
"""Distinct sets of cells that are remembered; a file with more of them begins anew, so that memory stays bounded."""
Cells = tuple[Cell, ...]
"""The cells of one statement, and behind them an empty one, which stands for what the file has no column of."""


class Fault(NamedTuple):
    """What is wrong with a cell, before it is known which row has it."""

    meaning: Meaning
    reason: str


NO_FAULTS: Final[tuple[Fault, ...]] = ()


class Stated(NamedTuple, Generic[T]):
    value: T
    faults: tuple[Fault, ...] = NO_FAULTS


class Remembered(dict[K, V]):
    """What ``read`` makes of each key, looked up as in a dictionary and read when it is asked for first."""

    def __init__(self, read: Callable[[K], V], most: int = MOST_KNOWN) -> None:
        super().__init__()
        self._read, self._most = read, most

    def __missing__(self, key: K) -> V:
        found = self._read(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = found
        return found


class Places:
    """Where the meanings of one statement stand among its ``Cells``: those of ``meanings`` that the file has."""

    def __init__(self, positions: Mapping[Meaning, int], meanings: Sequence[Meaning]) -> None:
        self.meanings = tuple(meaning for meaning in meanings if meaning in positions)
        self._names = tuple(at for at, meaning in enumerate(self.meanings) if meaning in NAMES)
        self._in_names = slice(min(self._names, default=0), max(self._names, default=-1) + 1)

    def __contains__(self, meaning: Meaning) -> bool:
        return meaning in self.meanings

    def of(self, meaning: Meaning) -> int:
        """The last place, which is empty, where the file has no such column."""
        return self.meanings.index(meaning) if meaning in self.meanings else -1

    def beyond_limits(self, cells: Cells) -> tuple[Fault, ...]:
        """A fault for each cell that holds what its meaning does not allow (``limits.unfit``)."""
        asked: Sequence[int] = range(len(self.meanings))
        if are_plain(cells):
            if are_plain_names(cells[self._in_names]):
                return ()
            asked = self._names
        return tuple(
            Fault(self.meanings[at], reason)
            for at in asked
            if isinstance(cell := cells[at], str) and (reason := unfit(cell, self.meanings[at]))
        )


class Statement(Generic[T]):
    """What the cells of ``meanings`` that the file has state; ``reader`` gives, for their places, what reads them.

    Each distinct set is remembered by one text of all its cells: to find it again the text is compared, which lies in
    one place of the memory, and not each cell, which would lie in as many. No cell holds a NUL: readers refuse it.
    """

    def __init__(
        self,
        positions: Mapping[Meaning, int],
        meanings: Sequence[Meaning],
        reader: Callable[[Places], Callable[[Cells], Stated[T]]],
    ) -> None:
        places = Places(positions, meanings)
        self._read = reader(places)
        self._cells = _picking([positions[meaning] for meaning in places.meanings])
        self._known: dict[str, Stated[T]] = {}

    def __call__(self, row: Sequence[Cell]) -> Stated[T]:
        cells = self._cells(row)
        try:
            key = "\0".join(cells)  # type: ignore[arg-type]  # dates are seen to at once
        except TypeError:
            # One NUL more than texts alone have, and before it which cells are dates.
            key = "\0".join(["".join(["dt"[isinstance(cell, str)] for cell in cells]), *map(text, cells)])
        stated = self._known.get(key)
        if stated is None:
            stated = self._read((*cells, ""))
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = stated
        return stated


def _picking(places: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    match places:
        case []:
            return lambda cells: ()
        case [only]:
            return lambda cells: (cells[only],)
        case _:
            return itemgetter(*places)


def text(cell: Cell) -> str:
    """A date cell in a column of text reads as ISO."""
    return cell if isinstance(cell, str) else cell.isoformat()


def number(cell: Cell) -> str:
    """An id or a code as text."""
    return identity(text(cell))


def identity(written: str) -> str:
    """An id or a code without outer spaces, or the ``.0`` that a spreadsheet left which took it for a number."""
    if written.isascii() and written.isalnum():
        return written
    written = written.strip()
    if not (written.isascii() and written.isprintable()) or "  " in written:
        written = clean(written)
    return written[:-2] if written.endswith(".0") and written[:-2].isdigit() else written


class Checked:
    """What ``read`` makes of a cell of that meaning; ``""`` where it is empty or at fault, and then with a fault."""

    def __init__(self, read: Callable[[str], str], meaning: Meaning) -> None:
        self._read, self._meaning = read, meaning

    def __call__(self, cell: Cell) -> Stated[str]:
        if isinstance(cell, str) and cell.isascii() and cell.isalnum():
            written = cell
        elif not (cell and (written := number(cell))):
            return _NOTHING
        try:
            return Stated(self._read(written))
        except FieldError as error:
            return Stated("", (Fault(self._meaning, error.reason),))


_NOTHING: Final[Stated[str]] = Stated("")


def code(spelling: str) -> str:
    """A code as codes are compared: case, outer spaces and leading zeros do not count."""
    folded = spelling.strip().casefold()
    return folded.lstrip("0") or "0" if folded.isdigit() else folded
