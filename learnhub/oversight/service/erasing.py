"""What ends by policy or by request, kind by kind: counted first, erased when its time has come; chains stay whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from learnhub.accessibility import service as accessibility
from learnhub.accounts.models import DisabilityCertificate
from learnhub.accounts.service import closings, devices
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.casework import service as casework
from learnhub.completion.service import secrets
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.learning.models import Enrolment
from learnhub.learning.service import enquiries, hand_ins, sendings, voice_answers
from learnhub.learning.service.assessments import erasing as test_words
from learnhub.media import service as media
from learnhub.messages import service as messages
from learnhub.needs.rules import KEPT_DAYS as NEEDS_DAYS
from learnhub.needs.service import counting as needs
from learnhub.notices.rules import COMPLAINT_DAYS
from learnhub.notices.service import complaints
from learnhub.oversight.service.closings import close_due
from learnhub.oversight.service.retention import LEARNING_MONTHS, erase_old_acts
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, local_date, say
from learnhub.settings import Settings
from learnhub.speech import service as speech
from learnhub.speech.models import PageSpeech
from learnhub.subsidy.rules.conditions import months_later
from learnhub.subsidy.service import claims

JOB_ERASE = "oversight.erase"
CERTIFICATE_MONTHS = "retention.certificate_months"
CERTIFICATE_NAME_MONTHS = "retention.certificate_name_months"
MONEY_MONTHS = "retention.money_months"
VOICE_DAYS = "retention.voice_days"
SENDING_DAYS = "retention.sending_days"
MESSAGE_DAYS = "retention.message_days"
DEVICE_DAYS = "retention.device_days"
FILE_MONTHS = "retention.file_months"
_log = structlog.get_logger("learnhub.oversight")


@dataclass(frozen=True)
class Ended:
    """How many things of a kind have ended. figure: its key; "" where no figure decides. count: None where policy names no time."""

    name: str
    words: str
    figure: str
    count: int | None


def ended(session: Session, *, figures: Figures, now: datetime) -> list[Ended]:
    """Return what has ended by now and is still there, kind by kind; nothing is changed."""
    return _go_through(session, figures, now, is_trial=True)


def erase_ended(session: Session, *, figures: Figures, now: datetime) -> list[Ended]:
    """Erase what has ended; return how much of each kind. Each kind that lost something is told to auditors.

    Doing it again erases nothing more.
    """
    done = _go_through(session, figures, now, is_trial=False)
    for one in done:
        if one.count:
            words = say("按保存期限删除：%(words)s，%(count)s 件", words=one.words, count=one.count)
            audit.record(session, Actor(), "retention-erased", words, Concern("retention", one.name), now=now)
    return done


def ask_for_erasure(session: Session, *, now: datetime) -> None:
    """Ask for the erasure of this day; asking again on the same day is asking once."""
    jobs.enqueue(session, JOB_ERASE, {}, key=f"{JOB_ERASE}:{local_date(now)}", now=now)


def erase_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_ERASE jobs; running it again erases nothing more."""

    def handle(_work: Work) -> None:
        now = instant_now()
        with database.transaction() as session:
            done = erase_ended(session, figures=figures_in_force(session, settings.content_dir), now=now)
        for one in done:
            if one.count:
                _log.info("ended by retention", kind=one.name, count=one.count)

    return handle


