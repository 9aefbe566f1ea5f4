"""Keep which evidence bundles auditors asked for on the site."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blob", sa.Text(), nullable=True),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(made_at IS NULL) = (expires_at IS NULL)", name=op.f("ck_claim_bundle_expires_once_made")
        ),
        sa.CheckConstraint("byte_count >= 0", name=op.f("ck_claim_bundle_byte_count_not_negative")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_claim_bundle_asked_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_claim_bundle_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_bundle_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_bundle")),
    )
    with op.batch_alter_table("claim_bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_bundle_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_bundle_claim_id"), ["claim_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("claim_bundle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_bundle_claim_id"))
        batch_op.drop_index(batch_op.f("ix_claim_bundle_asked_by_id"))

    op.drop_table("claim_bundle")
