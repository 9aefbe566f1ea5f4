"""Helpers whom trainees invited, and what trainees said of help; rows are only added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('help_stated',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('who', sa.Enum('family', 'friend', 'teacher', 'worker', name='who_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('ways', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('evidence_position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_help_stated_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_stated'))
    )
    with op.batch_alter_table('help_stated', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_stated_person_id'), ['person_id'], unique=False)

    op.create_table('helper_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('helper_id', sa.Integer(), nullable=True),
    sa.Column('code_hash', sa.Text(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.CheckConstraint('(helper_id IS NULL) = (code_hash IS NOT NULL)', name=op.f('ck_helper_link_by_nickname_or_code')),
    sa.CheckConstraint('helper_id IS NULL OR helper_id <> person_id', name=op.f('ck_helper_link_two_people')),
    sa.ForeignKeyConstraint(['helper_id'], ['person.id'], name=op.f('fk_helper_link_helper_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_helper_link_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_helper_link'))
    )
    with op.batch_alter_table('helper_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_helper_link_code_hash'), ['code_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_helper_link_helper_id'), ['helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_helper_link_person_id'), ['person_id'], unique=False)

    op.create_table('helper_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('invited', 'accepted', 'declined', 'changed', 'ended', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('parts', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('evidence_position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_helper_step_by_id_person')),
    sa.ForeignKeyConstraint(['link_id'], ['helper_link.id'], name=op.f('fk_helper_step_link_id_helper_link')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_helper_step'))
    )
    with op.batch_alter_table('helper_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_helper_step_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_helper_step_link_id'), ['link_id'], unique=False)
    _keep_rows()


def _keep_rows() -> None:
    tables = ("helper_link", "helper_step", "help_stated")
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'helpers and what was said of help are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION helpers_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'helpers and what was said of help are append-only';
        END $$"""
    )
    for table in tables:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION helpers_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION helpers_are_append_only()"""
        )


def downgrade() -> None:
    with op.batch_alter_table('helper_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_helper_step_link_id'))
        batch_op.drop_index(batch_op.f('ix_helper_step_by_id'))

    op.drop_table('helper_step')
    with op.batch_alter_table('helper_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_helper_link_person_id'))
        batch_op.drop_index(batch_op.f('ix_helper_link_helper_id'))
        batch_op.drop_index(batch_op.f('ix_helper_link_code_hash'))

    op.drop_table('helper_link')
    with op.batch_alter_table('help_stated', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_stated_person_id'))

    op.drop_table('help_stated')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION helpers_are_append_only()")
