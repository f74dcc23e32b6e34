"""Whether a look-up by key finds what is there: ArcadeDB has lost entries of an index after it compacted it.

A node that an index has lost is still in the store, and links lead to it; but who asks for it by its key is told that
it does not exist. So keys that were come by on other ways, from a scan or along a link, are looked up.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from mast.core.parallel import in_order
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, LinkKind

_FOLDERS: Final = {
    "Record": "staging",
    "Details": "staging",
    "Identifier": "staging",
    "StatedAddress": "staging",
    "Professional": "staging",
    "SearchKey": "staging",
    "Touchpoint": "staging",
    "Person": "publishing",
    "Household": "publishing",
    "Address": "publishing",
    "AddressDetails": "publishing",
}
"""By label of the nodes that have a unique key: where the statements lie that look them up."""

ENDS: Final[Mapping[LinkKind, tuple[str, str]]] = {
    links.SAYS: ("Record", "Details"),
    links.HAS_IDENTIFIER: ("Record", "Identifier"),
    links.LIVES_AT: ("Record", "StatedAddress"),
    links.LED_BY: ("Record", "Professional"),
    links.FOUND_BY: ("Record", "SearchKey"),
    links.HAD: ("Record", "Touchpoint"),
    links.AT: ("Touchpoint", "StatedAddress"),
    links.HANDLED_BY: ("Touchpoint", "Professional"),
    links.DENOTES: ("StatedAddress", "Address"),
    links.DESCRIBED_BY: ("Address", "AddressDetails"),
    links.MATCHES: ("Record", "Record"),
    links.REFERS_TO: ("Record", "Person"),
    links.MEMBER_OF: ("Person", "Household"),
    links.BASED_AT: ("Household", "Address"),
}
"""The labels of the nodes at which the links of each kind begin and end."""

_REACHED: Final = {
    "Details": "checking/details_reached",
    "Identifier": "checking/identifiers_reached",
    "SearchKey": "checking/search_keys_reached",
    "Professional": "checking/professionals_reached",
    "Touchpoint": "checking/touchpoints_reached",
}
CHANGED_AT_MOST: Final = 5_000
"""Changed keys of one label that are looked up before a publication; of more, as many evenly chosen."""
_ONE_IN: Final = 100
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Keys of one label that a look-up does not find, or that several nodes have."""

    label: str
    missing: int
    doubled: int

    def __str__(self) -> str:
        told = f"{self.missing} {self.label} nodes that are there are not found by their key"
        return f"{told}, and {self.doubled} keys have several nodes" if self.doubled else told


def look_up(graph: Graph, label: str, keys: Iterable[str]) -> Mismatch | None:
    """Look up each key of nodes that are there; None when each is found, and once."""
    missing = doubled = 0
    for part in _parts(sorted(set(keys))):
        found = Counter(row["key"] for row in graph.read(f"{_FOLDERS[label]}/known_{snake(label)}", keys=part))
        missing += sum(key not in found for key in part)
        doubled += sum(count > 1 for count in found.values())
    return Mismatch(label, missing, doubled) if missing or doubled else None


def scanned(graph: Graph) -> list[Mismatch]:
    """For each label, all nodes that a scan finds, looked up by their keys; those that do not come out even."""
    found = []
    for label in _FOLDERS:
        keys = Counter(row["key"] for row in graph.read(f"checking/keys_{snake(label)}"))
        looked_up = look_up(graph, label, keys) or Mismatch(label, 0, 0)
        doubled = max(looked_up.doubled, sum(count > 1 for count in keys.values()))
        if looked_up.missing or doubled:
            found.append(Mismatch(label, looked_up.missing, doubled))
    return found


def snake(label: str) -> str:
    """``StatedAddress`` as it is in the names of statements: ``stated_address``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", label).lower()


def losses(graph: Graph, number: int, known: Mapping[str, set[str]], changed: Mapping[str, set[str]]) -> list[Mismatch]:
    """Before ``number`` is published: look up the keys that change, and one in a hundred of all that are ``known``.

    Both by label. Which hundredth it is goes round with the number. From the records among these, what they state is
    reached along the links and looked up too.
    """
    chosen = {label: _chosen(keys, changed.get(label, set()), number) for label, keys in known.items()}
    records = sorted(chosen.get("Record", ()))
    for label, reached in zip(
        _REACHED, in_order(lambda name: _reached(graph, name, records), _REACHED.values()), strict=True
    ):
        chosen.setdefault(label, set()).update(reached)
    found = in_order(lambda asked: look_up(graph, *asked), chosen.items())
    return [mismatch for mismatch in found if mismatch]


def _reached(graph: Graph, name: str, records: Sequence[str]) -> set[str]:
    return {row["key"] for part in _parts(records) for row in graph.read(name, keys=part, forever=FOREVER)}


def _chosen(known: set[str], changed: set[str], number: int) -> set[str]:
    sample = {key for key in known if crc32(key.encode()) % _ONE_IN == number % _ONE_IN}
    if len(changed) > CHANGED_AT_MOST:
        changed = set(sorted(changed, key=lambda key: (crc32(key.encode()[::-1]), key))[:CHANGED_AT_MOST])
    return sample | changed


def _parts(keys: Sequence[str]) -> Iterator[list[str]]:
    return (list(keys[start : start + _AT_ONCE]) for start in range(0, len(keys), _AT_ONCE))
