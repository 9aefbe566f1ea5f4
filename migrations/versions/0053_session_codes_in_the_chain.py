"""A code shown in a session has its place in the chain of the class, and isn't changed afterwards; it goes with a session that is dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_SAID = "a code that was shown is not changed"


def upgrade() -> None:
    # Codes from before keep None: the chain can't vouch for what it has not seen.
    op.add_column("session_code", sa.Column("evidence_position", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"""CREATE TRIGGER session_code_refuses_update BEFORE UPDATE ON session_code
                BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
        )
        return
    op.execute(
        f"""CREATE FUNCTION session_codes_stay() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"""
    )
    op.execute(
        """CREATE TRIGGER session_code_keeps_rows BEFORE UPDATE ON session_code
           FOR EACH ROW EXECUTE FUNCTION session_codes_stay()"""
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER session_code_refuses_update")
    else:
        op.execute("DROP TRIGGER session_code_keeps_rows ON session_code")
        op.execute("DROP FUNCTION session_codes_stay()")
    op.execute(sa.text("ALTER TABLE session_code DROP COLUMN evidence_position"))
