"""Tell the managers of a base that its quota ends soon and courses are lacking; and the same as a letter."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.service.sign_ins import in_force
from learnhub.authoring.service.publication.facts import Stuck
from learnhub.catalogue.rules import CourseState
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.policy.rules import Figures
from learnhub.primitives import day_words, local_date, say
from learnhub.providers.service import bases
from learnhub.quota.rules import MEASURE_WORDS, Letter, QuotaRule, QuotaStatus, reminder_due
from learnhub.quota.service.boards import Board, duties, statuses

REMINDER_DAYS = ("quota.first_reminder_days", "quota.second_reminder_days", "quota.last_reminder_days")
_BOARD: messages.Place = ("quota.own_board", {})


def remind(session: Session, known: Sequence[QuotaRule], figures: Figures, *, now: datetime) -> int:
    """Tell the managers of every base with a gap for which a reminder is due; return how many were told anew."""
    today = local_date(now)
    found = statuses(session, duties(bases(session), known, today, ended=False), today)
    managers = _managers(session, [duty.base.id for duty, status in found if status.gap], today)
    notes = []
    for duty, status in found:
        base = duty.base
        days = [
            figure.number
            for key in REMINDER_DAYS
            if (figure := figures.in_force_or_none(key, base.region_code, today)) is not None
        ]
        due = reminder_due(status, days)
        if due is None:
            continue
        words = {"base": base.name, "days": str(status.days_left)}
        key = f"quota-gap:{duty.rule.key}:{base.id}:{due}"
        notes += [
            messages.Note(person, Kind.QUOTA_GAP, words, _BOARD, key) for person in managers.get(base.id, ())
        ]
    return messages.tell_each(session, notes, now=now)


def letter_of(board: Board, stuck: Sequence[Stuck], *, sender: str, today: date) -> Letter:
    """Return the letter that says what a base still owes, what is stuck and what to do; one that owes nothing is thanked."""
    lacking = [one for one in board.statuses if one.gap and one.days_left is not None]
    paragraphs = [_gap_words(one) for one in lacking]
    if not lacking:
        paragraphs.append(say("现在的选送任务都够了，谢谢您和各位老师。"))
    paragraphs += [_stuck_words(one) for one in stuck]
    if lacking:
        paragraphs.append(
            say("需要帮忙配手语、字幕或者朗读，请告诉我们。做到哪一步，在“基地任务”里随时看得到。")
        )
    title = say("关于选送培训课程的提醒")
    return Letter(title, say("%(base)s：", base=board.base.name), tuple(paragraphs), sender, today)


def _gap_words(status: QuotaStatus) -> str:
    rule = status.rule
    values = {
        "to": day_words(rule.ends_on),
        "measure": MEASURE_WORDS[rule.measure],
        "minimum": rule.minimum,
        "counted": status.counted,
        "gap": status.gap,
        "source": rule.source,
    }
    return say(
        "到%(to)s，应%(measure)s %(minimum)d 门课，现在算进任务的有 %(counted)d 门，还差 %(gap)d 门。依据：%(source)s。",
        **values,
    )


def _stuck_words(one: Stuck) -> str:
    if one.state is CourseState.RETURNED:
        return say("课程“%(title)s”退回来了，等您修改后再提交。", title=one.title)
    return say("课程“%(title)s”在我们这里审核，您不用做什么。", title=one.title)


def _managers(session: Session, base_ids: Sequence[int], today: date) -> dict[int, list[int]]:
    """Return who manages each of these bases on a day, by base id."""
    found: dict[int, list[int]] = {}
    rows = session.execute(
        sa.select(RoleGrant.base_id, RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.BASE_MANAGER,
            RoleGrant.base_id.in_(base_ids),
            in_force(today),
        )
        .distinct()
        .order_by(RoleGrant.base_id, RoleGrant.person_id)
    )
    for base_id, person_id in rows:
        if base_id is not None:
            found.setdefault(base_id, []).append(person_id)
    return found
