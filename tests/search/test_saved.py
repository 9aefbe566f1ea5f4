"""Searches that people keep: told once of what is new, seen and dropped by nobody else, gone with the account."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.db import Database
from learnhub.messages.models import Message
from learnhub.messages.rules import Kind
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.models import SavedSearch
from learnhub.settings import Settings
from tests.people import Someone
from tests.tiny_course import TinyCourse, store_in
from tests.visit import Submit, Visit


def messages_about(database: Database, person: Someone) -> int:
    with database.reading() as session:
        return len(
            session.scalars(
                sa.select(Message).where(
                    Message.person_id == person.person_id, Message.kind == Kind.COURSE_FITS.value
                )
            ).all()
        )


def look(database: Database, settings: Settings) -> int:
    with database.transaction() as session:
        table, index = service.word_table(session, settings), service.index_for(session, settings)
        return service.tell_new_courses(session, index, table, now=instant_now())


def test_whoever_keeps_a_search_is_told_once_of_a_new_course_and_drops_it_alone(
    visit: Visit,
    submit: Submit,
    trainee: Someone,
    other_trainee: Someone,
    database: Database,
    settings: Settings,
    tmp_path: Path,
) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-first", sentence="把海绵浸到温水里再拧干，从左到右慢慢地擦桌子。").load(
            session, store_in(tmp_path)
        )
    found = visit("search.results", trainee, q="布料")
    assert "有新课程告诉我" in found.words
    assert "有新课程告诉我" not in visit("search.results", q="布料").words
    for _twice in range(2):
        submit(
            "search.save_search",
            {"q": "布料", "has": "braille"},
            trainee,
            target="/me/searches?done=saved",
        )
    assert look(database, settings) == 0
    with database.transaction() as session:
        TinyCourse("tiny-course").load(session, store_in(tmp_path))
    assert look(database, settings) == 1
    assert look(database, settings) == 0
    assert messages_about(database, trainee) == 1
    with database.reading() as session:
        [told] = session.scalars(sa.select(Message).where(Message.kind == Kind.COURSE_FITS.value)).all()
    # Each engine keeps the arguments in an order of its own.
    either = re.compile(r"/search\?(q=%E5%B8%83%E6%96%99&has=braille|has=braille&q=%E5%B8%83%E6%96%99)")
    led = submit("messages.open_message", {}, trainee, message_id=told.id, target=either)
    assert "课程 tiny-course" in visit(led.location, trainee).words
    assert messages_about(database, other_trainee) == 0
    with database.reading() as session:
        [saved] = session.scalars(sa.select(SavedSearch)).all()
    submit("search.drop_search", {"saved": str(saved.id)}, other_trainee, target="/me/searches?done=dropped")
    assert "不再保存“布料”" in visit("search.saved_searches", trainee).words
    assert "布料" not in visit("search.saved_searches", other_trainee).words
    submit("search.drop_search", {"saved": str(saved.id)}, trainee, target="/me/searches?done=dropped")
    assert "还没有保存" in visit("search.saved_searches", trainee).words


@pytest.mark.parametrize("asked", ["", "怎么", "😀"])
def test_what_asks_for_nothing_is_not_kept(submit: Submit, trainee: Someone, asked: str) -> None:
    assert "先写想学什么" in submit("search.save_search", {"q": asked}, trainee, 409).words


def test_ten_are_kept_and_all_go_with_the_account(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    with database.transaction() as session:
        table, index = service.word_table(session, settings), service.index_for(session, settings)
        outcomes = [
            service.save_search(
                session, index, table, f"第{n}种 木工", {}, person_id=trainee.person_id, now=instant_now()
            )
            for n in range(11)
        ]
        assert [isinstance(one, SavedSearch) for one in outcomes] == [True] * 10 + [False]
        service.forget_searches(session, trainee.person_id)
        assert service.saved_searches(session, trainee.person_id) == []
