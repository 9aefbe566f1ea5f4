"""Speak the words of pages: what every visitor sees is shared, what one person sees is theirs alone; both expire."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from learnhub.db import Database
from learnhub.language import Lexicon, house_lexicon, split
from learnhub.primitives import Refusal, instant_now, say
from learnhub.speech.adapters import cue_file, mp3
from learnhub.speech.adapters.page_text import Line, PageText
from learnhub.speech.models import PageSpeech
from learnhub.speech.rules import Cue, Engine, EngineFault, SpokenSentence, cues_of, saying_of
from learnhub.speech.service.readings import EVERYWHERE, changed_lexicon

CHARACTERS_MAX = 6_000
SENTENCES_OF_PAGE_MAX = 300
OWN_KEPT_FOR = timedelta(hours=2)
SHARED_KEPT_FOR = timedelta(days=30)
OWN_ROWS_MAX, SHARED_ROWS_MAX = 5, 200
# Speaking a page costs a second of one core: so many in a minute leave room for everything else.
OWN_PER_MINUTE, SHARED_PER_MINUTE = 10, 60
BIT_RATE_KBPS = 24
_HEADING_PAUSE_MS = 400
_FORGETTING_EVERY = timedelta(minutes=10)
_LETTERS = "abcdefghijklmnop"  # no digits: an address must hold no number that could be a person's
_TOKEN_LENGTH = 32
_NONE = Lexicon()
_LOCAL_ENGINES = frozenset({"espeak", "kokoro"})


def page_sentences(page: PageText) -> tuple[SpokenSentence, ...]:
    """Return what is read of a page as sentences; a page that is too long ends with the sentence that says so."""
    found: list[SpokenSentence] = []
    room = CHARACTERS_MAX
    for line in page.lines:
        for span in split(line.text):
            text = span.of(line.text)
            room -= len(text)
            if room < 0 or len(found) >= SENTENCES_OF_PAGE_MAX:
                return (*found, SpokenSentence("r-end", "这一页很长，朗读到这里为止。"))
            pause_ms = _HEADING_PAUSE_MS if line.is_heading else 0
            found.append(SpokenSentence(f"r-{len(found) + 1}", text, pause_ms))
    return tuple(found)


def sentences_of(paragraphs: Sequence[str]) -> tuple[SpokenSentence, ...]:
    """Return paragraphs of a person's own paper as sentences, as page_sentences returns those of a page."""
    return page_sentences(PageText("", tuple(Line(text) for text in paragraphs)))


def local_engines(engines: Sequence[Engine]) -> list[Engine]:
    """Return those that send nothing away, in the same order: what one person alone may hear is spoken by no other."""
    return [engine for engine in engines if engine.name in _LOCAL_ENGINES]


def page_lexicon(session: Session, own: Lexicon = _NONE) -> Lexicon:
    """Return the readings that hold on a page: the house's, what people changed everywhere, and over both its own.

    own: of the course that the page is about.
    """
    return house_lexicon().with_course(changed_lexicon(session, EVERYWHERE)).with_course(own)


