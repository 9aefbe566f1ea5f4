"""Files that trainees wished for, and what stands in them."""

import sqlalchemy as sa
from alembic import op

revision = '0061'
down_revision = '0060'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('trainee_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_trainee_file_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trainee_file'))
    )
    with op.batch_alter_table('trainee_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trainee_file_person_id'), ['person_id'], unique=False)

    op.create_table('trainee_file_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('need', 'assessment', 'plan', 'placement', 'follow-up', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('outcome', sa.Enum('employed', 'flexible', 'own business', 'supported', 'still works', 'has left', 'not reached', name='outcome_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('course_slug', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'follow-up') = (months IS NOT NULL)", name=op.f('ck_trainee_file_entry_follow_ups_have_months')),
    sa.CheckConstraint("(kind IN ('placement', 'follow-up')) = (outcome IS NOT NULL)", name=op.f('ck_trainee_file_entry_outcome_where_there_is_one')),
    sa.CheckConstraint("kind = 'need' OR course_slug = ''", name=op.f('ck_trainee_file_entry_needs_name_a_course')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_trainee_file_entry_by_id_person')),
    sa.ForeignKeyConstraint(['file_id'], ['trainee_file.id'], name=op.f('fk_trainee_file_entry_file_id_trainee_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trainee_file_entry'))
    )
    with op.batch_alter_table('trainee_file_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trainee_file_entry_file_id'), ['file_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('trainee_file_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trainee_file_entry_file_id'))

    op.drop_table('trainee_file_entry')
    with op.batch_alter_table('trainee_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trainee_file_person_id'))

    op.drop_table('trainee_file')
