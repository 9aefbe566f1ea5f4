"""Announcements of offices: versions that are never changed, the courses they name, withdrawals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_KEPT = ("announcement", "announcement_version", "announcement_course", "announcement_withdrawal")


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notice", "competition", "job", name="kind_known", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(region_code) = 6", name=op.f("ck_announcement_region_code_six_digits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_region_code"), "announcement", ["region_code"])
    op.create_table(
        "announcement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_announcement_version_number_from_one")),
        sa.CheckConstraint(
            "(number = 1) = (reason = '')", name=op.f("ck_announcement_version_corrected_with_a_reason")
        ),
        sa.CheckConstraint(
            "title <> '' AND summary <> ''", name=op.f("ck_announcement_version_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_version_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_announcement_version_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_version")),
        sa.UniqueConstraint(
            "announcement_id", "number", name=op.f("uq_announcement_version_announcement_id_number")
        ),
    )
    op.create_table(
        "announcement_course",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["announcement_version.id"],
            name=op.f("fk_announcement_course_version_id_announcement_version"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_announcement_course_course_id_course")
        ),
        sa.PrimaryKeyConstraint("version_id", "course_id", name=op.f("pk_announcement_course")),
    )
    op.create_index(op.f("ix_announcement_course_course_id"), "announcement_course", ["course_id"])
    op.create_table(
        "announcement_withdrawal",
        sa.Column("announcement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_announcement_withdrawal_says_why")),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_withdrawal_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name=op.f("fk_announcement_withdrawal_withdrawn_by_id_person")
        ),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_announcement_withdrawal")),
    )
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEPT:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'announcements are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION announcements_are_append_only() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION 'announcements are append-only'; END $$ LANGUAGE plpgsql"""
    )
    for table in _KEPT:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION announcements_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION announcements_are_append_only()"""
        )


def downgrade() -> None:
    for table in reversed(_KEPT):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION announcements_are_append_only()")
