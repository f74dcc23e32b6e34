"""The id register: which person, household or address id each member has, by generation, and where retired ids lead.

Who keeps which id is decided in ``ledger.succession``; here it is written and read.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

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
from mast.ledger.succession import Kind, Plan

_AT_ONCE = 20_000
LONGEST_WAY = 100
"""Redirects in a row above which they are taken to run in a circle."""

_T = TypeVar("_T")


def current(ledger: Ledger, kind: Kind, generation: int | None = None) -> dict[str, str]:
    """Member → id, as of a generation (None: the newest recorded)."""
    table = tables.register
    with ledger.read() as connection:
        rows = connection.execute(
            select(table.c.member, table.c.id).where(table.c.kind == kind, _as_of(table, generation))
        )
        return dict(rows.all())


def next_number(ledger: Ledger, kind: Kind) -> int:
    """The first number that was never handed out."""
    with ledger.read() as connection:
        return _next_number(connection, kind)


def record(ledger: Ledger, kind: Kind, planned: Plan, generation: int) -> int:
    """Writes the plan as this generation, differences only, in one transaction; the number of members that changed.

    Nothing else may be recorded between the plan and this, which the writer's lease sees to. Raises StaleWriter when
    numbers were handed out or members came or went since, and MastError when this or a later generation is recorded
    already (``discard_above`` undoes one that was not published).
    """
    with ledger.begin("register") as connection:
        newest = connection.execute(
            select(func.max(tables.register_numbers.c.generation)).where(tables.register_numbers.c.kind == kind)
        ).scalar()
        if newest is not None and newest >= generation:
            raise MastError(f"The id register holds generation {newest} already: {generation} cannot be written.")
        found = (_next_number(connection, kind), _members(connection, kind))
        if found != (planned.first_number, len(planned.before)):
            raise StaleWriter("Ids were handed out by another writer meanwhile: run this again.")
        changed = _write_members(connection, kind, planned, generation)
        _write_redirects(connection, kind, planned, generation)
        connection.execute(
            insert(tables.register_numbers).values(kind=kind, generation=generation, next_number=planned.next_number)
        )
    return changed


def follow(ledger: Ledger, kind: Kind, number: str, generation: int | None = None) -> str:
    """The id that ``number`` leads to, as of a generation (None: the newest); itself if nothing redirects it.

    One statement, however long the way, so that an id that leads nowhere takes no other time.
    """
    table = tables.redirects
    start = select(table.c.to_id, literal(1).label("steps")).where(
        table.c.kind == kind, table.c.id == number, _as_of(table, generation)
    )
    way = start.cte("way", recursive=True)
    onward = select(table.c.to_id, way.c.steps + 1).where(
        table.c.kind == kind, table.c.id == way.c.to_id, _as_of(table, generation), way.c.steps <= LONGEST_WAY
    )
    way = way.union_all(onward)
    with ledger.read() as connection:
        found = connection.execute(select(way.c.to_id, way.c.steps).order_by(way.c.steps.desc()).limit(1)).first()
    if found is None:
        return number
    if found.steps > LONGEST_WAY:
        raise MastError(f"The id register's redirects run in a circle at {number}: restore it from a backup.")
    return str(found.to_id)


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


def _members(connection: Connection, kind: Kind) -> int:
    """How many have an id now."""
    table = tables.register
    counted = select(func.count()).where(table.c.kind == kind, _as_of(table, None))
    return int(connection.execute(counted).scalar_one())


def _write_members(connection: Connection, kind: Kind, planned: Plan, generation: int) -> int:
    table, before, after = tables.register, planned.before, planned.assignment
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
    table, live = tables.redirects, set(planned.assignment.values())
    open_now = select(table.c.id).where(table.c.kind == kind, table.c.until.is_(None))
    back = sorted(live & set(connection.execute(open_now).scalars()))  # only a rollback brings a retired id back
    ending = update(table).where(table.c.kind == kind, table.c.id == bindparam("alive"), table.c.until.is_(None))
    for names in _parts(back):
        connection.execute(ending.values(until=generation), [{"alive": number} for number in names])
    rows = [
        {"kind": kind, "id": old, "since": generation, "until": None, "to_id": onward}
        for old, onward in sorted(planned.redirects.items())
    ]
    for part in _parts(rows):
        connection.execute(insert(tables.redirects), part)


def _parts(items: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
