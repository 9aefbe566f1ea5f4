"""What trainees thought of a class: who has answered, and apart from it how often each choice was made."""

import sqlalchemy as sa
from alembic import op

revision = '0063'
down_revision = '0062'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey_mark',
    sa.Column('training_class_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_survey_mark_person_id_person')),
    sa.ForeignKeyConstraint(['training_class_id'], ['training_class.id'], name=op.f('fk_survey_mark_training_class_id_training_class')),
    sa.PrimaryKeyConstraint('training_class_id', 'person_id', name=op.f('pk_survey_mark')),
    sqlite_with_rowid=False,
    )
    op.create_table('survey_tally',
    sa.Column('training_class_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Enum('understood', 'useful', 'access', 'respect', 'overall', name='question_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('choice', sa.Enum('good', 'middle', 'poor', 'skipped', name='choice_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.CheckConstraint('count >= 0', name=op.f('ck_survey_tally_count_from_zero')),
    sa.ForeignKeyConstraint(['training_class_id'], ['training_class.id'], name=op.f('fk_survey_tally_training_class_id_training_class')),
    sa.PrimaryKeyConstraint('training_class_id', 'question', 'choice', name=op.f('pk_survey_tally')),
    )
    op.create_table('survey_words',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('training_class_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint("words <> ''", name=op.f('ck_survey_words_says_something')),
    sa.ForeignKeyConstraint(['training_class_id'], ['training_class.id'], name=op.f('fk_survey_words_training_class_id_training_class')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_survey_words')),
    sqlite_with_rowid=False,
    )
    with op.batch_alter_table('survey_words', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_words_training_class_id'), ['training_class_id'], unique=False)


def downgrade() -> None:
    op.drop_table('survey_words')
    op.drop_table('survey_tally')
    op.drop_table('survey_mark')
