"""The id register: which person, household or address id each member has, by generation, and where retired ids lead.

Ids are sequence numbers with a letter before them (``P0000001``). They mean nothing, are never reused, and are handed
out in the sorted order of each new cluster's smallest member: the same data give the same ids on every engine.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from mast.core.errors import MastError, StaleWriter
from mast.ledger import tables
from mast.ledger.store import Ledger

Kind = Literal["person", "household", "address"]

_LETTER: dict[Kind, str] = {"person": "P", "household": "H", "address": "A"}
_AT_ONCE = 20_000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which id.

    ``assignment``: member → id, for every member of every cluster; ``redirects``: retired id → the id that took it in;
    ``first_number`` .. ``next_number``: the numbers handed out, the last one excluded.
    """

    assignment: dict[str, str]
    redirects: dict[str, str]
    next_number: int
    first_number: int


def plan(current: Mapping[str, str], clusters: Sequence[Sequence[str]], next_number: int, *, kind: Kind) -> Plan:
    """Ids for these clusters, given who has which id now. Pure; the order of clusters and members does not matter.

    An earlier id belongs to the cluster with most of its members (ties: the one with its smallest shared member). A
    cluster to which several ids belong keeps the one it shares most members with, where those that came into it whole
    count as one, the oldest; the others redirect to it. A cluster to which no id belongs gets a new number. So on a
    split the largest part keeps the id, and on a merge the oldest id stays.

    ``clusters`` must be disjoint and non-empty. Raises ValueError otherwise.
    """
    _refuse_overlap(clusters)
    ordered = sorted((sorted(cluster) for cluster in clusters), key=itemgetter(0))
    claims, whole = _claims(current, ordered)
    assignment: dict[str, str] = {}
    redirects: dict[str, str] = {}
    number = next_number
    for place, cluster in enumerate(ordered):
        claimed = claims.get(place)
        if claimed is None:
            kept = f"{_LETTER[kind]}{number:07d}"
            number += 1
        else:
            kept = _keeper(claimed, whole)
            redirects.update((old, kept) for old in claimed if old != kept)
        assignment.update(dict.fromkeys(cluster, kept))
    return Plan(assignment, redirects, number, next_number)


def _refuse_overlap(clusters: Sequence[Sequence[str]]) -> None:
    seen: set[str] = set()
    total = 0
    for cluster in clusters:
        if not cluster:
            raise ValueError("a cluster without members gets no id")
        seen.update(cluster)
        total += len(cluster)
    if len(seen) != total:
        raise ValueError("a member may be in one cluster only, and once")


def _claims(current: Mapping[str, str], clusters: list[list[str]]) -> tuple[dict[int, dict[str, int]], set[str]]:
    """Cluster's place → {the ids that belong to it: members shared}, and the ids that came into one cluster whole."""
    shared: dict[str, dict[int, int]] = {}
    for place, cluster in enumerate(clusters):
        for member in cluster:
            old_id = current.get(member)
            if old_id is not None:
                places = shared.setdefault(old_id, {})
                places[place] = places.get(place, 0) + 1
    torn = {old for old, places in shared.items() if len(places) > 1}
    smallest: dict[tuple[str, int], str] = {}
    if torn:
        for place, cluster in enumerate(clusters):
            for member in cluster:
                old_id = current.get(member)
                if old_id in torn:
                    smallest.setdefault((old_id, place), member)
    claims: dict[int, dict[str, int]] = defaultdict(dict)
    for old, places in shared.items():
        if old in torn:
            home = min(places, key=lambda place: (-places[place], smallest[old, place]))
        else:
            home = next(iter(places))
        claims[home][old] = places[home]
    return claims, set(shared) - torn


def _keeper(claimed: Mapping[str, int], whole: set[str]) -> str:
    if len(claimed) == 1:
        return next(iter(claimed))
    weights = {old: count for old, count in claimed.items() if old not in whole}
    merged = [old for old in claimed if old in whole]
    if merged:
        weights[min(merged, key=_age)] = sum(claimed[old] for old in merged)
    return min(weights, key=lambda old: (-weights[old], _age(old)))


def _age(number: str) -> tuple[int, str]:
    """Sorts ids oldest first, past the seventh digit too."""
    return len(number), number


def current(ledger: Ledger, kind: Kind, generation: int | None = None) -> dict[str, str]:
    """Member → id, as of a generation (None: the newest recorded)."""
    table = tables.register
    with ledger.read() as connection:
        rows = connection.execute(
            select(table.c.member, table.c.id).where(table.c.kind == kind, _as_of(table, generation))
        )
        return {member: number for member, number in rows}


def next_number(ledger: Ledger, kind: Kind) -> int:
    """The first number that was never handed out."""
    with ledger.read() as connection:
        return _next_number(connection, kind)


