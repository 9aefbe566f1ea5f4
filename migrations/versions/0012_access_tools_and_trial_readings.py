"""Text up to 300 %, point-to-read; readings of easy-read texts, whose rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("easy_read_trial", "easy_read_confirmation")
SIZES = ("100", "125", "150", "175", "200")
LARGER = ("250", "300")


def upgrade() -> None:
    _change_profile(SIZES, (*SIZES, *LARGER), "NOT NULL", "DEFAULT 0 NOT NULL")
    op.add_column(
        "access_profile", sa.Column("has_point_to_read", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "easy_read_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("reader_count", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reader_count BETWEEN 1 AND 100", name=op.f("ck_easy_read_trial_reader_count_sensible")
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_easy_read_trial_lesson_id_lesson")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_easy_read_trial_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_easy_read_trial")),
    )
    with op.batch_alter_table("easy_read_trial") as batch:
        batch.create_index(op.f("ix_easy_read_trial_lesson_id"), ["lesson_id"], unique=False)
        batch.create_index(op.f("ix_easy_read_trial_text_hash"), ["text_hash"], unique=False)
    op.create_table(
        "easy_read_confirmation",
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_easy_read_confirmation_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["easy_read_trial.id"], name=op.f("fk_easy_read_confirmation_trial_id_easy_read_trial")
        ),
        sa.PrimaryKeyConstraint("trial_id", name=op.f("pk_easy_read_confirmation")),
    )
    _guard()


def downgrade() -> None:
    op.drop_table("easy_read_confirmation")
    op.drop_table("easy_read_trial")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION easy_read_trial_stays()")
    op.execute(f"UPDATE access_profile SET text_size = '200' WHERE text_size IN {LARGER}")
    op.drop_column("access_profile", "has_point_to_read")
    _change_profile((*SIZES, *LARGER), SIZES, "DEFAULT 0 NOT NULL", "NOT NULL")


def _change_profile(
    before: tuple[str, ...], after: tuple[str, ...], default_before: str, default_after: str
) -> None:
    """Change the text sizes that are known, and what stands where "more time" is not written."""
    if op.get_bind().dialect.name == "postgresql":
        name = op.f("ck_access_profile_text_size_known")
        op.drop_constraint(name, "access_profile", type_="check")
        op.create_check_constraint(name, "access_profile", f"text_size IN ({_listed(after)})")
        default = sa.false() if "DEFAULT" in default_after else None
        op.alter_column("access_profile", "has_more_time", server_default=default)
        return
    # As in 0011: batch mode would lose the CHECKs of the other columns, so the table is made anew from its own words.
    bind = op.get_bind()
    words = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'access_profile'").scalar()
    assert words is not None
    for old, new in (
        (f"text_size IN ({_listed(before)})", f"text_size IN ({_listed(after)})"),
        (f"has_more_time BOOLEAN {default_before}", f"has_more_time BOOLEAN {default_after}"),
        ("access_profile", "access_profile_anew"),
    ):
        assert words.count(old) >= 1, (old, words)
        words = words.replace(old, new, 1)
    bind.exec_driver_sql(words)
    bind.exec_driver_sql("INSERT INTO access_profile_anew SELECT * FROM access_profile")
    bind.exec_driver_sql("DROP TABLE access_profile")
    bind.exec_driver_sql("ALTER TABLE access_profile_anew RENAME TO access_profile")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _guard() -> None:
    """Refuse UPDATE and DELETE: what somebody vouched for stays as it was."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'a reading is only added to'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION easy_read_trial_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a reading is only added to';
        END $$"""
    )
    for table in TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION easy_read_trial_stays()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION easy_read_trial_stays()"""
        )
