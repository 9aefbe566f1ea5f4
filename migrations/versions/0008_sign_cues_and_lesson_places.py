"""Add the cues of sign videos, and where people left off in a lesson."""

import sqlalchemy as sa
from alembic import op
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lesson_place',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('sentence_id', sa.Text(), nullable=False),
    sa.Column('video_ms', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('video_ms >= 0', name=op.f('ck_lesson_place_video_ms_from_zero')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lesson_place_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'text_hash', name=op.f('pk_lesson_place'))
    )
    with op.batch_alter_table('slot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cues_blob', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('slot', schema=None) as batch_op:
        batch_op.drop_column('cues_blob')

    op.drop_table('lesson_place')
