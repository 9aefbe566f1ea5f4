"""Whether a demonstration is a made province."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("demonstration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_province", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("demonstration", schema=None) as batch_op:
        batch_op.drop_column("is_province")
