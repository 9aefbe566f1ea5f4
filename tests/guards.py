"""Take the guards off a table, as somebody would who holds the database: what was changed must then be found."""

import sqlalchemy as sa
from sqlalchemy.orm import Session


def without_guards(session: Session, *tables: str) -> None:
    """Drop or disable every trigger of these tables until the test's transaction is rolled back."""
    if session.get_bind().dialect.name == "postgresql":
        for table in tables:
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    for table in tables:
        names = session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
            {"table": table},
        ).all()
        assert names, f"{table} has no guards"
        for name in names:
            session.execute(sa.text(f"DROP TRIGGER {name}"))