def _go_through(session: Session, figures: Figures, now: datetime, *, is_trial: bool) -> list[Ended]:
    def of(
        name: str,
        words: str,
        figure: str,
        find: Callable[[datetime], Sequence[object]],
        erase: Callable[[Sequence[object]], None],
    ) -> Ended:
        before = _before(figures, figure, now)
        if before is None:
            return Ended(name, words, figure, None)
        found = find(before)
        if found and not is_trial:
            erase(found)
        return Ended(name, words, figure, len(found))

    acts = erase_old_acts(session, figures=figures, now=now, is_trial=is_trial)
    private = sa.select(sa.func.count()).select_from(PageSpeech).where(PageSpeech.expires_at <= now)
    return [
        Ended("learning-acts", "没有得到积分的学习记录的内容", "retention.learning_months", acts),
        of(
            "disability-certificates", "残疾人证号", CERTIFICATE_MONTHS,
            lambda before: _certificates_untouched(session, before),
            lambda ids: _erase_certificates(session, ids),
        ),
        of(
            "certificate-names", "证书上的姓名和外来证书的编号", CERTIFICATE_NAME_MONTHS,
            lambda before: secrets.secrets_before(session, local_date(before)),
            lambda ids: secrets.erase_secrets(session, [str(one) for one in ids]),
        ),
        of(
            "payee-accounts", "收款账户", MONEY_MONTHS,
            lambda before: claims.payees_untouched(session, before),
            lambda ids: claims.erase_payees(session, [str(one) for one in ids]),
        ),
        of(
            "voice-answers", "对“需要核对”的录音说明", VOICE_DAYS,
            lambda before: voice_answers.recordings_decided(session, before),
            lambda ids: _erase_recordings(session, ids, now),
        ),
        of(
            "people-on-devices", "设备上很久没用的小图和昵称", DEVICE_DAYS,
            lambda before: devices.unused_since(session, before),
            lambda ids: devices.take_unused(session, ids),
        ),
        of(
            "sendings", "学员和教师互相发的话、录音、视频和照片", SENDING_DAYS,
            lambda before: _sendings_ended(session, before),
            lambda ids: _erase_sendings(session, _numbers(ids), now),
        ),
        of(
            "sending-drafts", "没有发出的草稿", SENDING_DAYS,
            lambda before: sendings.drafts_before(session, before),
            lambda ids: sendings.drop_drafts(session, ids),
        ),
        of(
            "work-drafts", "放好了没有交的作业", SENDING_DAYS,
            lambda before: hand_ins.drafts_before(session, before),
            lambda ids: hand_ins.drop_drafts(session, _numbers(ids)),
        ),
        of(
            "trainee-files", "很久没有写过的学员档案", FILE_MONTHS,
            lambda before: casework.untouched_since(session, before),
            lambda ids: casework.end_all(session, _numbers(ids), now=now),
        ),
        of(
            "needs-answers", "数好了的培训需求调查里，一个人一个人的回答", NEEDS_DAYS,
            lambda before: needs.ended(session, before),
            lambda ids: needs.erase(session, _numbers(ids)),
        ),
        of(
            "complaints", "答复过的投诉里写的话", COMPLAINT_DAYS,
            lambda before: complaints.complaints_ended(session, before),
            lambda ids: complaints.erase_complaints(session, _numbers(ids), now=now),
        ),
        of(
            "barrier-reports", "办完的使用困难报告里写的话", COMPLAINT_DAYS,
            lambda before: accessibility.reports_ended(session, before),
            lambda ids: accessibility.erase_reports(session, _numbers(ids), now=now),
        ),
        of(
            "messages", "站内消息", MESSAGE_DAYS,
            lambda before: messages.messages_before(session, before),
            lambda ids: messages.forget(session, _numbers(ids)),
        ),
        Ended(
            "sent-outside", "一个月以前发过的短信和邮件的记录", "",
            messages.ended_count(session, now=now) if is_trial else messages.forget_ended(session, now=now),
        ),
        of(
            "test-helpers", "测验里帮忙的人的称呼", LEARNING_MONTHS,
            lambda before: test_words.steps_with_words(session, before),
            lambda ids: test_words.erase_words(session, [int(str(one)) for one in ids]),
        ),
        Ended(
            "spoken-pages", "念过的页面和补贴单的声音", "",
            (session.scalar(private) or 0) if is_trial else speech.forget_expired(session, now=now),
        ),
        Ended(
            "closed-accounts", "到期注销的账号", "",
            len(closings.due(session, on=local_date(now))) if is_trial else close_due(session, now=now),
        ),
    ]  # fmt: skip


def _before(figures: Figures, key: str, now: datetime) -> datetime | None:
    """Return the instant before which things of a kind have ended; None where policy names no time."""
    today = local_date(now)
    kept_for = figures.in_force_or_none(key, "", today)
    if kept_for is None or kept_for.value is None:
        return None
    if key.endswith("_days"):
        return now - timedelta(days=kept_for.number)
    return now - (today - months_later(today, -kept_for.number))


def _certificates_untouched(session: Session, before: datetime) -> list[int]:
    """Return the people whose number was given, who enrolled, and for whom money moved, all before an instant; sorted."""
    given = session.scalars(
        sa.select(DisabilityCertificate.person_id)
        .group_by(DisabilityCertificate.person_id)
        .having(sa.func.max(DisabilityCertificate.given_at) < before)
        .order_by(DisabilityCertificate.person_id)
    ).all()
    enrolments = session.execute(
        sa.select(Enrolment.id, Enrolment.person_id, Enrolment.enrolled_at).where(
            Enrolment.person_id.in_(given)
        )
    ).all()
    money = claims.last_money_days(session, [row.id for row in enrolments])
    held = {
        row.person_id
        for row in enrolments
        if max(row.enrolled_at, money.get(row.id, row.enrolled_at)) >= before
    }
    return [person_id for person_id in given if person_id not in held]


def _erase_certificates(session: Session, people: Sequence[object]) -> None:
    session.execute(sa.delete(DisabilityCertificate).where(DisabilityCertificate.person_id.in_(people)))


def _erase_sendings(session: Session, ids: Sequence[int], now: datetime) -> None:
    sendings.erase_sendings(session, ids, now=now)
    hand_ins.empty_lines(session)


def _sendings_ended(session: Session, before: datetime) -> list[int]:
    """Return what was sent between people and has ended; what stands beside a lesson is kept as long as it does."""
    shown = enquiries.shown_sendings(session)
    return [one for one in sendings.sendings_before(session, before) if one not in shown]


def _numbers(ids: Sequence[object]) -> list[int]:
    return [one for one in ids if isinstance(one, int)]


def _erase_recordings(session: Session, ids: Sequence[object], now: datetime) -> None:
    for stored_id in ids:
        assert isinstance(stored_id, int)
        media.erase(session, stored_id, now=now)
