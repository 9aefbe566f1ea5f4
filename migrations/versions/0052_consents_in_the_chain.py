"""A consent has its place in the person's chain: none is deleted, and one in force may be withdrawn, nothing else of it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_SAID = "consents are only given and withdrawn"
_KEPT = ("id", "person_id", "purpose", "basis", "text_version", "given_at", "evidence_position")


def upgrade() -> None:
    # Consents from before keep None: the chain can't vouch for what it has not seen.
    for name in ("evidence_position", "withdrawn_position"):
        op.add_column("consent", sa.Column(name, sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _KEPT)
        op.execute(
            f"""CREATE TRIGGER consent_refuses_update BEFORE UPDATE ON consent
                WHEN OLD.withdrawn_at IS NOT NULL OR {changed}
                BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
        )
        op.execute(
            f"""CREATE TRIGGER consent_refuses_delete BEFORE DELETE ON consent
                BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
        )
        return
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _KEPT)
    op.execute(
        f"""CREATE FUNCTION consents_are_only_withdrawn() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF OLD.withdrawn_at IS NULL AND {same} THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '{_SAID}';
            END $$"""
    )
    op.execute(
        """CREATE TRIGGER consent_keeps_rows BEFORE UPDATE OR DELETE ON consent
           FOR EACH ROW EXECUTE FUNCTION consents_are_only_withdrawn()"""
    )
    op.execute(
        """CREATE TRIGGER consent_keeps_table BEFORE TRUNCATE ON consent
           FOR EACH STATEMENT EXECUTE FUNCTION consents_are_only_withdrawn()"""
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER consent_refuses_update")
        op.execute("DROP TRIGGER consent_refuses_delete")
    else:
        op.execute("DROP TRIGGER consent_keeps_rows ON consent")
        op.execute("DROP TRIGGER consent_keeps_table ON consent")
        op.execute("DROP FUNCTION consents_are_only_withdrawn()")
    for name in ("withdrawn_position", "evidence_position"):
        op.execute(sa.text(f"ALTER TABLE consent DROP COLUMN {name}"))
