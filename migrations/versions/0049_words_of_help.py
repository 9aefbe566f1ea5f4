"""Who helped with a test is a word about somebody else, and may end: the words of a step may be emptied, and nothing else of it changed."""

from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None

_SAID = "attempts, answers and their steps are append-only"
_KEPT = ("id", "attempt_id", "kind", "client_id", "told", "by_id", "taken_at", "evidence_position")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _KEPT)
        op.execute("DROP TRIGGER assessment_step_refuses_update")
        op.execute(
            f"""CREATE TRIGGER assessment_step_refuses_update BEFORE UPDATE ON assessment_step
                WHEN NEW.words <> '' OR {changed}
                BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
        )
        return
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _KEPT)
    op.execute(
        f"""CREATE FUNCTION attempt_steps_lose_words_alone() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF TG_OP = 'UPDATE' AND NEW.words = '' AND {same} THEN RETURN NEW; END IF;
                RAISE EXCEPTION '{_SAID}';
            END $$"""
    )
    op.execute("DROP TRIGGER assessment_step_keeps_rows ON assessment_step")
    op.execute(
        """CREATE TRIGGER assessment_step_keeps_rows BEFORE UPDATE OR DELETE ON assessment_step
           FOR EACH ROW EXECUTE FUNCTION attempt_steps_lose_words_alone()"""
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER assessment_step_refuses_update")
        op.execute(
            f"""CREATE TRIGGER assessment_step_refuses_update BEFORE UPDATE ON assessment_step
                BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
        )
        return
    op.execute("DROP TRIGGER assessment_step_keeps_rows ON assessment_step")
    op.execute(
        """CREATE TRIGGER assessment_step_keeps_rows BEFORE UPDATE OR DELETE ON assessment_step
           FOR EACH ROW EXECUTE FUNCTION attempts_are_append_only()"""
    )
    op.execute("DROP FUNCTION attempt_steps_lose_words_alone()")
