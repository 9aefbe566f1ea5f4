"""How often people mean to learn, and what teachers note about how to help them."""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('learning_plan',
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('pace', sa.Enum('daily', 'thrice a week', 'weekly', 'freely', name='pace_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_learning_plan_enrolment_id_enrolment')),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_learning_plan'))
    )
    op.create_table('trainee_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_class_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_out_by_id', sa.Integer(), nullable=True),
    sa.Column('taken_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(taken_out_at IS NULL) = (words <> '')", name=op.f('ck_trainee_note_words_until_taken_out')),
    sa.CheckConstraint('(taken_out_at IS NULL) = (taken_out_by_id IS NULL)', name=op.f('ck_trainee_note_somebody_took_it_out')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_trainee_note_by_id_person')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_trainee_note_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['taken_out_by_id'], ['person.id'], name=op.f('fk_trainee_note_taken_out_by_id_person')),
    sa.ForeignKeyConstraint(['training_class_id'], ['training_class.id'], name=op.f('fk_trainee_note_training_class_id_training_class')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trainee_note'))
    )
    with op.batch_alter_table('trainee_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trainee_note_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_trainee_note_training_class_id'), ['training_class_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('trainee_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trainee_note_training_class_id'))
        batch_op.drop_index(batch_op.f('ix_trainee_note_enrolment_id'))

    op.drop_table('trainee_note')
    op.drop_table('learning_plan')