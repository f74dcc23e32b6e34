"""Who was shown: the ids of each answer, append-only as the chain itself."""

import sqlalchemy as sa
from alembic.operations import Operations

_CHANGES = {
    "sqlite": [
        f"CREATE TRIGGER audit_shown_no_{change.lower()} BEFORE {change} ON audit_shown "
        "BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
        for change in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE TRIGGER audit_shown_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_shown "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    ],
}


def upgrade(op: Operations) -> None:
    op.create_table(
        "audit_shown",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("audit_shown_id", "audit_shown", ["id"])
    for statement in _CHANGES[op.get_bind().dialect.name]:
        op.execute(statement)
