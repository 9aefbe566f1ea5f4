"""Teachers, assessors, agencies and experts, and what happens to them; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = '0055'
down_revision = '0054'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('field_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('teacher', 'assessor', 'agency', 'expert', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sort', sa.Enum('base teacher', 'skilled worker', 'contest winner', 'model worker', 'village leader', 'self-reliant', 'heritage', 'psychology', 'assessor', 'senior assessor', 'enterprise', 'school', 'social', 'expert', 'judge', 'coach', 'talent', name='sort_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('works_at', sa.Text(), nullable=False),
    sa.Column('subjects', sa.Text(), nullable=False),
    sa.Column('occupation', sa.Text(), nullable=False),
    sa.Column('post', sa.Enum('full-time', 'part-time', name='post_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('signing', sa.Enum('none', 'simple', 'fluent', name='signing_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('knows_braille', sa.Boolean(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'assessor') = (issued_on IS NOT NULL)", name=op.f('ck_field_entry_assessors_have_a_certificate')),
    sa.CheckConstraint("(kind = 'teacher') = (post IS NOT NULL)", name=op.f('ck_field_entry_teachers_have_a_post')),
    sa.CheckConstraint('length(region_code) = 6', name=op.f('ck_field_entry_region_code_six_digits')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_field_entry_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_entry'))
    )
    with op.batch_alter_table('field_entry', schema=None) as batch_op:
        batch_op.create_index('ix_field_entry_kind_region_code', ['kind', 'region_code'], unique=False)

    op.create_table('field_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('filed', 'trained', 'active', 'warned', 'restored', 'exited', 'banned', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind NOT IN ('warned', 'exited', 'banned', 'restored') OR words <> ''", name=op.f('ck_field_event_says_why')),
    sa.CheckConstraint("minutes IS NULL OR kind = 'trained'", name=op.f('ck_field_event_minutes_of_training')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_field_event_minutes_positive')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_field_event_by_id_person')),
    sa.ForeignKeyConstraint(['entry_id'], ['field_entry.id'], name=op.f('fk_field_event_entry_id_field_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_event'))
    )
    with op.batch_alter_table('field_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_field_event_entry_id'), ['entry_id'], unique=False)
    _keep_rows()


def _keep_rows() -> None:
    tables = ("field_entry", "field_event")
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'registers are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION registers_are_append_only() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION 'registers are append-only'; END $$ LANGUAGE plpgsql"""
    )
    for table in tables:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION registers_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION registers_are_append_only()"""
        )


def downgrade() -> None:
    with op.batch_alter_table('field_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_field_event_entry_id'))

    op.drop_table('field_event')
    with op.batch_alter_table('field_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_field_entry_kind_region_code')

    op.drop_table('field_entry')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION registers_are_append_only()")
