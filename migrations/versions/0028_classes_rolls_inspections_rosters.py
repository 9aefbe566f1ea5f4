"""Add what classes keep: applications in full, changes, codes and approved rolls, inspections, rosters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "class_change",
    "class_change_step",
    "inspection",
    "inspection_photo",
    "inspection_step",
    "paper_sheet",
    "roll_approval",
    "roster_entry",
)


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'what happened in a class is append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION class_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'what happened in a class is append-only';
        END $$"""
    )
    for table in APPEND_ONLY:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION class_history_is_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION class_history_is_append_only()"""
        )


def upgrade() -> None:
    op.create_table(
        "class_budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_class_budget_line_amount_positive")),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_class_budget_line_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_budget_line")),
        sa.UniqueConstraint(
            "training_class_id", "position", name=op.f("uq_class_budget_line_training_class_id_position")
        ),
    )
    op.create_table(
        "class_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "place",
                "capacity",
                "teachers",
                "meeting moved",
                "meeting added",
                "meeting dropped",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("from_words", sa.Text(), nullable=False),
        sa.Column("to_words", sa.Text(), nullable=False),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_class_change_says_why")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_class_change_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_class_change_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_change")),
    )
    with op.batch_alter_table("class_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_class_change_training_class_id"), ["training_class_id"], unique=False
        )

    op.create_table(
        "class_particulars",
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column(
            "training_type",
            sa.Enum(
                "employment",
                "upgrading",
                "entrepreneurship",
                "preparation",
                "rural",
                "high-skill",
                "staff",
                name="training_type_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "delivery_form",
            sa.Enum(
                "central",
                "dispersed",
                "remote",
                name="delivery_form_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("dispersed_approval", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open",
                "ordered",
                "targeted",
                "to-the-village",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column(
            "access_facts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("directions", sa.Text(), nullable=False),
        sa.Column("is_companion_allowed", sa.Boolean(), nullable=False),
        sa.Column(
            "interpreter",
            sa.Enum(
                "not-asked",
                "asked",
                "arranged",
                name="interpreter_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("interpreter_words", sa.Text(), nullable=False),
        sa.Column("dormitory", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_class_particulars_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("training_class_id", name=op.f("pk_class_particulars")),
    )
    op.create_table(
        "opening_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=True),
        sa.Column(
            "typed",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["training_base.id"], name=op.f("fk_opening_draft_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_opening_draft_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_opening_draft_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_draft")),
        sa.UniqueConstraint("training_class_id", name=op.f("uq_opening_draft_training_class_id")),
    )
    with op.batch_alter_table("opening_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_draft_base_id"), ["base_id"], unique=False)

    op.create_table(
        "roster_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("consent_keeper", sa.Text(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_roster_entry_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_roster_entry_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_roster_entry_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint(
            "training_class_id", "enrolment_id", name=op.f("uq_roster_entry_training_class_id_enrolment_id")
        ),
    )
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cells_sealed", sa.Text(), nullable=True),
        sa.Column(
            "mapping",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "choices",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_roster_import_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_roster_import_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_import_made_at"), ["made_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_roster_import_training_class_id"), ["training_class_id"], unique=False
        )

    op.create_table(
        "class_change_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_change_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "made", "approved", "refused", name="kind_known", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'refused' OR reason <> ''", name=op.f("ck_class_change_step_refused_with_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["class_change_id"],
            ["class_change.id"],
            name=op.f("fk_class_change_step_class_change_id_class_change"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_class_change_step_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_change_step")),
        sa.UniqueConstraint("class_change_id", name=op.f("uq_class_change_step_class_change_id")),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("class_session_id", sa.Integer(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("counted_present", sa.Integer(), nullable=False),
        sa.Column("counted_absent", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("findings <> ''", name=op.f("ck_inspection_says_what_was_found")),
        sa.CheckConstraint(
            "answer_by IS NULL OR answer_by >= inspected_on",
            name=op.f("ck_inspection_answer_after_the_visit"),
        ),
        sa.CheckConstraint(
            "counted_present >= 0 AND counted_absent >= 0", name=op.f("ck_inspection_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["class_session_id"],
            ["class_session.id"],
            name=op.f("fk_inspection_class_session_id_class_session"),
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_inspection_officer_id_person")),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_inspection_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_training_class_id"), ["training_class_id"], unique=False
        )

    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("class_session_id", sa.Integer(), nullable=False),
        sa.Column("scan_address", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_paper_sheet_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["class_session_id"],
            ["class_session.id"],
            name=op.f("fk_paper_sheet_class_session_id_class_session"),
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_paper_sheet_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
    )
    with op.batch_alter_table("paper_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_sheet_class_session_id"), ["class_session_id"], unique=False
        )

    op.create_table(
        "roll_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("class_session_id", sa.Integer(), nullable=False),
        sa.Column("roll_digest", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_roll_approval_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["class_session_id"],
            ["class_session.id"],
            name=op.f("fk_roll_approval_class_session_id_class_session"),
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_roll_approval_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_approval")),
        sa.UniqueConstraint(
            "class_session_id", "roll_digest", name=op.f("uq_roll_approval_class_session_id_roll_digest")
        ),
    )
    with op.batch_alter_table("roll_approval", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roll_approval_training_class_id"), ["training_class_id"], unique=False
        )

    op.create_table(
        "session_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_session_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("shown_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_session_id"],
            ["class_session.id"],
            name=op.f("fk_session_code_class_session_id_class_session"),
        ),
        sa.ForeignKeyConstraint(
            ["shown_by_id"], ["person.id"], name=op.f("fk_session_code_shown_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_code")),
        sa.UniqueConstraint("class_session_id", "code", name=op.f("uq_session_code_class_session_id_code")),
    )
    op.create_table(
        "inspection_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_inspection_photo_says_what_is_seen")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_photo_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_photo")),
        sa.UniqueConstraint(
            "inspection_id", "position", name=op.f("uq_inspection_photo_inspection_id_position")
        ),
    )
    op.create_table(
        "inspection_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "answered",
                "asked again",
                "closed",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'asked again') = (answer_by IS NOT NULL)",
            name=op.f("ck_inspection_step_asked_again_until_a_day"),
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_inspection_step_says_something")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_step_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_inspection_step_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_step")),
    )
    with op.batch_alter_table("inspection_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_step_inspection_id"), ["inspection_id"], unique=False)

    # Added in place: a table made anew would lose its triggers.
    op.add_column(
        "opening_step",
        sa.Column(
            "remarks",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
    )
    op.add_column("opening_step", sa.Column("evidence_position", sa.Integer(), nullable=True))
    _keep_rows()


def downgrade() -> None:
    op.drop_column("opening_step", "evidence_position")
    op.drop_column("opening_step", "remarks")

    with op.batch_alter_table("inspection_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_step_inspection_id"))

    op.drop_table("inspection_step")
    op.drop_table("inspection_photo")
    op.drop_table("session_code")
    with op.batch_alter_table("roll_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_approval_training_class_id"))

    op.drop_table("roll_approval")
    with op.batch_alter_table("paper_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_sheet_class_session_id"))

    op.drop_table("paper_sheet")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_training_class_id"))

    op.drop_table("inspection")
    op.drop_table("class_change_step")
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_import_training_class_id"))
        batch_op.drop_index(batch_op.f("ix_roster_import_made_at"))

    op.drop_table("roster_import")
    op.drop_table("roster_entry")
    with op.batch_alter_table("opening_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_draft_base_id"))

    op.drop_table("opening_draft")
    op.drop_table("class_particulars")
    with op.batch_alter_table("class_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_change_training_class_id"))

    op.drop_table("class_change")
    op.drop_table("class_budget_line")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION class_history_is_append_only()")
