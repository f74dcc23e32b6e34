"""Turns the cells of tables into the columns that resolution takes in, each distinct value read once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mast.core.errors import InputRefused
from mast.core.facts import StatedAddress
from mast.fields.addresses import parse_address
from mast.fields.contacts import email, phone
from mast.fields.dates import parse_date
from mast.fields.identifiers import nhs_number, upn, uprn
from mast.fields.names import PersonName, parse_full_name, person_name
from mast.fields.postcodes import postcode
from mast.fields.reasons import FieldError
from mast.fields.sex import sex
from mast.fields.text import spelt
from mast.resolution.columns import Records, Residences
from mast.resolution.inputs import as_text
from mast.resolution.meanings import ADDRESS_LINES, ADDRESS_PARTS, Meaning
from mast.resolution.plan import Plan, nearest

ISO: Final = "%Y-%m-%d"
_READERS: Final[Mapping[Meaning, Callable[[str], str]]] = {
    Meaning.SEX: sex,
    Meaning.NHS: nhs_number,
    Meaning.UPN: upn,
    Meaning.PHONE: phone,
    Meaning.EMAIL: email,
    Meaning.POSTCODE: postcode,
    Meaning.UPRN: uprn,
}
_NAME: Final = (
    *(Meaning.TITLE, Meaning.FORENAMES, Meaning.MIDDLE_NAMES),
    *(Meaning.SURNAME, Meaning.FULL_NAME, Meaning.KNOWN_AS),
)

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """What tables state. ``unread``: by column and reason, how many cells were not readable and count as missing."""

    records: Records
    residences: Residences
    unread: Mapping[str, Mapping[str, int]]


def read_cells(tables: Mapping[str, pd.DataFrame], plan: Plan) -> Stated:
    """The records and residences of tables, by source, as the plan's columns say.

    A record's key is its id, and where there are several tables or a column of sources, ``source:id``. Cells that
    cannot be read count as missing. Raises ``InputRefused`` for a column that a table lacks or that is not mapped, and
    for an id that is empty or occurs twice.
    """
    if not plan.columns:
        raise InputRefused("columns: missing. Say in the plan what each column means, as born_on.")
    cells = _stacked(tables, plan)
    keys = _keys(cells, named_by_source=len(tables) > 1 or Meaning.SOURCE in plan.meanings)
    read: dict[Meaning, Texts] = {}
    unread: dict[str, dict[str, int]] = {}
    for meaning, reader in _readers(plan).items():
        read[meaning], amiss = _each(cells[meaning], reader)
        if amiss:
            unread[plan.meanings[meaning]] = amiss
    nothing: Texts = np.full(len(keys), "", dtype=object)
    records = pd.DataFrame(
        {
            "key": keys,
            "partner": cells[Meaning.SOURCE],
            **_names(cells, len(keys)),
            "born_on": read.get(Meaning.BORN_ON, nothing),
            "sex": read.get(Meaning.SEX, nothing),
            "nhs": read.get(Meaning.NHS, nothing),
            "nhs_verified": _verified(cells, plan, len(keys)),
            "upn": read.get(Meaning.UPN, nothing),
            "phone": read.get(Meaning.PHONE, nothing),
            "email": read.get(Meaning.EMAIL, nothing),
        }
    )
    return Stated(Records.from_frame(records), _residences(cells, read, keys), unread)


def _stacked(tables: Mapping[str, pd.DataFrame], plan: Plan) -> dict[Meaning, Texts]:
    """The mapped columns of all tables, one below the other, by meaning; without a column of sources, their names."""
    parts: dict[Meaning, list[Texts]] = {meaning: [] for meaning in (*plan.meanings, Meaning.SOURCE)}
    for source, table in tables.items():
        for column in plan.columns:
            if column not in table.columns:
                offer = nearest(column, map(str, table.columns))
                raise InputRefused(f"{source}: there is no column {column!r}, which the plan maps.{offer}")
        for meaning, column in plan.meanings.items():
            parts[meaning].append(as_text(table[column]).to_numpy(dtype=object))
        if Meaning.SOURCE not in plan.meanings:
            parts[Meaning.SOURCE].append(np.full(len(table), source, dtype=object))
    return {meaning: np.concatenate(columns) for meaning, columns in parts.items() if columns}


def _keys(cells: Mapping[Meaning, Texts], *, named_by_source: bool) -> Texts:
    """The key of each record. Raises ``InputRefused`` for an id that is empty or occurs twice."""
    ids, sources = cells[Meaning.RECORD], cells[Meaning.SOURCE]
    empty = int((ids == "").sum())
    if empty:
        raise InputRefused(f"{empty} rows have no record id. Give every row one.")
    keys: Texts = np.array([f"{a}:{b}" for a, b in zip(sources, ids, strict=True)], dtype=object)
    keys = keys if named_by_source else ids
    twice = pd.Series(keys).duplicated().to_numpy()
    if twice.any():
        raise InputRefused(
            f"{int(twice.sum())} record ids occur twice, the first is {keys[twice][0]!r}. Give each one row."
        )
    return keys


def _readers(plan: Plan) -> dict[Meaning, Callable[[str], str]]:
    formats = (ISO, *plan.dates.formats)
    days = {
        meaning: lambda text: parse_date(text, formats).isoformat() for meaning in (Meaning.BORN_ON, Meaning.SEEN_ON)
    }
    return {meaning: reader for meaning, reader in {**_READERS, **days}.items() if meaning in plan.meanings}


def _each(cells: Texts, reader: Callable[[str], str]) -> tuple[Texts, dict[str, int]]:
    """The cells as read, and how many were not readable, by reason; those and empty ones are ``""``."""
    codes, distinct = pd.factorize(cells)
    counts = np.bincount(codes, minlength=len(distinct))
    found: list[str] = []
    amiss: Counter[str] = Counter()
    for text, count in zip(distinct, counts.tolist(), strict=True):
        try:
            found.append(reader(text) if text.strip() else "")
        except FieldError as error:
            found.append("")
            amiss[error.reason] += count
    return np.array([*found, ""], dtype=object)[codes], dict(sorted(amiss.items()))


def _names(cells: Mapping[Meaning, Texts], count: int) -> dict[str, Texts]:
    codes, distinct = _combined([cells[meaning] for meaning in _NAME if meaning in cells], count)
    has = [meaning for meaning in _NAME if meaning in cells]
    read = [_name(dict(zip(has, told, strict=True))) for told in distinct]
    return {
        part: np.array([*(getattr(name, part) for name in read), ""], dtype=object)[codes]
        for part in ("title", "forenames", "surname", "known_as")
    }


def _name(told: Mapping[Meaning, str]) -> PersonName:
    if Meaning.FULL_NAME in told:
        whole = parse_full_name(told[Meaning.FULL_NAME])
        return whole._replace(
            title=told.get(Meaning.TITLE, "").strip() or whole.title,
            known_as=told.get(Meaning.KNOWN_AS, "").strip() or whole.known_as,
        )
    return person_name(
        forenames=f"{told.get(Meaning.FORENAMES, '')} {told.get(Meaning.MIDDLE_NAMES, '')}",
        surname=told.get(Meaning.SURNAME, ""),
        title=told.get(Meaning.TITLE, ""),
        known_as=told.get(Meaning.KNOWN_AS, ""),
    )


def _verified(cells: Mapping[Meaning, Texts], plan: Plan, count: int) -> npt.NDArray[np.bool_]:
    """Whether each NHS number was traced, by the plan's codes; case and outer spaces do not count."""
    if Meaning.NHS_STATUS not in cells:
        return np.zeros(count, dtype=bool)
    traced = {code.strip().casefold() for code in plan.codes.nhs_verified}
    return np.array([text.strip().casefold() in traced for text in cells[Meaning.NHS_STATUS]], dtype=bool)


