"""What leaves the site: once, outside quiet hours, tried again, given up in sight, and never with a word of the message."""

import itertools
import stat
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.db import Database
from learnhub.jobs.models import Job
from learnhub.jobs.worker import Work, Worker
from learnhub.messages.adapters.file_sink import FileSink
from learnhub.messages.models import DispatchState, Message, MessageAddress, MessageDispatch
from learnhub.messages.rules import Channel, Kind
from learnhub.messages.rules.channels import ATTEMPTS_MAX, Letter, SendFault
from learnhub.messages.service import (
    JOB_CODE,
    JOB_SEND,
    addresses_of,
    choose_quiet_hours,
    code_handler,
    confirm,
    dead,
    forget_ended,
    give_address,
    send_handler,
    take_away,
    tell,
    try_dead_again,
)
from learnhub.messages.service.sending import UNSURE, take
from learnhub.policy.service import figures
from learnhub.primitives import SHANGHAI, Refusal, instant_now
from learnhub.settings import PROJECT_DIR, Settings
from tests.people import Someone, make_person

FIGURES = figures(PROJECT_DIR / "content")
NOON = instant_now().astimezone(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)
NUMBER = "13800138000"


class Gateway:
    """A gateway that remembers what it was given, or refuses."""

    def __init__(self, fault: SendFault | None = None) -> None:
        self.letters: list[Letter] = []
        self.fault = fault

    def send(self, letter: Letter) -> None:
        if self.fault is not None:
            raise self.fault
        self.letters.append(letter)

    def __call__(self) -> dict[Channel, "Gateway"]:
        return dict.fromkeys(Channel, self)


def with_number(session: Session, settings: Settings, person: Someone) -> None:
    """Give a person a confirmed number and no quiet hours."""
    keys = site_keys(settings)
    yesterday = NOON - timedelta(days=1)
    assert give_address(session, keys, person.person_id, Channel.SMS, typed=NUMBER, now=yesterday) is None
    session.execute(sa.update(MessageAddress).values(confirmed_at=NOON))
    session.expire_all()
    choose_quiet_hours(session, person.person_id, from_minute=0, until_minute=0)


def told(session: Session, person: Someone, key: str, now: datetime = NOON) -> None:
    assert tell(
        session, person.person_id, Kind.CLAIM_PAID, {"class_title": "按摩班"}, ("subsidy.own_records", {}), key=key, now=now
    )  # fmt: skip


def taken(session: Session, settings: Settings, now: datetime) -> Letter | None:
    [number] = session.scalars(sa.select(MessageDispatch.id))
    return take(session, site_keys(settings), number, figures=FIGURES, site_name="学习汇", now=now)


