"""Towns of counties, their liaisons, the people on their lists, and what was done for whom."""

import sqlalchemy as sa
from alembic import op

revision = '0078'
down_revision = '0077'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('town',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_town_has_a_name')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_town_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_town')),
    sa.UniqueConstraint('region_code', 'name', name=op.f('uq_town_region_code_name')),
    )
    op.create_table('town_liaison',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('town_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= given_at', name=op.f('ck_town_liaison_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_town_liaison_given_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_town_liaison_person_id_person')),
    sa.ForeignKeyConstraint(['town_id'], ['town.id'], name=op.f('fk_town_liaison_town_id_town')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_town_liaison')),
    )
    op.create_index(op.f('ix_town_liaison_town_id'), 'town_liaison', ['town_id'])
    op.create_index(op.f('ix_town_liaison_person_id'), 'town_liaison', ['person_id'])
    op.create_table('town_person',
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('town_id', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_town_person_person_id_person')),
    sa.ForeignKeyConstraint(['town_id'], ['town.id'], name=op.f('fk_town_person_town_id_town')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_town_person')),
    )
    op.create_index(op.f('ix_town_person_town_id'), 'town_person', ['town_id'])
    op.create_table('liaison_deed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('town_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('opened', 'joined', 'enrolled', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=True),
    sa.Column('yes_by', sa.Enum('said', 'written', 'signed', 'pointed', name='yes_by_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('yes_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'enrolled') = (enrolment_id IS NOT NULL)", name=op.f('ck_liaison_deed_enrolled_in_something')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_liaison_deed_by_id_person')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_liaison_deed_enrolment_id_enrolment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_liaison_deed_person_id_person')),
    sa.ForeignKeyConstraint(['town_id'], ['town.id'], name=op.f('fk_liaison_deed_town_id_town')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_liaison_deed')),
    )
    for column in ('town_id', 'person_id', 'enrolment_id', 'by_id'):
        op.create_index(op.f(f'ix_liaison_deed_{column}'), 'liaison_deed', [column])


def downgrade() -> None:
    for table in ('liaison_deed', 'town_person', 'town_liaison', 'town'):
        op.drop_table(table)
