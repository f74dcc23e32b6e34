"""The account of a run: what blocking cost, the largest person, and every join that was refused, with why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from mast.resolution.blocking import BlockingReport


class Refused(NamedTuple):
    """A join that was not made: two record keys, the match weight in bits, and why."""

    record_a: str
    record_b: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run saw. ``largest``: the keys of the person with the most records; ``institutions``: kind by address."""

    records: int
    persons: int
    largest: tuple[str, ...]
    contested: int
    blocking: BlockingReport
    refused: tuple[Refused, ...]
    households: int = 0
    institutions: Mapping[str, str] = field(default_factory=dict)

    @property
    def largest_person(self) -> int:
        return len(self.largest)

    def as_dict(self) -> dict[str, Any]:
        """The account as JSON holds it. It names people by record key only, and institutions by nothing but kind."""
        return {
            "records": self.records,
            "persons": self.persons,
            "households": self.households,
            "largest_person": {"size": self.largest_person, "records": list(self.largest)},
            "contested_groups": self.contested,
            "blocking": {
                "pairs": self.blocking.pairs,
                "rules": [asdict(rule) for rule in self.blocking.rules],
            },
            "refused_joins": [refused._asdict() for refused in self.refused],
            "institutions": dict(sorted(Counter(self.institutions.values()).items())),
        }