def _residences(cells: Mapping[Meaning, Texts], read: Mapping[Meaning, Texts], keys: Texts) -> Residences:
    """Where each record lives, as one stay; none for a record that states no address."""
    places = (*ADDRESS_LINES, *ADDRESS_PARTS, Meaning.TOWN)
    has = [meaning for meaning in places if meaning in cells]
    coded = [meaning for meaning in (Meaning.POSTCODE, Meaning.UPRN) if meaning in read]
    columns = [cells[meaning] for meaning in has] + [read[meaning] for meaning in coded]
    codes, distinct = _combined(columns, len(keys))
    stated = [_address(dict(zip((*has, *coded), told, strict=True))) for told in distinct]
    known = np.array([*(address is not None for address in stated), False], dtype=bool)[codes]
    nothing: Texts = np.full(len(keys), "", dtype=object)
    seen = read.get(Meaning.SEEN_ON, nothing)[known]
    parts = ("uprn", "postcode", "flat", "number", "building", "street", "town")
    frame = pd.DataFrame({"record": keys[known], "first_seen": seen, "last_seen": seen, "current": True})
    for column in ("key", *parts):
        values = np.array([*(getattr(address, column, "") for address in stated), ""], dtype=object)
        frame["address" if column == "key" else column] = values[codes[known]]
    return Residences.from_frame(frame)


def _address(told: Mapping[Meaning, str]) -> StatedAddress | None:
    """The address that these cells state: lines taken apart, and parts as they are; None for none."""
    town, code, property_number = (told.get(part, "") for part in (Meaning.TOWN, Meaning.POSTCODE, Meaning.UPRN))
    lines = [told[meaning] for meaning in ADDRESS_LINES if told.get(meaning)]
    parts = {meaning.value: spelt(told[meaning]) for meaning in ADDRESS_PARTS if told.get(meaning)}
    address = parse_address(lines, town=town, postcode=code, uprn=property_number)
    if not parts:
        return address
    address = address or StatedAddress("", town=spelt(town))
    whole = address._replace(**parts)
    key = (whole.uprn, whole.postcode, whole.flat, whole.number, whole.building, whole.street, whole.town)
    return whole._replace(key="|".join(key))


def _combined(columns: Sequence[Texts], count: int) -> tuple[npt.NDArray[np.int64], list[tuple[str, ...]]]:
    """Codes of the rows of some columns, and the distinct rows."""
    if not columns:
        return np.zeros(count, dtype=np.int64), [()]
    codes, distinct = pd.MultiIndex.from_arrays(list(columns)).factorize()
    return codes.astype(np.int64), [tuple(row) for row in distinct]
