"""Complaints and barrier reports know what and where they are about, and their words may be taken away, nothing else of them changed."""

import sqlalchemy as sa
from alembic import op

revision = '0069'
down_revision = '0068'
branch_labels = None
depends_on = None

_SAID = "complaints are append-only"
_COMPLAINT = ("id", "code_hash", "region_code", "topic", "received_at", "answer_by")
_ANSWER = ("id", "complaint_id", "state", "person_id", "answered_at")
_EMPTIED = {
    "complaint": ("OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.words = '-' AND NEW.contact = '' AND NEW.about = ''", _COMPLAINT),
    "complaint_answer": ("NEW.words = '-'", _ANSWER),
}


def upgrade() -> None:
    op.add_column("complaint", sa.Column("about", sa.Text(), nullable=False, server_default=""))
    op.add_column("complaint", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("barrier_report", sa.Column("region_code", sa.Text(), nullable=False, server_default=""))
    op.add_column("barrier_report", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_barrier_report_region_code"), "barrier_report", ["region_code"], unique=False)
    for table, (emptied, kept) in _EMPTIED.items():
        if op.get_bind().dialect.name == "sqlite":
            same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in kept)
            op.execute(f"DROP TRIGGER {table}_refuses_update")
            op.execute(
                f"""CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}
                    WHEN NOT ({emptied} AND {same})
                    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
            )
            continue
        same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in kept)
        op.execute(
            f"""CREATE FUNCTION {table}_loses_words_alone() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                    IF TG_OP = 'UPDATE' AND {emptied} AND {same} THEN RETURN NEW; END IF;
                    RAISE EXCEPTION '{_SAID}';
                END $$"""
        )
        op.execute(f"DROP TRIGGER {table}_keeps_rows ON {table}")
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {table}_loses_words_alone()"""
        )


def downgrade() -> None:
    for table in _EMPTIED:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_refuses_update")
            op.execute(
                f"""CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}
                    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
            )
            continue
        op.execute(f"DROP TRIGGER {table}_keeps_rows ON {table}")
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION complaints_are_append_only()"""
        )
        op.execute(f"DROP FUNCTION {table}_loses_words_alone()")
    op.drop_index(op.f("ix_barrier_report_region_code"), "barrier_report")
    op.drop_column("barrier_report", "erased_at")
    op.drop_column("barrier_report", "region_code")
    op.drop_column("complaint", "erased_at")
    op.drop_column("complaint", "about")
