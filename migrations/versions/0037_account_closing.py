"""Accounts that their people asked to close."""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('account_closing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('cancelled_at IS NULL OR closed_at IS NULL', name=op.f('ck_account_closing_cancelled_or_closed')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_closing_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_closing'))
    )
    with op.batch_alter_table('account_closing', schema=None) as batch_op:
        batch_op.create_index('ix_account_closing_closes_on', ['closes_on'], unique=False)
        batch_op.create_index('uq_account_closing_person_id_asked', ['person_id'], unique=True, sqlite_where=sa.text('cancelled_at IS NULL'), postgresql_where=sa.text('cancelled_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('account_closing', schema=None) as batch_op:
        batch_op.drop_index('uq_account_closing_person_id_asked', sqlite_where=sa.text('cancelled_at IS NULL'), postgresql_where=sa.text('cancelled_at IS NULL'))
        batch_op.drop_index('ix_account_closing_closes_on')

    op.drop_table('account_closing')
