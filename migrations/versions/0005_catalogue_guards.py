"""Refuse UPDATE and DELETE of what a course version is made of: enrolments, evidence and credits point to it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("course_version", "course_file", "unit", "unit_lesson", "lesson_version")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'a course version never changes'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION course_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a course version never changes';
        END $$"""
    )
    for table in TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION course_version_is_frozen()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION course_version_is_frozen()"""
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_refuses_update")
            op.execute(f"DROP TRIGGER {table}_refuses_delete")
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_keeps_table ON {table}")
        op.execute(f"DROP TRIGGER {table}_keeps_rows ON {table}")
    op.execute("DROP FUNCTION course_version_is_frozen()")
