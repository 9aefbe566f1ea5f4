"""Refuse DELETE and every UPDATE of evidence but the erasure of payload and salt."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = (
    "id", "subject", "position", "kind", "about", "client_id", "happened_at", "received_at", "payload_digest", "previous", "digest",
)  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
        op.execute(
            """CREATE TRIGGER evidence_keeps_rows BEFORE DELETE ON evidence
                BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END"""
        )
        op.execute(
            f"""CREATE TRIGGER evidence_keeps_values BEFORE UPDATE ON evidence
                WHEN {changed} OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
                BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END"""
        )
        return
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    op.execute(
        f"""CREATE FUNCTION evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'UPDATE' OR {changed} OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL THEN
                RAISE EXCEPTION 'evidence is append-only';
            END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER evidence_keeps_values BEFORE UPDATE OR DELETE ON evidence
           FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER evidence_keeps_table BEFORE TRUNCATE ON evidence
           FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only()"""
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER evidence_keeps_values")
        op.execute("DROP TRIGGER evidence_keeps_rows")
        return
    op.execute("DROP TRIGGER evidence_keeps_table ON evidence")
    op.execute("DROP TRIGGER evidence_keeps_values ON evidence")
    op.execute("DROP FUNCTION evidence_is_append_only()")
