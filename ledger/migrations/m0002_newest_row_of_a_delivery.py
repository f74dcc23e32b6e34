"""The day of a delivery's newest row: as long as that may be kept, the delivery is."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    op.add_column("deliveries", sa.Column("newest_on", sa.Date))
