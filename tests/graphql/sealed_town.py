"""A town with people and addresses that are sealed, and its twin in which they never were. Everybody is invented.

Kim (``P0000004``, three records) lives with the Thornfields and had contacts there; 7 Willow Row (``A0000003``) is a
refuge, in which Dee stayed. With ``without``, neither was ever loaded.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from starlette.testclient import TestClient

from mast.access import seals
from mast.access.seals import Reason
from mast.access.tokens import mint
from mast.core.facts import Case, Details, Row
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.opening import open_graph
from mast.graph.publishing import DescribedAddress, Evidence, Member, Resolved, publish
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from mast.graphql.app import make_app
from mast.graphql.schema import operations
from mast.ledger import register
from mast.ledger.store import Ledger, open_ledger
from mast.ledger.succession import Kind, Plan
from tests.factory import ADULTS, DAY, POLICE, address, delivery, row, worker
from tests.graphql.town import PARTNERS

NOW: Final = datetime(2026, 10, 31, 12, tzinfo=UTC)
HOME, REFUGE, FLAT = (
    address(),
    address(number="7", street="WILLOW ROW", postcode="WV1 9ZZ", uprn="100014013599"),
    address(number="3", flat="2", postcode="WV1 1AA"),
)
MARIA = Details("Ms", "Maria", "Thornfield", "", date(1984, 3, 12), "female")
LEE = Details("", "Lee", "Thornfield", "", date(2012, 5, 6), "male")
KIM = Details("", "Kim", "Hartley", "", date(1990, 7, 4), "female")
DEE = Details("", "Dee", "Marlow", "", date(1979, 1, 22), "female")

PERSONS: Final = {
    "adults:1": "P0000001",
    "police:1": "P0000001",
    "adults:2": "P0000002",
    "adults:3": "P0000003",
    "adults:4": "P0000004",
    "police:4": "P0000004",
    "police:5": "P0000004",
}
ADDRESSES: Final = {HOME.key: "A0000001", FLAT.key: "A0000002", REFUGE.key: "A0000003"}
DESCRIBED: Final = {
    "A0000001": DescribedAddress("", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False),
    "A0000002": DescribedAddress("", "WV1 1AA", "2", "3", "Flat 2, 3 Heath Way, WV1 1AA", "", False),
    "A0000003": DescribedAddress("100014013599", "WV1 9ZZ", "", "7", "7 Willow Row, WV1 9ZZ", "", False),
}
UNSURE: Final = (
    Evidence("adults:1", "police:5", -0.5, "review", "same forename"),
    Evidence("adults:1", "police:4", 1.0, "review", "same forename"),
    Evidence("adults:1", "adults:2", 0.5, "review", "same surname"),
)
"""Links that wait to be confirmed: of Maria with Kim, and with Lee."""
MEMBERS: Final = (
    Member("P0000001", "H0000001", "2024-01-01", "2026-10-31"),
    Member("P0000002", "H0000001", "2024-01-01", "2026-10-01"),
    Member("P0000004", "H0000001", "2026-02-01", "2026-10-30"),
    Member("P0000003", "H0000002", "2026-09-01", "2026-10-20"),
)
HOMES: Final = {"H0000001": "A0000001", "H0000002": "A0000003"}

SEALED_PERSON: Final = {
    "id": "P0000004",
    "retired": "P0000005",
    "household": "H0000002",
    "address": "A0000003",
    "nhs": "9434765870",
    "name": "Kim Hartley",
    "born": "1990-07-04",
    "postcode": "WV1 9ZZ",
    "number": "7",
    "uprn": "100014013599",
}
"""What leads to somebody or something that is sealed; and, of the same shape, what leads nowhere."""
ABSENT_PERSON: Final = {
    "id": "P0000094",
    "retired": "P0000095",
    "household": "H0000092",
    "address": "A0000093",
    "nhs": "9434765919",
    "name": "Kit Hurlock",
    "born": "1991-02-05",
    "postcode": "WV1 9ZY",
    "number": "8",
    "uprn": "100014013598",
}
FULL: Final = """{ id displayName dateOfBirth addresses { address { id line residents { totalCount edges { node {
  person { id displayName } } } } agencies { agency { code } touchpoints12m status lead { name } } } current lastSeen }
  household { id address { id } members { since until person { id displayName } } }
  timeline { totalCount edges { node { on kind } } }
  toBeConfirmed { code }
  agencies { agency { code } status touchpoints12m byKind { kind count } lastOn openCase lead { name team } } }"""
HEAD: Final = "{ id displayName dateOfBirth agencies { agency { code } status touchpoints12m } }"
WAYS: Final = {
    "person": (f"query Q($v: ID!) {{ person(id: $v) {FULL} }}", ("id",)),
    "node": ("query Q($v: ID!) { node(id: $v) { id ... on Person { displayName } } }", ("id",)),
    "a retired id": (f"query Q($v: ID!) {{ person(id: $v) {FULL} }}", ("retired",)),
    "household": (
        f"query Q($v: ID!) {{ household(id: $v) {{ id address {{ line }} members {{ person {HEAD} }} }} }}",
        ("household",),
    ),
    "address": (
        "query Q($v: ID!) { address(id: $v) { id line agencies { touchpoints12m } residents { totalCount } } }",
        ("address",),
    ),
    "NHS number": (
        f"query Q($v: String!) {{ searchPeople(nhsNumber: $v) {{ totalCount edges {{ node {{ person {HEAD} }} }} }} }}",
        ("nhs",),
    ),
    "name and birth": (
        "query Q($v: String!, $w: Date!) { searchPeople(name: $v, dateOfBirth: $w) { totalCount edges { cursor } } }",
        ("name", "born"),
    ),
    "name and postcode": (
        "query Q($v: String!, $w: String!) { searchPeople(name: $v, postcode: $w) { totalCount edges { cursor } } }",
        ("name", "postcode"),
    ),
    "UPRN": ("query Q($v: String!) { searchAddresses(uprn: $v) { totalCount edges { node { id } } } }", ("uprn",)),
    "postcode and number": (
        "query Q($v: String!, $w: String!) {"
        " searchAddresses(postcode: $v, number: $w) { totalCount edges { cursor } } }",
        ("postcode", "number"),
    ),
}
"""Each way in: a document, and what of the above its variables are."""


def rows(without: bool) -> dict[str, tuple[Row, ...]]:
    kim = (
        row(
            "e9",
            "4",
            DAY - timedelta(days=9),
            details=KIM,
            nhs="9434765870",
            at=HOME,
            by=worker("Kay Lead"),
            case=Case(True, date(2026, 2, 1)),
        ),
    )
    dee = (
        row("e5", "3", DAY - timedelta(days=11), details=DEE, at=FLAT),
        row("e6", "3", DAY - timedelta(days=10), details=DEE, at=REFUGE)._replace(address=None if without else REFUGE),
    )
    adults = (
        row("e1", "1", DAY, details=MARIA, at=HOME),
        row("e2", "1", DAY - timedelta(days=40), details=MARIA, at=HOME),
        row("e3", "2", DAY - timedelta(days=30), details=LEE, at=HOME),
        *dee,
        *(() if without else kim),
    )  # fmt: skip
    told = [
        row("n1", "1", DAY - timedelta(days=3), partner="police", kind="call-out", details=MARIA, at=HOME),
        row("n1", "4", DAY - timedelta(days=3), partner="police", kind="call-out", details=KIM, at=HOME),
        row("n2", "4", DAY - timedelta(days=2), partner="police", kind="call-out", details=KIM, at=HOME),
        row("n3", "5", DAY - timedelta(days=1), partner="police", kind="arrest", details=KIM, at=REFUGE),
        row("n4", "", DAY - timedelta(days=1), partner="police", kind="call-out", at=HOME),
    ]
    police = tuple(one for one in told if not without or one.record in ("1", ""))
    return {"adults": adults, "police": police}


def build(graph: Graph, ledger: Ledger, *, without: bool) -> None:
    """Publish the town, with the register's account of it. ``without``: as if nothing sealed had ever been there."""
    ensure_schema(graph)
    take_over(graph, 1)
    for partner, own in ((ADULTS, rows(without)["adults"]), (POLICE, rows(without)["police"])):
        stage_delivery(graph, delivery(*own, partner=partner), token=1)
    persons = {key: who for key, who in PERSONS.items() if not without or who != "P0000004"}
    addresses = {key: id for key, id in ADDRESSES.items() if not without or id != "A0000003"}
    resolved = Resolved(
        model="m1",
        persons=persons,
        addresses=addresses,
        descriptions={id: said for id, said in DESCRIBED.items() if id in addresses.values()},
        evidence=[one for one in UNSURE if {one.record_a, one.record_b} <= persons.keys()],
        members=[m for m in MEMBERS if m.person in persons.values() and HOMES[m.household] in addresses.values()],
        homes={home: at for home, at in HOMES.items() if at in addresses.values()},
    )
    with Writer(graph, token=1, what="resolve") as writer:
        number = writer.number
        publish(writer, resolved, expected=0, coverage={"adults": DAY, "police": date(2026, 9, 1)}, now=NOW)
    homes = {record: m.household for m in resolved.members for record, who in persons.items() if who == m.person}
    told: dict[Kind, dict[str, str]] = {"person": persons, "address": addresses, "household": homes}
    for kind, assignment in told.items():
        redirects = {"P0000005": "P0000004"} if kind == "person" and not without else {}
        register.record(ledger, kind, Plan(assignment, redirects, 100, 1, {}), number)


