"""The words of pages are spoken: shared where everybody sees them, one person's own otherwise, and not for ever."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.language import house_lexicon
from learnhub.primitives import Refusal, instant_now
from learnhub.speech import service
from learnhub.speech.adapters.page_text import Line, PageText
from learnhub.speech.models import PageSpeech
from learnhub.speech.rules import EngineFault, SpokenSentence
from learnhub.speech.service import pages
from learnhub.speech.service.readings import EVERYWHERE, change_reading
from tests.people import Someone
from tests.speech.conftest import BrokenEngine, CountedEspeak

NOW = instant_now()


def sentences_of(*lines: str) -> tuple[SpokenSentence, ...]:
    return service.page_sentences(PageText("", tuple(Line(line) for line in lines)))


def keep(
    database: Database,
    words: Sequence[SpokenSentence],
    owner: Someone | None,
    espeak: CountedEspeak,
    **when: int,
) -> PageSpeech:
    with database.reading() as session:
        lexicon = service.page_lexicon(session)
    sound, cues = service.speak_page(words, engine=espeak, lexicon=lexicon)
    with database.transaction() as session:
        return service.keep_page_speech(
            session,
            words,
            sound,
            cues,
            lexicon=lexicon,
            engine=espeak,
            owner_id=owner.person_id if owner else None,
            now=NOW + timedelta(**when),
        )


def found(database: Database, token: str, person: Someone | None, **when: int) -> bool:
    with database.reading() as session:
        spoken = service.page_speech_by_token_or_none(
            session, token, person_id=person.person_id if person else None, now=NOW + timedelta(**when)
        )
        return spoken is not None


def test_cues_name_the_sentences_that_are_shown(database: Database, espeak: CountedEspeak) -> None:
    words = sentences_of("我的积分", "————", "一共 3 分。一天一天来。")
    kept = keep(database, words, None, espeak)
    assert [(cue["sentence_id"], cue["text"]) for cue in kept.cues] == [
        ("r-1", "我的积分"),
        ("r-3", "一共 3 分。"),
        ("r-4", "一天一天来。"),
    ]
    assert kept.cues[-1]["end_ms"] == kept.duration_ms
    assert service.page_cue_text(kept).startswith("WEBVTT")


def test_what_one_person_hears_is_there_for_that_person_alone(
    database: Database, espeak: CountedEspeak, trainee: Someone, other_trainee: Someone
) -> None:
    own = keep(database, sentences_of("您有 3 分。"), trainee, espeak).token
    assert found(database, own, trainee)
    assert not found(database, own, other_trainee)
    assert not found(database, own, None)
    shared = keep(database, sentences_of("注册"), None, espeak).token
    assert found(database, shared, trainee)
    assert found(database, shared, None)


def test_same_words_of_two_people_are_kept_twice_and_never_lent(
    database: Database, espeak: CountedEspeak, trainee: Someone, other_trainee: Someone
) -> None:
    words = sentences_of("您有 3 分。")
    keep(database, words, trainee, espeak)
    with database.reading() as session:
        for owner_id, is_there in (
            (trainee.person_id, True),
            (other_trainee.person_id, False),
            (None, False),
        ):
            kept = service.page_speech_or_none(
                session, words, lexicon=service.page_lexicon(session), owner_id=owner_id, now=NOW
            )
            assert (kept is not None) == is_there


def test_reading_changed_for_all_courses_is_heard_on_pages_that_hold_the_word_and_only_there(
    database: Database, espeak: CountedEspeak, officer: Someone
) -> None:
    with_word, without = sentences_of("请写下长度。"), sentences_of("请写下名字。")
    for words in (with_word, without):
        keep(database, words, None, espeak)
    with database.transaction() as session:
        change_reading(
            session,
            course_slug=EVERYWHERE,
            word="长度",
            syllables=("zhang3", "du4"),
            person_id=officer.person_id,
            now=NOW,
        )
    with database.reading() as session:
        lexicon = service.page_lexicon(session)
        assert service.page_speech_or_none(session, without, lexicon=lexicon, owner_id=None, now=NOW)
        assert not service.page_speech_or_none(session, with_word, lexicon=lexicon, owner_id=None, now=NOW)
    keep(database, with_word, None, espeak)
    assert "zhang3 du4" in espeak.spoken[-1].replace("zha2ng", "zha3ng"), espeak.spoken[-1]


def test_it_expires_and_the_next_one_deletes_it(
    database: Database, espeak: CountedEspeak, trainee: Someone
) -> None:
    own = keep(database, sentences_of("一"), trainee, espeak).token
    shared = keep(database, sentences_of("一"), None, espeak).token
    assert not found(database, own, trainee, hours=2)
    assert found(database, shared, trainee, hours=2)
    keep(database, sentences_of("二"), trainee, espeak, hours=3)
    with database.reading() as session:
        tokens = set(session.scalars(sa.select(PageSpeech.token)))
    assert own not in tokens
    assert shared in tokens


def test_oldest_makes_room_and_others_are_left_alone(
    database: Database, espeak: CountedEspeak, trainee: Someone, other_trainee: Someone
) -> None:
    other = keep(database, sentences_of("别人"), other_trainee, espeak).token
    tokens = [
        keep(database, sentences_of("一"), trainee, espeak, seconds=number).token
        for number in range(pages.OWN_ROWS_MAX + 2)
    ]
    assert [found(database, token, trainee) for token in tokens] == [False] * 2 + [True] * pages.OWN_ROWS_MAX
    assert found(database, other, other_trainee)


def test_too_many_in_a_minute_are_told_to_wait(
    database: Database, espeak: CountedEspeak, trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "OWN_PER_MINUTE", 2)
    for number in range(2):
        keep(database, sentences_of("一"), trainee, espeak, seconds=number)
    with database.reading() as session:
        refused = service.too_many(session, owner_id=trainee.person_id, now=NOW + timedelta(seconds=2))
        assert isinstance(refused, Refusal)
        assert "请等一分钟" in refused.sentence
        assert service.too_many(session, owner_id=None, now=NOW) is None
        assert service.too_many(session, owner_id=trainee.person_id, now=NOW + timedelta(seconds=62)) is None


def test_long_page_says_where_it_stops() -> None:
    words = sentences_of(*(f"这是第 {number} 句，说的是怎样把手洗干净。" for number in range(400)))
    assert len(words) < 400
    assert words[-1].text == "这一页很长，朗读到这里为止。"
    assert sum(len(each.text) for each in words[:-1]) <= pages.CHARACTERS_MAX
    many = sentences_of(*["短。"] * 400)
    assert len(many) == pages.SENTENCES_OF_PAGE_MAX + 1


def test_words_of_a_page_never_go_to_an_engine_abroad() -> None:
    abroad = BrokenEngine()
    abroad.name = "gtts"
    with pytest.raises(ValueError, match="no local engine"):
        service.speak_page(sentences_of("您有 3 分。"), engine=abroad, lexicon=house_lexicon())


def test_worker_deletes_what_has_expired_though_nobody_listens_any_more(
    database: Database, espeak: CountedEspeak, trainee: Someone
) -> None:
    keep(database, sentences_of("一"), trainee, espeak, hours=-3)
    left = keep(database, sentences_of("二"), trainee, espeak, hours=-1).token
    service.Forgetting(database).tick()
    with database.reading() as session:
        assert session.scalars(sa.select(PageSpeech.token)).all() == [left]


def test_speaking_stops_where_nobody_waits_for_it_any_more(espeak: CountedEspeak) -> None:
    told: list[tuple[int, int]] = []

    def goes_on(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 2

    with pytest.raises(EngineFault):
        service.speak_page(
            sentences_of("一。二。三。"), engine=espeak, lexicon=house_lexicon(), goes_on=goes_on
        )
    assert told == [(1, 3), (2, 3)]
