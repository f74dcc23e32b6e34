"""Tables of a pack: first with true counts, then as they are printed. Nothing but printed tables leaves this room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mast.reports.disclosure import share, share_of_shown
from mast.reports.recovery import Relation, Shown

NONE: Final = "–"
HIDDEN: Final = "*"


@dataclass(frozen=True, slots=True)
class Count:
    """How many; shown under the rule of ``disclosure``, where ``quiet`` is told."""

    count: int
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many how many, told as a percentage in steps of 5, and of a large number only."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class OfShown:
    """The share that two printed counts make, by the names of their figures."""

    part: str
    whole: str


Entry = Count | Share | OfShown | str
Cell = int | str


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is that of its file too; ``meaning`` says in plain words what is counted. No two rows have one label."""

    name: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry, ...]], ...]

    def counts(self) -> dict[str, int]:
        """Its figures by name."""
        return {
            figure(self.name, label, column): entry.count
            for label, entries in self.rows
            for column, entry in zip(self.columns[1:], entries, strict=True)
            if isinstance(entry, Count)
        }

    def quiet(self) -> set[str]:
        """The names of those of its figures that are quiet."""
        return {
            figure(self.name, label, column)
            for label, entries in self.rows
            for column, entry in zip(self.columns[1:], entries, strict=True)
            if isinstance(entry, Count) and entry.quiet
        }

    def printed(self, shown: Mapping[str, Shown]) -> "Printed":
        """The table with what may be shown."""
        rows = tuple(
            (label, *(_cell(self.name, label, *one, shown) for one in zip(self.columns[1:], entries, strict=True)))
            for label, entries in self.rows
        )
        return Printed(self.name, self.title, self.meaning, self.columns, rows)


@dataclass(frozen=True, slots=True)
class Printed:
    """A table as it is published: counts are numbers, everything else is text."""

    name: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Tables that are made together, and what follows from the meaning of their figures."""

    tables: Sequence[Table]
    relations: Sequence[Relation] = field(default=())


def figure(table: str, row: str, column: str) -> str:
    """The name of one figure of a pack."""
    return f"{table}: {row}, {column}"


def percent(points: int | None) -> str:
    """A share as printed."""
    return HIDDEN if points is None else f"{points}%"


def _cell(table: str, row: str, column: str, entry: Entry, shown: Mapping[str, Shown]) -> Cell:
    if isinstance(entry, Count):
        return shown[figure(table, row, column)]
    if isinstance(entry, Share):
        return percent(share(entry.part, entry.whole)) if entry.whole else NONE
    if isinstance(entry, OfShown):
        return percent(share_of_shown(shown[entry.part], shown[entry.whole]))
    return entry
