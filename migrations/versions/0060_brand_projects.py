"""Brand projects that offices name; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_SAID = "brand projects are append-only"


def upgrade() -> None:
    op.create_table(
        "brand_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "title <> '' AND document <> ''", name=op.f("ck_brand_project_named_with_a_document")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["training_base.id"], name=op.f("fk_brand_project_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_brand_project_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_project")),
        sa.UniqueConstraint(
            "base_id", "title", "named_on", name=op.f("uq_brand_project_base_id_title_named_on")
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER brand_project_refuses_{deed.lower()} BEFORE {deed} ON brand_project
                    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
            )
        return
    op.execute(
        f"""CREATE FUNCTION brand_projects_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"""
    )
    op.execute(
        """CREATE TRIGGER brand_project_keeps_rows BEFORE UPDATE OR DELETE ON brand_project
           FOR EACH ROW EXECUTE FUNCTION brand_projects_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER brand_project_keeps_table BEFORE TRUNCATE ON brand_project
           FOR EACH STATEMENT EXECUTE FUNCTION brand_projects_are_append_only()"""
    )


def downgrade() -> None:
    op.drop_table("brand_project")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION brand_projects_are_append_only()")
