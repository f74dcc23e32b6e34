"""Whose access tokens were ended early, and which notices of a broken glass went out by mail."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "ended_tokens",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("user", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String, nullable=False),
    )
