"""What teachers say to a class, and to whom it was said."""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('class_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_class_id', sa.Integer(), nullable=False),
    sa.Column('sending_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_class_message_by_id_person')),
    sa.ForeignKeyConstraint(['sending_id'], ['sending.id'], name=op.f('fk_class_message_sending_id_sending')),
    sa.ForeignKeyConstraint(['training_class_id'], ['training_class.id'], name=op.f('fk_class_message_training_class_id_training_class')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_message')),
    sa.UniqueConstraint('sending_id', name=op.f('uq_class_message_sending_id'))
    )
    with op.batch_alter_table('class_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_message_training_class_id'), ['training_class_id'], unique=False)

    op.create_table('class_message_reader',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['class_message.id'], name=op.f('fk_class_message_reader_message_id_class_message')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_class_message_reader_person_id_person')),
    sa.PrimaryKeyConstraint('message_id', 'person_id', name=op.f('pk_class_message_reader'))
    )
    with op.batch_alter_table('class_message_reader', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_message_reader_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('class_message_reader', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_message_reader_person_id'))

    op.drop_table('class_message_reader')
    with op.batch_alter_table('class_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_message_training_class_id'))

    op.drop_table('class_message')