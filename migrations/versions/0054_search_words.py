"""Keep the words that courses are about, with the letters they are typed by. `flask search rebuild` fills them for courses that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("pinyin", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "initials", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("sound", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("text", name=op.f("uq_search_word_text")),
    )
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_word_initials"), ["initials"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_word_pinyin"), ["pinyin"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_word_sound"), ["sound"], unique=False)

    op.create_table(
        "search_word_course",
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("is_topic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course_entry.course_id"],
            name=op.f("fk_search_word_course_course_id_course_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["word_id"], ["search_word.id"], name=op.f("fk_search_word_course_word_id_search_word")
        ),
        sa.PrimaryKeyConstraint("word_id", "course_id", name=op.f("pk_search_word_course")),
    )
    with op.batch_alter_table("search_word_course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_word_course_course_id"), ["course_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("search_word_course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_word_course_course_id"))

    op.drop_table("search_word_course")
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_word_sound"))
        batch_op.drop_index(batch_op.f("ix_search_word_pinyin"))
        batch_op.drop_index(batch_op.f("ix_search_word_initials"))

    op.drop_table("search_word")
