"""Targets, totals from elsewhere, frozen reports, signatures, deliveries, export batches; rows are only added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0057'
down_revision = '0056'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('export_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changes', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_export_batch_number_from_one')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_export_batch_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_batch')),
    sa.UniqueConstraint('region_code', 'year', 'number', name=op.f('uq_export_batch_region_code_year_number'))
    )
    op.create_table('report_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('rows', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('frozen_on', sa.Date(), nullable=False),
    sa.Column('frozen_by_id', sa.Integer(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_report_edition_number_from_one')),
    sa.ForeignKeyConstraint(['frozen_by_id'], ['person.id'], name=op.f('fk_report_edition_frozen_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_edition')),
    sa.UniqueConstraint('region_code', 'year', 'number', name=op.f('uq_report_edition_region_code_year_number'))
    )
    op.create_table('report_outside_total',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('measure', sa.Enum('person-times', 'persons', name='measure_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_report_outside_total_has_a_source')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_report_outside_total_ends_after_it_begins')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_report_outside_total_value_not_negative')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_report_outside_total_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_outside_total'))
    )
    with op.batch_alter_table('report_outside_total', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_outside_total_region_code'), ['region_code'], unique=False)

    op.create_table('report_target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('measure', sa.Enum('person-times', 'persons', name='measure_known', native_enum=False, create_constraint=True), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('share_type', sa.Text(), nullable=False),
    sa.Column('share_percent', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(share_type = '') = (share_percent = 0)", name=op.f('ck_report_target_share_has_a_type')),
    sa.CheckConstraint('share_percent BETWEEN 0 AND 100', name=op.f('ck_report_target_share_in_percent')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_report_target_ends_after_it_begins')),
    sa.CheckConstraint('value > 0', name=op.f('ck_report_target_value_positive')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_report_target_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_target'))
    )
    with op.batch_alter_table('report_target', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_target_region_code'), ['region_code'], unique=False)

    op.create_table('report_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_report_delivery_by_id_person')),
    sa.ForeignKeyConstraint(['edition_id'], ['report_edition.id'], name=op.f('fk_report_delivery_edition_id_report_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_delivery')),
    sa.UniqueConstraint('edition_id', 'department', name=op.f('uq_report_delivery_edition_id_department'))
    )
    op.create_table('report_signature',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('signed_by_id', sa.Integer(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['report_edition.id'], name=op.f('fk_report_signature_edition_id_report_edition')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['person.id'], name=op.f('fk_report_signature_signed_by_id_person')),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_report_signature'))
    )
    _keep_rows()


def _keep_rows() -> None:
    tables = ("report_target", "report_outside_total", "report_edition", "report_signature", "report_delivery", "export_batch")
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"""CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table}
                        BEGIN SELECT RAISE(ABORT, 'registers are append-only'); END"""
                )
        return
    for table in tables:
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION registers_are_append_only()"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_table BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION registers_are_append_only()"""
        )


def downgrade() -> None:
    op.drop_table('report_signature')
    op.drop_table('report_delivery')
    with op.batch_alter_table('report_target', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_target_region_code'))

    op.drop_table('report_target')
    with op.batch_alter_table('report_outside_total', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_outside_total_region_code'))

    op.drop_table('report_outside_total')
    op.drop_table('report_edition')
    op.drop_table('export_batch')