def test_what_waits_is_sent_as_one_and_says_only_how_many_and_where(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    gateway = Gateway()
    with database.transaction() as session:
        with_number(session, settings, trainee)
        for key in "abc":
            told(session, trainee, key, instant_now())
    worker = Worker(
        database, {JOB_SEND: send_handler(database, settings, gateway), JOB_CODE: lambda _work: None}
    )
    worker.run_all()
    [letter] = gateway.letters
    assert (letter.channel, letter.address) == (Channel.SMS, NUMBER)
    assert letter.text == "学习汇：您有 3 条新消息。请登录网站，打开“消息”看看。"
    handle = send_handler(database, settings, gateway)
    with database.reading() as session:
        [job] = session.scalars(sa.select(Job).where(Job.kind == JOB_SEND))
    handle(Work(job.id, job.payload, lambda _done, _total: True))
    assert len(gateway.letters) == 1, "a job that runs twice sends once"


def test_the_night_is_quiet_and_what_came_in_it_is_sent_in_the_morning(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    with database.transaction() as session:
        with_number(session, settings, trainee)
        choose_quiet_hours(session, trainee.person_id, from_minute=21 * 60, until_minute=8 * 60)
        night = NOON.replace(hour=23)
        told(session, trainee, "a", night)
        assert taken(session, settings, night) is None
        told(session, trainee, "b", night + timedelta(hours=2))
        morning = night.replace(hour=8) + timedelta(days=1)
        waiting = session.scalars(sa.select(Job.run_after_at).where(Job.key.like(f"{JOB_SEND}:%:2"))).one()
        assert waiting == morning
        letter = taken(session, settings, morning)
    assert letter is not None
    assert "2 条" in letter.text


def test_what_was_read_in_the_meantime_is_not_sent_and_what_nobody_confirmed_never(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    with database.transaction() as session:
        with_number(session, settings, trainee)
        told(session, trainee, "a")
        session.execute(sa.update(Message).values(read_at=NOON))
        assert taken(session, settings, NOON) is None
        assert session.scalars(sa.select(MessageDispatch.state)).one() is DispatchState.DROPPED
        session.execute(sa.delete(sa.table("dispatched_message")))
        session.execute(sa.delete(MessageDispatch))
        told(session, trainee, "b")
        assert take_away(session, trainee.person_id, Channel.SMS)
        assert taken(session, settings, NOON) is None


def test_a_day_has_only_so_many_and_the_rest_is_one_in_the_morning(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    with database.transaction() as session:
        with_number(session, settings, trainee)
        for number in range(5):
            session.add(
                MessageDispatch(
                    person_id=trainee.person_id, channel=Channel.SMS, token=f"t{number}", state=DispatchState.SENT,
                    runs=1, made_at=NOON, ended_at=NOON, lease_until_at=None, fault=None,
                )
            )  # fmt: skip
        told(session, trainee, "a")
        [number] = session.scalars(
            sa.select(MessageDispatch.id).where(MessageDispatch.state == DispatchState.WAITING)
        )
        keys = site_keys(settings)
        assert take(session, keys, number, figures=FIGURES, site_name="学习汇", now=NOON) is None
        tomorrow = NOON + timedelta(days=1)
        assert take(session, keys, number, figures=FIGURES, site_name="学习汇", now=tomorrow) is not None


def test_a_gateway_that_refuses_is_asked_again_with_growing_waits_and_then_given_up(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    gateway = Gateway(SendFault("gateway closed"))
    handle = send_handler(database, settings, gateway)
    with database.transaction() as session:
        with_number(session, settings, trainee)
        told(session, trainee, "a", instant_now())
        [number] = session.scalars(sa.select(MessageDispatch.id))
    for _attempt in range(ATTEMPTS_MAX):
        handle(Work(1, {"dispatch": number}, lambda _done, _total: True))
    with database.reading() as session:
        starts = session.scalars(
            sa.select(Job.run_after_at).where(Job.kind == JOB_SEND).order_by(Job.id)
        ).all()
        [given_up], total = dead(session, number=1, size=25)
    waits = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert len(starts) == ATTEMPTS_MAX
    assert waits == sorted(waits)
    assert (given_up.fault, given_up.attempts, total) == ("gateway closed", ATTEMPTS_MAX, 1)
    gateway.fault = None
    with database.transaction() as session:
        keys = site_keys(settings)
        assert addresses_of(session, keys, trainee.person_id)[Channel.SMS].has_failed
        assert try_dead_again(session, now=instant_now()) == 1
    handle(Work(1, {"dispatch": number}, lambda _done, _total: True))
    assert len(gateway.letters) == 1
    with database.transaction() as session:
        assert forget_ended(session, now=instant_now() + timedelta(days=31)) == 1


def test_what_can_never_arrive_is_given_up_at_once(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    handle = send_handler(database, settings, Gateway(SendFault("no such number", is_final=True)))
    with database.transaction() as session:
        with_number(session, settings, trainee)
        told(session, trainee, "a", instant_now())
        [number] = session.scalars(sa.select(MessageDispatch.id))
    handle(Work(1, {"dispatch": number}, lambda _done, _total: True))
    with database.reading() as session:
        assert dead(session, number=1, size=25)[1] == 1


def test_a_worker_that_is_killed_between_sending_and_noting_it_sends_once_more_and_never_again(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    """What kill -9 leaves behind is a lease; whether it had sent, nobody knows."""
    with database.transaction() as session:
        with_number(session, settings, trainee)
        told(session, trainee, "a")
        first = taken(session, settings, NOON)
        assert first is not None
        assert taken(session, settings, NOON + timedelta(minutes=1)) is None, "another worker is at it"
        again = taken(session, settings, NOON + timedelta(minutes=6))
        assert again is not None
        assert again.token == first.token, "by which a gateway or a mail program knows it again"
        assert taken(session, settings, NOON + timedelta(minutes=12)) is None
        [row] = session.scalars(sa.select(MessageDispatch))
        assert (row.state, row.fault) == (DispatchState.DEAD, UNSURE)


def test_two_workers_at_the_same_moment_send_once(committed_database: Database, settings: Settings) -> None:
    someone, gateway = make_person(committed_database, "小林"), Gateway()
    handle = send_handler(committed_database, settings, gateway)
    with committed_database.transaction() as session:
        with_number(session, settings, someone)
        told(session, someone, "a", instant_now())
        [number] = session.scalars(sa.select(MessageDispatch.id))
    together = threading.Barrier(4)

    def work() -> None:
        together.wait()
        handle(Work(1, {"dispatch": number}, lambda _done, _total: True))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(gateway.letters) == 1


@pytest.fixture
def sink(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def test_the_file_sink_keeps_letters_to_itself_and_names_nobody(sink: Path) -> None:
    letter = Letter(Channel.SMS, NUMBER, "学习汇", "学习汇：您有 1 条新消息。", "token")
    for _ in range(2):
        FileSink(sink).send(letter)
    [path] = sink.iterdir()
    assert path.name == "sms-token.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(sink.stat().st_mode) == 0o700
    assert path.read_text(encoding="utf-8").startswith(NUMBER)
    (sink / "file").write_text("x")
    with pytest.raises(SendFault, match="outbox folder"):
        FileSink(sink / "file").send(letter)


def test_a_number_is_kept_unreadable_and_nothing_but_a_code_goes_there_before_it_is_confirmed(
    database: Database, settings: Settings, trainee: Someone
) -> None:
    gateway, keys, now = Gateway(), site_keys(settings), instant_now()
    handlers = {
        JOB_SEND: send_handler(database, settings, gateway),
        JOB_CODE: code_handler(database, settings, gateway),
    }
    with database.transaction() as session:
        assert give_address(session, keys, trainee.person_id, Channel.SMS, typed=NUMBER, now=now) is None
        told(session, trainee, "a", now)
        row = session.get_one(MessageAddress, (trainee.person_id, Channel.SMS))
        assert NUMBER not in row.address_sealed + row.address_hash
    Worker(database, handlers).run_all()
    [letter] = gateway.letters
    code = letter.text.partition("确认码是 ")[2][:6]
    with database.transaction() as session:
        row = session.get_one(MessageAddress, (trainee.person_id, Channel.SMS))
        assert code not in (row.code_hash or "")
        assert code not in "".join(map(str, session.scalars(sa.select(Job.payload))))
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for _ in range(4):
            assert isinstance(
                confirm(session, keys, trainee.person_id, Channel.SMS, typed=wrong, now=now), Refusal
            )
        assert confirm(session, keys, trainee.person_id, Channel.SMS, typed=code, now=now) is None
        assert addresses_of(session, keys, trainee.person_id)[Channel.SMS].masked == "138****00"


def test_codes_can_neither_be_tried_out_nor_sent_without_end(
    database: Database, settings: Settings, trainee: Someone, other_trainee: Someone
) -> None:
    gateway, keys, now = Gateway(), site_keys(settings), instant_now()
    with database.transaction() as session:
        assert give_address(session, keys, trainee.person_id, Channel.SMS, typed=NUMBER, now=now) is None
    Worker(database, {JOB_CODE: code_handler(database, settings, gateway)}).run_all()
    code = gateway.letters[0].text.partition("确认码是 ")[2][:6]
    with database.transaction() as session:
        for _ in range(5):
            assert isinstance(
                confirm(session, keys, trainee.person_id, Channel.SMS, typed="no", now=now), Refusal
            )
        assert isinstance(
            confirm(session, keys, trainee.person_id, Channel.SMS, typed=code, now=now), Refusal
        ), "five tries"

        def asked(person: Someone) -> list[bool]:
            return [
                give_address(session, keys, person.person_id, Channel.SMS, typed=NUMBER, now=now) is None
                for _ in range(6)
            ]

        assert asked(trainee) == [True] * 4 + [False] * 2, "five a day for one person"
        assert asked(other_trainee) == [True] * 3 + [False] * 3, "eight a day for one telephone"
        tomorrow = now + timedelta(days=1)
        assert give_address(session, keys, trainee.person_id, Channel.SMS, typed=NUMBER, now=tomorrow) is None
