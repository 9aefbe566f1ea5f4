"""Evaluations by somebody from outside: the frozen sample, what was found, what was done with it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0076'
down_revision = '0075'
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
_KEPT = ("evaluation", "evaluation_step")


def upgrade() -> None:
    op.create_table('evaluation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('population', sa.Integer(), nullable=False),
    sa.Column('classes', _JSON, nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('evaluator_id', sa.Integer(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('named_by_id', sa.Integer(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('first_on <= last_on', name=op.f('ck_evaluation_ends_after_it_begins')),
    sa.CheckConstraint('size > 0 AND size <= population', name=op.f('ck_evaluation_size_within_population')),
    sa.CheckConstraint("seed <> '' AND organisation <> '' AND document <> ''", name=op.f('ck_evaluation_says_who_and_why')),
    sa.ForeignKeyConstraint(['evaluator_id'], ['person.id'], name=op.f('fk_evaluation_evaluator_id_person')),
    sa.ForeignKeyConstraint(['named_by_id'], ['person.id'], name=op.f('fk_evaluation_named_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation')),
    )
    op.create_index(op.f('ix_evaluation_region_code'), 'evaluation', ['region_code'])
    op.create_index(op.f('ix_evaluation_evaluator_id'), 'evaluation', ['evaluator_id'])
    op.create_table('evaluation_finding',
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('scores', _JSON, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 0', name=op.f('ck_evaluation_finding_number_from_zero')),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_evaluation_finding_evaluation_id_evaluation')),
    sa.PrimaryKeyConstraint('evaluation_id', 'number', name=op.f('pk_evaluation_finding')),
    )
    op.create_table('evaluation_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('handed in', 'answered', 'published', 'ended', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind NOT IN ('answered', 'ended') OR words <> ''", name=op.f('ck_evaluation_step_said_in_words')),
    sa.CheckConstraint("(kind = 'handed in') = (digest <> '')", name=op.f('ck_evaluation_step_handed_in_with_its_digest')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_evaluation_step_by_id_person')),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_evaluation_step_evaluation_id_evaluation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_step')),
    sa.UniqueConstraint('evaluation_id', 'kind', name=op.f('uq_evaluation_step_evaluation_id_kind')),
    )
    op.create_index(op.f('ix_evaluation_step_evaluation_id'), 'evaluation_step', ['evaluation_id'])
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEPT:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'evaluations are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION evaluations_are_append_only() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION 'evaluations are append-only'; END $$ LANGUAGE plpgsql"""
    )
    for table in _KEPT:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION evaluations_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION evaluations_are_append_only()"""
        )


def downgrade() -> None:
    for table in ("evaluation_step", "evaluation_finding", "evaluation"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION evaluations_are_append_only()")
