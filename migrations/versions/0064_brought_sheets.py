"""Old 台账 and registers that offices bring, and the rows of old 台账 as history."""

import sqlalchemy as sa
from alembic import op

revision = '0064'
down_revision = '0063'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('brought_sheet',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('register', sa.Enum('ledger', 'teachers', 'assessors', 'bases', name='register_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cells_sealed', sa.Text(), nullable=True),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=True),
    sa.CheckConstraint('(cells_sealed IS NULL) = (ended_at IS NOT NULL)', name=op.f('ck_brought_sheet_ended_without_cells')),
    sa.CheckConstraint('length(region_code) = 6', name=op.f('ck_brought_sheet_region_code_six_digits')),
    sa.CheckConstraint('taken IS NULL OR ended_at IS NOT NULL', name=op.f('ck_brought_sheet_taken_at_the_end')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_brought_sheet_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brought_sheet'))
    )
    with op.batch_alter_table('brought_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_brought_sheet_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_brought_sheet_region_code'), ['region_code'], unique=False)

    op.create_table('old_ledger_row',
    sa.Column('sheet_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('row_key', sa.Text(), nullable=False),
    sa.Column('identity_hash', sa.Text(), nullable=False),
    sa.Column('masked', sa.Text(), nullable=False),
    sa.Column('name_sealed', sa.Text(), nullable=False),
    sa.Column('project', sa.Text(), nullable=False),
    sa.Column('provider', sa.Text(), nullable=False),
    sa.Column('began', sa.Text(), nullable=False),
    sa.Column('ended', sa.Text(), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('certificate', sa.Text(), nullable=False),
    sa.CheckConstraint("began <> ''", name=op.f('ck_old_ledger_row_began_is_told')),
    sa.CheckConstraint('length(region_code) = 6', name=op.f('ck_old_ledger_row_region_code_six_digits')),
    sa.ForeignKeyConstraint(['sheet_id'], ['brought_sheet.id'], name=op.f('fk_old_ledger_row_sheet_id_brought_sheet')),
    sa.PrimaryKeyConstraint('sheet_id', 'number', name=op.f('pk_old_ledger_row')),
    sa.UniqueConstraint('row_key', name=op.f('uq_old_ledger_row_row_key'))
    )
    with op.batch_alter_table('old_ledger_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_old_ledger_row_identity_hash'), ['identity_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_old_ledger_row_region_code'), ['region_code'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('old_ledger_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_old_ledger_row_region_code'))
        batch_op.drop_index(batch_op.f('ix_old_ledger_row_identity_hash'))

    op.drop_table('old_ledger_row')
    with op.batch_alter_table('brought_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_brought_sheet_region_code'))
        batch_op.drop_index(batch_op.f('ix_brought_sheet_made_at'))

    op.drop_table('brought_sheet')
