"""Uploads: in pieces and at once, twice, out of order, too much; nothing acknowledged is lost, nobody sees another's."""

import io
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.jobs.worker import Work
from learnhub.media import service
from learnhub.media.models import MediaUpload, StoredMedia, UploadState
from learnhub.media.rules import Purpose, Stored, StoredState
from learnhub.media.rules.limits import PIECE_BYTES_MAX
from learnhub.media.service import Limits, Places
from learnhub.primitives import Refusal, instant_now, new_token
from learnhub.settings import Settings
from tests.media import recordings as made
from tests.people import BASE_ID, BASE_REGION, Someone, make_person

_LIMITS = Limits(person_bytes=40_000_000, total_bytes=80_000_000)
Begin = Callable[..., MediaUpload | Refusal]


@pytest.fixture
def places(settings: Settings) -> Places:
    return service.places_for(settings)


def begin(
    database: Database,
    person: Someone,
    count: int,
    *,
    key: str = "IMG_0001.MOV 1 2",
    purpose: Purpose = Purpose.LESSON_VIDEO,
) -> MediaUpload | Refusal:
    with database.transaction() as session:
        return service.begin(
            session,
            person_id=person.person_id,
            purpose=purpose,
            byte_count=count,
            key=key,
            limits=_LIMITS,
            now=instant_now(),
        )


def begun(database: Database, person: Someone, count: int, **values: str) -> MediaUpload:
    upload = begin(database, person, count, **values)
    assert isinstance(upload, MediaUpload)
    return upload


def send(
    database: Database, places: Places, person: Someone, token: str, offset: int, piece: bytes
) -> service.Progress | Refusal:
    with places.parts.alone(token), database.transaction() as session:
        return service.receive(
            session,
            places.parts,
            token=token,
            person_id=person.person_id,
            offset=offset,
            piece=piece,
            now=instant_now(),
        )


def finish(
    database: Database, places: Places, person: Someone, token: str, *, has_converter: bool = False
) -> Stored | Refusal:
    return service.finish(
        database.transaction,
        places,
        token=token,
        person_id=person.person_id,
        has_converter=has_converter,
        now=instant_now(),
    )


def test_a_video_sent_in_pieces_is_stored_with_its_facts(
    database: Database, places: Places, instructor: Someone
) -> None:
    content = made.mp4(turn=90)
    upload = begun(database, instructor, len(content))
    for start in range(0, len(content), 700):
        progress = send(database, places, instructor, upload.token, start, content[start : start + 700])
        assert isinstance(progress, service.Progress)
        assert progress.is_taken
    stored = finish(database, places, instructor, upload.token)
    assert isinstance(stored, Stored)
    assert (stored.facts.words, stored.duration_ms, stored.facts.width) == (
        "MP4，画面 H.264，声音 AAC",
        3000,
        720,
    )
    assert stored.state is StoredState.READY
    assert stored.playable is not None
    assert places.store.path(stored.playable.blob).stat().st_size == stored.playable.byte_count
    assert places.parts.tokens() == []
    assert finish(database, places, instructor, upload.token) == stored


@given(
    order=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 900)), min_size=1, max_size=12),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_in_any_order_and_repetition_give_the_same_file(
    database: Database, places: Places, instructor: Someone, order: list[tuple[int, int]]
) -> None:
    content = bytes(index * 7 % 256 for index in range(3000))
    upload = begun(database, instructor, len(content), key=new_token())
    sure = 0
    for number, length in order:
        offset = number * 500
        outcome = send(database, places, instructor, upload.token, offset, content[offset : offset + length])
        assert isinstance(outcome, service.Progress)
        assert outcome.is_taken == (offset == sure)
        sure += len(content[offset : offset + length]) if outcome.is_taken else 0
        assert outcome.received == sure
    while sure < len(content):
        outcome = send(database, places, instructor, upload.token, sure, content[sure : sure + 800])
        assert isinstance(outcome, service.Progress)
        sure = outcome.received
    assert places.parts.path(upload.token).read_bytes() == content
    with database.transaction() as session:
        assert service.cancel(session, places.parts, token=upload.token, person_id=instructor.person_id)


def test_bytes_that_were_not_acknowledged_are_written_over(
    database: Database, places: Places, instructor: Someone
) -> None:
    content = made.mp4()
    upload = begun(database, instructor, len(content))
    send(database, places, instructor, upload.token, 0, content[:1000])
    with places.parts.path(upload.token).open("ab") as file:  # a kill came between the disk and the database
        file.write(b"never acknowledged" * 100)
    send(database, places, instructor, upload.token, 1000, content[1000:])
    assert places.parts.path(upload.token).read_bytes() == content
    assert isinstance(finish(database, places, instructor, upload.token), Stored)


