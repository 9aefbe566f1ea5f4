"""Steps of the opening of a class: submitted, returned, approved; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opening_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_class_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "submitted", "returned", "approved", name="kind_known", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opening_step_person_id_person")),
        sa.ForeignKeyConstraint(
            ["training_class_id"],
            ["training_class.id"],
            name=op.f("fk_opening_step_training_class_id_training_class"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_step")),
    )
    op.create_index(op.f("ix_opening_step_training_class_id"), "opening_step", ["training_class_id"])
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER opening_step_refuses_{deed.lower()} BEFORE {deed} ON opening_step
                    BEGIN SELECT RAISE(ABORT, 'steps of an opening are append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION opening_steps_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'steps of an opening are append-only';
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER opening_step_keeps_rows BEFORE UPDATE OR DELETE ON opening_step
           FOR EACH ROW EXECUTE FUNCTION opening_steps_are_append_only()"""
    )


def downgrade() -> None:
    op.drop_table("opening_step")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION opening_steps_are_append_only()")
