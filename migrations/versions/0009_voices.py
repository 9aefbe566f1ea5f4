"""Add the speech of pages, the choice of voices, and how an engine is doing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('engine_state',
    sa.Column('engine', sa.Text(), nullable=False),
    sa.Column('faults', sa.Integer(), nullable=False),
    sa.Column('rest_seconds', sa.Integer(), nullable=False),
    sa.Column('rests_until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_fault', sa.Text(), nullable=False),
    sa.Column('last_fault_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_success_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('faults >= 0', name=op.f('ck_engine_state_faults_not_negative')),
    sa.CheckConstraint('rest_seconds > 0', name=op.f('ck_engine_state_rest_seconds_positive')),
    sa.PrimaryKeyConstraint('engine', name=op.f('pk_engine_state'))
    )
    op.create_table('page_speech',
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('engine', sa.Text(), nullable=False),
    sa.Column('sound', sa.LargeBinary(), nullable=False),
    sa.Column('cues', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('duration_ms', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('duration_ms > 0', name=op.f('ck_page_speech_duration_positive')),
    sa.CheckConstraint('expires_at > made_at', name=op.f('ck_page_speech_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_page_speech_owner_id_person')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_page_speech'))
    )
    with op.batch_alter_table('page_speech', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_page_speech_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_page_speech_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_page_speech_text_hash_owner_id', ['text_hash', 'owner_id'], unique=False)

    op.create_table('voice_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('is_google_on', sa.Boolean(), nullable=False),
    sa.Column('natural_voice', sa.Text(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('chosen_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chosen_by_id'], ['person.id'], name=op.f('fk_voice_choice_chosen_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_choice'))
    )


def downgrade() -> None:
    op.drop_table('voice_choice')
    with op.batch_alter_table('page_speech', schema=None) as batch_op:
        batch_op.drop_index('ix_page_speech_text_hash_owner_id')
        batch_op.drop_index(batch_op.f('ix_page_speech_owner_id'))
        batch_op.drop_index(batch_op.f('ix_page_speech_expires_at'))

    op.drop_table('page_speech')
    op.drop_table('engine_state')
