"""What a reader may see, decided by access/ and required by every reading statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Sealed:
    """What must read, in one generation, exactly as if it were not there: record keys, and ids of what they make up.

    ``records`` are whole persons: of somebody whom one sealed record belongs to, every record is among them.
    """

    records: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    households: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        return {"sealed": sorted(self.records), "sealed_addresses": sorted(self.addresses)}

    def hides(self, id: str) -> bool:
        """Whether this is the id of a person, household or address that is sealed."""
        return id in self.persons or id in self.households or id in self.addresses

    def asked(self, ids: Iterable[str]) -> list[str]:
        """Ids to look up, sorted: in place of a sealed one an id that nothing has ever had, so that the graph does for
        it what it does for any unknown one, in the same time.
        """
        return sorted({f"{id[:1]}0000000" if self.hides(id) else id for id in ids})


NOTHING_SEALED = Sealed()


@dataclass(frozen=True, slots=True)
class Visibility:
    """The rule that reaches Cypher as parameters.

    ``agencies``: the partner codes whose facts may be shown; a code that is not listed does not exist for this reader.
    """

    agencies: tuple[str, ...]
    sealed: Sealed = NOTHING_SEALED

    def parameters(self) -> dict[str, list[str]]:
        """The parameters of reading statements; each declares in its header which of them it takes."""
        return {"agencies": sorted(self.agencies), **self.sealed.parameters}

    def admits(self, record_key: str) -> bool:
        """The same rule, for the second check on the rows that came back."""
        return record_key.partition(":")[0] in self.agencies and record_key not in self.sealed.records
