"""More purposes of consents, guardians with the trainee's own answers, and copies of one's own data."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLES = ("guardian_link", "guardian_step")
_BEFORE = "purpose IN ('certificate')"
_AFTER = "purpose IN ('certificate', 'learning', 'payee account', 'voice', 'portrait')"


def upgrade() -> None:
    op.create_table(
        "data_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(made_at IS NULL) = (expires_at IS NULL)", name=op.f("ck_data_export_expires_once_made")
        ),
        sa.CheckConstraint("byte_count >= 0", name=op.f("ck_data_export_byte_count_not_negative")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_export_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
        sa.UniqueConstraint("token", name=op.f("uq_data_export_token")),
    )
    with op.batch_alter_table("data_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_export_person_id"), ["person_id"], unique=False)

    op.create_table(
        "guardian_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "parent",
                "spouse",
                "child",
                "other relative",
                "committee",
                name="relation_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum("money", "everything", name="scope_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.CheckConstraint("guardian_id <> person_id", name=op.f("ck_guardian_link_two_people")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_guardian_link_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name=op.f("fk_guardian_link_guardian_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guardian_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_link")),
    )
    with op.batch_alter_table("guardian_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardian_link_guardian_id"), ["guardian_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guardian_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "guardian_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "recorded",
                "own yes",
                "own no",
                "talked",
                "agreed to money",
                "ended",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "how",
            sa.Enum("pressed", "said", name="how_known", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('own yes', 'own no')) = (how IS NOT NULL)",
            name=op.f("ck_guardian_step_own_answers_say_how"),
        ),
        sa.CheckConstraint("kind <> 'talked' OR words <> ''", name=op.f("ck_guardian_step_talks_say_what")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_guardian_step_by_id_person")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["guardian_link.id"], name=op.f("fk_guardian_step_link_id_guardian_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_step")),
    )
    with op.batch_alter_table("guardian_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardian_step_link_id"), ["link_id"], unique=False)

    _replace(_BEFORE, _AFTER)
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'guardians and what was said of them are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION guardians_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'guardians and what was said of them are append-only';
        END $$"""
    )
    for table in _TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION guardians_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION guardians_are_append_only()"""
        )


def downgrade() -> None:
    with op.batch_alter_table("guardian_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_step_link_id"))

    op.drop_table("guardian_step")
    with op.batch_alter_table("guardian_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_guardian_link_guardian_id"))

    op.drop_table("guardian_link")
    with op.batch_alter_table("data_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_export_person_id"))

    op.drop_table("data_export")
    op.execute("DELETE FROM consent WHERE purpose <> 'certificate'")
    _replace(_AFTER, _BEFORE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION guardians_are_append_only()")


def _replace(before: str, after: str) -> None:
    """Change which purposes are known; SQLite has to make the table anew from its own words (as in 0011)."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_consent_purpose_known"), "consent", type_="check")
        op.alter_column("consent", "purpose", type_=sa.String(13 if after == _AFTER else 11))
        op.create_check_constraint(op.f("ck_consent_purpose_known"), "consent", after)
        return
    bind = op.get_bind()
    words = bind.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'consent'"
    ).scalar()
    assert words is not None
    assert words.count(before) == 1
    assert words.count("purpose VARCHAR(") == 1
    words = words.replace("purpose VARCHAR(11)", "purpose VARCHAR(13)")
    if after == _BEFORE:
        words = words.replace("purpose VARCHAR(13)", "purpose VARCHAR(11)")
    made = words.replace(before, after).replace("CREATE TABLE consent", "CREATE TABLE consent_anew", 1)
    made = made.replace('CREATE TABLE "consent"', "CREATE TABLE consent_anew", 1)
    assert "consent_anew" in made
    bind.exec_driver_sql(made)
    bind.exec_driver_sql("INSERT INTO consent_anew SELECT * FROM consent")
    bind.exec_driver_sql("DROP TABLE consent")
    bind.exec_driver_sql("ALTER TABLE consent_anew RENAME TO consent")
    op.create_index("ix_consent_person_id_purpose", "consent", ["person_id", "purpose"])
