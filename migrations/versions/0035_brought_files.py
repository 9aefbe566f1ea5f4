"""Add recordings, videos and subtitles that are brought, until they stand beside a lesson."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brought_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "video", "audio", "subtitles", name="kind_known", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("stored_id", sa.Integer(), nullable=True),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'subtitles') = (blob <> '')", name=op.f("ck_brought_file_blob_when_subtitles")
        ),
        sa.CheckConstraint(
            "(kind = 'subtitles') = (stored_id IS NULL)", name=op.f("ck_brought_file_stored_unless_subtitles")
        ),
        sa.CheckConstraint(
            "placed_at IS NULL OR (lesson <> '' AND fault = '')",
            name=op.f("ck_brought_file_placed_somewhere"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_brought_file_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["document_import.id"], name=op.f("fk_brought_file_import_id_document_import")
        ),
        sa.ForeignKeyConstraint(
            ["stored_id"], ["stored_media.id"], name=op.f("fk_brought_file_stored_id_stored_media")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_file")),
        sa.UniqueConstraint("token", name=op.f("uq_brought_file_token")),
    )
    with op.batch_alter_table("brought_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_brought_file_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_brought_file_stored_id"), ["stored_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("brought_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_brought_file_stored_id"))
        batch_op.drop_index(batch_op.f("ix_brought_file_import_id"))

    op.drop_table("brought_file")
