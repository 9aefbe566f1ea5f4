"""Whom a class trains: disabled trainees, or service staff and employers, who are never counted among them."""

import sqlalchemy as sa
from alembic import op

revision = '0072'
down_revision = '0071'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('training_class', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('trainee_group', sa.Enum('trainees', 'staff', name='trainee_group_known', native_enum=False, create_constraint=True), server_default='trainees', nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table('training_class', schema=None) as batch_op:
        batch_op.drop_column('trainee_group')