def readings_used(
    sentences: Sequence[SpokenSentence], lexicon: Lexicon
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the readings that some words need: of words, syllables parted by blanks, and of characters by themselves."""
    text = "\n".join(each.text for each in sentences)
    return (
        {word: " ".join(said) for word, said in sorted(lexicon.readings.items()) if word in text},
        {word: said for word, said in sorted(lexicon.alone.items()) if word in text},
    )


def text_hash_of(sentences: Sequence[SpokenSentence], lexicon: Lexicon) -> str:
    """Return the hash that names the words of a page as they are read: a changed reading of one of them changes it."""
    text = "\n".join(each.text for each in sentences)
    return hashlib.sha256(repr((text, readings_used(sentences, lexicon))).encode()).hexdigest()


def page_speech_or_none(
    session: Session,
    sentences: Sequence[SpokenSentence],
    *,
    lexicon: Lexicon,
    owner_id: int | None,
    now: datetime,
) -> PageSpeech | None:
    """Return what is kept of these very words, so read, for this person (None: for every visitor) and hasn't expired."""
    return session.scalar(
        sa.select(PageSpeech)
        .where(
            PageSpeech.text_hash == text_hash_of(sentences, lexicon),
            PageSpeech.owner_id.is_(None) if owner_id is None else PageSpeech.owner_id == owner_id,
            PageSpeech.expires_at > now,
        )
        .options(defer(PageSpeech.sound))
        .order_by(PageSpeech.made_at.desc())
        .limit(1)
    )


def too_many(session: Session, *, owner_id: int | None, now: datetime) -> Refusal | None:
    """Return why no further page is spoken this minute, or None."""
    whose = PageSpeech.owner_id.is_(None) if owner_id is None else PageSpeech.owner_id == owner_id
    made = session.scalar(
        sa.select(sa.func.count())
        .select_from(PageSpeech)
        .where(whose, PageSpeech.made_at > now - timedelta(minutes=1))
    )
    if (made or 0) < (SHARED_PER_MINUTE if owner_id is None else OWN_PER_MINUTE):
        return None
    return Refusal("too-many-pages", say("现在听的人多，请等一分钟，再按“朗读这一页”。"))


def speak_page(
    sentences: Sequence[SpokenSentence],
    *,
    engine: Engine,
    lexicon: Lexicon,
    goes_on: Callable[[int, int], bool] = lambda done, total: True,
) -> tuple[bytes, tuple[Cue, ...]]:
    """Return the sound of some words and their cues; nothing is kept, no unit of work needed.

    goes_on: asked after each sentence with how many are done, of how many; EngineFault when it says no.
    Raises EngineFault; ValueError for an engine that would send the words away.
    """
    if engine.name not in _LOCAL_ENGINES:
        raise ValueError(f"{engine.name} is no local engine")
    sounds: list[bytes] = []
    durations: list[int] = []
    for done, sentence in enumerate(sentences, start=1):
        saying = saying_of(sentence.text, lexicon)
        form = "" if saying.is_silent else engine.form(saying)
        if not form:
            durations.append(0)
            continue
        sound = engine.speak(form, BIT_RATE_KBPS) + mp3.silence(sentence.pause_ms, BIT_RATE_KBPS)
        sounds.append(sound)
        durations.append(mp3.duration_ms(sound))
        if not goes_on(done, len(sentences)):
            raise EngineFault("nobody waits for it any more")
    return mp3.join(sounds), tuple(cues_of(sentences, durations))


def keep_page_speech(
    session: Session,
    sentences: Sequence[SpokenSentence],
    sound: bytes,
    cues: Sequence[Cue],
    *,
    lexicon: Lexicon,
    engine: Engine,
    owner_id: int | None,
    now: datetime,
) -> PageSpeech:
    """Keep the sound of a page: two hours for one person, thirty days for every visitor; the oldest make room."""
    forget_expired(session, now=now)
    _make_room(session, owner_id)
    made = PageSpeech(
        token="".join(secrets.choice(_LETTERS) for _ in range(_TOKEN_LENGTH)),
        owner_id=owner_id,
        text_hash=text_hash_of(sentences, lexicon),
        engine=engine.name,
        sound=sound,
        cues=[asdict(cue) for cue in cues],
        duration_ms=mp3.duration_ms(sound),
        made_at=now,
        expires_at=now + (SHARED_KEPT_FOR if owner_id is None else OWN_KEPT_FOR),
    )
    session.add(made)
    session.flush()
    return made


def page_speech_by_token_or_none(
    session: Session, token: str, *, person_id: int | None, now: datetime
) -> PageSpeech | None:
    """Return the sound of a page by its address, for its owner alone; None for everybody else and when it has expired."""
    found = session.get(PageSpeech, token)
    if found is None or found.expires_at <= now:
        return None
    return found if found.owner_id in (None, person_id) else None


def page_cue_text(spoken: PageSpeech) -> str:
    """Return the cues of a page as WebVTT; ids are those of the sentences on the listening page."""
    found = tuple(Cue(**cue) for cue in spoken.cues)
    return cue_file.write(cue_file.CueFile(spoken.text_hash, spoken.engine, "", found))


def forget_expired(session: Session, *, now: datetime) -> int:
    """Delete what has expired; return how much that was."""
    gone = session.execute(
        sa.delete(PageSpeech).where(PageSpeech.expires_at <= now).returning(PageSpeech.token)
    )
    return len(gone.all())


def forget_of(session: Session, owner_id: int) -> int:
    """Delete whatever was spoken for one person alone; return how much that was."""
    gone = session.execute(
        sa.delete(PageSpeech).where(PageSpeech.owner_id == owner_id).returning(PageSpeech.token)
    )
    return len(gone.all())


class Forgetting:
    """Deletes what has expired every ten minutes; cheap enough to be called once a second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._done_at: datetime | None = None

    def tick(self) -> None:
        """Delete if it is time."""
        now = instant_now()
        if self._done_at is not None and now - self._done_at < _FORGETTING_EVERY:
            return
        with self._database.transaction() as session:
            forget_expired(session, now=now)
        self._done_at = now


def _make_room(session: Session, owner_id: int | None) -> None:
    whose = PageSpeech.owner_id.is_(None) if owner_id is None else PageSpeech.owner_id == owner_id
    rows_max = SHARED_ROWS_MAX if owner_id is None else OWN_ROWS_MAX
    kept = (
        sa.select(PageSpeech.token)
        .where(whose)
        .order_by(PageSpeech.made_at.desc(), PageSpeech.token)
        .limit(rows_max - 1)
    )
    session.execute(
        sa.delete(PageSpeech)
        .where(whose, PageSpeech.token.not_in(kept))
        .execution_options(synchronize_session=False)
    )
