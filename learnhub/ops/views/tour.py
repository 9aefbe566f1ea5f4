"""The seven stations of the tour."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from learnhub.ops.service.demonstration.tour import TourFacts
from learnhub.primitives import fen_text
from learnhub.web.words import _


@dataclass(frozen=True)
class Station:
    """One station: what is there, what to look at, as whom (empty: as a visitor), and its address."""

    title: str
    words: str
    name: str
    to: str


def stations(facts: TourFacts) -> Sequence[Station]:
    """Return the stations in order."""
    return (
        Station(
            _("首页"),
            _("一屏说清在这里能做什么：找课程、接着学、让页面适合自己。"),
            "",
            "/",
        ),
        Station(
            _("让页面适合自己"),
            _("字号、配色、行距、朗读速度，按一下就存好，不用脚本也能用。"),
            "",
            url_for("accessibility.profile"),
        ),
        Station(
            _("听一节课，答一道题"),
            _(
                "%(lesson)s：先有声音，文字跟着走。答错了会说为什么，再换一道题，次数不限。",
                lesson=facts.lesson_title,
            ),
            facts.learner,
            url_for("learning.lesson", course=facts.course, lesson=facts.lesson),
        ),
        Station(
            _("积分和学时"),
            _("学完的每一课记了几分、几分钟，按哪条规则，一条一条说清楚。"),
            facts.learner,
            "/me/credits",
        ),
        Station(
            _("点名"),
            _("教师给线下课点名。最后一天还有一位学员没有点，您可以点一下试试。"),
            facts.teacher,
            url_for("training.roll", class_id=facts.class_id, session_id=facts.session_id),
        ),
        Station(
            _("%(amount)s 元从哪里来", amount=fen_text(facts.amount_fen)),
            _("从金额一路打开：哪几天、谁点的名、证据链里的哪一条、哪一次封存。"),
            facts.learner,
            f"/me/subsidy/{facts.enrolment_id}/why",
        ),
        Station(
            _("选送任务"),
            _("基地要选送几门课，已经上线几门，还差几门，还剩几天。"),
            facts.manager,
            "/base",
        ),
    )
