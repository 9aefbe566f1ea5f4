"""Lists of institutions and projects that an office published; rows are only added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0068'
down_revision = '0067'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('published_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('institutions', 'projects', name='kind_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rows', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_published_list_number_from_one')),
    sa.CheckConstraint("words <> ''", name=op.f('ck_published_list_says_why')),
    sa.ForeignKeyConstraint(['published_by_id'], ['person.id'], name=op.f('fk_published_list_published_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_list')),
    sa.UniqueConstraint('kind', 'region_code', 'number', name=op.f('uq_published_list_kind_region_code_number')),
    )
    _keep_rows()


def _keep_rows() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER published_list_refuses_{deed.lower()} BEFORE {deed} ON published_list
                    BEGIN SELECT RAISE(ABORT, 'published lists are append-only'); END"""
            )
        return
    op.execute(
        """CREATE FUNCTION published_lists_are_append_only() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION 'published lists are append-only'; END $$ LANGUAGE plpgsql"""
    )
    op.execute(
        """CREATE TRIGGER published_list_keeps_rows BEFORE UPDATE OR DELETE ON published_list
           FOR EACH ROW EXECUTE FUNCTION published_lists_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER published_list_keeps_table BEFORE TRUNCATE ON published_list
           FOR EACH STATEMENT EXECUTE FUNCTION published_lists_are_append_only()"""
    )


def downgrade() -> None:
    op.drop_table('published_list')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION published_lists_are_append_only()")
