"""What a delivery is, why it is held, and how good each partner's data are by day."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(sa.Column("kind", sa.String, nullable=False, server_default="delta"))
        batch.add_column(sa.Column("reasons", sa.String, nullable=False, server_default=""))
        batch.add_column(sa.Column("content", sa.String, nullable=False, server_default=""))
        batch.drop_constraint("deliveries_state", type_="check")
        batch.create_check_constraint(
            "deliveries_state", "state IN ('loading', 'loaded', 'failed', 'held', 'withdrawing', 'withdrawn')"
        )
    op.create_table(
        "quality",
        sa.Column("partner", sa.String, primary_key=True),
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("measure", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
    )
    op.create_index("quality_partner_day", "quality", ["partner", "day"])
