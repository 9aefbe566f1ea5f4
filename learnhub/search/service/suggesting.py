"""Words to go on with while somebody types: what courses are about, never what hurts."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.search.models import SearchWord, SearchWordCourse
from learnhub.search.rules import Synonyms, normal_query
from learnhub.search.rules.text import is_hanzi

SUGGESTIONS_MAX = 8
TYPED_CHARACTERS_MAX = 20
_LETTERS_MIN = 2
# Of so many words that begin so the most frequent come back: one letter more narrows them.
_WORDS_LOOKED_AT = 200
_LAST = "\U0010ffff"


def suggestions(session: Session, typed: str, table: Synonyms) -> Sequence[str]:
    """Return up to eight words of titles, tags and occupations that begin with what was typed, as characters, pinyin or initials.

    Those of most courses first. Nothing for less than one Chinese character or two letters, nor for more than twenty characters.
    """
    _asked, normal = normal_query(typed, table)
    begun = "".join(normal.split())
    is_chinese = bool(begun) and all(map(is_hanzi, begun))
    is_letters = begun.isascii() and begun.isalnum() and len(begun) >= _LETTERS_MIN
    if len(begun) > TYPED_CHARACTERS_MAX or not (is_chinese or is_letters):
        return []
    columns = [SearchWord.text] if is_chinese else [SearchWord.text, SearchWord.pinyin, SearchWord.initials]
    beginning = (
        sa.select(SearchWord.id, SearchWord.text)
        .where(sa.or_(*(sa.and_(column >= begun, column < begun + _LAST) for column in columns)))
        .order_by(sa.func.length(SearchWord.text), SearchWord.id)
        .limit(_WORDS_LOOKED_AT)
        .subquery()
    )
    rows = session.execute(
        sa.select(beginning.c.text)
        .join(SearchWordCourse, SearchWordCourse.word_id == beginning.c.id)
        .where(SearchWordCourse.is_topic)
        .group_by(beginning.c.id, beginning.c.text)
        .order_by(sa.func.count().desc(), beginning.c.text)
    )
    found = []
    for (text,) in rows:
        if text not in table.general and not any(hurtful in text for hurtful, _said in table.replaced):
            found.append(text)
        if len(found) == SUGGESTIONS_MAX:
            break
    return found