def seal_all(ledger: Ledger) -> None:
    """One record of Kim, and the refuge."""
    for key in ("police:5", "A0000003"):
        seals.add(ledger, key, Reason.REFUGE, "dsl", "cli:ann", NOW)


@contextmanager
def opened(settings: Settings, *, without: bool = False) -> Iterator[tuple[Graph, Ledger]]:
    """The town on the engine of these settings, which must be empty."""
    with open_ledger(settings) as ledger, open_graph(settings, ledger.instance_id) as graph:
        build(graph, ledger, without=without)
        yield graph, ledger


@contextmanager
def client_of(settings: Settings, graph: Graph, ledger: Ledger, role: str = "lead") -> Iterator[TestClient]:
    """A client that asks as often as it likes."""
    settings = settings.model_copy(update={"request_seconds": 60.0, "rate_minute": 0, "rate_purpose_hour": 0})
    token = mint(settings, "ann.other", role, "adults", NOW, timedelta(hours=1))
    purpose = "duty-call" if role == "lead" else "audit"
    headers = {"Authorization": f"Bearer {token}", "MAST-Purpose": purpose, "MAST-Case-Reference": "EX-1"}
    unlimited = settings.model_copy(update={"rate_minute": 0, "rate_purpose_hour": 0})
    app = make_app(unlimited, graph, ledger, PARTNERS, clock=lambda: NOW)
    with TestClient(app, base_url="http://localhost", headers=headers) as client:
        yield client


