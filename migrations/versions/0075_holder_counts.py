"""How many people of working age hold a certificate, as others counted them, by division and day."""

import sqlalchemy as sa
from alembic import op

revision = '0075'
down_revision = '0074'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('report_holder_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_report_holder_count_has_a_source')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_report_holder_count_value_not_negative')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_report_holder_count_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_holder_count')),
    )
    with op.batch_alter_table('report_holder_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_holder_count_region_code'), ['region_code'], unique=False)


def downgrade() -> None:
    op.drop_table('report_holder_count')
