"""Gather what is kept about a person, in words: for the page 我的资料 and for the copy to take away."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.models import BarrierReport
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Person, RoleGrant, SignIn
from learnhub.accounts.rules.consent import PURPOSE_WORDS, Basis
from learnhub.accounts.rules.guardianship import RELATION_WORDS
from learnhub.accounts.rules.helping import PART_WORDS
from learnhub.accounts.rules.helping import STEP_WORDS as HELPER_STEP_WORDS
from learnhub.accounts.rules.pictures import FACES
from learnhub.accounts.rules.roles import ROLE_WORDS
from learnhub.accounts.rules.ways_in import WAY_WORDS
from learnhub.accounts.service import (
    certificates,
    consents,
    devices,
    guardians,
    help_stated,
    helper_links,
    passkeys,
    pictures,
)
from learnhub.audit.models import AuditEvent
from learnhub.catalogue.service import version_titles
from learnhub.credits.models import CreditEntry
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.intake.service.history import rows_about
from learnhub.learning import service as learning
from learnhub.learning.models import Enquiry, HandIn, SendingDraft
from learnhub.learning.rules.hand_ins import OUTCOME_WORDS, VERDICT_WORDS
from learnhub.learning.rules.plans import PACE_WORDS
from learnhub.learning.rules.presence import REASON_WORDS
from learnhub.learning.service import enquiries, hand_ins
from learnhub.learning.service.accommodations import requests_of
from learnhub.learning.service.assessments import attempts_of
from learnhub.learning.service.plans import plans_of
from learnhub.liaison.rules import DEED_WORDS, YES_WORDS
from learnhub.liaison.service import acting as liaison
from learnhub.media.models import StoredMedia
from learnhub.messages import service as messages
from learnhub.messages.models import Message, MessageAddress
from learnhub.messages.rules import CHANNEL_WORDS
from learnhub.needs.service import answering as needs
from learnhub.pages.adapters.own_copy import Row, Sections
from learnhub.pages.rules.kept import KINDS
from learnhub.pages.service.trainee_file import file_entries
from learnhub.policy.rules import Figures
from learnhub.primitives import SHANGHAI, Sentence, listed, say
from learnhub.search.service import saved_searches
from learnhub.subsidy.models import BlendedRecord
from learnhub.training import service as training

ROWS_MAX = 50_000
Found = TypeVar("Found")


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept. retention: key of its figure; "" for what stays as long as the account."""

    name: str
    why: str
    basis: str
    retention: str
    count: int


def kept_about(session: Session, person_id: int) -> list[Kept]:
    """Return what is kept about a person, with how many rows of each; a handful of counts."""
    subject = learning.subject_of(person_id)
    certificate = certificates.current_or_none(session, person_id)
    counts = {
        "账号和角色": _count(session, RoleGrant, RoleGrant.person_id == person_id),
        "残疾人证号": int(certificate is not None),
        "学习记录": _count(session, Evidence, Evidence.subject == subject),
        "积分和补贴记录": _count(session, CreditEntry, CreditEntry.person_id == person_id),
        "便利申请": len(_requests(session, person_id)),
        "问老师的话和老师的回答": _count(session, Enquiry, Enquiry.person_id == person_id),
        "交的作业和老师的反馈": _count(session, HandIn, HandIn.person_id == person_id),
        "老师记的怎样帮您": len(_notes(session, person_id)),
        "我的档案": len(file_entries(session, person_id)),
        "联络员替您办的事": len(liaison.deeds_of(session, person_id)),
        "培训需求调查的回答": len(needs.answers_of(session, person_id)),
        "录音和录像": _count(session, StoredMedia, StoredMedia.owner_id == person_id),
        "登录着写的使用困难报告": _count(session, BarrierReport, BarrierReport.person_id == person_id),
        "站内消息": _count(session, Message, Message.person_id == person_id),
        "手机号和邮箱": _count(
            session,
            MessageAddress,
            sa.and_(MessageAddress.person_id == person_id, MessageAddress.address_sealed != ""),
        ),
        "以前的台账里写您的": len(rows_about(session, person_id)),
        "谁看过您的资料": _count(
            session, AuditEvent, AuditEvent.object_kind == "person", AuditEvent.object_id == str(person_id)
        ),
    }
    return [Kept(name, why, basis, key, counts[name]) for name, why, basis, key in KINDS]


