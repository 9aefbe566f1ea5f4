"""Words that officers add to the search, questions that found nothing, and searches that people save."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0058'
down_revision = '0057'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('search_unanswered',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_count', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_hidden', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_unanswered')),
    sa.UniqueConstraint('digest', name=op.f('uq_search_unanswered_digest'))
    )
    with op.batch_alter_table('search_unanswered', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_unanswered_last_at'), ['last_at'], unique=False)

    op.create_table('search_saved',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('facets', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('facets_key', sa.Text(), nullable=False),
    sa.Column('known', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_search_saved_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_saved')),
    sa.UniqueConstraint('person_id', 'asked', 'facets_key', name=op.f('uq_search_saved_person_id_asked_facets_key'))
    )
    op.create_table('search_synonym_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['person.id'], name=op.f('fk_search_synonym_group_added_by_person')),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_search_synonym_group_ended_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_synonym_group'))
    )
    with op.batch_alter_table('search_synonym_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_synonym_group_ended_at'), ['ended_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('search_synonym_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_synonym_group_ended_at'))

    op.drop_table('search_synonym_group')
    op.drop_table('search_saved')
    with op.batch_alter_table('search_unanswered', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_unanswered_last_at'))

    op.drop_table('search_unanswered')
