"""Add completion reviews, certificates issued here, and records of those issued elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "certificate_end",
    "certificate_record",
    "certificate_record_step",
    "completion_certificate",
    "completion_step",
)


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'completion is append-only'); END"""
                )
        return
    op.execute(
        """CREATE FUNCTION completion_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'completion is append-only';
        END $$"""
    )
    for table in APPEND_ONLY:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
               FOR EACH ROW EXECUTE FUNCTION completion_is_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
               FOR EACH STATEMENT EXECUTE FUNCTION completion_is_append_only()"""
        )


def upgrade() -> None:
    op.create_table(
        "certificate_secret",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_secret")),
    )
    op.create_table(
        "certificate_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "qualification",
                "level",
                "specific",
                "completion",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("occupation_name", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.CheckConstraint("kind <> 'completion'", name=op.f("ck_certificate_record_issued_elsewhere")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_certificate_record_level_known")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_certificate_record_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_certificate_record_made_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_record")),
        sa.UniqueConstraint("act", name=op.f("uq_certificate_record_act")),
    )
    with op.batch_alter_table("certificate_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_record_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "completion_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("online_class_hours", sa.Integer(), nullable=False),
        sa.Column("offline_days", sa.Integer(), nullable=False),
        sa.Column("shows_disability", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "online_class_hours >= 0 AND offline_days >= 0",
            name=op.f("ck_completion_certificate_figures_not_negative"),
        ),
        sa.CheckConstraint(
            "until_on >= from_on", name=op.f("ck_completion_certificate_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["training_base.id"], name=op.f("fk_completion_certificate_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_completion_certificate_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_completion_certificate_issued_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["completion_certificate.id"],
            name=op.f("fk_completion_certificate_replaces_id_completion_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_completion_certificate_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_certificate")),
        sa.UniqueConstraint(
            "base_id", "year", "number", name=op.f("uq_completion_certificate_base_id_year_number")
        ),
        sa.UniqueConstraint("code", name=op.f("uq_completion_certificate_code")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_completion_certificate_replaces_id")),
    )
    with op.batch_alter_table("completion_certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_completion_certificate_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_completion_certificate_training_class_id"), ["training_class_id"], unique=False
        )

    op.create_table(
        "completion_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "applied",
                "approved",
                "returned",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column(
            "checked",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'returned' OR reason <> ''", name=op.f("ck_completion_step_returned_with_a_reason")
        ),
        sa.CheckConstraint(
            "kind = 'approved' OR organiser = ''", name=op.f("ck_completion_step_organiser_of_an_approval")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_completion_step_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_completion_step_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_completion_step_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_step")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_completion_step_enrolment_id_number")),
    )
    with op.batch_alter_table("completion_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_completion_step_training_class_id"), ["training_class_id"], unique=False
        )

    op.create_table(
        "certificate_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("revoked", "replaced", name="kind_known", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_certificate_end_says_why")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["completion_certificate.id"],
            name=op.f("fk_certificate_end_certificate_id_completion_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_end_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_end")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_end_certificate_id")),
    )
    op.create_table(
        "certificate_record_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "applied",
                "exam set",
                "issued",
                "confirmed",
                "doubted",
                "not taken",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("accommodations", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.Text(), nullable=False),
        sa.Column("number_end", sa.Text(), nullable=False),
        sa.Column("verify_address", sa.Text(), nullable=False),
        sa.Column("evidence_address", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'issued') = (number_hash <> '')",
            name=op.f("ck_certificate_record_step_issued_with_a_number"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('not taken', 'doubted') OR words <> ''",
            name=op.f("ck_certificate_record_step_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_record_step_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["certificate_record.id"],
            name=op.f("fk_certificate_record_step_record_id_certificate_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_record_step")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_certificate_record_step_record_id_number")),
    )
    with op.batch_alter_table("certificate_record_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_record_step_number_hash"), ["number_hash"], unique=False
        )
    _keep_rows()


def downgrade() -> None:
    with op.batch_alter_table("certificate_record_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_record_step_number_hash"))

    op.drop_table("certificate_record_step")
    op.drop_table("certificate_end")
    with op.batch_alter_table("completion_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_completion_step_training_class_id"))

    op.drop_table("completion_step")
    with op.batch_alter_table("completion_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_completion_certificate_training_class_id"))
        batch_op.drop_index(batch_op.f("ix_completion_certificate_enrolment_id"))

    op.drop_table("completion_certificate")
    with op.batch_alter_table("certificate_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_record_enrolment_id"))

    op.drop_table("certificate_record")
    op.drop_table("certificate_secret")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION completion_is_append_only()")