def retention_words(figures: Figures, key: str, on: date) -> str:
    """Say how long something stays, with 示例 where no document says so."""
    if not key:
        return say("账号在的时候一直保存")
    figure = figures.in_force_or_none(key, "", on)
    if figure is None or figure.value is None:
        return say("没有规定期限")
    mark = say("（示例）") if figure.is_example else ""
    return listed((str(figure.number), Sentence(figure.unit) + mark), " ")


def everything_about(session: Session, keys: SiteKeys, person_id: int) -> Sections:
    """Return all that is kept about a person, section by section, in words; never the whole certificate number.

    Other people appear in it by what they did as office or base, never by name.
    """
    person = session.get_one(Person, person_id)
    subject = learning.subject_of(person_id)
    enrolments = learning.every_enrolment_of(session, person_id)
    titles = version_titles(session, [one.course_version_id for one in enrolments])
    name_of = {one.id: titles[one.course_version_id] for one in enrolments}
    work = hand_ins.all_pieces(session, person_id)
    tasks = hand_ins.places_of(session, work)
    state = certificates.state_or_none(session, keys, person_id)
    profile = accessibility.profile_or_none(session, person_id)
    return {
        "账号": [{"昵称": person.nickname, "注册时间": _at(person.created_at)}],
        "角色": [
            {
                "角色": ROLE_WORDS[one.role],
                "从": one.from_on.isoformat(),
                "到": one.until_on.isoformat() if one.until_on else None,
                "收回时间": _at(one.revoked_at),
            }
            for one in _rows(session, sa.select(RoleGrant).where(RoleGrant.person_id == person_id))
        ],
        "残疾人证号（全号在您的证件上）": (
            [{"号码": state.masked, "填写时间": _at(state.given_at), "核对": _day(state.verified_on)}]
            if state
            else []
        ),
        "告知和同意": [
            {
                "用途": PURPOSE_WORDS[one.purpose],
                "依据": say("同意") if one.basis is Basis.CONSENT else say("告知"),
                "文字的版本": one.text_version,
                "时间": _at(one.given_at),
                "撤回": _at(one.withdrawn_at),
            }
            for one in consents.consents_of(session, person_id)
        ],
        "监护人": [
            {"关系": RELATION_WORDS[one.relation], "看过的证明": one.proof, "到": one.until_on.isoformat()}
            for one in guardians.links_of(session, person_id)
        ],
        "请过谁帮忙": [
            {
                "可以看": "、".join(PART_WORDS[part] for part in sorted(one.parts)),
                "到": one.until_on.isoformat(),
                "经过": "；".join(
                    f"{HELPER_STEP_WORDS[step.kind]} {_at(step.taken_at)}" for step in one.steps
                ),
            }
            for one in helper_links.links_of(session, person_id)
        ],
        "今天有人帮我": [
            {"说的": one.words, "从": _at(one.from_at)} for one in help_stated.help_of(session, person_id)
        ],
        "无障碍设置": [{name: str(value) for name, value in vars(profile).items()}] if profile else [],
        "登录": [
            {
                "设备": one.device,
                "怎么登录的": WAY_WORDS[one.way],
                "开始": _at(one.created_at),
                "最近": _at(one.seen_at),
                "结束": _at(one.ended_at),
            }
            for one in _rows(session, sa.select(SignIn).where(SignIn.person_id == person_id))
        ],
        "合用的设备（显示小图和昵称）": [
            {"小图": FACES[one.face], "从": _at(one.added_at), "最近": _at(one.used_at)}
            for one in devices.places_of(session, person_id)
        ],
        "通行密钥": [
            {"名字": one.name, "加的时间": _at(one.added_at), "最近": _at(one.used_at)}
            for one in passkeys.keys_of(session, person_id)
        ],
        "用图片登录": [
            {"设好的时间": _at(one.set_at)}
            for one in [pictures.secret_or_none(session, person_id)]
            if one is not None
        ],
        "报名": [{"课程": name_of[one.id], "时间": _at(one.enrolled_at)} for one in enrolments],
        "学习、到课和决定的记录": _evidence(session, subject),
        "积分账": [
            {
                "积分": one.points,
                "认定分钟": one.recognised_minutes,
                "时间": _at(one.posted_at),
                "依据": one.source,
                "冲正原因": one.reason,
            }
            for one in _rows(session, sa.select(CreditEntry).where(CreditEntry.person_id == person_id))
        ],
        "补贴记录": [
            {"课程": name_of[record.enrolment_id], "行": line.sentence, "金额（分）": line.amount_fen}
            for record in _rows(
                session, sa.select(BlendedRecord).where(BlendedRecord.enrolment_id.in_(list(name_of)))
            )
            for line in record.lines
        ],
        "需要核对": [
            {
                "课程": name_of.get(one.enrolment_id),
                "原因": REASON_WORDS[one.reason],
                "最迟决定": one.decide_by.isoformat(),
                "您的说明和决定": "；".join(
                    words
                    for words in (*(step.words for step in one.steps), *(row.words for row in one.appeal))
                    if words
                ),
            }
            for one in learning.marks_of(session, person_id)
        ],
        "测验": [
            {
                "课程": name_of.get(one.row.enrolment_id),
                "第几次": one.row.number,
                "开始": _at(one.row.began_at),
                "结果": one.score.words if one.score is not None else say("还没有结果"),
                "有人帮忙": "；".join(step.words for step in one.steps if step.words),
            }
            for one in attempts_of(session, [one.id for one in enrolments])
        ],
        "便利申请": [
            {
                "便利": one.name,
                "课程": name_of.get(one.enrolment_id),
                "经过": "；".join(f"{step.kind.value} {step.words}".strip() for step in one.steps),
            }
            for one in _requests(session, person_id)
        ],
        "问老师的话和老师的回答": [
            {
                "问的是": one.about.words or say("整节课"),
                "问题": one.sending.words or one.sending.kinds,
                "时间": _at(one.asked_at),
                "撤回": say("是") if one.is_withdrawn else say("否"),
                "同班同学看得到": say("是") if one.shared_answers else say("否"),
                "回答": "；".join(told.sending.words or told.sending.kinds for told in one.answers),
            }
            for one in enquiries.enquiries_of(session, person_id)
        ],
        "交的作业和老师的反馈": [
            {
                "练习": tasks[one.id].task_title,
                "第几次": one.number,
                "作业": one.sending.words or one.sending.kinds,
                "时间": _at(one.handed_in_at),
                "反馈": "；".join(
                    "，".join(
                        [
                            OUTCOME_WORDS[said.outcome],
                            *(f"{VERDICT_WORDS[line.verdict]}{line.words}" for line in said.lines),
                        ]
                        + ([said.sending.words or said.sending.kinds] if said.sending is not None else [])
                    )
                    for said in one.feedback
                ),
            }
            for one in work
        ],
        "没有发出的草稿": [
            {"文字": one.words, "时间": _at(one.kept_at)}
            for one in _rows(session, sa.select(SendingDraft).where(SendingDraft.person_id == person_id))
        ],
        "保存的搜索": [
            {"搜索": o.asked, "时间": _at(o.saved_at)} for o in saved_searches(session, person_id)
        ],
        "您的打算": [
            {"课程": name_of[enrolment_id], "多久学一次": PACE_WORDS[pace]}
            for enrolment_id, pace in plans_of(session, list(name_of)).items()
        ],
        "我的档案": file_entries(session, person_id),
        "老师记的怎样帮您": [
            {"内容": one.words, "时间": _at(one.written_at)} for one in _notes(session, person_id)
        ],
        "培训需求调查的回答": [
            {
                "哪一年": str(survey.year),
                "内容": needs.words_of(needs.answer_of(row)),
                "有人帮忙填": say("是") if row.filled_by_id is not None else say("否"),
                "您交的时间": _at(row.decided_at),
            }
            for survey, row in needs.answers_of(session, person_id)
        ],
        "录音和录像（文件可以在本站播放和下载）": [
            {"用途": one.purpose.value, "时间": _at(one.created_at), "字节": one.byte_count}
            for one in _rows(session, sa.select(StoredMedia).where(StoredMedia.owner_id == person_id))
        ],
        "联络员替您办的事": [
            {
                "办的": DEED_WORDS[one.deed.kind] + one.title,
                "镇街": one.town,
                "您怎么同意的": YES_WORDS[one.deed.yes_by],
                "哪一天": one.deed.yes_on.isoformat(),
                "记的": one.deed.note,
                "退掉": _at(one.deed.undone_at),
            }
            for one in liaison.deeds_of(session, person_id)
        ],
        "登录着写的使用困难报告": [
            {
                "时间": _at(one.reported_at),
                "哪一页": one.page_address,
                "内容": one.words,
                "怎么联系": one.contact,
            }
            for one in _rows(session, sa.select(BarrierReport).where(BarrierReport.person_id == person_id))
        ],
        "站内消息": [
            {"时间": _at(one.told_at), "内容": one.sentence, "看过": say("是") if one.is_read else say("否")}
            for one in messages.all_of(session, person_id, most=ROWS_MAX)
        ],
        "手机号和邮箱（只写一部分）": [
            {"用来": CHANNEL_WORDS[channel], "号码或地址": one.masked}
            for channel, one in messages.addresses_of(session, keys, person_id).items()
        ],
        "以前的台账里写您的（残联核对过证件才知道是您）": [
            {
                "培训项目": one.project,
                "机构": one.provider,
                "开始": one.began,
                "结束": one.ended,
                "学时": one.hours,
                "证书": one.certificate,
            }
            for one in rows_about(session, person_id)
        ],
        "谁看过、改过您的资料": [
            {"做了什么": one.words, "理由": one.reason, "时间": _at(one.happened_at)}
            for one in _rows(
                session, sa.select(AuditEvent).filter_by(object_kind="person", object_id=str(person_id))
            )
        ],
    }


def _evidence(session: Session, subject: str) -> list[Row]:
    return [
        {
            "第几条": row.position,
            "种类": row.kind,
            "关于": row.about,
            "发生时间": _at(row.happened_at),
            "收到时间": _at(row.received_at),
            "内容": json.dumps(row.payload, ensure_ascii=False)
            if row.payload is not None
            else say("内容已到期删除"),
            "校验值": row.digest,
        }
        for row in evidence.entries(session, subject)[:ROWS_MAX]
    ]


def _requests(session: Session, person_id: int) -> list[learning.AccommodationRequest]:
    return requests_of(session, [one.id for one in learning.every_enrolment_of(session, person_id)])


def _notes(session: Session, person_id: int) -> list[training.NoteTold]:
    return training.notes_of(session, [one.id for one in learning.every_enrolment_of(session, person_id)])


def _rows(session: Session, query: sa.Select[Found]) -> Sequence[Found]:
    return session.scalars(query.limit(ROWS_MAX)).all()


def _count(session: Session, model: type, *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def _at(instant: datetime | None) -> str | None:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if instant is not None else None


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else say("还没有核对")
