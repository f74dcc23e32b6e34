"""The tables of the SQL store: runs, deliveries, the writer's lease, the id register and the audit chain.

No table holds a name, a date of birth, an address or an identifier of a person: record keys (``police:N123``), ids that
mean nothing (``P0000001``), counts and hashes only.
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

SCHEMA_VERSION = 1


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
    CheckConstraint("state IN ('loading', 'loaded', 'failed', 'held')", name="deliveries_state"),
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

_APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
        for change in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        "BEGIN RAISE EXCEPTION 'the audit chain is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $body$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    ],
}


@event.listens_for(audit, "after_create")
def _make_append_only(table: Table, connection: Connection, **_: object) -> None:
    for statement in _APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)
