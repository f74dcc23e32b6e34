"""Seals, and the members of an id found by it."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    op.create_table(
        "seal_events",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("seal", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("ix_seal_events_seal", "seal_events", ["seal"])
    op.create_index("register_id", "register", ["id"])
