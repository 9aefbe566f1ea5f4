"""Add what signers record, are asked for, and hand in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sign_clip',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signer_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.Enum('国家通用手语', '自然手语', name='language_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('stored_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['signer_id'], ['person.id'], name=op.f('fk_sign_clip_signer_id_person')),
    sa.ForeignKeyConstraint(['stored_id'], ['stored_media.id'], name=op.f('fk_sign_clip_stored_id_stored_media')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_clip')),
    sa.UniqueConstraint('signer_id', 'language', 'text_hash', name=op.f('uq_sign_clip_signer_id_language_text_hash'))
    )
    with op.batch_alter_table('sign_clip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_clip_text_hash'), ['text_hash'], unique=False)

    op.create_table('sign_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=True),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('edition', sa.Enum('standard', 'easy-read', name='edition_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('language', sa.Enum('国家通用手语', '自然手语', name='language_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('signer_id', sa.Integer(), nullable=False),
    sa.Column('blob', sa.Text(), nullable=False),
    sa.Column('content_type', sa.Text(), nullable=False),
    sa.Column('byte_count', sa.BigInteger(), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('stored_id', sa.Integer(), nullable=True),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('reviewed_by_id', sa.Integer(), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(reviewed_on IS NULL) = (reviewed_by_id IS NULL)', name=op.f('ck_sign_delivery_reviewed_whole')),
    sa.CheckConstraint('reviewed_by_id IS NULL OR reviewed_by_id <> signer_id', name=op.f('ck_sign_delivery_reviewed_by_another')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_sign_delivery_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['person.id'], name=op.f('fk_sign_delivery_reviewed_by_id_person')),
    sa.ForeignKeyConstraint(['signer_id'], ['person.id'], name=op.f('fk_sign_delivery_signer_id_person')),
    sa.ForeignKeyConstraint(['stored_id'], ['stored_media.id'], name=op.f('fk_sign_delivery_stored_id_stored_media')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_delivery'))
    )
    with op.batch_alter_table('sign_delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_delivery_blob'), ['blob'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_delivery_lesson_id'), ['lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_delivery_signer_id'), ['signer_id'], unique=False)
        batch_op.create_index('ix_sign_delivery_text_hash_edition', ['text_hash', 'edition'], unique=False)

    op.create_table('sign_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=False),
    sa.Column('signer_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('shown_as', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('wanted_on', sa.Date(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('open', 'done', 'declined', 'taken back', name='state_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f('ck_sign_request_closed_whole')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_sign_request_asked_by_id_person')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_sign_request_base_id_training_base')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_sign_request_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['signer_id'], ['person.id'], name=op.f('fk_sign_request_signer_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_request'))
    )
    with op.batch_alter_table('sign_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_request_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_request_signer_id'), ['signer_id'], unique=False)
        batch_op.create_index('uq_sign_request_lesson_id_open', ['lesson_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('sign_work',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('signer_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.Enum('国家通用手语', '自然手语', name='language_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('stored_id', sa.Integer(), nullable=True),
    sa.Column('video_text_hash', sa.Text(), nullable=False),
    sa.Column('times', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(stored_id IS NULL) = (video_text_hash = '')", name=op.f('ck_sign_work_video_of_a_text')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_sign_work_lesson_id_lesson')),
    sa.ForeignKeyConstraint(['signer_id'], ['person.id'], name=op.f('fk_sign_work_signer_id_person')),
    sa.ForeignKeyConstraint(['stored_id'], ['stored_media.id'], name=op.f('fk_sign_work_stored_id_stored_media')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_work')),
    sa.UniqueConstraint('lesson_id', 'signer_id', name=op.f('uq_sign_work_lesson_id_signer_id'))
    )
    with op.batch_alter_table('sign_work', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_work_signer_id'), ['signer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sign_work', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_work_signer_id'))

    op.drop_table('sign_work')
    with op.batch_alter_table('sign_request', schema=None) as batch_op:
        batch_op.drop_index('uq_sign_request_lesson_id_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_sign_request_signer_id'))
        batch_op.drop_index(batch_op.f('ix_sign_request_base_id'))

    op.drop_table('sign_request')
    with op.batch_alter_table('sign_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_delivery_text_hash_edition')
        batch_op.drop_index(batch_op.f('ix_sign_delivery_signer_id'))
        batch_op.drop_index(batch_op.f('ix_sign_delivery_lesson_id'))
        batch_op.drop_index(batch_op.f('ix_sign_delivery_blob'))

    op.drop_table('sign_delivery')
    with op.batch_alter_table('sign_clip', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_clip_text_hash'))

    op.drop_table('sign_clip')
