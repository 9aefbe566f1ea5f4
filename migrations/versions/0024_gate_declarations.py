"""What authors declare of pictures and videos that a machine can't judge."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gate_declaration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('text in picture', 'video shows more', 'flashes', 'people shown', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('declared_by_id', sa.Integer(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_gate_declaration_digest_is_sha256')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_gate_declaration_base_id_training_base')),
    sa.ForeignKeyConstraint(['declared_by_id'], ['person.id'], name=op.f('fk_gate_declaration_declared_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_declaration'))
    )
    with op.batch_alter_table('gate_declaration', schema=None) as batch_op:
        batch_op.create_index('ix_gate_declaration_base_id_digest', ['base_id', 'digest'], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER gate_declaration_refuses_{deed.lower()} BEFORE {deed} ON gate_declaration
                    BEGIN SELECT RAISE(ABORT, 'declarations are append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION declarations_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'declarations are append-only';
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER gate_declaration_keeps_rows BEFORE UPDATE OR DELETE ON gate_declaration
            FOR EACH ROW EXECUTE FUNCTION declarations_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER gate_declaration_keeps_table BEFORE TRUNCATE ON gate_declaration
            FOR EACH STATEMENT EXECUTE FUNCTION declarations_are_append_only()"""
    )


def downgrade() -> None:
    with op.batch_alter_table('gate_declaration', schema=None) as batch_op:
        batch_op.drop_index('ix_gate_declaration_base_id_digest')

    op.drop_table('gate_declaration')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION declarations_are_append_only()")
