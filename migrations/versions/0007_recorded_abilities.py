"""Add recorded abilities: who can sign or read braille, on whose word."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ability_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('ability', sa.Enum('national-sign', 'natural-sign', 'braille', name='ability_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_by_id IS NULL)', name=op.f('ck_ability_record_revoked_whole')),
    sa.CheckConstraint('recorded_by_id <> person_id', name=op.f('ck_ability_record_by_somebody_else')),
    sa.CheckConstraint('until_on IS NULL OR until_on >= from_on', name=op.f('ck_ability_record_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_ability_record_person_id_person')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_ability_record_recorded_by_id_person')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['person.id'], name=op.f('fk_ability_record_revoked_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ability_record'))
    )
    with op.batch_alter_table('ability_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ability_record_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('ability_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ability_record_person_id'))

    op.drop_table('ability_record')
