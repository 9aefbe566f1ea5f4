"""Samples by seed, lists to compare with, and their hits; the first two are only added to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

TABLES = ("audit_sample", "match_list")


def upgrade() -> None:
    op.create_table('audit_sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('last_record_id', sa.Integer(), nullable=False),
    sa.Column('population', sa.Integer(), nullable=False),
    sa.Column('record_ids', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_audit_sample_size_positive')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_audit_sample_made_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_sample'))
    )
    op.create_table('match_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('social security', 'school rolls', 'deaths', 'other', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('rows_read', sa.Integer(), nullable=False),
    sa.Column('rows_unreadable', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_match_list_made_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_list'))
    )
    op.create_table('match_hit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('match_list_id', sa.Integer(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('in order', 'to correct', 'another person', name='outcome_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)', name=op.f('ck_match_hit_decided_whole')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_match_hit_decided_by_person')),
    sa.ForeignKeyConstraint(['match_list_id'], ['match_list.id'], name=op.f('fk_match_hit_match_list_id_match_list')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_match_hit_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_hit')),
    sa.UniqueConstraint('match_list_id', 'row_number', 'person_id', name=op.f('uq_match_hit_match_list_id_row_number_person_id'))
    )
    with op.batch_alter_table('match_hit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_hit_match_list_id'), ['match_list_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_hit_person_id'), ['person_id'], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'what was drawn or compared is append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION oversight_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'what was drawn or compared is append-only';
        END $$"""
    )
    for table in TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION oversight_is_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION oversight_is_append_only()"""
        )


def downgrade() -> None:
    with op.batch_alter_table('match_hit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_match_hit_person_id'))
        batch_op.drop_index(batch_op.f('ix_match_hit_match_list_id'))

    op.drop_table('match_hit')
    op.drop_table('match_list')
    op.drop_table('audit_sample')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION oversight_is_append_only()")
