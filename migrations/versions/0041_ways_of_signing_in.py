"""Shared devices, pictures and passkeys beside the password, and how each sign-in was made."""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shared_device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_device')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_shared_device_token_hash'))
    )
    op.create_table('device_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('face', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['shared_device.id'], name=op.f('fk_device_person_device_id_shared_device')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_device_person_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device_person')),
    sa.UniqueConstraint('device_id', 'person_id', name=op.f('uq_device_person_device_id_person_id'))
    )
    with op.batch_alter_table('device_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_person_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_device_person_used_at'), ['used_at'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('credential', sa.Text(), nullable=False),
    sa.Column('person_handle', sa.Text(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('sign_count >= 0', name=op.f('ck_passkey_sign_count_not_negative')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passkey_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential', name=op.f('uq_passkey_credential'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_person_id'), ['person_id'], unique=False)

    op.create_table('passkey_challenge',
    sa.Column('challenge_hash', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passkey_challenge_person_id_person')),
    sa.PrimaryKeyConstraint('challenge_hash', name=op.f('pk_passkey_challenge'))
    )
    with op.batch_alter_table('passkey_challenge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_challenge_expires_at'), ['expires_at'], unique=False)

    op.create_table('picture_secret',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('sequence_hash', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('strange_tries', sa.Integer(), nullable=False),
    sa.Column('own_tries', sa.Integer(), nullable=False),
    sa.CheckConstraint('strange_tries >= 0 AND own_tries >= 0', name=op.f('ck_picture_secret_tries_not_negative')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_picture_secret_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_picture_secret'))
    )
    with op.batch_alter_table('reset_code', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('reset', 'sign in', name='kind_known', native_enum=False, create_constraint=True), server_default='reset', nullable=False))

    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', sa.Enum('password', 'pictures', 'code', 'passkey', name='way_known', native_enum=False, create_constraint=True), server_default='password', nullable=False))
        batch_op.add_column(sa.Column('given_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_sign_in_given_by_id_person'), 'person', ['given_by_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_sign_in_given_by_id_person'), type_='foreignkey')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('given_by_id')
        batch_op.drop_column('way')

    with op.batch_alter_table('reset_code', schema=None) as batch_op:
        batch_op.drop_column('kind')

    op.drop_table('picture_secret')
    with op.batch_alter_table('passkey_challenge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_challenge_expires_at'))

    op.drop_table('passkey_challenge')
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_person_id'))

    op.drop_table('passkey')
    with op.batch_alter_table('device_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_person_used_at'))
        batch_op.drop_index(batch_op.f('ix_device_person_person_id'))

    op.drop_table('device_person')
    op.drop_table('shared_device')
