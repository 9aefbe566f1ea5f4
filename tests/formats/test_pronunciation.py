"""Readings are changed on a page, kept with who and when, heard at once, and spoken anew in the lessons that use them."""

import pytest
import sqlalchemy as sa

from learnhub.catalogue.models import Course
from learnhub.catalogue.service import TextToSpeak, course_lexicon, page_readings, texts_to_speak
from learnhub.db import Database
from learnhub.formats.service import pronunciation as service
from learnhub.jobs.models import Job
from learnhub.jobs.worker import Work
from learnhub.language import house_lexicon
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.models import ReadingChange, Utterance
from learnhub.speech.service import RENDER, render_text, rendition_or_none
from learnhub.storage.service import store_for
from tests.bases import training_base
from tests.people import BASE_ID, Someone
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit

STOPS_MAX = 25 - 2  # DESIGN §8; a supervision office adds links to the footer
SENTENCE = "先量一下这块布，再把它的长度写下来，读给大家听。"


@pytest.fixture
def course(database: Database, settings: Settings) -> str:
    """A course of the instructor's base, whose lessons say 长度, and a neighbour's."""
    store = store_for(settings)
    with database.transaction() as session:
        session.add(training_base())
        session.flush()
        own = TinyCourse("own-course", sentence=SENTENCE).load(session, store)
        TinyCourse("other-course", lessons=("other-push", "other-press")).load(session, store)
        own.base_id = BASE_ID
    return "own-course"


def test_officer_changes_a_reading_and_it_holds_in_every_course(
    course: str, officer: Someone, visit: Visit, submit: Submit, database: Database, settings: Settings
) -> None:
    page = visit("pronunciation.word_everywhere", officer, word="长度")
    assert "现在读 cháng dù。" in page.words
    assert "第一课press-deep" in page.links
    changed = submit(
        "pronunciation.change_everywhere",
        {"reading": "zhǎng dù"},
        officer,
        word="长度",
        target="/office/pronunciation/word?word=%E9%95%BF%E5%BA%A6&done=changed",
    ).follow()
    assert "现在读 zhǎng dù，是改过的。" in changed.words
    assert [row[1:] for row in changed.rows("改动记录")] == [["老郑", "zhǎng dù"]]
    assert "长度：zhǎng dù（有人改过）" in visit("pronunciation.everywhere", officer).words
    with database.reading() as session:
        found = session.scalars(sa.select(Course)).all()
        for one in found:
            assert course_lexicon(session, store_for(settings), one.id).readings["长度"] == ("zhang3", "du4")


def test_list_of_words_is_one_stop_of_the_keyboard_and_opens_the_chosen_one(
    admin: Someone, visit: Visit
) -> None:
    page = visit("pronunciation.everywhere", admin, page=3)
    choices = [one for one in page.document.all("input") if one.get("type") == "radio"]
    assert len(choices) == 20
    assert len(page.document.stops) <= STOPS_MAX
    chosen = choices[-1].get("value", "")
    assert f"“{chosen}”怎么读" in visit("pronunciation.word_everywhere", admin, word=chosen).heading


def test_instructor_changes_the_own_course_alone_and_its_reading_goes_first(
    course: str,
    instructor: Someone,
    officer: Someone,
    visit: Visit,
    submit: Submit,
    database: Database,
    settings: Settings,
) -> None:
    assert "课程 own-course" in visit("pronunciation.courses", instructor).links
    for person, endpoint, values in (
        (officer, "everywhere", {}),
        (instructor, "of_course", {"course": course}),
    ):
        reading = "zhang3 du4" if endpoint == "everywhere" else "chang2 du5"
        change = "change_everywhere" if endpoint == "everywhere" else "change_of_course"
        path = "/office" if endpoint == "everywhere" else "/teach/courses/own-course"
        submit(
            f"pronunciation.{change}",
            {"reading": reading},
            person,
            word="长度",
            target=f"{path}/pronunciation/word?word=%E9%95%BF%E5%BA%A6&done=changed",
            **values,  # type: ignore[arg-type]
        )
    with database.reading() as session:
        said = {
            one.slug: course_lexicon(session, store_for(settings), one.id).readings["长度"]
            for one in session.scalars(sa.select(Course))
        }
    assert said == {"own-course": ("chang2", "du5"), "other-course": ("zhang3", "du4")}
    page = visit("pronunciation.of_course", instructor, course=course)
    assert "长度：cháng du（有人改过）" in page.words


