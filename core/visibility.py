"""What a reader may see, decided by access/ and required by every reading statement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visibility:
    """The rule that reaches Cypher as parameters.

    ``agencies``: the partner codes whose facts may be shown; a code that is not listed does not exist for this reader.
    ``sealed``: record keys that must read exactly as if they were not there.
    """

    agencies: tuple[str, ...]
    sealed: tuple[str, ...] = ()

    def parameters(self) -> dict[str, list[str]]:
        """The two parameters each reading statement declares in its header."""
        return {"agencies": sorted(self.agencies), "sealed": sorted(self.sealed)}

    def admits(self, record_key: str) -> bool:
        """The same rule, for the second check on the rows that came back."""
        return record_key.partition(":")[0] in self.agencies and record_key not in self.sealed
