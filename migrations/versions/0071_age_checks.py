"""Whether people were of the ages that policy names when their class opened; nothing of the age itself."""

import sqlalchemy as sa
from alembic import op

revision = '0071'
down_revision = '0070'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('report_age_check',
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('standing', sa.Enum('inside', 'outside', 'unknown', name='standing_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_report_age_check_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['person.id'], name=op.f('fk_report_age_check_checked_by_id_person')),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_report_age_check')),
    )


def downgrade() -> None:
    op.drop_table('report_age_check')
