"""Where a sign video without sentences was left off, and when each word of a sentence is heard."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lesson_place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sign_ms", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_check_constraint(op.f("ck_lesson_place_sign_ms_from_zero"), "sign_ms >= 0")

    with op.batch_alter_table("utterance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "marks",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("utterance", schema=None) as batch_op:
        batch_op.drop_column("marks")

    with op.batch_alter_table("lesson_place", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_lesson_place_sign_ms_from_zero"), type_="check")
        batch_op.drop_column("sign_ms")
