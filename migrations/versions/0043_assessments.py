"""Attempts at tests, their answers and steps, and questions that were taken out; rows are only added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

_TABLES = ("assessment_attempt", "assessment_answer", "assessment_step", "question_taken_out")


def upgrade() -> None:
    op.create_table('question_taken_out',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("words <> ''", name=op.f('ck_question_taken_out_says_why')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_taken_out_by_id_person')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_question_taken_out_course_id_course')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_taken_out')),
    sa.UniqueConstraint('course_id', 'digest', name=op.f('uq_question_taken_out_course_id_digest'))
    )
    op.create_table('assessment_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('assessment', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('form', sa.Enum('screen', 'paper', name='form_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('paper', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('accommodations', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('evidence_position', sa.Integer(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_assessment_attempt_number_from_one')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['person.id'], name=op.f('fk_assessment_attempt_begun_by_id_person')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_assessment_attempt_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assessment_attempt_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_attempt')),
    sa.UniqueConstraint('enrolment_id', 'assessment', 'number', name=op.f('uq_assessment_attempt_enrolment_id_assessment_number'))
    )
    with op.batch_alter_table('assessment_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_attempt_person_id'), ['person_id'], unique=False)
    op.create_table('assessment_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('marks', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('typed_by_id', sa.Integer(), nullable=True),
    sa.Column('evidence_position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['assessment_attempt.id'], name=op.f('fk_assessment_answer_attempt_id_assessment_attempt')),
    sa.ForeignKeyConstraint(['typed_by_id'], ['person.id'], name=op.f('fk_assessment_answer_typed_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_answer')),
    sa.UniqueConstraint('attempt_id', 'client_id', name=op.f('uq_assessment_answer_attempt_id_client_id'))
    )
    op.create_table('assessment_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('helped', 'extended', 'typed', 'returned', 'handed in', 'scored', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('evidence_position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['assessment_attempt.id'], name=op.f('fk_assessment_step_attempt_id_assessment_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_assessment_step_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_step')),
    sa.UniqueConstraint('attempt_id', 'client_id', name=op.f('uq_assessment_step_attempt_id_client_id'))
    )
    with op.batch_alter_table('assessment_step', schema=None) as batch_op:
        batch_op.create_index('uq_assessment_step_attempt_id_handed_in', ['attempt_id'], unique=True, sqlite_where=sa.text("kind = 'handed in'"), postgresql_where=sa.text("kind = 'handed in'"))
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'attempts, answers and their steps are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION attempts_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'attempts, answers and their steps are append-only'; END $$"""
    )
    for table in _TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION attempts_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION attempts_are_append_only()"""
        )


def downgrade() -> None:
    for table in ("assessment_step", "assessment_answer", "assessment_attempt", "question_taken_out"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION attempts_are_append_only()")
