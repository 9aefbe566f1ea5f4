"""Batches of classes for the national system of training, beside those of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0077'
down_revision = '0076'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('class_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changes', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_class_batch_number_from_one')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_class_batch_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_batch')),
    sa.UniqueConstraint('region_code', 'year', 'number', name=op.f('uq_class_batch_region_code_year_number')),
    )


def downgrade() -> None:
    op.drop_table('class_batch')
