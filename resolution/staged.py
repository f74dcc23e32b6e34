"""Reads all that is staged, published or not, as resolution takes it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mast.core.parallel import in_order
from mast.graph import records as store
from mast.graph.connection import Graph
from mast.resolution.addresses import join_addresses
from mast.resolution.columns import Records, Residences

_STATED: Final = ["address", "uprn", "postcode", "flat", "number", "building", "street", "town", "lines"]
_SAID: Final = ["record", "partner", "title", "forenames", "surname", "known_as", "born_on", "sex"]
_KINDS: Final = ("nhs", "upn", "phone", "email")
_RESIDENCE: Final = ["record", "address", "first_seen", "last_seen", "current"]


@dataclass(frozen=True, slots=True)
class Columns:
    """All that is staged, published or not, as resolution takes it in. ``groups``: stated address to its group."""

    records: Records
    residences: Residences
    stated: pd.DataFrame
    groups: Mapping[str, str]


def read_columns(graph: Graph, leaving_out: frozenset[str] = frozenset()) -> Columns:
    """Every record with the details in force, its identifiers, and where it has lived.

    ``leaving_out``: stated addresses that are about to be erased.
    """
    records_said, residences_said, identifiers, addresses = in_order(
        lambda read: read(graph),
        (store.staged_records, store.staged_residences, store.staged_identifiers, store.stated_addresses),
    )
    said = _columns(records_said, _SAID)
    place = {record: at for at, record in enumerate(said["record"])}
    numbers: dict[str, list[Any]] = {kind: [""] * len(place) for kind in _KINDS}
    verified = [False] * len(place)
    found = sorted(identifiers, key=lambda row: (row["record"], row["verified"], row["value"]))
    for identifier in found:
        # Of several of one kind the last stays: a verified number before one that is not.
        at = place[identifier["record"]]
        numbers[identifier["kind"]][at] = identifier["value"]
        if identifier["kind"] == "nhs":
            verified[at] = bool(identifier["verified"])
    records = {**said, "key": said["record"], **numbers, "nhs_verified": verified}
    known = [row for row in addresses if row["address"] not in leaving_out]
    stated = pd.DataFrame(_columns(known, _STATED), columns=_STATED)
    residences = pd.DataFrame(_columns(residences_said, _RESIDENCE), columns=_RESIDENCE)
    return Columns(
        Records.from_frame(pd.DataFrame(records)),
        Residences.from_frame(residences.merge(stated, on="address", how="left")),
        stated,
        join_addresses(stated.rename(columns={"address": "key"})),
    )


def _columns(rows: list[dict[str, Any]], names: list[str]) -> dict[str, list[Any]]:
    """The rows turned: pandas takes ten times as long to do so itself."""
    return {name: [row[name] for row in rows] for name in names}
