"""Deeds and questions of public notices and working days."""

from learnhub.notices.service.calendars import set_year, working_days
from learnhub.notices.service.notices import (
    NoticeItem,
    NoticeTold,
    end_notice,
    notice_or_none,
    notice_told,
    notices_of,
    open_notices,
    publish,
)
from learnhub.notices.service.objections import (
    ObjectionTold,
    answer_objection,
    enough_for_today,
    object_to,
    objection_by_code_or_none,
    objection_or_none,
    objections_of,
    open_objections,
)
from learnhub.notices.service.verification import verify

__all__ = [
    "NoticeItem",
    "NoticeTold",
    "ObjectionTold",
    "answer_objection",
    "end_notice",
    "enough_for_today",
    "notice_or_none",
    "notice_told",
    "notices_of",
    "object_to",
    "objection_by_code_or_none",
    "objection_or_none",
    "objections_of",
    "open_notices",
    "open_objections",
    "publish",
    "set_year",
    "verify",
    "working_days",
]
