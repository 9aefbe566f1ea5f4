"""The first of two officers who let a submission pass; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = '0070'
down_revision = '0069'
branch_labels = None
depends_on = None

_SAID = "agreements of reviews are append-only"


def upgrade() -> None:
    op.create_table('review_agreement',
    sa.Column('submission_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_review_agreement_person_id_person')),
    sa.ForeignKeyConstraint(['submission_id'], ['publication_step.id'], name=op.f('fk_review_agreement_submission_id_publication_step')),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_review_agreement')),
    )
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"""CREATE TRIGGER review_agreement_refuses_{deed.lower()} BEFORE {deed} ON review_agreement
                    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"""
            )
        return
    op.execute(
        f"""CREATE FUNCTION review_agreements_are_append_only() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION '{_SAID}'; END $$ LANGUAGE plpgsql"""
    )
    op.execute(
        """CREATE TRIGGER review_agreement_keeps_rows BEFORE UPDATE OR DELETE ON review_agreement
           FOR EACH ROW EXECUTE FUNCTION review_agreements_are_append_only()"""
    )
    op.execute(
        """CREATE TRIGGER review_agreement_keeps_table BEFORE TRUNCATE ON review_agreement
           FOR EACH STATEMENT EXECUTE FUNCTION review_agreements_are_append_only()"""
    )


def downgrade() -> None:
    op.drop_table('review_agreement')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION review_agreements_are_append_only()")
