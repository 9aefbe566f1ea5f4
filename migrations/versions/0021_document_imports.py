"""Add documents that are brought, on their way to a draft."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('document_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'ready', 'failed', 'drafted', name='state_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('sources', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('files', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('plan', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=True),
    sa.Column('notes', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'drafted') = (draft_id IS NOT NULL)", name=op.f('ck_document_import_draft_when_drafted')),
    sa.CheckConstraint("(state = 'failed') = (fault <> '')", name=op.f('ck_document_import_fault_when_failed')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_document_import_base_id_training_base')),
    sa.ForeignKeyConstraint(['draft_id'], ['course_draft.id'], name=op.f('fk_document_import_draft_id_course_draft')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_document_import_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_import')),
    sa.UniqueConstraint('token', name=op.f('uq_document_import_token'))
    )
    with op.batch_alter_table('document_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_import_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_import_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_import_owner_id'), ['owner_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('document_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_import_owner_id'))
        batch_op.drop_index(batch_op.f('ix_document_import_draft_id'))
        batch_op.drop_index(batch_op.f('ix_document_import_base_id'))

    op.drop_table('document_import')
