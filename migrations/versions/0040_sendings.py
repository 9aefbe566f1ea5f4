"""What people send to each other in words, recordings and photos, and the consent for it."""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

_BEFORE = "purpose IN ('certificate', 'learning', 'payee account', 'voice', 'portrait')"
_AFTER = "purpose IN ('certificate', 'learning', 'payee account', 'voice', 'portrait', 'sending')"


def upgrade() -> None:
    op.create_table('sending',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("erased_at IS NULL OR words = ''", name=op.f('ck_sending_erased_is_empty')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sending_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sending'))
    )
    with op.batch_alter_table('sending', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sending_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_sending_sent_at', ['sent_at'], unique=False)

    op.create_table('sending_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sending_draft_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sending_draft')),
    sa.UniqueConstraint('person_id', 'place', name=op.f('uq_sending_draft_person_id_place'))
    )
    with op.batch_alter_table('sending_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sending_draft_kept_at'), ['kept_at'], unique=False)

    op.create_table('sending_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sending_id', sa.Integer(), nullable=False),
    sa.Column('stored_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('voice', 'video', 'photo', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('is_undescribed', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind <> 'photo' OR words <> '' OR is_undescribed", name=op.f('ck_sending_file_photos_are_described')),
    sa.CheckConstraint("kind = 'photo' OR (words = '' AND NOT is_undescribed)", name=op.f('ck_sending_file_words_are_of_photos')),
    sa.ForeignKeyConstraint(['sending_id'], ['sending.id'], name=op.f('fk_sending_file_sending_id_sending')),
    sa.ForeignKeyConstraint(['stored_id'], ['stored_media.id'], name=op.f('fk_sending_file_stored_id_stored_media')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sending_file')),
    sa.UniqueConstraint('stored_id', name=op.f('uq_sending_file_stored_id'))
    )
    with op.batch_alter_table('sending_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sending_file_sending_id'), ['sending_id'], unique=False)

    _replace(_BEFORE, _AFTER)


def _replace(before: str, after: str) -> None:
    """Change which purposes are known; SQLite has to make the table anew from its own words (as in 0031)."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_consent_purpose_known"), "consent", type_="check")
        op.create_check_constraint(op.f("ck_consent_purpose_known"), "consent", after)
        return
    bind = op.get_bind()
    words = bind.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'consent'"
    ).scalar()
    assert words is not None
    assert words.count(before) == 1
    made = words.replace(before, after).replace('CREATE TABLE "consent"', "CREATE TABLE consent_anew", 1)
    assert "consent_anew" in made
    bind.exec_driver_sql(made)
    bind.exec_driver_sql("INSERT INTO consent_anew SELECT * FROM consent")
    bind.exec_driver_sql("DROP TABLE consent")
    bind.exec_driver_sql("ALTER TABLE consent_anew RENAME TO consent")
    op.create_index("ix_consent_person_id_purpose", "consent", ["person_id", "purpose"])


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE purpose = 'sending'")
    _replace(_AFTER, _BEFORE)
    with op.batch_alter_table('sending_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sending_file_sending_id'))

    op.drop_table('sending_file')
    with op.batch_alter_table('sending_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sending_draft_kept_at'))

    op.drop_table('sending_draft')
    with op.batch_alter_table('sending', schema=None) as batch_op:
        batch_op.drop_index('ix_sending_sent_at')
        batch_op.drop_index(batch_op.f('ix_sending_person_id'))

    op.drop_table('sending')
