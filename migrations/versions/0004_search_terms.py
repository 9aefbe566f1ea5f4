"""Make the table of search terms: FTS5 in SQLite, a tsvector in PostgreSQL. Its rows are made from search_document."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Tokenizer ascii: every letter beyond ASCII belongs to a term, so that FTS5 cuts at the blanks alone.
        op.execute("CREATE VIRTUAL TABLE search_fts USING fts5(title, text, context, facets, tokenize='ascii')")
        return
    op.execute("CREATE TABLE search_fts (document_id INTEGER PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_search_fts_words ON search_fts USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE search_fts")
