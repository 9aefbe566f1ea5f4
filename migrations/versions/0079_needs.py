"""The yearly survey of what people want to learn: surveys with their sums, single answers while they are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0079'
down_revision = '0078'
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade() -> None:
    op.create_table('needs_survey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shown_min', sa.Integer(), nullable=True),
    sa.Column('sums', _JSON, nullable=True),
    sa.CheckConstraint('closes_on > opens_on', name=op.f('ck_needs_survey_ends_after_it_begins')),
    sa.CheckConstraint('(counted_at IS NULL) = (sums IS NULL)', name=op.f('ck_needs_survey_counted_with_its_sums')),
    sa.CheckConstraint('(counted_at IS NULL) = (shown_min IS NULL)', name=op.f('ck_needs_survey_counted_from_a_number_on')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_needs_survey_opened_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_needs_survey')),
    sa.UniqueConstraint('region_code', 'year', name=op.f('uq_needs_survey_region_code_year')),
    )
    op.create_table('needs_answer',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('wants', _JSON, nullable=False),
    sa.Column('mode', sa.Enum('online', 'near', 'away', 'mixed', 'skipped', name='mode_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('obstacles', _JSON, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('filled_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('filled_by_id IS NOT NULL OR decided_at IS NOT NULL', name=op.f('ck_needs_answer_own_or_filled')),
    sa.CheckConstraint('filled_by_id <> person_id', name=op.f('ck_needs_answer_two_people')),
    sa.ForeignKeyConstraint(['filled_by_id'], ['person.id'], name=op.f('fk_needs_answer_filled_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_needs_answer_person_id_person')),
    sa.ForeignKeyConstraint(['survey_id'], ['needs_survey.id'], name=op.f('fk_needs_answer_survey_id_needs_survey')),
    sa.PrimaryKeyConstraint('survey_id', 'person_id', name=op.f('pk_needs_answer')),
    )


def downgrade() -> None:
    for table in ("needs_answer", "needs_survey"):
        op.drop_table(table)
