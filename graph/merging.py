"""What some rows say, laid over what the graph holds of their records and events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from mast.core.facts import Details, Row
from mast.fields.names import PersonName
from mast.fields.search_keys import record_search_keys
from mast.graph import links
from mast.graph.links import LinkKind, Links


@dataclass(frozen=True, slots=True)
class Held:
    """What the graph holds: open links by kind, and the details and stated postcodes of each record."""

    links: Mapping[LinkKind, Links]
    details: Mapping[str, Details]
    postcodes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the graph should hold afterwards, of the same records and events."""

    links: Mapping[LinkKind, Links]
    details: Mapping[str, Details]


NOTHING: Final = Held({kind: {} for kind in links.STATED}, {}, {})
"""What the graph holds of a partner before its first load."""


_UNKNOWN: Final = Details()


def merge(rows: Sequence[Row], held: Held) -> Wanted:
    """The links that should be open once ``rows`` are taken in. Of two rows the one of the later day wins."""
    wanted: dict[LinkKind, Links] = {kind: {} for kind in links.STATED}
    details: dict[str, Details] = {}
    for key, own in _by_record(rows).items():
        said, stated_on = _details(key, own, held)
        details_key = f"{key}#{_fingerprint(said)}"
        details[details_key] = said
        wanted[links.SAYS][(key, details_key)] = (stated_on.isoformat(),)
        wanted[links.HAS_IDENTIFIER].update(_identifiers(key, own, held))
        homes = _homes(key, own, held)
        wanted[links.LIVES_AT].update(homes)
        wanted[links.LED_BY].update(_cases(key, own, held))
        codes = {**held.postcodes.get(key, {}), **{row.address.key: row.address.postcode for row in own if row.address}}
        wanted[links.FOUND_BY].update({(key, found): () for found in _search_keys(said, codes.values())})
    for row in rows:
        _event(row, wanted)
    return Wanted(wanted, details)


def touched_only(rows: Sequence[Row], kind: LinkKind, held: Links) -> Links:
    """Of the links of events, those that ``rows`` restate; another record's part in the same event is left alone."""
    restated = {(row.record_key, row.event_key) for row in rows}
    if kind is links.HAD:
        return {name: values for name, values in held.items() if (name[0], name[1]) in restated}
    return {name: values for name, values in held.items() if (name[2], name[0]) in restated}


def _by_record(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Each record's rows, oldest first; rows of one day by event, so that the order of a file decides nothing."""
    own: dict[str, list[Row]] = {}
    for row in rows:
        if row.record:
            own.setdefault(row.record_key, []).append(row)
    for those in own.values():
        those.sort(key=lambda row: (row.on, row.event))
    return own


def _details(key: str, rows: Sequence[Row], held: Held) -> tuple[Details, date]:
    said = held.details.get(key, Details())
    since = next((values[0] for name, values in held.links[links.SAYS].items() if name[0] == key), "")
    stated_on = date.fromisoformat(since) if since else date.min
    for row in rows:
        if row.details is None:
            continue
        older, newer = (said, row.details) if row.on >= stated_on else (row.details, said)
        said = _overlaid(older, newer)
        stated_on = max(stated_on, row.on)
    return said, stated_on


def _overlaid(older: Details, newer: Details) -> Details:
    """The newer details, with what they leave out filled from the older."""
    if older is newer or older in (_UNKNOWN, newer):
        return newer
    return Details._make(new or old for new, old in zip(newer, older, strict=True))


def _identifiers(key: str, rows: Sequence[Row], held: Held) -> Links:
    result = {name: values for name, values in held.links[links.HAS_IDENTIFIER].items() if name[0] == key}
    for row in rows:
        for identifier in row.identifiers:
            name = (key, identifier.key)
            (verified,) = result.get(name, (False,))
            result[name] = (verified or identifier.verified,)
    return result


def _homes(key: str, rows: Sequence[Row], held: Held) -> Links:
    seen = {name[1]: (values[0], values[1]) for name, values in held.links[links.LIVES_AT].items() if name[0] == key}
    for row in rows:
        if row.address is None:
            continue
        day = row.on.isoformat()
        first, last = seen.get(row.address.key, (day, day))
        seen[row.address.key] = (min(first, day), max(last, day))
    newest = max(((last, first, address) for address, (first, last) in seen.items()), default=("", "", ""))[2]
    return {(key, address): (first, last, address == newest) for address, (first, last) in seen.items()}


def _cases(key: str, rows: Sequence[Row], held: Held) -> Links:
    """A record's cases, told apart by the day they opened; what is stated later replaces what was stated before."""
    cases: dict[str, tuple[str, tuple[Any, ...]]] = {
        name[2]: (name[1], values) for name, values in held.links[links.LED_BY].items() if name[0] == key
    }
    for row in rows:
        if row.case is None or row.professional is None:
            continue
        opened_on = row.case.opened_on.isoformat() if row.case.opened_on else ""
        closed_on = row.case.closed_on.isoformat() if row.case.closed_on else ""
        before = cases.get(opened_on)
        if before is None or before[1][2] <= row.on.isoformat():
            cases[opened_on] = (row.professional.key, (row.case.open, closed_on, row.on.isoformat()))
    return {(key, worker, opened_on): values for opened_on, (worker, values) in cases.items()}


def _search_keys(said: Details, postcodes: Iterable[str]) -> tuple[str, ...]:
    name = PersonName(title=said.title, forenames=said.forenames, surname=said.surname, known_as=said.known_as)
    return record_search_keys(name, said.born_on, sorted({code for code in postcodes if code}))


def _event(row: Row, wanted: Mapping[LinkKind, Links]) -> None:
    day = row.on.isoformat()
    if row.record:
        wanted[links.HAD][(row.record_key, row.event_key)] = (day, row.kind)
    if row.address:
        wanted[links.AT][(row.event_key, row.address.key, row.record_key)] = (day, row.kind)
    if row.professional:
        wanted[links.HANDLED_BY][(row.event_key, row.professional.key, row.record_key)] = ()


def _fingerprint(said: Details) -> str:
    parts = [
        said.title,
        said.forenames,
        said.surname,
        said.known_as,
        said.born_on.isoformat() if said.born_on else "",
        said.sex,
    ]
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
