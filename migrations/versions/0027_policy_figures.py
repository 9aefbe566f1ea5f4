"""Officers' figures of policy, and what later subsidy rules keep in records and lines."""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KINDS = ("tuition", "living", "online", "lump", "skill")
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "policy_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column(
            "value",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("caveat", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_policy_figure_has_source")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_policy_figure_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_policy_figure_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_figure")),
        sa.UniqueConstraint(
            "region_code", "evidence_position", name=op.f("uq_policy_figure_region_code_evidence_position")
        ),
    )
    with op.batch_alter_table("policy_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_figure_key"), ["key"], unique=False)

    op.add_column("blended_record", sa.Column("method", sa.Text(), server_default="", nullable=False))
    op.add_column("blended_record", sa.Column("further", _JSON, server_default="{}", nullable=False))
    op.add_column("blended_record", sa.Column("policy_row", sa.Integer(), server_default="0", nullable=False))
    op.add_column("subsidy_line", sa.Column("fund", sa.Text(), server_default="", nullable=False))
    op.add_column("subsidy_line", sa.Column("counts", _JSON, server_default="{}", nullable=False))
    op.add_column("subsidy_line", sa.Column("claim_until", sa.Date(), nullable=True))
    _check_kinds(KINDS)

    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER policy_figure_refuses_{deed.lower()} BEFORE {deed} ON policy_figure
                    BEGIN SELECT RAISE(ABORT, 'figures are append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION figures_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'figures are append-only';
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER policy_figure_keeps_rows BEFORE UPDATE OR DELETE ON policy_figure
            FOR EACH ROW EXECUTE FUNCTION figures_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER policy_figure_keeps_table BEFORE TRUNCATE ON policy_figure
            FOR EACH STATEMENT EXECUTE FUNCTION figures_are_append_only()"""
    )


def downgrade() -> None:
    _check_kinds(KINDS[:2])
    for name in ("claim_until", "counts", "fund"):
        op.drop_column("subsidy_line", name)
    for name in ("policy_row", "further", "method"):
        op.drop_column("blended_record", name)
    op.drop_table("policy_figure")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION figures_are_append_only()")


def _check_kinds(kinds: tuple[str, ...]) -> None:
    """Let lines have these kinds; SQLite needs a new table for it, and the guards go with the old one."""
    told = ", ".join(f"'{kind}'" for kind in kinds)
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_subsidy_line_kind_known"), "subsidy_line")
        op.create_check_constraint(op.f("ck_subsidy_line_kind_known"), "subsidy_line", f"kind IN ({told})")
        return
    bind = op.get_bind()
    table = bind.scalar(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'subsidy_line'")
    )
    known = re.search(r"CHECK \(kind IN \(([^)]*)\)\)", table)
    assert known is not None, table
    # The name of the table comes first in its own statement, quoted or not.
    made = re.sub(r'^CREATE TABLE "?subsidy_line"?', "CREATE TABLE subsidy_line_new", table)
    op.execute(made.replace(known.group(0), f"CHECK (kind IN ({told}))"))
    op.execute("INSERT INTO subsidy_line_new SELECT * FROM subsidy_line")
    op.execute("DROP TABLE subsidy_line")
    op.execute("ALTER TABLE subsidy_line_new RENAME TO subsidy_line")
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"""CREATE TRIGGER subsidy_line_refuses_{deed.lower()} BEFORE {deed} ON subsidy_line
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
        )
