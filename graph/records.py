"""Read what resolution and the exports need: all records, as staged, or all links of a generation, as plain rows."""

from collections.abc import Iterable
from typing import Any, Final

from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.links import FOREVER

Rows = list[dict[str, Any]]

_AT_ONCE: Final = 2_000


def staged_records(graph: Graph) -> Rows:
    """record, partner, stated_on, title, forenames, surname, known_as, born_on, sex."""
    return graph.read("resolving/records", forever=FOREVER)


def staged_identifiers(graph: Graph) -> Rows:
    """record, kind, value, verified."""
    return graph.read("resolving/identifiers", forever=FOREVER)


def staged_residences(graph: Graph) -> Rows:
    """record, address (a stated address's key), first_seen, last_seen, current."""
    return graph.read("resolving/residences", forever=FOREVER)


def stated_addresses(graph: Graph) -> Rows:
    """address (its key), uprn, postcode, flat, number, building, street, town, lines."""
    return graph.read("resolving/stated_addresses")


def restated(graph: Graph, records: Iterable[str], number: int) -> set[str]:
    """Those of the records whose details, identifiers or addresses are staged otherwise than ``number`` shows them."""
    keys = sorted(records)
    return {
        row["key"]
        for start in range(0, len(keys), _AT_ONCE)
        for kind in ("says", "has_identifier", "lives_at")
        for row in graph.read(
            f"checking/restated_{kind}", keys=keys[start : start + _AT_ONCE], number=number, forever=FOREVER
        )
    }


def links_of(graph: Graph, number: int) -> Rows:
    """record, person."""
    return graph.read("exporting/links", number=number)


def households_of(graph: Graph, number: int) -> Rows:
    """person, household."""
    return graph.read("exporting/households", number=number)


def touchpoints_of(graph: Graph, number: int, window: Window) -> Rows:
    """record, event, happened_on."""
    return graph.read("exporting/touchpoints", number=number, **_days(window))


def address_touchpoints_of(graph: Graph, number: int, window: Window) -> Rows:
    """address, event, happened_on."""
    return graph.read("exporting/address_touchpoints", number=number, **_days(window))


def addresses_of(graph: Graph, number: int) -> Rows:
    """address, uprn."""
    return graph.read("exporting/addresses", number=number)


def pairs_of(graph: Graph, number: int) -> Rows:
    """record_a, record_b, weight, band, model, reason."""
    return graph.read("exporting/pairs", number=number)


def _days(window: Window) -> dict[str, str]:
    return {"after": window.after.isoformat(), "until": window.until.isoformat()}
