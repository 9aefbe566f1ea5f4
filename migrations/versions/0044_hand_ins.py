"""Work that is handed in, feedback to it, steps that are signed off at the base, and what a task earns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_KEPT = ("hand_in", "feedback", "step_sign_off")
_WORDS = "work that was handed in, what was said to it and what was signed off are append-only"
# What was said to a line ends by date like all that people send: its words may be emptied, nothing else.
_LINE = ("feedback_id", "position", "verdict")


def upgrade() -> None:
    op.add_column("credit_entry", sa.Column("task", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "hand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sending_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_hand_in_number_from_one")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_hand_in_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["lesson_version.id"],
            name=op.f("fk_hand_in_lesson_version_id_lesson_version"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hand_in_person_id_person")),
        sa.ForeignKeyConstraint(["sending_id"], ["sending.id"], name=op.f("fk_hand_in_sending_id_sending")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in")),
        sa.UniqueConstraint("client_id", name=op.f("uq_hand_in_client_id")),
        sa.UniqueConstraint(
            "person_id", "evidence_position", name=op.f("uq_hand_in_person_id_evidence_position")
        ),
        sa.UniqueConstraint(
            "person_id",
            "lesson_version_id",
            "task",
            "number",
            name=op.f("uq_hand_in_person_id_lesson_version_id_task_number"),
        ),
        sa.UniqueConstraint("sending_id", name=op.f("uq_hand_in_sending_id")),
    )
    with op.batch_alter_table("hand_in", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hand_in_enrolment_id_handed_in_at", ["enrolment_id", "handed_in_at"], unique=False
        )

    op.create_table(
        "hand_in_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "files",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("photo_words", sa.Text(), nullable=False),
        sa.Column("is_undescribed", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["lesson_version.id"],
            name=op.f("fk_hand_in_draft_lesson_version_id_lesson_version"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hand_in_draft_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in_draft")),
        sa.UniqueConstraint(
            "person_id",
            "lesson_version_id",
            "task",
            name=op.f("uq_hand_in_draft_person_id_lesson_version_id_task"),
        ),
    )
    with op.batch_alter_table("hand_in_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_in_draft_kept_at"), ["kept_at"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("hand_in_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("taken", "again", name="outcome_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("sending_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_feedback_by_id_person")),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_feedback_hand_in_id_hand_in")),
        sa.ForeignKeyConstraint(["sending_id"], ["sending.id"], name=op.f("fk_feedback_sending_id_sending")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("client_id", name=op.f("uq_feedback_client_id")),
        sa.UniqueConstraint("sending_id", name=op.f("uq_feedback_sending_id")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_hand_in_id"), ["hand_in_id"], unique=False)

    op.create_table(
        "feedback_line",
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("enough", "not yet", name="verdict_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_feedback_line_position_from_one")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_line_feedback_id_feedback")
        ),
        sa.PrimaryKeyConstraint("feedback_id", "position", name=op.f("pk_feedback_line")),
    )
    op.create_table(
        "step_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (reason = '')", name=op.f("ck_step_sign_off_reversals_say_why")
        ),
        sa.CheckConstraint("step >= 1", name=op.f("ck_step_sign_off_step_from_one")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_step_sign_off_by_id_person")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_step_sign_off_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["lesson_version.id"],
            name=op.f("fk_step_sign_off_lesson_version_id_lesson_version"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_step_sign_off_person_id_person")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["step_sign_off.id"], name=op.f("fk_step_sign_off_reverses_id_step_sign_off")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_sign_off")),
        sa.UniqueConstraint("person_id", "client_id", name=op.f("uq_step_sign_off_person_id_client_id")),
        sa.UniqueConstraint(
            "person_id", "evidence_position", name=op.f("uq_step_sign_off_person_id_evidence_position")
        ),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_step_sign_off_reverses_id")),
    )
    with op.batch_alter_table("step_sign_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_sign_off_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(
            "ix_step_sign_off_person_id_lesson_version_id_task",
            ["person_id", "lesson_version_id", "task"],
            unique=False,
        )
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEPT:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"""
                )
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _LINE)
        op.execute(
            f"""CREATE TRIGGER feedback_line_refuses_update BEFORE UPDATE ON feedback_line
                WHEN {changed} OR NEW.words <> '' BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"""
        )
        op.execute(
            f"""CREATE TRIGGER feedback_line_refuses_delete BEFORE DELETE ON feedback_line
                BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"""
        )
        return
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _LINE)
    op.execute(
        f"""CREATE FUNCTION hand_ins_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{_WORDS}';
        END $$"""
    )
    op.execute(
        f"""CREATE FUNCTION feedback_lines_keep_verdicts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'UPDATE' OR {changed} OR NEW.words <> '' THEN
                RAISE EXCEPTION '{_WORDS}';
            END IF;
            RETURN NEW;
        END $$"""
    )
    for table, function in (
        *((table, "hand_ins_are_append_only") for table in _KEPT),
        ("feedback_line", "feedback_lines_keep_verdicts"),
    ):
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION {function}()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION hand_ins_are_append_only()"""
        )


def downgrade() -> None:
    for table in ("step_sign_off", "feedback_line", "feedback", "hand_in_draft", "hand_in"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION feedback_lines_keep_verdicts()")
        op.execute("DROP FUNCTION hand_ins_are_append_only()")
        op.drop_column("credit_entry", "task")
        return
    # SQLite can't drop a column of a table with triggers by making it anew: they would be gone.
    op.execute("ALTER TABLE credit_entry DROP COLUMN task")
