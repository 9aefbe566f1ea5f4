"""Questions to a teacher, their answers, and what stands beside a lesson for everybody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('enquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('edition', sa.Enum('standard', 'easy-read', name='edition_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('about_kind', sa.Enum('lesson', 'sentence', 'check', 'task', name='about_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('about_key', sa.Text(), nullable=False),
    sa.Column('about_words', sa.Text(), nullable=False),
    sa.Column('context', sa.Text(), nullable=False),
    sa.Column('sending_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(about_kind = 'lesson') = (about_key = '')", name=op.f('ck_enquiry_place_has_a_key')),
    sa.CheckConstraint('withdrawn_at IS NULL OR shared_at IS NULL', name=op.f('ck_enquiry_withdrawn_is_not_shared')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_enquiry_course_id_course')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_enquiry_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enquiry_person_id_person')),
    sa.ForeignKeyConstraint(['sending_id'], ['sending.id'], name=op.f('fk_enquiry_sending_id_sending')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry')),
    sa.UniqueConstraint('sending_id', name=op.f('uq_enquiry_sending_id'))
    )
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.create_index('ix_enquiry_course_id_asked_at', ['course_id', 'asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiry_person_id'), ['person_id'], unique=False)
    op.create_table('enquiry_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enquiry_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sending_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enquiry_id'], ['enquiry.id'], name=op.f('fk_enquiry_answer_enquiry_id_enquiry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enquiry_answer_person_id_person')),
    sa.ForeignKeyConstraint(['sending_id'], ['sending.id'], name=op.f('fk_enquiry_answer_sending_id_sending')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry_answer')),
    sa.UniqueConstraint('sending_id', name=op.f('uq_enquiry_answer_sending_id'))
    )
    with op.batch_alter_table('enquiry_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enquiry_answer_enquiry_id'), ['enquiry_id'], unique=False)
    op.create_table('frequent_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("question <> '' AND answer <> ''", name=op.f('ck_frequent_answer_says_something')),
    sa.ForeignKeyConstraint(['answer_id'], ['enquiry_answer.id'], name=op.f('fk_frequent_answer_answer_id_enquiry_answer')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_frequent_answer_course_id_course')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_frequent_answer_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_frequent_answer_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_frequent_answer'))
    )
    with op.batch_alter_table('frequent_answer', schema=None) as batch_op:
        batch_op.create_index('ix_frequent_answer_course_id_lesson_id', ['course_id', 'lesson_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('frequent_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_frequent_answer_course_id_lesson_id')
    op.drop_table('frequent_answer')
    with op.batch_alter_table('enquiry_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enquiry_answer_enquiry_id'))
    op.drop_table('enquiry_answer')
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enquiry_person_id'))
        batch_op.drop_index('ix_enquiry_course_id_asked_at')
    op.drop_table('enquiry')
