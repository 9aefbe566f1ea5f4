"""A question, what is said to an answer, and a lesson in better sound: each can be heard."""

import pytest
import sqlalchemy as sa

from learnhub.catalogue.models import LessonVersion
from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.language import house_lexicon
from learnhub.learning.views.question_audio import EDITION
from learnhub.settings import Settings
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.models import Rendition
from learnhub.speech.rules import SpokenSentence
from learnhub.speech.service import render_text
from learnhub.storage.service import store_for
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Page, Submit, Visit

LESSON = {"course": "massage-basics", "lesson": "push-slow"}


@pytest.fixture(autouse=True)
def course(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        TinyCourse("massage-basics").load(session, store_for(settings))


def sound_of(page: Page) -> str:
    return next(element.get("src", "") for element in page.document.all("audio"))


def sound_bytes(visit: Visit, page: Page) -> bytes:
    answer = visit(sound_of(page))
    answer.response.close()
    return answer.content


def read_aloud(page: Page) -> list[str]:
    return [
        element.text or "" for element in page.document.all("p") if (element.get("id") or "").startswith("r-")
    ]


def test_question_is_heard_with_its_choices_and_the_way_back(visit: Visit) -> None:
    lesson = visit("learning.lesson", **LESSON)
    heard = visit(lesson.links["听这道题"])
    assert read_aloud(heard) == [
        "feel 的第一道题，选哪一个？",
        "第 1 个：错的。",
        "第 2 个：对的。",
        "第 3 个：也是错的。",
    ]
    assert mp3.duration_ms(sound_bytes(visit, heard)) > 3_000
    assert heard.links["回到这一课，去答题"] == "/courses/massage-basics/lessons/push-slow#act-s1"
    assert lesson.stops_to("提交答案") > lesson.stops_to("听这道题")


def test_question_is_spoken_once(visit: Visit, database: Database) -> None:
    address = visit("learning.lesson", **LESSON).links["听这道题"]
    assert sound_of(visit(address)) == sound_of(visit(address))
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Rendition.id)).where(Rendition.edition == EDITION)) == 1


def test_feedback_is_heard_as_it_is_written(visit: Visit, submit: Submit) -> None:
    answered = submit(
        "learning.answer", {"question": "1", "act": "a1", "chosen": "c1"}, status=200, check="feel", **LESSON
    )
    heard = visit(answered.links["听反馈：第 1 节第 1 题"])
    assert heard.heading.startswith("听反馈：")
    assert read_aloud(heard) == ["您选的是：错的。", "再想一想。", "想一想手心的感觉。"]
    right = visit("learning.question_audio", check="feel", number=1, chosen="c2", **LESSON)
    assert read_aloud(right)[1] == "答对了。"


@pytest.mark.parametrize(("check", "number"), [("feel", 9), ("nothing", 1)])
def test_question_that_is_not_there_is_a_404_page(visit: Visit, check: str, number: int) -> None:
    visit("learning.question_audio", status=404, check=check, number=number, **LESSON)


def test_choice_that_is_not_there_is_left_out(visit: Visit) -> None:
    heard = visit("learning.question_audio", check="feel", number=1, chosen="c99", **LESSON)
    assert heard.heading.startswith("听题：")


def test_natural_voice_is_asked_for_where_it_is_installed(
    visit: Visit, database: Database, monkeypatch: pytest.MonkeyPatch, trainee: Someone
) -> None:
    class Natural(Espeak):
        name = "kokoro"

    monkeypatch.setattr("learnhub.speech.service.engines_of", lambda _settings: (Natural(), Espeak()))
    visit("learning.question_audio", trainee, check="feel", number=1, **LESSON)
    with database.reading() as session:
        job = session.scalars(sa.select(Job).where(Job.kind == "speech.render")).one()
        assert (job.payload["engine"], job.priority) == ("kokoro", 5)


def test_better_sound_is_offered_with_its_size_and_can_be_left_again(
    visit: Visit, database: Database, settings: Settings
) -> None:
    assert not any("音质" in words for words in visit("learning.lesson", **LESSON).links)
    engine = Espeak()
    with database.transaction() as session:
        version = session.scalars(sa.select(LessonVersion)).first()
        assert version is not None
        for rate in (24, 48):
            render_text(
                session,
                store_for(settings),
                [SpokenSentence("t", "先洗手，再开始。")],
                text_hash=version.text_hash,
                edition="standard",
                lexicon=house_lexicon(),
                engines=[engine],
                bit_rate_kbps=rate,
            )
    engine.close()
    usual = visit("learning.lesson", **LESSON)
    (offer,) = (words for words in usual.links if "音质更好" in words)
    assert "KB" in offer
    better = visit(usual.links[offer])
    assert sound_of(better) != sound_of(usual)
    small, large = (len(sound_bytes(visit, page)) for page in (usual, better))
    assert large == pytest.approx(2 * small, rel=0.05)
    (back,) = (words for words in better.links if "省流量" in words)
    assert sound_of(visit(better.links[back])) == sound_of(usual)