def test_the_same_file_goes_on_where_it_stopped_and_is_not_sent_twice(
    database: Database, places: Places, instructor: Someone
) -> None:
    content = made.mp4()
    first = begun(database, instructor, len(content))
    send(database, places, instructor, first.token, 0, content[:900])
    again = begun(database, instructor, len(content))
    assert (again.token, again.received) == (first.token, 900)
    send(database, places, instructor, first.token, 900, content[900:])
    stored = finish(database, places, instructor, first.token)
    third = begun(database, instructor, len(content))
    assert (third.token, third.received) == (first.token, len(content))
    assert finish(database, places, instructor, third.token) == stored
    other = begun(database, instructor, len(content) + 1)
    assert (other.token != first.token, other.received) == (True, 0)


def test_more_than_was_said_is_refused_and_nothing_is_lost(
    database: Database, places: Places, instructor: Someone
) -> None:
    upload = begun(database, instructor, 1000)
    for piece in (bytes(1001), bytes(PIECE_BYTES_MAX + 1)):
        assert isinstance(send(database, places, instructor, upload.token, 0, piece), Refusal)
    progress = send(database, places, instructor, upload.token, 0, bytes(1000))
    assert isinstance(progress, service.Progress)
    over = send(database, places, instructor, upload.token, 1000, b"x")
    assert isinstance(over, Refusal)
    assert places.parts.path(upload.token).stat().st_size == 1000


def test_a_half_upload_cannot_be_finished_and_says_what_is_left(
    database: Database, places: Places, instructor: Someone
) -> None:
    upload = begun(database, instructor, 3_000_000)
    send(database, places, instructor, upload.token, 0, bytes(500_000))
    refusal = finish(database, places, instructor, upload.token)
    assert isinstance(refusal, Refusal)
    assert "还差 2.5 MB" in refusal.sentence


def test_a_strangers_upload_is_not_there(
    database: Database, places: Places, instructor: Someone, trainee: Someone
) -> None:
    upload = begun(database, instructor, 1000)
    sent = send(database, places, trainee, upload.token, 0, bytes(10))
    ended = finish(database, places, trainee, upload.token)
    assert isinstance(sent, Refusal)
    assert isinstance(ended, Refusal)
    with database.reading() as session:
        assert service.own_upload_or_none(session, upload.token, trainee.person_id) is None
    assert begun(database, trainee, 1000).token != upload.token, "the same key of two people is two uploads"


@pytest.mark.parametrize(
    ("count", "code"), [(0, "empty"), (-5, "empty"), (500_000_001, "too-large"), (40_000_001, "person-full")]
)
def test_what_is_too_much_is_refused_before_a_byte_is_sent(
    database: Database, instructor: Someone, count: int, code: str
) -> None:
    refusal = begin(database, instructor, count)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_person_and_the_site_have_limits_over_all_files(
    database: Database, instructor: Someone, trainee: Someone, officer: Someone
) -> None:
    assert isinstance(begin(database, instructor, 30_000_000, key="a"), MediaUpload)
    full = begin(database, instructor, 20_000_000, key="b")
    assert isinstance(full, Refusal)
    assert "还剩 10 MB" in full.sentence
    assert isinstance(begin(database, trainee, 39_000_000, key="a"), MediaUpload)
    site_full = begin(database, officer, 20_000_000, key="a")
    assert isinstance(site_full, Refusal)
    assert site_full.code == "site-full"


def test_twenty_open_uploads_are_enough(database: Database, instructor: Someone) -> None:
    for number in range(20):
        assert isinstance(begin(database, instructor, 10, key=str(number)), MediaUpload)
    refusal = begin(database, instructor, 10, key="one more")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "too-many"


def test_what_is_no_video_is_dropped_with_a_sentence(
    database: Database, places: Places, instructor: Someone
) -> None:
    upload = begun(database, instructor, 8)
    send(database, places, instructor, upload.token, 0, b"PK\x03\x04zip!")
    refusal = finish(database, places, instructor, upload.token)
    assert isinstance(refusal, Refusal)
    assert "压缩包" in refusal.sentence
    assert places.parts.tokens() == []
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(MediaUpload)) == 0


def test_what_browsers_do_not_play_waits_for_the_converter_or_is_refused_where_there_is_none(
    database: Database, places: Places, instructor: Someone
) -> None:
    content = made.mp4(codec=b"hvc1")
    for has_converter in (False, True):
        upload = begun(database, instructor, len(content))
        send(database, places, instructor, upload.token, 0, content)
        outcome = finish(database, places, instructor, upload.token, has_converter=has_converter)
        if has_converter:
            assert isinstance(outcome, Stored)
            assert (outcome.state, outcome.playable) == (StoredState.CONVERTING, None)
        else:
            assert isinstance(outcome, Refusal)
            assert "H.265" in outcome.sentence
    with database.reading() as session:
        assert session.scalars(sa.select(Job.kind)).all() == ["media.prepare"]


