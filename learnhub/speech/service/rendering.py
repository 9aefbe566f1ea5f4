"""Render texts, re-using what was spoken before."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.language import Lexicon
from learnhub.primitives import instant_now
from learnhub.speech.adapters import cue_file, mp3
from learnhub.speech.models import Rendition, Utterance
from learnhub.speech.rules import (
    SENTENCES_MAX,
    Cue,
    Engine,
    EngineFault,
    Saying,
    SpokenSentence,
    TellsWords,
    cues_of,
    saying_of,
    utterance_address,
    word_starts,
)
from learnhub.speech.service.renditions import keep_rendition, rendition_by_voice
from learnhub.storage.rules import BlobStore

BIT_RATE_KBPS = 24  # as well understood as 48, and half the wait on a slow line (decision 0005)

_log = structlog.get_logger("learnhub.speech")
Transaction = Callable[[], AbstractContextManager[Session]]


class SpeechFault(Exception):
    """No engine could speak the text."""


@dataclass(frozen=True)
class Utterable:
    """A sentence that has something to say: what the engine gets, and where its sound is kept."""

    sentence: SpokenSentence
    saying: Saying
    form: str
    address: str


@dataclass(frozen=True)
class Made:
    """Audio with its cues, not kept anywhere yet. synthesised: how many sentences had to be spoken anew."""

    sound: bytes
    cues: tuple[Cue, ...]
    synthesised: int

    @property
    def duration_ms(self) -> int:
        """Return how long it sounds."""
        return mp3.duration_ms(self.sound)


def render_text(
    session: Session,
    storage: BlobStore,
    sentences: Sequence[SpokenSentence],
    *,
    text_hash: str,
    edition: str,
    lexicon: Lexicon,
    engines: Sequence[Engine],
    bit_rate_kbps: int = BIT_RATE_KBPS,
) -> Rendition:
    """Return the audio of a text, spoken by the first of the engines that can; sentences kept from before are re-used.

    Rendering twice synthesises nothing; a changed sentence is the only one spoken anew.
    Holds the caller's transaction while it speaks: fine for the built-in voice (a lesson takes a second); slower
    engines go through speak_ahead, which doesn't.
    Raises SpeechFault when no engine can, ValueError for too many sentences or two with one id.
    """
    _check(sentences)
    for engine in engines:
        try:
            return _render(
                session, storage, sentences, text_hash, edition, lexicon, engine, bit_rate_kbps=bit_rate_kbps
            )
        except EngineFault as fault:
            _log.warning("engine can't speak", engine=engine.name, text_hash=text_hash, fault=str(fault))
    raise SpeechFault(text_hash)


class Step(NamedTuple):
    """How far the speaking of a text is. synthesised: how many of the done ones had to be spoken anew."""

    done: int
    total: int
    synthesised: int


def speak_ahead(
    transaction: Transaction,
    storage: BlobStore,
    sentences: Sequence[SpokenSentence],
    *,
    lexicon: Lexicon,
    engine: Engine,
    bit_rates_kbps: Sequence[int] = (BIT_RATE_KBPS,),
) -> Iterator[Step]:
    """Speak what is missing, each sentence in a transaction of its own; yield how far it is after each.

    bit_rates_kbps: a sentence is spoken at all of them before the next one, so that one synthesis can serve all.
    What has been spoken stays when this ends early. Raises EngineFault.
    """
    _check(sentences)
    by_rate = [_utterables(sentences, lexicon, engine, rate) for rate in bit_rates_kbps]
    with transaction() as session:
        kept = _kept(session, [each.address for wanted in by_rate for each in wanted])
    synthesised = 0
    total = len(by_rate[0])
    for done, same in enumerate(zip(*by_rate, strict=True), start=1):
        missing = [
            (rate, each)
            for rate, each in zip(bit_rates_kbps, same, strict=True)
            if each.address not in kept or kept[each.address].blob not in storage
        ]
        synthesised += bool(missing)
        for rate, each in missing:
            sound = engine.speak(each.form, rate)
            with transaction() as session:
                kept[each.address] = _keep(session, storage, each, engine, sound)
        yield Step(done, total, synthesised)


def form_hash(
    sentences: Sequence[SpokenSentence],
    *,
    lexicon: Lexicon,
    engine: Engine,
    bit_rate_kbps: int = BIT_RATE_KBPS,
) -> str:
    """Return what a rendition by this engine must carry to be up to date: sentences, ids, pauses and readings."""
    wanted = _utterables(sentences, lexicon, engine, bit_rate_kbps)
    return _hash_of(sentences, wanted)


def make(
    storage: BlobStore,
    transaction: Transaction,
    sentences: Sequence[SpokenSentence],
    *,
    lexicon: Lexicon,
    engine: Engine,
    bit_rate_kbps: int,
) -> Made:
    """Return the audio of a text without keeping a rendition: for the files beside a lesson.

    Its sentences are kept, so that an interrupted run goes on where it was. Raises EngineFault.
    """
    wanted = _utterables(sentences, lexicon, engine, bit_rate_kbps)
    synthesised = 0
    for step in speak_ahead(
        transaction, storage, sentences, lexicon=lexicon, engine=engine, bit_rates_kbps=(bit_rate_kbps,)
    ):
        synthesised = step.synthesised
    with transaction() as session:
        kept = _kept(session, [each.address for each in wanted])
    sound, found = _join(storage, sentences, wanted, kept, engine, bit_rate_kbps)
    return Made(sound, tuple(found), synthesised)


def write_cue_file(made: Made, *, text_hash: str, engine: Engine) -> str:
    """Return the cue file that goes beside audio which was made of a text."""
    return cue_file.write(cue_file.CueFile(text_hash, engine.name, engine.voice, made.cues))


def _render(
    session: Session,
    storage: BlobStore,
    sentences: Sequence[SpokenSentence],
    text_hash: str,
    edition: str,
    lexicon: Lexicon,
    engine: Engine,
    *,
    bit_rate_kbps: int,
) -> Rendition:
    wanted = _utterables(sentences, lexicon, engine, bit_rate_kbps)
    if not wanted:
        raise EngineFault("nothing to say")
    made_of = _hash_of(sentences, wanted)
    present = rendition_by_voice(
        session, text_hash, edition, engine=engine.name, voice=engine.voice, bit_rate_kbps=bit_rate_kbps
    )
    if present and present.form_hash == made_of and present.blob in storage:
        return _newest(session, present)
    kept = _kept(session, [each.address for each in wanted])
    for each in wanted:
        if each.address not in kept or kept[each.address].blob not in storage:
            sound = engine.speak(each.form, bit_rate_kbps)
            kept[each.address] = _keep(session, storage, each, engine, sound)
    sound, found = _join(storage, sentences, wanted, kept, engine, bit_rate_kbps)
    return keep_rendition(
        session,
        Rendition(
            text_hash=text_hash,
            edition=edition,
            engine=engine.name,
            voice=engine.voice,
            bit_rate_kbps=bit_rate_kbps,
            form_hash=made_of,
            blob=storage.put(sound),
            cues=[asdict(cue) for cue in found],
            duration_ms=mp3.duration_ms(sound),
            byte_count=len(sound),
            made_at=instant_now(),
        ),
    )


def _newest(session: Session, present: Rendition) -> Rendition:
    """Of two voices of one engine the one that was asked for last is heard: somebody has chosen it again."""
    others = sa.select(Rendition.id).where(
        Rendition.text_hash == present.text_hash,
        Rendition.edition == present.edition,
        Rendition.engine == present.engine,
        Rendition.bit_rate_kbps == present.bit_rate_kbps,
        Rendition.made_at > present.made_at,
    )
    if session.scalar(others.limit(1)) is not None:
        present.made_at = instant_now()
        session.flush()
    return present


def _check(sentences: Sequence[SpokenSentence]) -> None:
    if len(sentences) > SENTENCES_MAX:
        raise ValueError(f"at most {SENTENCES_MAX} sentences")
    if len({sentence.id for sentence in sentences}) != len(sentences):
        raise ValueError("two sentences have one id")


def _utterables(
    sentences: Sequence[SpokenSentence], lexicon: Lexicon, engine: Engine, bit_rate_kbps: int
) -> list[Utterable]:
    found = []
    for sentence in sentences:
        saying = saying_of(sentence.text, lexicon)
        if not saying.is_silent and (form := engine.form(saying)):
            found.append(Utterable(sentence, saying, form, utterance_address(engine, form, bit_rate_kbps)))
    return found


def _hash_of(sentences: Sequence[SpokenSentence], wanted: Sequence[Utterable]) -> str:
    parts = [f"{each.sentence.id} {each.sentence.pause_ms} {each.address}" for each in wanted]
    shown = [sentence.text for sentence in sentences]
    return hashlib.sha256("\n".join(parts + shown).encode()).hexdigest()


def _kept(session: Session, addresses: Sequence[str]) -> dict[str, Utterance]:
    return {
        each.address: each
        for each in session.scalars(sa.select(Utterance).where(Utterance.address.in_(set(addresses))))
    }


def _keep(session: Session, storage: BlobStore, spoken: Utterable, engine: Engine, sound: bytes) -> Utterance:
    address, blob, duration_ms = spoken.address, storage.put(sound), mp3.duration_ms(sound)
    made = Utterance(
        address=address,
        engine=engine.name,
        blob=blob,
        duration_ms=duration_ms,
        marks=_marks(engine, spoken.form),
        made_at=instant_now(),
    )
    if session.get(Utterance, address) is None:
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:
            pass  # another worker was quicker
        else:
            return made
    kept = session.get_one(Utterance, address, populate_existing=True)
    kept.blob, kept.duration_ms, kept.made_at = blob, duration_ms, made.made_at
    kept.marks = made.marks
    session.flush()
    return kept


def _marks(engine: Engine, form: str) -> list[int] | None:
    if not isinstance(engine, TellsWords):
        return None
    try:
        return list(engine.marks(form))
    except EngineFault:
        return None  # the sound is there; a marked word is not worth a sentence


def _join(
    storage: BlobStore,
    sentences: Sequence[SpokenSentence],
    wanted: Sequence[Utterable],
    kept: dict[str, Utterance],
    engine: Engine,
    bit_rate_kbps: int,
) -> tuple[bytes, list[Cue]]:
    by_id = {each.sentence.id: kept[each.address] for each in wanted}
    sounds: list[bytes] = []
    durations: list[int] = []
    for sentence in sentences:
        utterance = by_id.get(sentence.id)
        if utterance is None:
            durations.append(0)
            continue
        pause = mp3.silence(sentence.pause_ms, bit_rate_kbps)
        sounds += [storage.get(utterance.blob), pause]
        durations.append(utterance.duration_ms + mp3.duration_ms(pause))
    by_sentence = {each.sentence.id: each for each in wanted}
    found = [
        replace(cue, words=_words(engine, by_sentence[cue.sentence_id], by_id[cue.sentence_id], cue.start_ms))
        for cue in cues_of(sentences, durations)
    ]
    return mp3.join(sounds), found


def _words(engine: Engine, spoken: Utterable, kept: Utterance, start_ms: int) -> tuple[tuple[int, int], ...]:
    if not isinstance(engine, TellsWords) or not kept.marks:
        return ()
    pieces = engine.pieces(spoken.saying)
    told = word_starts(spoken.sentence.text, spoken.saying, pieces, kept.marks)
    return tuple((offset, start_ms + heard) for offset, heard in told)
