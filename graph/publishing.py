"""Write what resolution found beside the generation that readers hold, look it over, then publish it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from mast.graph.writer import Whole, Writer

_FOLDER: Final = "publishing"
_MADE_WITH: Final = (links.REFERS_TO, links.DENOTES, links.DESCRIBED_BY, links.MEMBER_OF)
"""What these links lead to is new where they are the first that do."""
_TOGETHER: Final = 1_000
"""New nodes in one transaction, each with a link or two."""


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
    Every household of ``homes`` has a member, and is at one of the ``addresses`` that are denoted and described.
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
    # What differs in one kind of links is worked out while the graph writes those of the kind before.
    with Ahead((kind, difference(kind, held[kind], wanted[kind])) for kind in RESOLVED) as coming:
        for kind, change in coming:
            _write(writer, kind, change, resolved)
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


def _write(writer: Writer, kind: LinkKind, change: links.Difference, resolved: Resolved) -> None:
    """Close and open these links. What is new is made with the links that lead to it, so that each node is looked up
    once: of a first publication that is nearly all.
    """
    new = _new(writer, kind, change) if kind in _MADE_WITH else set()
    made: dict[str, list[dict[str, Any]]] = {}
    opened: list[dict[str, Any]] = []
    for row in change.opened:
        if row["target"] in new:
            made.setdefault(row["target"], []).append(row)
        else:
            opened.append(row)
    if made:
        rows = [_made(kind, target, own, resolved) for target, own in made.items()]
        # ``apply`` adds to the digest what all of these links do.
        whole = Whole(rows, lambda row: len(row["links"]), own=0, digest=0, together=_TOGETHER)
        writer.create_whole(f"{_FOLDER}/create_{kind.name}", whole)
    writer.apply(_FOLDER, kind, replace(change, opened=opened))


def _made(kind: LinkKind, target: str, own: list[dict[str, Any]], resolved: Resolved) -> dict[str, Any]:
    row = {"target": target, "links": own}
    return {**row, **_plain(resolved.descriptions[own[0]["source"]])} if kind is links.DESCRIBED_BY else row


def _new(writer: Writer, kind: LinkKind, change: links.Difference) -> set[str]:
    """What these links lead to and is not there. An id that was handed out for what was never published may be."""
    targets = sorted({row["target"] for row in change.opened})
    return writer.missing(_FOLDER, snake(ENDS[kind][1]), targets)


def _plain(said: DescribedAddress) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__slots__}


def _key(address: str, said: DescribedAddress) -> str:
    text = "\x1f".join(str(value) for value in _plain(said).values())
    return f"{address}#{sha256(text.encode()).hexdigest()[:16]}"
