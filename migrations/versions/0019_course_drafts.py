"""Add drafts of courses; refuse UPDATE and DELETE of their revisions and steps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

KEPT = ("draft_revision", "draft_step")


def upgrade() -> None:
    op.create_table('course_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('from_version_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'submitted', 'in review', 'returned', 'published', 'discarded', name='state_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_course_draft_base_id_training_base')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_draft_course_id_course')),
    sa.ForeignKeyConstraint(['from_version_id'], ['course_version.id'], name=op.f('fk_course_draft_from_version_id_course_version')),
    sa.ForeignKeyConstraint(['lead_id'], ['person.id'], name=op.f('fk_course_draft_lead_id_person')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_course_draft_opened_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_draft'))
    )
    with op.batch_alter_table('course_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_draft_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_draft_course_id'), ['course_id'], unique=False)
        batch_op.create_index('uq_course_draft_slug_open', ['slug'], unique=True, sqlite_where=sa.text("state NOT IN ('published', 'discarded')"), postgresql_where=sa.text("state NOT IN ('published', 'discarded')"))

    op.create_table('draft_edit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('base_revision', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('typed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['course_draft.id'], name=op.f('fk_draft_edit_draft_id_course_draft')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_edit_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_edit')),
    sa.UniqueConstraint('draft_id', 'person_id', 'path', 'place', name=op.f('uq_draft_edit_draft_id_person_id_path_place'))
    )
    with op.batch_alter_table('draft_edit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_edit_person_id'), ['person_id'], unique=False)

    op.create_table('draft_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('until_at IS NULL OR until_at >= since_at', name=op.f('ck_draft_member_until_after_since')),
    sa.ForeignKeyConstraint(['draft_id'], ['course_draft.id'], name=op.f('fk_draft_member_draft_id_course_draft')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_member_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_member'))
    )
    with op.batch_alter_table('draft_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_member_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_draft_member_draft_id_person_id_present', ['draft_id', 'person_id'], unique=True, sqlite_where=sa.text('until_at IS NULL'), postgresql_where=sa.text('until_at IS NULL'))

    op.create_table('draft_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('restores', sa.Integer(), nullable=True),
    sa.Column('files', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_draft_revision_number_from_one')),
    sa.CheckConstraint('restores IS NULL OR restores < number', name=op.f('ck_draft_revision_restores_earlier')),
    sa.ForeignKeyConstraint(['draft_id'], ['course_draft.id'], name=op.f('fk_draft_revision_draft_id_course_draft')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_draft_revision_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_revision')),
    sa.UniqueConstraint('draft_id', 'number', name=op.f('uq_draft_revision_draft_id_number'))
    )
    op.create_table('draft_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('opened', 'handed over', 'joined', 'left', 'moved', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'submitted', 'in review', 'returned', 'published', 'discarded', name='step_state_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint("(kind = 'moved') = (state IS NOT NULL)", name=op.f('ck_draft_step_moved_to_a_state')),
    sa.ForeignKeyConstraint(['draft_id'], ['course_draft.id'], name=op.f('fk_draft_step_draft_id_course_draft')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_draft_step_made_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_step_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_step'))
    )
    with op.batch_alter_table('draft_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_step_draft_id'), ['draft_id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'the history of a draft is append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION draft_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the history of a draft is append-only';
        END $$"""
    )
    for table in KEPT:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION draft_history_is_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION draft_history_is_append_only()"""
        )


def downgrade() -> None:
    with op.batch_alter_table('draft_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_step_draft_id'))

    op.drop_table('draft_step')
    op.drop_table('draft_revision')
    with op.batch_alter_table('draft_member', schema=None) as batch_op:
        batch_op.drop_index('uq_draft_member_draft_id_person_id_present', sqlite_where=sa.text('until_at IS NULL'), postgresql_where=sa.text('until_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_draft_member_person_id'))

    op.drop_table('draft_member')
    with op.batch_alter_table('draft_edit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_edit_person_id'))

    op.drop_table('draft_edit')
    with op.batch_alter_table('course_draft', schema=None) as batch_op:
        batch_op.drop_index('uq_course_draft_slug_open', sqlite_where=sa.text("state NOT IN ('published', 'discarded')"), postgresql_where=sa.text("state NOT IN ('published', 'discarded')"))
        batch_op.drop_index(batch_op.f('ix_course_draft_course_id'))
        batch_op.drop_index(batch_op.f('ix_course_draft_base_id'))

    op.drop_table('course_draft')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION draft_history_is_append_only()")