def test_pages_of_a_course_are_read_aloud_with_its_own_readings_and_other_pages_are_not(
    course: str, officer: Someone, visit: Visit, database: Database, settings: Settings
) -> None:
    def heard(address: str) -> str:
        page = visit("speech.read_page", page=address)
        return next(element.get("src", "") for element in page.document.all("audio"))

    short = f"/courses/{course}/lessons/push-slow/books"
    before = heard(short)
    with database.transaction() as session:
        service.change_reading(
            session,
            course_slug=course,
            word="第一课",
            syllables=("di4", "yao1", "ke4"),
            person_id=officer.person_id,
            now=instant_now(),
        )
    assert heard(short) != before
    with database.reading() as session:
        store = store_for(settings)
        for slug, lesson, said in (
            (course, "push-slow", ("di4", "yao1", "ke4")),
            (course, "", ("di4", "yao1", "ke4")),
            (course, "no-such-lesson", ("di4", "yao1", "ke4")),
            ("other-course", "other-push", None),
            ("no-such-course", "", None),
        ):
            assert page_readings(session, store, slug, lesson).readings.get("第一课") == said, (slug, lesson)


def test_a_word_that_is_taken_back_is_read_as_before_and_its_history_stays(
    course: str, admin: Someone, submit: Submit, database: Database, visit: Visit
) -> None:
    target = "/office/pronunciation/word?word=%E9%95%BF%E5%BA%A6&done="
    submit(
        "pronunciation.change_everywhere",
        {"reading": "zhang3 du4"},
        admin,
        word="长度",
        target=target + "changed",
    )
    page = submit(
        "pronunciation.withdraw_everywhere", {}, admin, word="长度", target=target + "withdrawn"
    ).follow()
    assert "现在读 cháng dù。" in page.words
    assert [row[2] for row in page.rows("改动记录")] == ["撤回", "zhǎng dù"]
    again = submit("pronunciation.withdraw_everywhere", {}, admin, 422, word="长度")
    assert again.errors == ["“长度”没有改过读音，不用撤回。"]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReadingChange)) == 2


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "请填写"),
        ("chang2", "1 个音节"),
        ("hello world", "不是拼音"),
        ("chang2 😀", "不是拼音"),
        ("a" * 5000, "太长"),
    ],
)
def test_what_is_no_reading_is_refused_with_a_sentence_and_kept(
    course: str, typed: str, part: str, officer: Someone, submit: Submit, database: Database
) -> None:
    page = submit("pronunciation.change_everywhere", {"reading": typed}, officer, 422, word="长度")
    assert part in page.errors[0]
    assert page.fields["拼音"] == typed
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReadingChange)) == 0


@pytest.mark.parametrize(
    ("word", "part"),
    [("", "请填写"), ("😀长度", "“😀”"), ("Tab键", "“T”"), ("长", "两个字以上"), ("按" * 300, "最多")],
)
def test_what_is_no_word_is_answered_on_the_list(
    course: str, word: str, part: str, officer: Someone, visit: Visit
) -> None:
    page = visit("pronunciation.word_everywhere", officer, 422, word=word)
    assert part in page.errors[0]


def test_reading_that_holds_already_is_no_change(course: str, officer: Someone, submit: Submit) -> None:
    target = "/office/pronunciation/word?word=%E9%95%BF%E5%BA%A6&done=changed"
    submit("pronunciation.change_everywhere", {"reading": "zhang3 du4"}, officer, word="长度", target=target)
    page = submit("pronunciation.change_everywhere", {"reading": "zhǎng dù"}, officer, 422, word="长度")
    assert page.errors == ["“长度”已经是这个读音了，没有改动。"]