def asks(client: TestClient, way: str, keys: Mapping[str, str]) -> bytes:
    """The answer's bytes and headers, but for what names the request."""
    query, wanted = WAYS[way]
    variables = dict(zip(("v", "w"), (keys[name] for name in wanted), strict=False))
    return _told(client.post("/graphql", json={"query": query, "variables": variables}))


def everything_else(client: TestClient) -> dict[str, bytes]:
    """What the town shows of those who are not sealed, by what was asked."""
    asked: dict[str, tuple[str, dict[str, Any]]] = {"freshness": ("{ dataFreshness { agencies { dataAsOf } } }", {})}
    for id in ("P0000001", "P0000002", "P0000003"):
        asked[id] = (WAYS["person"][0], {"v": id})
    for id in ("A0000001", "A0000002"):
        asked[id] = (operations()["address_card"], {"id": id})
    asked["H0000001"] = (WAYS["household"][0], {"v": "H0000001"})
    for name, wanted in {"Maria Thornfield": "WV11 3PJ", "Dee Marlow": "WV1 1AA", "Kim Hartley": "WV11 3PJ"}.items():
        asked[name] = (operations()["search_people"], {"name": name, "postcode": wanted})
    for postcode, number in {"WV11 3PJ": "12", "WV1 1AA": "3"}.items():
        asked[postcode] = (WAYS["postcode and number"][0], {"v": postcode, "w": number})
    return {
        name: _told(client.post("/graphql", json={"query": query, "variables": variables}))
        for name, (query, variables) in asked.items()
    }


def _told(response: Any) -> bytes:
    headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    return f"{response.status_code} {sorted(headers.items())}\n".encode() + bytes(response.content)
