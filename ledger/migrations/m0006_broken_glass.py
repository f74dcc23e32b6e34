"""Who was shown what is sealed, until it is reviewed."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "broken_glass",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("seal", number, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("shown", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("case_reference", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("second", sa.String, nullable=False),
        sa.Column("request_id", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("reviewed_by", sa.String, nullable=False, server_default=""),
        sa.Column("reviewed_at", sa.String),
    )
    op.create_index("ix_broken_glass_seal", "broken_glass", ["seal"])
