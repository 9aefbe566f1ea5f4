"""Programmes of a year, and which class runs under which."""

import sqlalchemy as sa
from alembic import op

revision = '0067'
down_revision = '0066'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('fund', sa.Text(), nullable=False),
    sa.Column('budget_fen', sa.BigInteger(), nullable=False),
    sa.Column('measure', sa.Enum('person-times', 'persons', name='measure_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_programme_has_a_name')),
    sa.CheckConstraint('value > 0', name=op.f('ck_programme_value_positive')),
    sa.CheckConstraint('budget_fen >= 0', name=op.f('ck_programme_budget_not_negative')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_programme_has_a_source')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_programme_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('region_code', 'year', 'name', name=op.f('uq_programme_region_code_year_name')),
    )
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_region_code'), ['region_code'], unique=False)

    op.create_table('programme_class',
    sa.Column('training_class_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['training_class_id'], ['training_class.id'], name=op.f('fk_programme_class_training_class_id_training_class')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_class_programme_id_programme')),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_programme_class_added_by_id_person')),
    sa.PrimaryKeyConstraint('training_class_id', name=op.f('pk_programme_class')),
    )
    with op.batch_alter_table('programme_class', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_class_programme_id'), ['programme_id'], unique=False)


def downgrade() -> None:
    op.drop_table('programme_class')
    op.drop_table('programme')
