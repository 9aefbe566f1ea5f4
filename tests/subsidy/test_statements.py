"""A trainee's statement: the same sentences on the page and in the sound, which one person alone can hear."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.learning.service import JOB_LEARNED
from learnhub.primitives import fen_words, instant_now
from learnhub.settings import Settings
from learnhub.speech import service as speech
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.models import PageSpeech
from learnhub.subsidy.rules.claims import StepKind
from learnhub.subsidy.rules.statements import LineSaid, Statement, StepSaid, said
from learnhub.subsidy.service import claims
from tests.people import Someone
from tests.subsidy.claiming import CARD, Office
from tests.subsidy.made import Made
from tests.visit import Submit, Visit

TOLD = Statement(
    title="盲人按摩",
    class_number="豫2026-031",
    claim_number="豫2026-031-1",
    is_reversal=False,
    lines=[
        LineSaid("生活费", "每个线下天 30 元，15 天。", 45000),
        LineSaid("线上培训补贴", "不该念出来。", 9900, held="有一段学习正在核对。"),
    ],
    steps=[
        StepSaid(date(2026, 3, 5), StepKind.CALCULATED),
        StepSaid(date(2026, 3, 9), StepKind.REFUSED, "点名对不上。"),
    ],
    account=("学员本人", "****0004"),
)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "0 元整"),
        (45000, "450 元整"),
        (45056, "450 元 5 角 6 分"),
        (45006, "450 元 零 6 分"),
        (50, "5 角"),
        (5, "5 分"),
        (-100, "负 1 元整"),
    ],
)
def test_amounts_are_said_as_people_say_them(fen: int, words: str) -> None:
    assert fen_words(fen) == words


def test_what_is_held_adds_nothing_and_a_refusal_says_why() -> None:
    told = said(TOLD)
    assert "一共 450 元整。" in told
    assert "线上培训补贴：这次没有算进去。有一段学习正在核对。" in told
    assert "2026年3月9日：不予批准，点名对不上。" in told
    assert "钱打到学员本人的账户，账号最后四位是 0 0 0 4。" in told
    assert not any("不该念出来" in one for one in told)


@pytest.fixture
def worker(database: Database, settings: Settings) -> Iterator[Worker]:
    """A worker that speaks statements; what the learning before asked for is done with."""
    voice = Espeak()
    handler = claims.statement_handler(database, settings, lambda: (voice,))
    yield Worker(database, {claims.JOB_STATEMENT: handler, JOB_LEARNED: lambda work: None})
    voice.close()


def test_a_statement_is_heard_by_its_trainee_alone_and_expires(
    visit: Visit,
    submit: Submit,
    database: Database,
    worker: Worker,
    claim_id: int,
    made: Made,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
) -> None:
    at = {"enrolment_id": made.enrolment_id, "claim_id": claim_id}
    here = f"/me/subsidy/{made.enrolment_id}/claims/{claim_id}"
    worker.run_all()
    first = visit("subsidy.statement", trainee, **at)
    assert first.stops_to("念给我听") <= 5
    waiting = submit("subsidy.ask_for_voice", {}, trainee, target=here, **at).follow()
    assert "正在念" in waiting.words
    submit("subsidy.ask_for_voice", {}, trainee, target=here, **at)
    assert worker.run_all() == 1
    spoken = visit("subsidy.statement", trainee, **at)
    player = next(one for one in spoken.document.all("audio"))
    sound = player.get("src", "")
    assert spoken.stops_to("听这份补贴单") <= 5
    heard = visit(sound, trainee)
    assert heard.headers["Cache-Control"] == "no-store"
    assert len(heard.content) > 50_000
    cues = visit(sound.replace(".mp3", "/cues.vtt"), trainee)
    assert cues.headers["Cache-Control"] == "no-store"
    with database.reading() as session:
        kept = session.get_one(PageSpeech, sound.split("/")[-1].removesuffix(".mp3"))
        cued = [cue["text"] for cue in kept.cues]
        assert kept.owner_id == trainee.person_id
        assert kept.expires_at - kept.made_at == timedelta(hours=2)
    shown = [spoken.document.words(spoken.document.by_id[f"r-{n + 1}"]) for n in range(len(cued))]
    assert [text.split() for text in shown] == [text.split() for text in cued]
    number = "".join(CARD.split())
    assert not any(number in "".join(text.split()) for text in cued)
    assert "最后四位是 0 0 0 4" in spoken.words
    for stranger in (other_trainee, officer, None):
        visit(sound, stranger, 404)
    for neighbour in (other_trainee, officer):
        visit("subsidy.statement", neighbour, 404, **at)
        submit("subsidy.ask_for_voice", {}, neighbour, 404, **at)
    with database.transaction() as session:
        assert speech.forget_expired(session, now=instant_now() + timedelta(hours=3)) == 1
    assert "念给我听" in visit("subsidy.statement", trainee, **at).buttons
    visit(sound, trainee, 404)


def test_what_was_spoken_is_not_spoken_twice_and_a_claim_that_moved_is_spoken_anew(
    submit: Submit, database: Database, settings: Settings, worker: Worker, claim_id: int, made: Made,
    trainee: Someone, base_manager: Someone,
) -> None:  # fmt: skip
    at = {"enrolment_id": made.enrolment_id, "claim_id": claim_id}
    here = f"/me/subsidy/{made.enrolment_id}/claims/{claim_id}"
    worker.run_all()
    for runs in (1, 0):
        submit("subsidy.ask_for_voice", {}, trainee, target=here, **at)
        assert worker.run_all() == runs
    Office.of(database, settings).step(claim_id, base_manager, StepKind.SUBMITTED)
    submit("subsidy.ask_for_voice", {}, trainee, target=here, **at)
    assert worker.run_all() == 1
