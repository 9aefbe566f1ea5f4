"""Who runs a training base: public, private, of a company, of an association, or not told."""

import sqlalchemy as sa
from alembic import op

revision = '0074'
down_revision = '0073'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('training_base', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('nature', sa.Enum('', 'public', 'private', 'enterprise', 'association', name='nature_known', native_enum=False, create_constraint=True), server_default='', nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table('training_base', schema=None) as batch_op:
        batch_op.drop_column('nature')
