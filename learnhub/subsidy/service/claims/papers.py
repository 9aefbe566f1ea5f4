"""The papers of a claim: a base's package with everything a claim rests on, and a trainee's statement."""

from datetime import date

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service.directory import nicknames
from learnhub.learning.models import Enrolment
from learnhub.primitives import fen_text, local_date
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules import FUND_WORDS, LINE_WORDS, PROOF_WORDS
from learnhub.subsidy.rules.claims import APPLICANT_WORDS, PAYEE_WORDS, Applicant
from learnhub.subsidy.rules.papers import Paper, Part, with_total
from learnhub.subsidy.service.claims.payees import payee_told, payees_of
from learnhub.subsidy.service.claims.told import ClaimTold, LineClaimed, claim_told, step_words
from learnhub.subsidy.service.digests import certificates_kept
from learnhub.training import service as training
from learnhub.training.rules import PRESENCE_WORDS, date_words


def package(
    session: Session, claim: Claim, *, keys: SiteKeys, base: str, region: str, site_name: str, on: date
) -> Paper:
    """Return application, roster, attendance, teaching record and certificates of a claim; accounts are masked.

    Source: papers that offices ask for (申请表, 花名册, 签到记录, 授课记录), DOMAIN §3.5.
    """
    told = claim_told(session, claim, on=on)
    paid = [one for one in told.lines if not one.line.held_for]
    return Paper(
        title=f"培训补贴申请 {claim.number}",
        summary=f"班号 {told.training_class.number}，{told.training_class.title}。",
        publisher=site_name,
        facts=(
            *(
                (("申请单位", base),)
                if claim.applicant is Applicant.BASE
                else (("申请人", APPLICANT_WORDS[claim.applicant]), ("培训基地", base))
            ),
            ("批准开班的地区", region),
            ("开班", date_words(told.training_class.opened_on)),
            ("线下课", f"{training.scheduled_days(told.training_class)} 天"),
            ("申请人数", f"{len({one.line.enrolment_id for one in paid})} 人"),
            ("合计（元）", fen_text(claim.total_fen)),
            ("现在", step_words(claim)[told.state]),
        ),
        parts=(
            _lines("补贴明细", told.lines),
            _roster(session, keys, paid),
            *_attendance(session, told),
            _certificates(paid),
        ),
    )


def statement(session: Session, claim: Claim, enrolment: Enrolment, *, site_name: str, on: date) -> Paper:
    """Return what one trainee is told of a claim: every line in plain words, each step so far."""
    told = claim_told(session, claim, on=on)
    own = [one for one in told.lines if one.line.enrolment_id == enrolment.id]
    words = step_words(claim)
    steps = tuple((date_words(local_date(step.taken_at)), words[step.kind]) for step in told.steps)
    return Paper(
        title="我的补贴单",
        summary=f"{told.training_class.title}（班号 {told.training_class.number}），申请 {claim.number}。",
        publisher=site_name,
        facts=(
            ("现在", words[told.state]),
            ("一共（元）", fen_text(sum(one.line.amount_fen for one in own))),
        ),
        parts=(
            Part(
                "每一笔",
                ("什么钱", "怎么来的", "金额（元）"),
                with_total(
                    [(LINE_WORDS[one.source.kind], one.line.held_for or one.source.sentence) for one in own],
                    [one.line.amount_fen for one in own],
                ),
                "还没有。",
            ),
            Part("办过的每一步", ("哪一天", "办了什么"), steps),
        ),
    )


def _lines(title: str, lines: tuple[LineClaimed, ...]) -> Part:
    rows = [
        (
            one.name,
            LINE_WORDS[one.source.kind],
            FUND_WORDS.get(one.source.fund, "没有写明"),
            one.line.held_for or one.source.sentence,
        )
        for one in lines
    ]
    columns = ("学员", "什么钱", "资金来源", "怎么来的", "金额（元）")
    return Part(title, columns, with_total(rows, [one.line.amount_fen for one in lines]), "还没有。")


def _roster(session: Session, keys: SiteKeys, paid: list[LineClaimed]) -> Part:
    totals: dict[int, int] = {}
    for one in paid:
        totals[one.line.enrolment_id] = totals.get(one.line.enrolment_id, 0) + one.line.amount_fen
    by_enrolment = {one.line.enrolment_id: one for one in paid}
    accounts = payees_of(session, sorted(totals))
    rows = []
    for number in totals:
        account = payee_told(keys, accounts[number]) if number in accounts else None
        words = f"{PAYEE_WORDS[account.kind]} {account.masked} {account.bank}" if account else "还没有填"
        record = by_enrolment[number].record
        hours = f"{record.online_class_hours} 学时余 {record.online_remainder_minutes} 分钟"
        rows.append((by_enrolment[number].name, hours, f"{len(record.days)} 天", words))
    columns = ("学员", "线上认定", "线下到课", "收款账户", "金额（元）")
    return Part("花名册", columns, with_total(rows, list(totals.values())), "还没有。")


def _attendance(session: Session, told: ClaimTold) -> tuple[Part, Part]:
    rolls = training.rolls_of(session, told.training_class, on=date.max)
    people = {one.person_id for roll in rolls for one in roll.concerned}
    people |= {mark.marked_by for roll in rolls for mark in roll.marks.values()}
    names = nicknames(session, sorted(people))
    marks = tuple(
        (
            f"{date_words(roll.meeting.day)} {roll.meeting.starts_at}",
            names[person],
            PRESENCE_WORDS[mark.presence],
            f"{mark.minutes} 分钟",
        )
        for roll in rolls
        for person, mark in sorted(roll.marks.items())
    )
    lessons = tuple(
        (
            f"{date_words(roll.meeting.day)} {roll.meeting.starts_at}",
            roll.meeting.title,
            f"{roll.meeting.planned_minutes} 分钟",
            "、".join(sorted({names[mark.marked_by] for mark in roll.marks.values()})) or "还没有",
            roll.approver or "还没有",
        )
        for roll in rolls
    )
    return (
        Part("签到记录", ("哪次课", "学员", "到课", "多久"), marks, "还没有点名。"),
        Part("授课记录", ("哪次课", "内容", "计划", "谁点的名", "谁核准的"), lessons, "没有线下课。"),
    )


def _certificates(paid: list[LineClaimed]) -> Part:
    records = {one.record.id: one for one in paid}
    rows = tuple(
        (one.name, PROOF_WORDS[held.kind], date_words(held.issued_on))
        for one in records.values()
        for held in certificates_kept(one.record)
    )
    return Part("证书", ("学员", "证书", "发证日期"), rows, "申请里没有凭证书算的补贴。")
