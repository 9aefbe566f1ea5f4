"""What follows a decision about a mark 需要核对; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('review_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mark_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('term', 'objected', 'decided', 'passed', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('recording_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('recognised', 'not recognised', name='outcome_known', native_enum=False, create_constraint=True), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('evidence_position', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'decided') = (outcome IS NOT NULL)", name=op.f('ck_review_appeal_decisions_have_an_outcome')),
    sa.CheckConstraint("(kind IN ('term', 'objected')) = (until IS NOT NULL)", name=op.f('ck_review_appeal_waits_until_a_day')),
    sa.CheckConstraint("kind <> 'decided' OR words <> ''", name=op.f('ck_review_appeal_decisions_say_why')),
    sa.CheckConstraint("recording_id IS NULL OR kind = 'objected'", name=op.f('ck_review_appeal_recordings_object')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_review_appeal_by_id_person')),
    sa.ForeignKeyConstraint(['mark_id'], ['review_mark.id'], name=op.f('fk_review_appeal_mark_id_review_mark')),
    sa.ForeignKeyConstraint(['recording_id'], ['stored_media.id'], name=op.f('fk_review_appeal_recording_id_stored_media')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_appeal')),
    sa.UniqueConstraint('mark_id', 'kind', name=op.f('uq_review_appeal_mark_id_kind'))
    )
    with op.batch_alter_table('review_appeal', schema=None) as batch_op:
        batch_op.create_index('ix_review_appeal_kind_until', ['kind', 'until'], unique=False)
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER review_appeal_refuses_{deed.lower()} BEFORE {deed} ON review_appeal
                    BEGIN SELECT RAISE(ABORT, 'marks, requests and their steps are append-only'); END"""
            )
        return
    op.execute(
        """CREATE TRIGGER review_appeal_keeps_rows BEFORE UPDATE OR DELETE ON review_appeal
           FOR EACH ROW EXECUTE FUNCTION marks_and_requests_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER review_appeal_keeps_table BEFORE TRUNCATE ON review_appeal
           FOR EACH STATEMENT EXECUTE FUNCTION marks_and_requests_are_append_only()"""
    )


def downgrade() -> None:
    with op.batch_alter_table('review_appeal', schema=None) as batch_op:
        batch_op.drop_index('ix_review_appeal_kind_until')

    op.drop_table('review_appeal')
