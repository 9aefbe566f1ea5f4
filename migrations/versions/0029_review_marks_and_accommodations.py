"""Marks 需要核对 and requests for accommodations, with their steps; rows of all four are only added."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLES = ("review_mark", "review_step", "accommodation", "accommodation_step")


def upgrade() -> None:
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "interpreter",
                "extra time",
                "paper",
                "braille",
                "companion",
                "scribe",
                "other",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "asked_for",
            sa.Enum("course", "test", name="asked_for_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("kind <> 'other' OR words <> ''", name=op.f("ck_accommodation_others_in_words")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_accommodation_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accommodation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accommodation_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accommodation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "review_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "pace", "unbroken", "copied", name="reason_known", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("first_position", sa.Integer(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("worth_minutes", sa.Integer(), nullable=False),
        sa.Column("observed_seconds", sa.Integer(), nullable=False),
        sa.Column("act_count", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_position <= last_position", name=op.f("ck_review_mark_positions_in_order")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_review_mark_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_mark_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_mark")),
        sa.UniqueConstraint(
            "enrolment_id",
            "reason",
            "first_position",
            name=op.f("uq_review_mark_enrolment_id_reason_first_position"),
        ),
        sa.UniqueConstraint(
            "person_id", "evidence_position", name=op.f("uq_review_mark_person_id_evidence_position")
        ),
    )
    with op.batch_alter_table("review_mark", schema=None) as batch_op:
        batch_op.create_index("ix_review_mark_decide_by", ["decide_by"], unique=False)

    op.create_table(
        "accommodation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accommodation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "taken back",
                "granted",
                "refused",
                "objected",
                "office granted",
                "office refused",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('asked', 'refused', 'objected')) = (answer_by IS NOT NULL)",
            name=op.f("ck_accommodation_step_waits_until_a_day"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('refused', 'office refused') OR words <> ''",
            name=op.f("ck_accommodation_step_refusals_say_why"),
        ),
        sa.ForeignKeyConstraint(
            ["accommodation_id"],
            ["accommodation.id"],
            name=op.f("fk_accommodation_step_accommodation_id_accommodation"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_accommodation_step_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation_step")),
    )
    with op.batch_alter_table("accommodation_step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_accommodation_step_accommodation_id_id", ["accommodation_id", "id"], unique=False
        )

    op.create_table(
        "review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("answered", "decided", name="kind_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "recognised",
                "not recognised",
                name="outcome_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'decided') = (outcome IS NOT NULL)",
            name=op.f("ck_review_step_decisions_have_an_outcome"),
        ),
        sa.CheckConstraint(
            "kind <> 'answered' OR by_id IS NOT NULL", name=op.f("ck_review_step_answers_are_somebodys")
        ),
        sa.CheckConstraint("kind <> 'decided' OR words <> ''", name=op.f("ck_review_step_decisions_say_why")),
        sa.CheckConstraint(
            "recording_id IS NULL OR kind = 'answered'", name=op.f("ck_review_step_recordings_answer")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_review_step_by_id_person")),
        sa.ForeignKeyConstraint(
            ["mark_id"], ["review_mark.id"], name=op.f("fk_review_step_mark_id_review_mark")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["stored_media.id"], name=op.f("fk_review_step_recording_id_stored_media")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_step")),
    )
    with op.batch_alter_table("review_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_step_mark_id"), ["mark_id"], unique=False)
        batch_op.create_index(
            "uq_review_step_mark_id_decided",
            ["mark_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'decided'"),
            postgresql_where=sa.text("kind = 'decided'"),
        )

    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'marks, requests and their steps are append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION marks_and_requests_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'marks, requests and their steps are append-only';
        END $$"""
    )
    for table in _TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION marks_and_requests_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION marks_and_requests_are_append_only()"""
        )


def downgrade() -> None:
    with op.batch_alter_table("review_step", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_step_mark_id_decided",
            sqlite_where=sa.text("kind = 'decided'"),
            postgresql_where=sa.text("kind = 'decided'"),
        )
        batch_op.drop_index(batch_op.f("ix_review_step_mark_id"))

    op.drop_table("review_step")
    with op.batch_alter_table("accommodation_step", schema=None) as batch_op:
        batch_op.drop_index("ix_accommodation_step_accommodation_id_id")

    op.drop_table("accommodation_step")
    with op.batch_alter_table("review_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_review_mark_decide_by")

    op.drop_table("review_mark")
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accommodation_person_id"))
        batch_op.drop_index(batch_op.f("ix_accommodation_enrolment_id"))

    op.drop_table("accommodation")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION marks_and_requests_are_append_only()")
