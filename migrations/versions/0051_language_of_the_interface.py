"""The language that a person's pages are written in: Chinese, or English."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Said in SQL, which both engines understand: batch mode would make the table anew without the CHECKs of its other columns.
    op.execute(
        sa.text(
            "ALTER TABLE access_profile ADD COLUMN language VARCHAR(2) DEFAULT 'zh' NOT NULL "
            "CONSTRAINT ck_access_profile_language_known CHECK (language IN ('zh', 'en'))"
        )
    )


def downgrade() -> None:
    op.execute(sa.text("ALTER TABLE access_profile DROP COLUMN language"))