def test_nobody_else_reaches_the_lists(
    course: str, trainee: Someone, instructor: Someone, other_trainee: Someone, visit: Visit
) -> None:
    visit("pronunciation.everywhere", trainee, 403)
    visit("pronunciation.everywhere", instructor, 403)
    visit("pronunciation.of_course", trainee, 403, course=course)
    visit("pronunciation.of_course", instructor, 404, course="other-course")
    visit("pronunciation.sound", trainee, 403, word="长度", said="chang2-du4")


def test_word_is_heard_as_typed_and_spoken_once(
    course: str, officer: Someone, visit: Visit, database: Database
) -> None:
    first = visit("pronunciation.sound", officer, word="长度", said="chang2-du4")
    other = visit("pronunciation.sound", officer, word="长度", said="zhang3-du4")
    again = visit("pronunciation.sound", officer, word="长度", said="chang2-du4")
    assert first.headers["Content-Type"] == "audio/mpeg"
    assert first.content == again.content != other.content
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Utterance)) == 2
    visit("pronunciation.sound", officer, 404, word="长度", said="hello")
    visit("pronunciation.sound", officer, 404, word="长度", said="chang2")


def test_word_is_heard_from_the_list_and_a_reading_before_it_is_saved(
    course: str, officer: Someone, visit: Visit, submit: Submit, database: Database
) -> None:
    sound = "/pronunciation/%E9%95%BF%E5%BA%A6"
    visit(
        "pronunciation.word_everywhere",
        officer,
        303,
        word="长度",
        listen="y",
        target=f"{sound}/chang2-du4.mp3",
    )
    tried = submit(
        "pronunciation.change_everywhere",
        {"reading": "zhǎng dù", "try": "y"},
        officer,
        word="长度",
        target="/office/pronunciation/word?word=%E9%95%BF%E5%BA%A6&tried=zhang3-du4#tried",
    ).follow()
    assert tried.links["听一听 zhǎng dù，还没有保存"] == f"{sound}/zhang3-du4.mp3"
    assert tried.fields["拼音"] == "zhang3 du4"
    assert "现在读 cháng dù。" in tried.words
    refused = submit(
        "pronunciation.change_everywhere", {"reading": "zhang3", "try": "y"}, officer, 422, word="长度"
    )
    assert refused.fields["拼音"] == "zhang3"
    assert "听一听 zhang3" not in refused.words
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReadingChange)) == 0


def test_changed_reading_speaks_only_the_sentences_that_hold_the_word(
    officer: Someone, submit: Submit, database: Database, settings: Settings
) -> None:
    store, engine = store_for(settings), Espeak()
    with database.transaction() as session:
        TinyCourse("own-course", lessons=("push-slow",), sentence=SENTENCE).load(session, store)
        TinyCourse("other-course", lessons=("press-deep",)).load(session, store)
    texts = _spoken(database, settings, engine)
    before = _utterances(database)
    submit(
        "pronunciation.change_everywhere",
        {"reading": "zhang3 du4"},
        officer,
        word="长度",
        target="/office/pronunciation/word?word=%E9%95%BF%E5%BA%A6&done=changed",
    )
    with database.reading() as session:
        job = session.scalars(sa.select(Job).where(Job.kind == service.JOB_READING)).one()
    handler = service.reading_handler(database, store, lambda: [engine])
    for _twice in range(2):
        handler(Work(job.id, dict(job.payload), lambda done, total: True))
    with database.reading() as session:
        asked = session.scalars(sa.select(Job).where(Job.kind == RENDER)).all()
    assert [one.payload["text_hash"] for one in asked] == [
        text.text_hash for text in texts if text.course_slug == "own-course" and not text.is_check
    ]
    _spoken(database, settings, engine)
    engine.close()
    assert len(_utterances(database) - before) == 1  # one sentence, said nine times in the lesson


def _spoken(database: Database, settings: Settings, engine: Espeak) -> list[TextToSpeak]:
    store = store_for(settings)
    with database.transaction() as session:
        texts = list(texts_to_speak(session, store))
        for text in texts:
            render_text(
                session,
                store,
                text.sentences,
                text_hash=text.text_hash,
                edition=text.edition,
                lexicon=house_lexicon().with_course(text.lexicon),
                engines=[engine],
            )
            assert rendition_or_none(session, text.text_hash, text.edition) is not None
    return texts


def _utterances(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(sa.select(Utterance.address)))
