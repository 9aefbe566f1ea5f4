"""made_books"""

import sqlalchemy as sa
from alembic import op
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('made_book',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('talking book', 'audio album', 'large print', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('edition', sa.Enum('standard', 'easy-read', name='edition_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=True),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('blob', sa.Text(), nullable=False),
    sa.Column('byte_count', sa.Integer(), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('page_count', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('byte_count > 0', name=op.f('ck_made_book_byte_count_positive')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_made_book_course_id_course')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_made_book_lesson_id_lesson')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_made_book')),
    sa.UniqueConstraint('content_hash', name=op.f('uq_made_book_content_hash'))
    )
    with op.batch_alter_table('made_book', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_made_book_blob'), ['blob'], unique=False)
        batch_op.create_index('ix_made_book_course_id_lesson_id', ['course_id', 'lesson_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('made_book', schema=None) as batch_op:
        batch_op.drop_index('ix_made_book_course_id_lesson_id')
        batch_op.drop_index(batch_op.f('ix_made_book_blob'))
    op.drop_table('made_book')
