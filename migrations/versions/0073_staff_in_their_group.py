"""Classes of employers and service staff, by the type of their course or of their application, stand in their group."""

from alembic import op

revision = '0073'
down_revision = '0072'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """UPDATE training_class SET trainee_group = 'staff'
           WHERE course_version_id IN (SELECT id FROM course_version WHERE training_type = '用人单位和就业服务工作人员培训')
              OR id IN (SELECT training_class_id FROM class_particulars WHERE training_type = 'staff')"""
    )


def downgrade() -> None:
    op.execute("UPDATE training_class SET trainee_group = 'trainees'")