def record(ledger: Ledger, kind: Kind, planned: Plan, generation: int) -> int:
    """Writes the plan as this generation, differences only, in one transaction; the number of members that changed.

    Raises StaleWriter when numbers were handed out since the plan was made, and MastError when this or a later
    generation is recorded already (``discard_above`` undoes one that was not published).
    """
    with ledger.begin("register") as connection:
        newest = connection.execute(
            select(func.max(tables.register_numbers.c.generation)).where(tables.register_numbers.c.kind == kind)
        ).scalar()
        if newest is not None and newest >= generation:
            raise MastError(f"The id register holds generation {newest} already: {generation} cannot be written.")
        if _next_number(connection, kind) != planned.first_number:
            raise StaleWriter("Ids were handed out by another writer meanwhile: run this again.")
        changed = _write_members(connection, kind, planned, generation)
        _write_redirects(connection, kind, planned, generation)
        connection.execute(
            insert(tables.register_numbers).values(kind=kind, generation=generation, next_number=planned.next_number)
        )
    return changed


def follow(ledger: Ledger, kind: Kind, number: str, generation: int | None = None) -> str:
    """The id that ``number`` leads to, as of a generation (None: the newest); itself if nothing redirects it."""
    table = tables.redirects
    seen = {number}
    with ledger.read() as connection:
        while True:
            onward = connection.execute(
                select(table.c.to_id).where(table.c.kind == kind, table.c.id == number, _as_of(table, generation))
            ).scalar()
            if onward is None:
                return number
            if onward in seen:
                raise MastError(f"The id register's redirects run in a circle at {number}: restore it from a backup.")
            seen.add(onward)
            number = onward


def discard_above(ledger: Ledger, generation: int) -> None:
    """Undoes what generations above this one wrote; their numbers were never shown and are handed out again."""
    numbers = tables.register_numbers
    with ledger.begin("register") as connection:
        newest = connection.execute(select(func.max(numbers.c.generation))).scalar()
        if newest is None or newest <= generation:
            return
        for table in (tables.register, tables.redirects):
            connection.execute(delete(table).where(table.c.since > generation))
            connection.execute(update(table).where(table.c.until > generation).values(until=None))
        connection.execute(delete(numbers).where(numbers.c.generation > generation))


def _as_of(table: Table, generation: int | None) -> ColumnElement[bool]:
    if generation is None:
        return table.c.until.is_(None)
    return and_(table.c.since <= generation, or_(table.c.until.is_(None), table.c.until > generation))


def _next_number(connection: Connection, kind: Kind) -> int:
    numbers = tables.register_numbers
    found = connection.execute(select(func.max(numbers.c.next_number)).where(numbers.c.kind == kind)).scalar()
    return 1 if found is None else int(found)


def _write_members(connection: Connection, kind: Kind, planned: Plan, generation: int) -> int:
    table = tables.register
    before = {
        member: number
        for member, number in connection.execute(
            select(table.c.member, table.c.id).where(table.c.kind == kind, _as_of(table, None))
        )
    }
    after = planned.assignment
    ended = sorted(member for member, number in before.items() if after.get(member) != number)
    begun = sorted(member for member, number in after.items() if before.get(member) != number)
    closing = (
        update(table)
        .where(table.c.kind == kind, table.c.member == bindparam("gone"), table.c.until.is_(None))
        .values(until=generation)
    )
    for part in _parts(ended):
        connection.execute(closing, [{"gone": member} for member in part])
    for part in _parts(begun):
        _insert_members(connection, kind, generation, part, [after[member] for member in part])
    return len({*ended, *begun})


def _insert_members(
    connection: Connection, kind: Kind, generation: int, members: Sequence[str], numbers: Sequence[str]
) -> None:
    """Each engine's quick way in: building a parameter set a row takes longer than writing the rows."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO register (kind, member, since, id) VALUES (?, ?, ?, ?)",
            [(kind, member, generation, number) for member, number in zip(members, numbers, strict=True)],
        )
        return
    texts = ARRAY(String)
    pairs = func.unnest(bindparam("members", type_=texts), bindparam("numbers", type_=texts))
    each = pairs.table_valued("member", "id").render_derived()
    connection.execute(
        insert(tables.register).from_select(
            ["kind", "member", "since", "id"], select(literal(kind), each.c.member, literal(generation), each.c.id)
        ),
        {"members": list(members), "numbers": list(numbers)},
    )


def _write_redirects(connection: Connection, kind: Kind, planned: Plan, generation: int) -> None:
    rows = [
        {"kind": kind, "id": old, "since": generation, "until": None, "to_id": onward}
        for old, onward in sorted(planned.redirects.items())
    ]
    for part in _parts(rows):
        connection.execute(insert(tables.redirects), part)


def _parts(items: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
