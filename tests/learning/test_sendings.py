"""What people send: at least one thing, their own, described, kept as long as policy says and no longer."""

from datetime import datetime, timedelta

import pytest

from learnhub.db import Database
from learnhub.learning.models import Sending
from learnhub.learning.rules.sendings import SendingKind, length_refusal, sending_refusal
from learnhub.learning.service import sendings
from learnhub.learning.service.sendings import FileSent
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import StoredState
from learnhub.primitives import Refusal, instant_now
from tests.learning.marking import voice_of
from tests.people import Someone

NOW = instant_now()
PLACE = "enquiry:tiny-one/push-slow"


def refused(words: str, *kinds: SendingKind, photo_words: str = "", is_undescribed: bool = False) -> str:
    found = sending_refusal(words, kinds, photo_words=photo_words, is_undescribed=is_undescribed)
    return found.code if found is not None else ""


@pytest.mark.parametrize("kind", SendingKind)
def test_any_one_of_words_voice_video_or_a_described_photo_is_enough(kind: SendingKind) -> None:
    assert refused("") == "nothing-sent"
    assert refused("手放哪里？") == ""
    assert refused("", kind, photo_words="按在肩上的手") == ""


def test_a_photo_needs_words_or_the_word_that_there_are_none() -> None:
    assert refused("看照片", SendingKind.PHOTO) == "undescribed"
    assert refused("看照片", SendingKind.PHOTO, is_undescribed=True) == ""
    assert refused("字" * 1001) == "too-long"


@pytest.mark.parametrize(("milliseconds", "is_taken"), [(1, True), (600_000, True), (600_001, False)])
def test_ten_minutes_are_the_most_that_anybody_has_to_listen_to(milliseconds: int, is_taken: bool) -> None:
    for kind in (SendingKind.VOICE, SendingKind.VIDEO):
        found = length_refusal(kind, milliseconds)
        assert (found is None) is is_taken
        assert found is None or (found.field == kind.value and "11 分钟" in found.sentence)


def sent(database: Database, person: Someone, words: str = "手放哪里？", *, now: datetime = NOW) -> Sending:
    with database.transaction() as session:
        file = FileSent(SendingKind.VOICE, voice_of(session, person, blob=f"{person.person_id:064d}"))
        made = sendings.send(session, person_id=person.person_id, words=words, files=[file], now=now)
        assert isinstance(made, Sending)
        return made


def test_a_file_is_sent_once_and_by_its_owner_alone(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        file = FileSent(SendingKind.VOICE, voice_of(session, trainee, blob="a" * 64))
        for person, is_taken in ((other_trainee, False), (trainee, True), (trainee, False)):
            made = sendings.send(session, person_id=person.person_id, words="", files=[file], now=NOW)
            assert (not isinstance(made, Refusal)) is is_taken
            assert is_taken or (isinstance(made, Refusal) and made.field == "voice")
        stored = session.get_one(StoredMedia, file.stored_id)
        assert stored.is_kept


def test_a_file_is_found_through_its_own_sending_alone(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    own, others = sent(database, trainee), sent(database, other_trainee)
    with database.reading() as session:
        told = sendings.sendings_told(session, [own.id, others.id])
        token = told[own.id].files[0].token
        assert sendings.file_or_none(session, own.id, token) is not None
        assert sendings.file_or_none(session, others.id, token) is None
        assert told[own.id].kinds == "文字、录音"


def test_what_is_settled_ends_counted_from_then_and_the_row_stays(
    database: Database, trainee: Someone
) -> None:
    old = sent(database, trainee, now=NOW - timedelta(days=400))
    with database.transaction() as session:
        assert sendings.sendings_before(session, NOW - timedelta(days=365)) == [old.id]
        sendings.settle(session, [old.id], now=NOW - timedelta(days=10))
        assert sendings.sendings_before(session, NOW - timedelta(days=365)) == []
        sendings.erase_sendings(session, [old.id], now=NOW)
        assert sendings.sendings_before(session, NOW) == []
        told = sendings.sendings_told(session, [old.id])[old.id]
        assert (told.is_erased, told.words, told.files) == (True, "", ())
        states = {one.state for one in session.query(StoredMedia).all()}
        assert states == {StoredState.ERASED}


def test_withdrawing_erases_the_files_alone_and_closing_everything(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    own, others = sent(database, trainee), sent(database, other_trainee)
    with database.transaction() as session:
        assert sendings.erase_files_of(session, trainee.person_id, now=NOW) == 1
        assert sendings.erase_files_of(session, trainee.person_id, now=NOW) == 0
        told = sendings.sendings_told(session, [own.id, others.id])
        assert (told[own.id].words, told[own.id].files, len(told[others.id].files)) == ("手放哪里？", (), 1)
        sendings.keep_draft(session, person_id=trainee.person_id, place=PLACE, words="还没写完", now=NOW)
        answered = sendings.send(session, person_id=trainee.person_id, words="放在肩上", files=[], now=NOW)
        assert isinstance(answered, Sending)
        sendings.erase_all_of(session, trainee.person_id, keeping=[answered.id], now=NOW)
        assert [one.words for one in sendings.sent_by(session, trainee.person_id)] == ["", "放在肩上"]
        assert sendings.draft_words(session, person_id=trainee.person_id, place=PLACE) == ""
        assert [one.words for one in sendings.sent_by(session, other_trainee.person_id)] == ["手放哪里？"]


def test_a_draft_is_ones_own_and_the_oldest_makes_room(
    database: Database, trainee: Someone, other_trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sendings, "DRAFTS_MAX", 2)
    me = trainee.person_id
    with database.transaction() as session:
        for number in range(3):
            then = NOW + timedelta(seconds=number)
            sendings.keep_draft(session, person_id=me, place=f"p{number}", words="写了一半", now=then)
        kept = [sendings.draft_words(session, person_id=me, place=f"p{number}") for number in range(3)]
        assert kept == ["", "写了一半", "写了一半"]
        assert sendings.draft_words(session, person_id=other_trainee.person_id, place="p1") == ""
        sendings.keep_draft(session, person_id=me, place="p1", words="", now=NOW)
        assert sendings.draft_words(session, person_id=me, place="p1") == ""
        refusal = sendings.keep_draft(session, person_id=me, place="p1", words="字" * 2001, now=NOW)
        assert refusal is not None
        for place in ("", "p" * 301):
            refusal = sendings.keep_draft(session, person_id=me, place=place, words="写", now=NOW)
            assert refusal is not None
        assert sendings.drafts_before(session, NOW) == []
        sendings.drop_drafts(session, sendings.drafts_before(session, NOW + timedelta(days=1)))
        assert sendings.draft_words(session, person_id=me, place="p2") == ""
