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
    ├── StaleWriter          1  the writer's lease was taken over while it wrote
    └── StatementError       1  a .cypher file does not say what it must

An error's text carries file names, row numbers and record keys. It never carries a name, a date of birth, an address or
an identifier of a person, because error texts reach logs and screens.
"""

from typing import ClassVar


class MastError(Exception):
    """The root. ``str(error)`` is one clear sentence: what is wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(MastError):
    exit_code = 2


class InputRefused(MastError):
    exit_code = 3


class DeliveryRefused(InputRefused):
    """A partner's file is refused whole; the graph is as it was."""

    def __init__(self, file: str, reason: str, advice: str) -> None:
        super().__init__(f"{file}: refused, {reason}. {advice}")
        self.file, self.reason, self.advice = file, reason, advice


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


class StaleWriter(MastError):
    """This writer's lease was taken over; what it had not yet committed is gone, by design."""


class StatementError(MastError):
    """A .cypher file is malformed, missing, or called with other parameters than its header declares."""
