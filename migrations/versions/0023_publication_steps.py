"""Add the road to publication: its steps, which are only added, and requests to take a draft over."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_base_id", sa.Integer(), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL) AND (answered_at IS NULL) = (is_accepted IS NULL)",
            name=op.f("ck_draft_handover_answered_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_draft_handover_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_draft_handover_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["course_draft.id"], name=op.f("fk_draft_handover_draft_id_course_draft")
        ),
        sa.ForeignKeyConstraint(
            ["to_base_id"], ["training_base.id"], name=op.f("fk_draft_handover_to_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(
            ["to_person_id"], ["person.id"], name=op.f("fk_draft_handover_to_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_handover")),
    )
    with op.batch_alter_table("draft_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_handover_to_base_id"), ["to_base_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_handover_to_person_id"), ["to_person_id"], unique=False)
        batch_op.create_index(
            "uq_draft_handover_draft_id_open",
            ["draft_id"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "publication_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_slug", sa.Text(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "submitted",
                "taken back",
                "taken for review",
                "commented",
                "returned",
                "published",
                "superseded",
                "withdrawn",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("folder_hash", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'commented') = (path <> '')", name=op.f("ck_publication_step_comments_have_a_place")
        ),
        sa.CheckConstraint(
            "(kind IN ('published', 'superseded', 'withdrawn')) = (course_version_id IS NOT NULL)",
            name=op.f("ck_publication_step_of_a_version"),
        ),
        sa.CheckConstraint(
            "(kind IN ('submitted', 'published')) = (folder_hash <> '')",
            name=op.f("ck_publication_step_frozen_folders_have_a_hash"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('commented', 'withdrawn') OR words <> ''", name=op.f("ck_publication_step_said_why")
        ),
        sa.CheckConstraint(
            "(draft_id IS NULL) = (revision IS NULL)", name=op.f("ck_publication_step_draft_with_revision")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["training_base.id"], name=op.f("fk_publication_step_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(
            ["course_version_id"],
            ["course_version.id"],
            name=op.f("fk_publication_step_course_version_id_course_version"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["course_draft.id"], name=op.f("fk_publication_step_draft_id_course_draft")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_publication_step_made_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_step")),
    )
    with op.batch_alter_table("publication_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_step_course_slug"), ["course_slug"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_publication_step_course_version_id"), ["course_version_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_publication_step_draft_id"), ["draft_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER publication_step_refuses_{deed.lower()} BEFORE {deed} ON publication_step
                    BEGIN SELECT RAISE(ABORT, 'the road to publication is append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION publication_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the road to publication is append-only';
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER publication_step_keeps_rows BEFORE UPDATE OR DELETE ON publication_step
           FOR EACH ROW EXECUTE FUNCTION publication_is_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER publication_step_keeps_table BEFORE TRUNCATE ON publication_step
           FOR EACH STATEMENT EXECUTE FUNCTION publication_is_append_only()"""
    )


def downgrade() -> None:
    with op.batch_alter_table("publication_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_step_draft_id"))
        batch_op.drop_index(batch_op.f("ix_publication_step_course_version_id"))
        batch_op.drop_index(batch_op.f("ix_publication_step_course_slug"))

    op.drop_table("publication_step")
    with op.batch_alter_table("draft_handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_draft_handover_draft_id_open",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_draft_handover_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_draft_handover_to_base_id"))

    op.drop_table("draft_handover")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION publication_is_append_only()")
