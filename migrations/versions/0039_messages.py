"""Messages, what people chose about them, and what is sent outside the site."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('words', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('arguments', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('folded_into_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("key <> ''", name=op.f('ck_message_has_key')),
    sa.ForeignKeyConstraint(['folded_into_id'], ['message.id'], name=op.f('fk_message_folded_into_id_message'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_message_person_id_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_folded_into_id'), ['folded_into_id'], unique=False)
        batch_op.create_index('ix_message_person_id_folded_into_id_id', ['person_id', 'folded_into_id', 'id'], unique=False)
        batch_op.create_index('ix_message_person_id_kind_id', ['person_id', 'kind', 'id'], unique=False)
        batch_op.create_index('ix_message_person_id_unread', ['person_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.create_index('ix_message_told_at', ['told_at'], unique=False)

    op.create_table('message_address',
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('channel', sa.Enum('sms', 'mail', name='channel_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('address_sealed', sa.Text(), nullable=False),
    sa.Column('address_hash', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code_hash', sa.Text(), nullable=True),
    sa.Column('code_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code_tries', sa.Integer(), nullable=False),
    sa.Column('codes_on', sa.Date(), nullable=False),
    sa.Column('codes_count', sa.Integer(), nullable=False),
    sa.CheckConstraint("confirmed_at IS NULL OR address_sealed <> ''", name=op.f('ck_message_address_confirmed_is_there')),
    sa.CheckConstraint('(code_hash IS NULL) = (code_expires_at IS NULL)', name=op.f('ck_message_address_code_whole')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_address_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'channel', name=op.f('pk_message_address'))
    )
    with op.batch_alter_table('message_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_address_address_hash'), ['address_hash'], unique=False)

    op.create_table('message_choice',
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kinds_off', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('quiet_from_minute', sa.Integer(), nullable=True),
    sa.Column('quiet_until_minute', sa.Integer(), nullable=True),
    sa.CheckConstraint('(quiet_from_minute IS NULL) = (quiet_until_minute IS NULL)', name=op.f('ck_message_choice_quiet_hours_whole')),
    sa.CheckConstraint('quiet_from_minute BETWEEN 0 AND 1439 AND quiet_until_minute BETWEEN 0 AND 1439', name=op.f('ck_message_choice_quiet_hours_in_the_day')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_choice_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_message_choice'))
    )
    op.create_table('message_dispatch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('sms', 'mail', name='channel_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sending', 'sent', 'dropped', 'dead', name='state_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('was_unsure', sa.Boolean(), nullable=False),
    sa.Column('lease_until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.Text(), nullable=True),
    sa.CheckConstraint("(state = 'sending') = (lease_until_at IS NOT NULL)", name=op.f('ck_message_dispatch_sending_has_a_lease')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_dispatch_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_dispatch')),
    sa.UniqueConstraint('token', name=op.f('uq_message_dispatch_token'))
    )
    with op.batch_alter_table('message_dispatch', schema=None) as batch_op:
        batch_op.create_index('ix_message_dispatch_person_id_channel_state', ['person_id', 'channel', 'state'], unique=False)
        batch_op.create_index('ix_message_dispatch_state_made_at', ['state', 'made_at'], unique=False)

    op.create_table('dispatched_message',
    sa.Column('message_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('channel', sa.Enum('sms', 'mail', name='channel_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('dispatch_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dispatch_id'], ['message_dispatch.id'], name=op.f('fk_dispatched_message_dispatch_id_message_dispatch')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_dispatched_message_message_id_message'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'channel', name=op.f('pk_dispatched_message'))
    )
    with op.batch_alter_table('dispatched_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispatched_message_dispatch_id'), ['dispatch_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('dispatched_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispatched_message_dispatch_id'))

    op.drop_table('dispatched_message')
    with op.batch_alter_table('message_dispatch', schema=None) as batch_op:
        batch_op.drop_index('ix_message_dispatch_state_made_at')
        batch_op.drop_index('ix_message_dispatch_person_id_channel_state')

    op.drop_table('message_dispatch')
    op.drop_table('message_choice')
    with op.batch_alter_table('message_address', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_address_address_hash'))

    op.drop_table('message_address')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_told_at')
        batch_op.drop_index('ix_message_person_id_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_message_person_id_kind_id')
        batch_op.drop_index('ix_message_person_id_folded_into_id_id')
        batch_op.drop_index(batch_op.f('ix_message_folded_into_id'))

    op.drop_table('message')
