"""Add claims with their lines, steps and payees, and public notices with working days and objections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "claim",
    "claim_line",
    "claim_step",
    "notice_ending",
    "notice_objection",
    "objection_answer",
    "public_notice",
    "working_year",
)


def _keep_rows() -> None:
    # Accounts are encrypted anew when a key is renewed, so that only their removal is refused.
    refused = [(table, deed) for table in APPEND_ONLY for deed in ("UPDATE", "DELETE")]
    refused.append(("payee_account", "DELETE"))
    if op.get_bind().dialect.name == "sqlite":
        for table, deed in refused:
            op.execute(
                f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'what was claimed and publicised is append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION claims_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'what was claimed and publicised is append-only';
        END $$"""
    )
    for table, deed in refused:
        op.execute(
            f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
               FOR EACH ROW EXECUTE FUNCTION claims_are_append_only()"""
        )
    for table in (*APPEND_ONLY, "payee_account"):
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION claims_are_append_only()"""
        )


def upgrade() -> None:
    op.create_table(
        "public_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "counted_by",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "items",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("total_fen", sa.Integer(), nullable=False),
        sa.Column("seal_number", sa.Integer(), nullable=True),
        sa.Column("seal_root", sa.Text(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on > published_on", name=op.f("ck_public_notice_ends_after_publishing")),
        sa.CheckConstraint("working_days BETWEEN 1 AND 60", name=op.f("ck_public_notice_period_meant")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_public_notice_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
        sa.UniqueConstraint(
            "subject", "evidence_position", name=op.f("uq_public_notice_subject_evidence_position")
        ),
    )
    op.create_table(
        "working_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column(
            "days_off",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "days_worked",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_working_year_has_source")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_working_year_year_meant")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_working_year_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_year")),
    )
    op.create_table(
        "notice_ending",
        sa.Column("notice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("closed", "withdrawn", name="kind_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_notice_ending_says_how")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notice.id"], name=op.f("fk_notice_ending_notice_id_public_notice")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_ending_person_id_person")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_ending")),
    )
    op.create_table(
        "notice_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_notice_objection_says_something")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notice.id"], name=op.f("fk_notice_objection_notice_id_public_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_objection")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_notice_objection_code_hash")),
    )
    with op.batch_alter_table("notice_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_objection_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "objection_answer",
        sa.Column("objection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_upheld", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_objection_answer_says_something")),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["notice_objection.id"],
            name=op.f("fk_objection_answer_objection_id_notice_objection"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_objection_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("objection_id", name=op.f("pk_objection_answer")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("total_fen", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["training_base.id"], name=op.f("fk_claim_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_claim_made_by_id_person")),
        sa.ForeignKeyConstraint(["reverses_id"], ["claim.id"], name=op.f("fk_claim_reverses_id_claim")),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_claim_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("client_id", name=op.f("uq_claim_client_id")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_claim_reverses_id")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_base_id"), ["base_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_training_class_id"), ["training_class_id"], unique=False)

    op.create_table(
        "payee_account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "trainee", "guardian", "base", name="kind_known", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("holder_sealed", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'trainee' OR proof <> ''", name=op.f("ck_payee_account_others_with_proof")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_payee_account_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_payee_account_made_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
    )
    with op.batch_alter_table("payee_account", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payee_account_enrolment_id_made_at", ["enrolment_id", "made_at"], unique=False
        )

    op.create_table(
        "claim_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "calculated",
                "submitted",
                "first reviewed",
                "second reviewed",
                "publicised",
                "approved",
                "paid",
                "returned",
                "dropped",
                "refused",
                "reversed",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "remarks",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind <> 'paid' OR reference <> ''", name=op.f("ck_claim_step_paid_by_reference")),
        sa.CheckConstraint(
            "kind NOT IN ('returned', 'refused', 'reversed') OR reason <> ''",
            name=op.f("ck_claim_step_no_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_step_claim_id_claim")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_step")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_claim_step_claim_id_position")),
    )
    with op.batch_alter_table("claim_step", schema=None) as batch_op:
        batch_op.create_index(
            "uq_claim_step_payers",
            ["claim_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("kind IN ('approved', 'paid')"),
            postgresql_where=sa.text("kind IN ('approved', 'paid')"),
        )
        batch_op.create_index(
            "uq_claim_step_reviewers",
            ["claim_id", "round", "person_id"],
            unique=True,
            sqlite_where=sa.text("kind IN ('submitted', 'first reviewed', 'second reviewed')"),
            postgresql_where=sa.text("kind IN ('submitted', 'first reviewed', 'second reviewed')"),
        )

    op.create_table(
        "claim_line",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("record_line", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("held_for", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "held_for = '' OR amount_fen = 0", name=op.f("ck_claim_line_held_lines_pay_nothing")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_line_claim_id_claim")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_claim_line_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["record_id", "record_line"],
            ["subsidy_line.record_id", "subsidy_line.position"],
            name="fk_claim_line_record_line",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["blended_record.id"], name=op.f("fk_claim_line_record_id_blended_record")
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_line")),
        sa.UniqueConstraint(
            "claim_id",
            "enrolment_id",
            "record_line",
            name=op.f("uq_claim_line_claim_id_enrolment_id_record_line"),
        ),
    )
    with op.batch_alter_table("claim_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_line_enrolment_id"), ["enrolment_id"], unique=False)
    _keep_rows()


def downgrade() -> None:
    with op.batch_alter_table("claim_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_line_enrolment_id"))

    op.drop_table("claim_line")
    with op.batch_alter_table("claim_step", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claim_step_reviewers",
            sqlite_where=sa.text("kind IN ('submitted', 'first reviewed', 'second reviewed')"),
            postgresql_where=sa.text("kind IN ('submitted', 'first reviewed', 'second reviewed')"),
        )
        batch_op.drop_index(
            "uq_claim_step_payers",
            sqlite_where=sa.text("kind IN ('approved', 'paid')"),
            postgresql_where=sa.text("kind IN ('approved', 'paid')"),
        )

    op.drop_table("claim_step")
    with op.batch_alter_table("payee_account", schema=None) as batch_op:
        batch_op.drop_index("ix_payee_account_enrolment_id_made_at")

    op.drop_table("payee_account")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_training_class_id"))
        batch_op.drop_index(batch_op.f("ix_claim_region_code"))
        batch_op.drop_index(batch_op.f("ix_claim_base_id"))

    op.drop_table("claim")
    op.drop_table("objection_answer")
    with op.batch_alter_table("notice_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_objection_notice_id"))

    op.drop_table("notice_objection")
    op.drop_table("notice_ending")
    op.drop_table("working_year")
    op.drop_table("public_notice")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION claims_are_append_only()")
