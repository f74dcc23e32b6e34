"""What became of each file of a load, and the exit code that follows."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from mast.ledger.deliveries import Tally

Outcome = Literal["loaded", "already loaded", "refused", "not an extract"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """``named``: given on the command line, not found in a folder. ``reason``: the refusal's whole sentence.

    ``unchanged``: accepted rows that say what was held already, as does all else of their records.
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


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """The files in the order in which they were taken."""

    files: tuple[FileOutcome, ...]

    def of(self, outcome: Outcome) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.outcome == outcome)

    @property
    def exit_code(self) -> int:
        """3 where a file named directly was refused, or no delivery was loaded or known already; else 0."""
        refused_by_name = any(file.named for file in self.of("refused"))
        return 0 if not refused_by_name and (self.of("loaded") or self.of("already loaded")) else 3
