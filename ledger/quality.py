"""Kept readings of how good each partner's data are: counts only, by delivery and by publication."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, or_, select

from mast.core.quality import Measure, Reading
from mast.ledger import tables
from mast.ledger.store import Ledger

PUBLICATION = "generation-"
"""What the source of a reading begins with that was taken of a publication, and not of a delivery."""


def remember(ledger: Ledger, partner: str, source: str, day: date, measures: Iterable[Measure]) -> None:
    """Keep what was measured of one source, in place of what was measured of it before."""
    table = tables.quality
    rows = [
        {
            "partner": partner,
            "source": source,
            "measure": one.kind,
            "subject": one.subject,
            "day": day,
            "count": one.count,
            "total": one.total,
        }
        for one in measures
    ]
    with ledger.begin("quality") as connection:
        connection.execute(delete(table).where(table.c.partner == partner, table.c.source == source))
        if rows:
            connection.execute(table.insert(), rows)


def readings(ledger: Ledger, since: date, partner: str | None = None) -> list[Reading]:
    """The readings from that day on, oldest first: of publications, and of deliveries that are loaded still."""
    table, loaded = tables.quality, tables.deliveries
    standing = select(loaded.c.id).where(loaded.c.state == "loaded")
    wanted = select(table, table.c.count.label("occurred")).where(
        table.c.day >= since, or_(table.c.source.in_(standing), table.c.source.startswith(PUBLICATION))
    )
    if partner is not None:
        wanted = wanted.where(table.c.partner == partner)
    order = (table.c.day, table.c.source, table.c.measure, table.c.subject)
    with ledger.read() as connection:
        rows = connection.execute(wanted.order_by(*order)).all()
    return [
        Reading(row.partner, row.source, row.day, Measure(row.measure, row.subject, row.occurred, row.total))
        for row in rows
    ]
