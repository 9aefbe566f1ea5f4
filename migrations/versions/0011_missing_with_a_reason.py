"""Let a slot say why it is missing: a signer took the video back."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BEFORE = "state <> 'outdated' AND state <> 'missing'"
AFTER = "state <> 'outdated' AND (state <> 'missing' OR reason <> '')"


def upgrade() -> None:
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM slot WHERE state = 'missing'")
    _replace(AFTER, BEFORE)


def _replace(before: str, after: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_slot_state_is_stored"), "slot", type_="check")
        op.create_check_constraint(op.f("ck_slot_state_is_stored"), "slot", after)
        return
    # SQLite can't change a constraint, and Alembic's batch mode would lose the CHECKs that it can't read back: the table is made
    # anew from its own words.
    bind = op.get_bind()
    words = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'slot'").scalar()
    assert words is not None and words.count(before) == 1
    made = words.replace(before, after).replace("CREATE TABLE slot", "CREATE TABLE slot_anew", 1)
    made = made.replace('CREATE TABLE "slot"', "CREATE TABLE slot_anew", 1)
    assert "slot_anew" in made
    bind.exec_driver_sql(made)
    bind.exec_driver_sql("INSERT INTO slot_anew SELECT * FROM slot")
    bind.exec_driver_sql("DROP TABLE slot")
    bind.exec_driver_sql("ALTER TABLE slot_anew RENAME TO slot")
