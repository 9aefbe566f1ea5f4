"""Papers behind the rights of courses: proofs, and consents of people seen in videos."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rights_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('proof', 'consent', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('course_slug', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('blob', sa.Text(), nullable=False),
    sa.Column('content_type', sa.Text(), nullable=False),
    sa.Column('byte_count', sa.Integer(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_words', sa.Text(), nullable=False),
    sa.CheckConstraint("(kind = 'proof') = (course_slug <> '')", name=op.f('ck_rights_paper_proofs_of_a_course')),
    sa.CheckConstraint("(kind = 'consent') = (digest <> '')", name=op.f('ck_rights_paper_consents_of_a_video')),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)', name=op.f('ck_rights_paper_withdrawn_whole')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_rights_paper_base_id_training_base')),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_rights_paper_added_by_id_person')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['person.id'], name=op.f('fk_rights_paper_withdrawn_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rights_paper'))
    )
    with op.batch_alter_table('rights_paper', schema=None) as batch_op:
        batch_op.create_index('ix_rights_paper_base_id_digest', ['base_id', 'digest'], unique=False)
        batch_op.create_index('ix_rights_paper_base_id_course_slug', ['base_id', 'course_slug'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('rights_paper', schema=None) as batch_op:
        batch_op.drop_index('ix_rights_paper_base_id_course_slug')
        batch_op.drop_index('ix_rights_paper_base_id_digest')

    op.drop_table('rights_paper')
