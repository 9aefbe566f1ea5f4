"""Keep what people decided about the readings of words, and say which readings hold."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.language import Lexicon
from learnhub.language.pronunciation import ENTRIES_MAX
from learnhub.primitives import Refusal, say
from learnhub.speech.models import ReadingChange

EVERYWHERE = ""  # instead of a course's slug


def reading_changes(session: Session, course_slug: str) -> Sequence[ReadingChange]:
    """Return the changes that hold: the newest of each word, taken back ones left out; sorted, newest first."""
    newest = (
        sa.select(sa.func.max(ReadingChange.id))
        .where(ReadingChange.course_slug == course_slug)
        .group_by(ReadingChange.word)
    )
    return session.scalars(
        sa.select(ReadingChange)
        .where(ReadingChange.id.in_(newest), ReadingChange.syllables != "")
        .order_by(ReadingChange.id.desc())
    ).all()


def reading_history(session: Session, course_slug: str, word: str) -> Sequence[ReadingChange]:
    """Return all changes of one word, the newest first; empty where nobody changed it."""
    return session.scalars(
        sa.select(ReadingChange)
        .where(ReadingChange.course_slug == course_slug, ReadingChange.word == word)
        .order_by(ReadingChange.id.desc())
    ).all()


def changed_lexicon(session: Session, course_slug: str) -> Lexicon:
    """Return the changed readings of a course, or EVERYWHERE, as they go over those of the files."""
    return changed_lexicons(session, [course_slug])[course_slug]


def changed_lexicons(session: Session, course_slugs: Collection[str]) -> Mapping[str, Lexicon]:
    """Return the changed readings of several courses by slug, EVERYWHERE among them; one query."""
    newest = (
        sa.select(sa.func.max(ReadingChange.id))
        .where(ReadingChange.course_slug.in_(course_slugs))
        .group_by(ReadingChange.course_slug, ReadingChange.word)
    )
    rows = session.execute(
        sa.select(ReadingChange.course_slug, ReadingChange.word, ReadingChange.syllables)
        .where(ReadingChange.id.in_(newest), ReadingChange.syllables != "")
        .order_by(ReadingChange.id.desc())
    )
    readings: dict[str, dict[str, tuple[str, ...]]] = {slug: {} for slug in course_slugs}
    for slug, word, said in rows:
        readings[slug][word] = tuple(said.split())
    return {slug: Lexicon(words) for slug, words in readings.items()}


def change_reading(
    session: Session,
    *,
    course_slug: str,
    word: str,
    syllables: Sequence[str],
    person_id: int,
    now: datetime,
) -> ReadingChange | Refusal:
    """Add a change; the rows before it stay. syllables: one a character; empty takes the word's changes back.

    Refuses what changes nothing, and more words than a list of readings holds.
    """
    history = reading_history(session, course_slug, word)
    wanted, present = " ".join(syllables), history[0].syllables if history else ""
    if wanted == present:
        sentence = (
            say("“%(word)s”已经是这个读音了，没有改动。", word=word)
            if wanted
            else say("“%(word)s”没有改过读音，不用撤回。", word=word)
        )
        return Refusal("same-reading", sentence, field="reading")
    if not history and len(reading_changes(session, course_slug)) >= ENTRIES_MAX:
        return Refusal(
            "too-many-readings",
            say("读音表最多 %(entries_max)s 个词，请先撤回用不着的。", entries_max=ENTRIES_MAX),
            field="reading",
        )
    change = ReadingChange(
        course_slug=course_slug, word=word, syllables=wanted, changed_at=now, changed_by_id=person_id
    )
    session.add(change)
    session.flush()
    return change