def test_two_ends_at_once_store_one_file(
    committed_database: Database, settings: Settings, tmp_path: Path
) -> None:
    places = service.places_for(settings)
    person = make_person(committed_database, "周老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    content = made.mp4()
    upload = begun(committed_database, person, len(content))
    send(committed_database, places, person, upload.token, 0, content)
    outcomes: list[Stored | Refusal] = []
    threads = [
        threading.Thread(
            target=lambda: outcomes.append(finish(committed_database, places, person, upload.token))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert all(isinstance(one, Stored) and one == outcomes[0] for one in outcomes)
    with committed_database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredMedia)) == 1


def test_a_file_of_a_form_is_taken_at_once_up_to_its_limit(
    database: Database, places: Places, instructor: Someone
) -> None:
    def take(content: bytes, purpose: Purpose) -> Stored | Refusal:
        return service.take_stream(
            database.transaction,
            places,
            io.BytesIO(content),
            person_id=instructor.person_id,
            purpose=purpose,
            limits=_LIMITS,
            has_converter=False,
            now=instant_now(),
        )

    stored = take(made.mp3(), Purpose.AUDIO_RECORDING)
    photo = take(made.png(), Purpose.PHOTO)
    empty = take(b"", Purpose.PHOTO)
    large = take(bytes(20_000_001), Purpose.PHOTO)
    bomb = take(made.png(16_000, 16_000), Purpose.PHOTO)
    assert isinstance(stored, Stored)
    assert isinstance(photo, Stored)
    assert isinstance(empty, Refusal)
    assert empty.code == "empty"
    assert isinstance(large, Refusal)
    assert large.code == "too-large"
    assert isinstance(bomb, Refusal)
    assert "照片太大" in bomb.sentence
    assert list(places.parts.folder.iterdir()) == []


def _run(handler: Callable[[Work], None], **payload: object) -> None:
    handler(Work(1, payload, lambda _done, _total: True))


def test_half_uploads_and_what_nothing_shows_go_by_themselves(
    database: Database, places: Places, instructor: Someone
) -> None:
    content = made.mp4()
    tokens = []
    for key in ("kept", "unused"):
        upload = begun(database, instructor, len(content) + len(tokens), key=key)
        send(database, places, instructor, upload.token, 0, content + bytes(len(tokens)))
        tokens.append(upload.token)
    kept = finish(database, places, instructor, tokens[0])
    half = begun(database, instructor, 5000, key="half")
    send(database, places, instructor, half.token, 0, bytes(100))
    fresh = begun(database, instructor, 5000, key="fresh")
    assert isinstance(kept, Stored)
    with database.transaction() as session:
        service.keep(session, kept.id)
        long_ago = instant_now() - timedelta(days=10)
        session.execute(sa.update(StoredMedia).values(changed_at=long_ago))
        session.execute(
            sa.update(MediaUpload).where(MediaUpload.token == half.token).values(touched_at=long_ago)
        )
    os.utime(places.parts.path(half.token), (0, 0))
    _run(service.expire_handler(database, places))
    with database.reading() as session:
        left = set(
            session.scalars(sa.select(MediaUpload.token).where(MediaUpload.state == UploadState.RECEIVING))
        )
        assert left == {tokens[1], fresh.token}
        assert service.stored_or_none(session, kept.id) is not None
    assert half.token not in places.parts.tokens()


def test_what_was_erased_is_gone_but_what_a_course_shows_stays(
    database: Database, places: Places, instructor: Someone
) -> None:
    def one(seconds: int) -> Stored:
        content = made.mp4(seconds=seconds)
        upload = begun(database, instructor, len(content), key=str(seconds))
        send(database, places, instructor, upload.token, 0, content)
        stored = finish(database, places, instructor, upload.token)
        assert isinstance(stored, Stored)
        return stored

    gone, shown = one(2), one(3)
    with database.transaction() as session:
        for stored in (gone, shown):
            service.erase(session, stored.id, now=instant_now())
            service.erase(session, stored.id, now=instant_now())
            assert service.stored_or_none(session, stored.id) is None
        jobs = session.scalars(sa.select(Job).where(Job.kind == service.JOB_ERASE)).all()
        payloads = [job.payload for job in jobs]
    handler = service.erase_handler(database, places, lambda _session, blob: blob == shown.blob)
    for payload in [*payloads, *payloads]:
        _run(handler, **payload)
    assert gone.blob not in places.store
    assert shown.blob in places.store
