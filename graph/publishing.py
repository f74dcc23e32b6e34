"""Write what resolution found beside the generation that readers hold, then move the pointer: the commit point."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from mast.core.errors import StaleWriter
from mast.graph import links
from mast.graph.connection import Graph, Transaction
from mast.graph.links import FOREVER, RESOLVED, LinkKind, Links, difference, read_links
from mast.graph.writer import Writer

_FOLDER: Final = "publishing"


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

    def digest(self) -> str:
        """The same for the same result, whatever the order or the engine: the sum of its rows' SHA-256 (mod 2**256)."""
        total = 0
        for kind, rows in self.links().items():
            for name, values in rows.items():
                text = "\x1f".join([kind.name, *map(str, name), *map(str, values)])
                total += int.from_bytes(sha256(text.encode()).digest(), "big")
        return f"{total % 2**256:064x}"


@dataclass(frozen=True, slots=True)
class Published:
    """The generation as it stands, and how many links of each kind it opened and closed."""

    number: int
    digest: str
    opened: Mapping[str, int]
    closed: Mapping[str, int]


def changes(graph: Graph, resolved: Resolved) -> dict[LinkKind, links.Difference]:
    """What publishing would close and open, by kind; nothing is written."""
    wanted = resolved.links()
    return {
        kind: difference(
            kind, read_links(kind, graph.read(f"{_FOLDER}/{kind.name}_all", forever=FOREVER)), wanted[kind]
        )
        for kind in RESOLVED
    }


def publish(
    writer: Writer, resolved: Resolved, *, expected: int, coverage: Mapping[str, date], now: datetime
) -> Published:
    """Stage ``resolved`` under the writer's number and make that the published generation.

    ``expected``: the generation that was published when the records were read. ``coverage``: partner code to the date
    of its newest data. Raises StaleWriter when somebody published meanwhile; then nothing of this remains.
    """
    _create_nodes(writer, resolved)
    found = changes(writer.graph, resolved)
    for kind, change in found.items():
        writer.apply(_FOLDER, kind, change)
    digest = resolved.digest()
    rows = [{"code": code, "data_as_of": day.isoformat()} for code, day in sorted(coverage.items())]

    def commit(tx: Transaction) -> None:
        if not tx.run("generations/fence", token=writer.token):
            raise StaleWriter("The writer's lease was taken over by another job; nothing was published.")
        tx.run("generations/complete", number=writer.number)
        tx.run(
            "generations/record_generation",
            number=writer.number,
            published_at=now.isoformat(timespec="seconds"),
            model=resolved.model,
            plan=resolved.plan,
            decisions=resolved.decisions,
            digest=digest,
        )
        tx.run("generations/cover", number=writer.number, rows=rows)
        tx.run("generations/clear_staged", number=writer.number)
        if not tx.run("generations/publish", expected=expected, number=writer.number):
            raise StaleWriter("Another generation was published meanwhile; nothing of this one was. Run this again.")

    writer.graph.transaction(commit)
    return Published(
        writer.number,
        digest,
        {kind.name: len(change.opened) for kind, change in found.items()},
        {kind.name: len(change.closed) for kind, change in found.items()},
    )


def _create_nodes(writer: Writer, resolved: Resolved) -> None:
    writer.create(_FOLDER, "person", _ids(resolved.persons.values()), key="id")
    writer.create(_FOLDER, "address", _ids([*resolved.addresses.values(), *resolved.homes.values()]), key="id")
    writer.create(_FOLDER, "household", _ids(resolved.homes), key="id")
    details = {_key(address, said): asdict(said) for address, said in resolved.descriptions.items()}
    writer.create(_FOLDER, "address_details", [{"key": key, **said} for key, said in details.items()])


def _ids(values: Iterable[str]) -> list[dict[str, Any]]:
    return [{"id": value} for value in sorted(set(values))]


def _key(address: str, said: DescribedAddress) -> str:
    text = "\x1f".join(str(value) for value in asdict(said).values())
    return f"{address}#{sha256(text.encode()).hexdigest()[:16]}"
