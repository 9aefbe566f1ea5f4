"""Complaints by anybody, and what the office answered; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = '0066'
down_revision = '0065'
branch_labels = None
depends_on = None

_TABLES = ("complaint", "complaint_answer")


def upgrade() -> None:
    op.create_table('complaint',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('topic', sa.Enum('teaching', 'money', 'access', 'respect', 'office', 'other', name='topic_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.CheckConstraint('length(region_code) = 6', name=op.f('ck_complaint_region_code_six_digits')),
    sa.CheckConstraint("words <> ''", name=op.f('ck_complaint_says_something')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_complaint_code_hash')),
    )
    with op.batch_alter_table('complaint', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_region_code'), ['region_code'], unique=False)

    op.create_table('complaint_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('complaint_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'in work', 'right', 'not right', name='state_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("words <> ''", name=op.f('ck_complaint_answer_says_something')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_complaint_answer_complaint_id_complaint')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_complaint_answer_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_answer')),
    )
    with op.batch_alter_table('complaint_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_answer_complaint_id'), ['complaint_id'], unique=False)
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'complaints are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION complaints_are_append_only() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION 'complaints are append-only'; END $$ LANGUAGE plpgsql"""
    )
    for table in _TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION complaints_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION complaints_are_append_only()"""
        )


def downgrade() -> None:
    op.drop_table('complaint_answer')
    op.drop_table('complaint')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION complaints_are_append_only()")
