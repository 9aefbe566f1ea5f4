"""Where people left off: kept for each person and text, moved by the last one to come."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnhub.db import Database
from learnhub.learning.models import LessonPlace
from learnhub.learning.service.places import Place, keep_place, place_of
from learnhub.primitives import instant_now
from tests.people import Someone

TEXT, OTHER_TEXT = "a" * 64, "b" * 64


def test_a_place_is_kept_for_one_person_and_one_text(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        assert place_of(session, trainee.person_id, TEXT) == Place()
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sentence_id="s-4", now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("s-4", 0)
        assert place_of(session, trainee.person_id, OTHER_TEXT) == Place()
        assert place_of(session, other_trainee.person_id, TEXT) == Place()


def test_sentence_and_video_move_apart_from_each_other(database: Database, trainee: Someone) -> None:
    now = instant_now()
    with database.transaction() as session:
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sentence_id="s-4", now=now)
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, video_ms=61_000, now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("s-4", 61_000)
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sentence_id="", now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("", 61_000)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["s-1", "s-2", "s-3", ""]), min_size=1, max_size=6))
def test_the_last_place_to_come_is_the_one_that_is_kept_in_one_row(
    database: Database, trainee: Someone, moves: list[str]
) -> None:
    now = instant_now()
    with database.transaction() as session:
        for number, sentence_id in enumerate(moves):
            keep_place(
                session,
                person_id=trainee.person_id,
                text_hash=TEXT,
                sentence_id=sentence_id,
                now=now + timedelta(seconds=number),
            )
        assert place_of(session, trainee.person_id, TEXT).sentence_id == moves[-1]
        kept = session.query(LessonPlace).where(LessonPlace.person_id == trainee.person_id).all()
        assert len(kept) == 1
        assert kept[0].changed_at == now + timedelta(seconds=len(moves) - 1)
