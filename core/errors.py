"""Every error MAST raises on purpose, and the exit code each one becomes.

    MastError                1  failed: nothing half-done remains
    ├── UsageError           2  wrong usage
    ├── InputRefused         3  a file, a mapping or a model is not taken in
    │   ├── DeliveryRefused     … a partner's file, whole
    │   ├── MappingRefused      … a mapping file
    │   └── ModelRefused        … a model file
    ├── Busy                 4  another load or resolve holds the writer's lease
    ├── StoreUnreachable     5  the graph or the SQL store cannot be reached
    │   ├── GraphUnreachable
    │   └── LedgerUnreachable
    ├── WrongStore           1  the store behind the address is not this deployment's
    ├── GraphLost            1  the graph does not hold what was published: mast rebuild, or mast restore
    ├── OldStore             1  a store was made by an older version: mast migrate
    ├── StaleWriter          1  the writer's lease was taken over while it wrote
    ├── PublicationHeld      1  a generation was kept back; the one before it goes on serving
    ├── GraphDamaged         1  the graph does not hold what was written to it
    └── StatementError       1  a .cypher file does not say what it must

An error's text carries file names, row numbers and record keys. It never carries a name, a date of birth, an address or
an identifier of a person, because error texts reach logs and screens.
"""

from collections.abc import Sequence
from typing import ClassVar, Self


class MastError(Exception):
    """The root. ``str(error)`` is one clear sentence: what is wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(MastError):
    exit_code = 2


class InputRefused(MastError):
    exit_code = 3


class DeliveryRefused(InputRefused):
    """A partner's file is refused whole; the graph is as it was. ``code``: a stable word (``loaders.holding``)."""

    def __init__(self, file: str, reason: str, advice: str, code: str = "unfit") -> None:
        super().__init__(f"{file}: refused, {reason}. {advice}")
        self.file, self.reason, self.advice, self.code = file, reason, advice, code

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str, str]]:
        """So that a process can tell another of it."""
        return type(self), (self.file, self.reason, self.advice, self.code)


class MappingRefused(InputRefused):
    """A mapping file does not say what it must."""


class ModelRefused(InputRefused):
    """A model file is missing, damaged, or was trained for other columns."""


class Busy(MastError):
    """Another load or resolve holds the writer's lease."""

    exit_code = 4


class StoreUnreachable(MastError):
    exit_code = 5


class GraphUnreachable(StoreUnreachable):
    """The graph does not answer, or refuses our password."""


class LedgerUnreachable(StoreUnreachable):
    """The SQL store does not answer, or refuses our password."""


class WrongStore(MastError):
    """The graph or SQL store that answered carries another deployment's instance id."""


class GraphLost(MastError):
    """The graph was emptied, or comes from an older backup than the SQL store; nothing more is written to it."""


class OldStore(MastError):
    """A store has an older schema than this version needs; nothing was changed in it."""


class StaleWriter(MastError):
    """This writer's lease was taken over; what it had not yet committed is gone, by design."""


class PublicationHeld(MastError):
    """A generation was kept back. ``reasons`` name counts and ids, never what a record states."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(
            f"Not published: {'; '.join(reasons)}. What was published before goes on serving. If it is meant so, run "
            "mast resolve --publish-anyway REASON."
        )
        self.reasons = tuple(reasons)


class GraphDamaged(MastError):
    """A node is not found by its key, or a link is not as it was written."""


class StatementError(MastError):
    """A .cypher file is malformed, missing, or called with other parameters than its header declares."""
