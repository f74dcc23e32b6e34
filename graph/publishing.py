"""Write what resolution found beside the generation that readers hold, look it over, then publish it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from mast.core.ahead import Ahead
from mast.core.errors import PublicationHeld
from mast.core.parallel import in_order
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.generations import About, commit, digest_after
from mast.graph.indexes import ENDS, Mismatch, losses, snake
from mast.graph.links import FOREVER, RESOLVED, LinkKind, Links, difference, read_links
from mast.graph.published import current_generation
from mast.graph.writer import Writer

_FOLDER: Final = "publishing"
_NUMBERED: Final = ("Person", "Household", "Address")


@dataclass(frozen=True, slots=True)
class DescribedAddress:
    """How resolution describes an address. ``institution``: its kind, ``""`` for a home."""

    uprn: str
    postcode: str
    flat: str
    number: str
    lines: str
    institution: str
    crowded: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two records and why they match; ``band`` is ``link`` or ``review``."""

    record_a: str
    record_b: str
    weight: float
    band: str
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person's time in a household; days are ISO text, ``""`` where not known."""

    person: str
    household: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that a resolution publishes, with the register's ids.

    ``model``, ``plan`` and ``decisions`` name what it was resolved with; of the last two "" is the built-in and none.
    """

    model: str
    persons: Mapping[str, str]
    addresses: Mapping[str, str]
    descriptions: Mapping[str, DescribedAddress]
    evidence: Sequence[Evidence]
    members: Sequence[Member]
    homes: Mapping[str, str]
    plan: str = ""
    decisions: str = ""

    def links(self) -> dict[LinkKind, Links]:
        """The links as the graph should hold them."""
        return {
            links.REFERS_TO: {(record, person): () for record, person in self.persons.items()},
            links.DENOTES: {(stated, address): () for stated, address in self.addresses.items()},
            links.DESCRIBED_BY: {(address, _key(address, said)): () for address, said in self.descriptions.items()},
            links.MATCHES: {(e.record_a, e.record_b): (e.weight, e.band, self.model, e.reason) for e in self.evidence},
            links.MEMBER_OF: {(m.person, m.household): (m.first_day, m.last_day) for m in self.members},
            links.BASED_AT: {(household, address): () for household, address in self.homes.items()},
        }


@dataclass(frozen=True, slots=True)
class Published:
    """The generation as it stands, and how many links of each kind it opened and closed.

    ``overridden``: what the look-up of keys found amiss, where it was to be published anyway.
    """

    number: int
    digest: str
    opened: Mapping[str, int]
    closed: Mapping[str, int]
    overridden: tuple[str, ...] = ()


Standing = Mapping[LinkKind, Links]
"""The links that resolutions have opened and none has closed."""


def standing(graph: Graph) -> Standing:
    """Read it; nobody changes it but who publishes under the writer's lease."""
    rows = in_order(lambda kind: graph.read(f"{_FOLDER}/{kind.name}_all", forever=FOREVER), RESOLVED)
    return {kind: read_links(kind, found) for kind, found in zip(RESOLVED, rows, strict=True)}


def changes(held: Standing, resolved: Resolved) -> dict[LinkKind, links.Difference]:
    """What publishing would close and open, by kind; nothing is written."""
    wanted = resolved.links()
    return {kind: difference(kind, held[kind], wanted[kind]) for kind in RESOLVED}


def publish(
    writer: Writer,
    resolved: Resolved,
    *,
    expected: int,
    coverage: Mapping[str, date],
    now: datetime,
    override: str = "",
    held: Standing | None = None,
) -> Published:
    """Stage ``resolved`` under the writer's number and make that the published generation.

    ``expected``: the generation that was published when the records were read. ``coverage``: partner code to the date
    of its newest data. ``held``: what stands, where it was read under the same lease already. Raises PublicationHeld
    where nodes are not found by their keys and no ``override`` says that it is to be published anyway, StaleWriter when
    somebody published meanwhile; then nothing of this remains.
    """
    wanted = resolved.links()
    held = standing(writer.graph) if held is None else held
    found: dict[LinkKind, links.Difference] = {}
    nodes = _Nodes(writer, resolved.descriptions)
    # What differs in one kind of links is worked out while the graph writes those of the kind before.
    with Ahead((kind, difference(kind, held[kind], wanted[kind])) for kind in RESOLVED) as coming:
        for kind, change in coming:
            nodes.create(kind, change)
            writer.apply(_FOLDER, kind, change)
            found[kind] = change
    lost = _lost(writer, wanted, found)
    if lost and not override:
        raise PublicationHeld([f"{mismatch}; mast check --repair makes the index anew" for mismatch in lost])
    shown = digest_after(writer.graph, current_generation(writer.graph), writer.digest)
    about = About(resolved.model, resolved.plan, resolved.decisions, coverage, override)
    commit(writer, about, shown, expected=expected, now=now)
    return Published(
        writer.number,
        shown,
        {kind.name: len(change.opened) for kind, change in found.items()},
        {kind.name: len(change.closed) for kind, change in found.items()},
        tuple(str(mismatch) for mismatch in lost),
    )


def _lost(
    writer: Writer, wanted: Mapping[LinkKind, Links], found: Mapping[LinkKind, links.Difference]
) -> list[Mismatch]:
    """Nodes at the ends of the published links that a look-up does not find."""
    known: dict[str, set[str]] = {}
    changed: dict[str, set[str]] = {}
    for kind, rows in wanted.items():
        for place, label in enumerate(ENDS[kind]):
            known.setdefault(label, set()).update(name[place] for name in rows)
            ends = changed.setdefault(label, set())
            ends.update(row[("source", "target")[place]] for row in found[kind].closed + found[kind].opened)
    return losses(writer.graph, writer.number, known, changed)


class _Nodes:
    """Creates the nodes that new links lead to, where they do not exist; those of links that stay are there."""

    def __init__(self, writer: Writer, descriptions: Mapping[str, DescribedAddress]) -> None:
        self._writer, self._descriptions = writer, descriptions
        self._there: defaultdict[str, set[str]] = defaultdict(set)

    def create(self, kind: LinkKind, change: links.Difference) -> None:
        for end, label in zip(("source", "target"), ENDS[kind], strict=True):
            if label in _NUMBERED:
                wanted = {row[end] for row in change.opened} - self._there[label]
                self._writer.create(_FOLDER, snake(label), [{"id": id} for id in wanted], key="id")
                self._there[label] |= wanted
        if kind is links.DESCRIBED_BY:
            said = {row["target"]: self._descriptions[row["source"]] for row in change.opened}
            details = [{"key": key, **_plain(one)} for key, one in said.items()]
            self._writer.create(_FOLDER, "address_details", details)


def _plain(said: DescribedAddress) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__slots__}


def _key(address: str, said: DescribedAddress) -> str:
    text = "\x1f".join(str(value) for value in _plain(said).values())
    return f"{address}#{sha256(text.encode()).hexdigest()[:16]}"
