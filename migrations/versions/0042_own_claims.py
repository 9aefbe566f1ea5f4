"""Let a trainee ask for money, and let the database refuse a second claim for the same line."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a table made anew would lose its triggers. Both engines read this sentence alike.
    op.execute(
        """ALTER TABLE claim ADD COLUMN applicant VARCHAR(8) DEFAULT 'base' NOT NULL
           CONSTRAINT ck_claim_applicant_known CHECK (applicant IN ('base', 'trainee', 'guardian'))"""
    )
    op.add_column("claim_line", sa.Column("live_key", sa.Text(), nullable=True))
    op.create_index(op.f("ix_claim_line_live_key"), "claim_line", ["live_key"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_claim_line_live_key"), table_name="claim_line")
    op.drop_column("claim_line", "live_key")
    op.drop_column("claim", "applicant")
