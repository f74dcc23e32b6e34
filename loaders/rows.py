"""The accepted rows of one delivery, kept small: each part that rows share is held once, and a row is a few numbers."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Final, overload

from mast.core.facts import Row

_NUMBERS: Final = len(Row._fields) - 1
"""Of a row: one for each part but the event's id, which no other row has."""
_MOST_KNOWN: Final = 250_000
_AS_EVENT: Final = 0
"""In place of the number of a record's id that is the event's. No part has it."""


class KeptRows(Sequence[Row]):
    """Rows that are added one by one and read as often as one likes, in the same order; some 50 bytes each.

    Parts are told apart by what they are, not by what they say: readers give one object to all rows that repeat it
    (``loaders.stating``). All parts stay the same objects while this lives.
    """

    def __init__(self) -> None:
        self._parts: list[Any] = [None]
        self._number: dict[int, int] = {}
        self._numbers = array("I")
        self._events = bytearray()
        self._ends = array("Q", [0])

    def __getstate__(self) -> dict[str, Any]:
        """For another process, in which the parts are other objects."""
        return {**self.__dict__, "_number": {}}

    def add(self, row: Row) -> None:
        known, new = self._number.get, self._new
        partner, event, kind, on, record, details, identifiers, address, professional, case = row
        self._numbers.extend(
            (
                known(id(partner)) or new(partner),
                known(id(kind)) or new(kind),
                known(id(on)) or new(on),
                _AS_EVENT if record == event else known(id(record)) or new(record),
                known(id(details)) or new(details),
                known(id(identifiers)) or new(identifiers),
                known(id(address)) or new(address),
                known(id(professional)) or new(professional),
                known(id(case)) or new(case),
            )
        )
        self._events += event.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._events))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        places = range(len(self))[at]
        return self._row(places) if isinstance(places, int) else tuple(map(self._row, places))

    def _new(self, part: Any) -> int:
        if len(self._number) >= _MOST_KNOWN:
            self._number.clear()  # a part that comes again is then held twice, which takes less than to remember all
        at = self._number[id(part)] = len(self._parts)
        self._parts.append(part)
        return at

    def _row(self, place: int) -> Row:
        event = self._events[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")
        partner, kind, on, record, *others = self._numbers[place * _NUMBERS : (place + 1) * _NUMBERS]
        part = self._parts.__getitem__
        return Row(part(partner), event, part(kind), part(on), part(record) if record else event, *map(part, others))


class Chosen(Sequence[Row]):
    """Some of the rows, by their places; nothing is copied."""

    def __init__(self, rows: Sequence[Row], at: Sequence[int]) -> None:
        self._rows, self._at = rows, at

    def __len__(self) -> int:
        return len(self._at)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Chosen": ...
    def __getitem__(self, at: int | slice) -> "Row | Chosen":
        chosen = self._at[at]
        return self._rows[chosen] if isinstance(chosen, int) else Chosen(self._rows, chosen)

    def __iter__(self) -> Iterator[Row]:
        return map(self._rows.__getitem__, self._at)
