"""What a training base has and the steps of its life; the steps are only added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_LISTS = ("specialities", "facilities", "practice_areas")
_SAID = "steps in the life of a base are append-only"


def _list() -> sa.types.TypeEngine:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("training_base", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit_code", sa.Text(), nullable=True))
        for name in _LISTS:
            batch_op.add_column(sa.Column(name, _list(), server_default="[]", nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_training_base_credit_code"), ["credit_code"])
    op.create_table(
        "base_life_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "applied",
                "county checked",
                "expert visited",
                "reviewed",
                "publicised",
                "listed",
                "returned",
                "assessed",
                "warned",
                "exited",
                "banned",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "national",
                "provincial",
                "prefecture",
                "county",
                name="level_known",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'assessed') = (score IS NOT NULL)", name=op.f("ck_base_life_step_assessments_have_a_score")
        ),
        sa.CheckConstraint(
            "(kind = 'publicised') = (until IS NOT NULL)", name=op.f("ck_base_life_step_notices_have_an_end")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_base_life_step_score_of_a_hundred")),
        sa.CheckConstraint(
            "kind NOT IN ('returned', 'warned', 'exited', 'banned') OR reason <> ''",
            name=op.f("ck_base_life_step_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["training_base.id"], name=op.f("fk_base_life_step_base_id_training_base")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_base_life_step_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_life_step")),
        sa.UniqueConstraint("base_id", "position", name=op.f("uq_base_life_step_base_id_position")),
    )
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER base_life_step_refuses_{deed.lower()} BEFORE {deed} ON base_life_step
                    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
            )
        return
    op.execute(
        f"""CREATE FUNCTION base_steps_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"""
    )
    op.execute(
        """CREATE TRIGGER base_life_step_keeps_rows BEFORE UPDATE OR DELETE ON base_life_step
           FOR EACH ROW EXECUTE FUNCTION base_steps_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER base_life_step_keeps_table BEFORE TRUNCATE ON base_life_step
           FOR EACH STATEMENT EXECUTE FUNCTION base_steps_are_append_only()"""
    )


def downgrade() -> None:
    op.drop_table("base_life_step")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION base_steps_are_append_only()")
    with op.batch_alter_table("training_base", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_training_base_credit_code"), type_="unique")
        for name in reversed(_LISTS):
            batch_op.drop_column(name)
        batch_op.drop_column("credit_code")
