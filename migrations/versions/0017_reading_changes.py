"""Add what people decided about the readings of words."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reading_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_slug', sa.Text(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('syllables', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['person.id'], name=op.f('fk_reading_change_changed_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_change'))
    )
    with op.batch_alter_table('reading_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_change_course_slug_word'), ['course_slug', 'word'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('reading_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_change_course_slug_word'))

    op.drop_table('reading_change')
