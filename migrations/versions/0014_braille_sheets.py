"""braille_sheets"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "braille_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_key", sa.Text(), nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("gap_count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("page_count > 0", name=op.f("ck_braille_sheet_page_count_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_braille_sheet")),
        sa.UniqueConstraint("sheet_key", name=op.f("uq_braille_sheet_sheet_key")),
    )


def downgrade() -> None:
    op.drop_table("braille_sheet")
