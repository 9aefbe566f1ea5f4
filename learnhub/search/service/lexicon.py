"""The words of the catalogue: kept with the courses that have them, looked up for a query."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learnhub.search.models import SearchWord, SearchWordCourse
from learnhub.search.rules import Keys, Synonyms, Word, WordList, keys_of, normal_query, word
from learnhub.search.rules.lexicon import KEYS_MAX

# Of all words that sound like a part of one query; more than this is no help to anybody.
WORDS_MAX = 200
_ROWS_AT_ONCE = 500


def words_for(session: Session, typed: str, table: Synonyms) -> WordList:
    """Return the words of the catalogue and of the table that fit what was typed, those of most courses first."""
    normal = normal_query(typed, table)[1]
    keys = keys_of(normal)
    # What is asked for in another word than any course uses is known all the same: 十字绣 where they teach 刺绣.
    meant = (word for one, group in table.group_of.items() if one in normal for word in group)
    keys = replace(keys, texts=frozenset([*keys.texts, *islice(meant, KEYS_MAX)]))
    if not any((keys.texts, keys.pinyin, keys.initials, keys.sounds)):
        return WordList()
    return WordList(tuple(known_words(session, keys)), tuple(one for one in table.words if fits(one, keys)))


def known_words(session: Session, keys: Keys) -> list[Word]:
    """Return the words that some course has and that fit the keys, at most 200, those of most courses first."""
    is_topic = sa.func.max(sa.case((SearchWordCourse.is_topic, 1), else_=0))
    rows = session.execute(
        sa.select(SearchWord.text, is_topic)
        .join(SearchWordCourse, SearchWordCourse.word_id == SearchWord.id)
        .where(
            sa.or_(
                SearchWord.text.in_(keys.texts),
                SearchWord.pinyin.in_(keys.pinyin),
                SearchWord.initials.in_(keys.initials),
                SearchWord.sound.in_(keys.sounds),
            )
        )
        .group_by(SearchWord.id, SearchWord.text)
        .order_by(is_topic.desc(), sa.func.count().desc(), SearchWord.text)
        .limit(WORDS_MAX)
    )
    return [word(text, is_topic=bool(topic)) for text, topic in rows]


def words_of_courses(
    session: Session, course_ids: Collection[int], texts: Collection[str]
) -> list[tuple[int, Word]]:
    """Return which of these words stand in titles, tags or occupation of which of these courses, (course, word)."""
    rows = session.execute(
        sa.select(SearchWordCourse.course_id, SearchWord.text, SearchWordCourse.is_topic)
        .join(SearchWord, SearchWord.id == SearchWordCourse.word_id)
        .where(SearchWord.text.in_(texts), SearchWordCourse.course_id.in_(course_ids))
    )
    return [(row.course_id, word(row.text, is_topic=row.is_topic)) for row in rows]


def fits(one: Word, keys: Keys) -> bool:
    """Tell whether a word is among those that the keys ask for."""
    return (
        one.text in keys.texts
        or one.pinyin in keys.pinyin
        or one.initials in keys.initials
        or one.sound in keys.sounds
    )


def put_words(session: Session, course_id: int, words: Iterable[Word]) -> None:
    """Put these words in place of all that the course had; a word that is a topic once is one."""
    wanted: dict[str, Word] = {}
    for one in words:
        if one.text not in wanted or one.is_topic:
            wanted[one.text] = one
    session.execute(sa.delete(SearchWordCourse).where(SearchWordCourse.course_id == course_id))
    add_words(session, [(course_id, one) for one in wanted.values()])


def add_words(session: Session, words: Collection[tuple[int, Word]]) -> None:
    """Add words to courses that lack them, (course, word)."""
    if not words:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # In the order of the alphabet: two units of work that add the same new words wait for each other and don't lock each other out.
    unique = sorted({one.text: one for _course, one in words}.values(), key=lambda one: one.text)
    session.execute(
        insert(SearchWord).on_conflict_do_nothing(),
        [
            {"text": one.text, "pinyin": one.pinyin, "initials": one.initials, "sound": one.sound}
            for one in unique
        ],
    )
    ids: dict[str, int] = {}
    for start in range(0, len(unique), _ROWS_AT_ONCE):
        texts = [one.text for one in unique[start : start + _ROWS_AT_ONCE]]
        rows = session.execute(sa.select(SearchWord.text, SearchWord.id).where(SearchWord.text.in_(texts)))
        ids |= {row.text: row.id for row in rows}
    session.execute(
        sa.insert(SearchWordCourse),
        [
            {"word_id": ids[one.text], "course_id": course_id, "is_topic": one.is_topic}
            for course_id, one in words
        ],
    )
