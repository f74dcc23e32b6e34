"""What became of each file of a load, and the exit code that follows."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from mast.ledger.deliveries import Tally

Outcome = Literal["loaded", "already loaded", "held", "refused", "not an extract"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """``named``: given on the command line, not found in a folder. ``reason``: why it is refused or held, in full.

    ``unchanged``: accepted rows that say what was held already, as does all else of their records. ``retired``: rows
    that a full delivery no longer has. ``codes``: why it is held, or what is odd about one that is loaded.
    ``quality``: what is unusual about its data, a sentence each.
    ``encoding``: by which a text file was read, declared or found out.
    """

    file: str
    outcome: Outcome
    named: bool
    partner: str = ""
    delivery: str = ""
    data_as_of: date | None = None
    tally: Tally = Tally()
    rejects: Path | None = None
    reason: str = ""
    unchanged: int = 0
    retired: int = 0
    kind: str = ""
    codes: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    encoding: str = ""

    @property
    def loaded(self) -> int:
        """Rows that are in the graph by this delivery or by the same one before."""
        return self.tally.accepted if self.outcome in ("loaded", "already loaded") else 0


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """The files in the order in which they were taken."""

    files: tuple[FileOutcome, ...]

    def of(self, outcome: Outcome) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.outcome == outcome)

    @property
    def exit_code(self) -> int:
        """3 where a file named directly was refused or held, or no delivery was loaded or known already; else 0."""
        left_by_name = any(file.named for file in (*self.of("refused"), *self.of("held")))
        return 0 if not left_by_name and (self.of("loaded") or self.of("already loaded")) else 3
