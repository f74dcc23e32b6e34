"""The tables of the SQL store: runs, deliveries, the writer's lease, the id register and the audit chain.

No table holds a name, a date of birth, an address or an identifier of a person: record keys (``police:N123``), ids that
mean nothing (``P0000001``), counts and hashes only.

A change here needs a numbered migration beside it (``ledger/migrations/``). ``about`` and ``lease`` never change: they
are read before an older store is migrated.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime kept as ISO 8601 text in UTC, always with microseconds, so that text order is time order."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the ledger needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


# SQLite gives a rowid only to a column declared INTEGER; PostgreSQL's INTEGER would end at 2**31.
Number = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

about = Table(
    "about",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("verb", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("token", Number),
    Column("pid", Integer, nullable=False),
    Column("host", String, nullable=False),
    Column("birth", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("facts", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
    CheckConstraint("outcome IN ('running', 'done', 'failed', 'refused')", name="runs_outcome"),
    sqlite_autoincrement=True,
)

run_steps = Table(
    "run_steps",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("run_id", Number, ForeignKey("runs.id"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("counts", JSON, nullable=False),
    CheckConstraint("state IN ('planned', 'started', 'done')", name="run_steps_state"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("partner", String, nullable=False),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("data_as_of", Date, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("flagged", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("generation", Number),
    Column("run_id", Number, ForeignKey("runs.id"), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("loaded_at", Moment),
    Column("newest_on", Date),
    # What it is (full, delta or corrections), why it is held (codes with commas), and one hash of all that it states.
    Column("kind", String, nullable=False, server_default="delta"),
    Column("reasons", String, nullable=False, server_default=""),
    Column("content", String, nullable=False, server_default=""),
    CheckConstraint(
        "state IN ('loading', 'loaded', 'failed', 'held', 'withdrawing', 'withdrawn')", name="deliveries_state"
    ),
    Index("deliveries_partner_sha256", "partner", "sha256"),
)

# What each row of a partner last stated, both as hashes: ``row`` of which event of which record it is.
stated_rows = Table(
    "stated_rows",
    metadata,
    Column("partner", String, primary_key=True),
    Column("row", LargeBinary(16), primary_key=True),
    Column("content", LargeBinary(16), nullable=False),
    Column("generation", Number, nullable=False),
    sqlite_with_rowid=False,
)

# How good a partner's data are, as counts: of ``total`` rows, records or values, so many. ``source``: the delivery, or
# the publication, that was measured; ``subject``: the field, the reason code or the other partner that it is about.
quality = Table(
    "quality",
    metadata,
    Column("partner", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("measure", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("count", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Index("quality_partner_day", "partner", "day"),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("token", Number, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("verb", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("host", String, nullable=False),
    Column("birth", String, nullable=False),
    Column("since", Moment),
    Column("beat", Double, nullable=False),
)

register = Table(
    "register",
    metadata,
    Column("kind", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("since", Number, primary_key=True, autoincrement=False),
    Column("until", Number),
    Column("id", String, nullable=False),
    # The key is most of the row: one tree in place of two halves what a first record of all members writes.
    Index("register_id", "id"),
    sqlite_with_rowid=False,
)

redirects = Table(
    "redirects",
    metadata,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("since", Number, primary_key=True, autoincrement=False),
    Column("until", Number),
    Column("to_id", String, nullable=False),
)

# One row a kind and recorded generation: the first number not yet handed out after it.
register_numbers = Table(
    "register_numbers",
    metadata,
    Column("kind", String, primary_key=True),
    Column("generation", Number, primary_key=True, autoincrement=False),
    Column("next_number", Number, nullable=False),
)

# What was decided about seals, in order; nothing is ever changed. ``seal``: the number of the event that made it.
# ``step``: add, lift, or release of one record that a split parted from what was sealed.
seal_events = Table(
    "seal_events",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("seal", Number, nullable=False, index=True),
    Column("step", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Moment, nullable=False),
)

# Who was shown what is sealed, because they broke the glass: one row for each seal and id, until somebody reviewed it.
broken_glass = Table(
    "broken_glass",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("seal", Number, nullable=False, index=True),
    Column("owner", String, nullable=False),
    Column("shown", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("case_reference", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("second", String, nullable=False),
    Column("request_id", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reviewed_by", String, nullable=False, server_default=""),
    Column("reviewed_at", Moment),
)

# Which of them their owners were told of by mail; what has no row here is posted again.
notices = Table(
    "notices",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# Whose access tokens were ended early, in order: those that were issued up to ``at`` are refused.
ended_tokens = Table(
    "ended_tokens",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("user", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("prev", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("mac", String, nullable=False),
    Column("at", String, nullable=False),
    Column("step", String, nullable=False),
    Column("intent_seq", Number),
    Column("actor", String, nullable=False),
    Column("role", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("case_reference", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("query_sha256", String, nullable=False),
    Column("request_id", String, nullable=False),
    Column("generation", Number),
    Column("outcome", String, nullable=False),
    Column("result_count", Integer),
    Column("result_sha256", String, nullable=False),
    UniqueConstraint("prev", name="audit_prev"),
    Index("audit_intent", "intent_seq"),
)

# The ids that an outcome's answer showed, where they were not too many; the outcome's own row holds their hash.
audit_shown = Table(
    "audit_shown",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("id", String, primary_key=True),
    Index("audit_shown_id", "id"),
    sqlite_with_rowid=False,
)


def append_only(table: str, dialect: str) -> list[str]:
    """The statements that keep the rows of a table from being changed or deleted."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
            for change in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        "BEGIN RAISE EXCEPTION 'the audit chain is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $body$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    ]


@event.listens_for(audit, "after_create")
@event.listens_for(audit_shown, "after_create")
def _make_append_only(table: Table, connection: Connection, **_: object) -> None:
    for statement in append_only(table.name, connection.dialect.name):
        connection.exec_driver_sql(statement)
