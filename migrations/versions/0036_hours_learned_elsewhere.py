"""Add what was learned on other platforms, and let an entry of the ledger be about it instead of a lesson."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


APPEND_ONLY = ("outside_hours", "outside_decision")
ABOUT = "(lesson_id IS NULL) = (lesson_version_id IS NULL) AND (lesson_id IS NULL) = (outside_hours_id IS NOT NULL)"


def _refuse_in_sqlite(table: str) -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
        )


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in (*APPEND_ONLY, "credit_entry"):  # its guards went with the old table
            _refuse_in_sqlite(table)
        return
    for table in APPEND_ONLY:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"""
        )


def _widen_ledger() -> None:
    with op.batch_alter_table("credit_entry") as batch:
        batch.add_column(sa.Column("outside_hours_id", sa.Integer(), nullable=True))
        batch.alter_column("lesson_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("lesson_version_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key(
            op.f("fk_credit_entry_outside_hours_id_outside_hours"), "outside_hours", ["outside_hours_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_credit_entry_about_one_thing"), ABOUT)


def upgrade() -> None:
    op.create_table(
        "outside_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("proof_address", sa.Text(), nullable=False),
        sa.Column("stated_by_id", sa.Integer(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_outside_hours_period_in_order")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_outside_hours_minutes_above_zero")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_outside_hours_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outside_hours_person_id_person")),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["person.id"], name=op.f("fk_outside_hours_stated_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_hours")),
        sa.UniqueConstraint("client_id", name=op.f("uq_outside_hours_client_id")),
    )
    with op.batch_alter_table("outside_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_hours_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_hours_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outside_decision",
        sa.Column("outside_hours_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0 OR reason <> ''", name=op.f("ck_outside_decision_no_with_a_reason")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_outside_decision_minutes_not_below_zero")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_outside_decision_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["outside_hours_id"],
            ["outside_hours.id"],
            name=op.f("fk_outside_decision_outside_hours_id_outside_hours"),
        ),
        sa.PrimaryKeyConstraint("outside_hours_id", name=op.f("pk_outside_decision")),
    )
    _widen_ledger()
    _keep_rows()


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("DROP TRIGGER credit_entry_refuses_update")
        op.execute("DROP TRIGGER credit_entry_refuses_delete")
    with op.batch_alter_table("credit_entry") as batch:  # fails where hours were recognised: they aren't thrown away
        batch.drop_constraint(op.f("ck_credit_entry_about_one_thing"), type_="check")
        batch.drop_constraint(op.f("fk_credit_entry_outside_hours_id_outside_hours"), type_="foreignkey")
        batch.drop_column("outside_hours_id")
        batch.alter_column("lesson_version_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("lesson_id", existing_type=sa.Integer(), nullable=False)
    if is_sqlite:
        _refuse_in_sqlite("credit_entry")
    op.drop_table("outside_decision")
    op.drop_table("outside_hours")
