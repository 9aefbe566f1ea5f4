"""Refuse UPDATE and DELETE of audit events."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER audit_event_refuses_{deed.lower()} BEFORE {deed} ON audit_event
                    BEGIN SELECT RAISE(ABORT, 'the audit list is append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit list is append-only';
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER audit_event_keeps_rows BEFORE UPDATE OR DELETE ON audit_event
           FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER audit_event_keeps_table BEFORE TRUNCATE ON audit_event
           FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"""
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_event_refuses_update")
        op.execute("DROP TRIGGER audit_event_refuses_delete")
        return
    op.execute("DROP TRIGGER audit_event_keeps_table ON audit_event")
    op.execute("DROP TRIGGER audit_event_keeps_rows ON audit_event")
    op.execute("DROP FUNCTION audit_is_append_only()")
