"""The gate page of a draft: what is still to mend, the place of each, and the first step."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.blocks import block_at_line
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES
from learnhub.authoring.rules.gate.findings import FirstStep, GateFinding, GateRule
from learnhub.authoring.rules.gate.media import (
    CONSENT_LACKS,
    CONSENT_WITHDRAWN,
    PROOF_LACKS,
    RIGHTS_WORDS,
)
from learnhub.authoring.rules.gate.run import blocking
from learnhub.authoring.rules.gate.table import RULES
from learnhub.authoring.service.drafts.texts import blocks_of_file
from learnhub.authoring.service.gate.drafts import report_of_draft
from learnhub.authoring.service.gate.report import GateReport
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import GATE, Opened, opened
from learnhub.catalogue.rules import Finding
from learnhub.primitives import instant_now, local_date, say
from learnhub.web import page, requires
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

# One link each: with those of the layout and of the paging the page stays within 25 stops.
ROWS_A_PAGE = 8
DONE = {
    "mended": say("保存好了。下面是还剩下的。"),
    "declared": say("记下了，也记下了是谁说的、哪一天说的。"),
    "easy-read": say("易读版开好了，里面是从课文里挑的短句，请一张一张改。"),
    "sign": say("记下了。学员会看到请了谁、哪天能拍好。"),
    "captions": say("放到视频旁边了。下面是还剩下的。"),
    "by-machine": say("旧录音去掉了，由机器朗读。"),
    "acquired": say("来源记下了。"),
}
STEP_WORDS = {
    FirstStep.CAPTIONS: say("让机器出字幕草稿"),
    FirstStep.AUDIO: say("改由机器朗读"),
    FirstStep.SIGN: say("请人拍手语"),
    FirstStep.EASY_READ: say("从模板开始写易读版"),
    FirstStep.RIGHTS: say("写明来源"),
    FirstStep.DECLARE: say("回答几个问题"),
}
# What the files of a folder call it stands on no form.
_TOML_KEY = re.compile(r"：\w+ = .*$")
_FORM_RULE = GateRule(
    "form",
    True,
    say("要补上或者改正"),
    say("learnhub 格式说明"),
    say("课文读不出来，学员什么也学不到。"),
    say("打开这个地方，照这句话补上或者改正。"),
)


@dataclass(frozen=True)
class FindingRow:
    """One finding as the page shows it. number: from 1 through the whole list.

    href: where it is mended, or where its first step is made; step: that step in words, or None.
    """

    number: int
    blocks: bool
    home: str
    rule: GateRule
    subject: str
    place: str
    href: str
    step: str | None


@bp.get("/teach/courses/<course>/draft/gate")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_gate(course: str) -> ResponseReturnValue:
    """Show what keeps a draft from being submitted, and what would make it better."""
    with opened(course) as at:
        report = report_of_draft(
            at.session, at.store, at.draft, figures=at.rates, today=local_date(instant_now())
        )
        rows = _rows(at, report)
        paging = part_of(rows, page_number(request.args.get("page")), ROWS_A_PAGE)
        return page(
            "authoring/gate.html",
            at=at,
            missing=sum(row.blocks for row in rows),
            advised=sum(not row.blocks for row in rows),
            groups=_groups(paging.rows),
            paging=paging,
            is_editable=at.draft.state in EDITABLE_STATES,
            done=done(DONE),
        )


def _rows(at: Opened, report: GateReport) -> list[FindingRow]:
    titles = {lesson.slug: lesson.survey.title for lesson in report.facts.lessons}
    stopping = blocking(report.findings)
    helping = [finding for finding in report.findings if finding not in stopping]
    found = [
        *((_FORM_RULE, _of_form(fault), _without_key(fault.sentence)) for fault in report.form),
        *((RULES[finding.code], finding, "") for finding in [*stopping, *helping]),
    ]
    return [
        _row(at, number, rule, finding, sentence, titles)
        for number, (rule, finding, sentence) in enumerate(found, start=1)
    ]


def _without_key(sentence: str) -> str:
    """Leave out how a line of course.toml is written: whoever fills in a form sees none. A sentence without it stays a sentence."""
    return _TOML_KEY.sub("。", sentence) if _TOML_KEY.search(sentence) else sentence


def _of_form(fault: Finding) -> GateFinding:
    place = place_of(fault.path)
    is_of_lesson = place is not None and place.role not in {FileRole.PICTURE}
    return GateFinding(
        fault.path, fault.line, "form", "", lesson=place.name if place and is_of_lesson else ""
    )


def _row(
    at: Opened, number: int, rule: GateRule, finding: GateFinding, sentence: str, titles: dict[str, str]
) -> FindingRow:
    home = (
        _("《%(title)s》", title=titles.get(finding.lesson) or finding.lesson)
        if finding.lesson
        else _("整门课")
    )
    place = _("%(path)s，第 %(line)d 行", path=finding.path, line=finding.line)
    if finding.block:
        place = _("“%(block)s”这一节，第 %(line)d 行", block=finding.block, line=finding.line)
    step = _step(at, rule, finding)
    return FindingRow(
        number=number,
        blocks=rule.blocks,
        home=home,
        rule=rule,
        subject=sentence or finding.subject,
        place=place,
        href=step[1] if step else _address(at, finding, is_about_questions="检查" in sentence),
        step=step[0] if step else None,
    )


def _address(at: Opened, finding: GateFinding, *, is_about_questions: bool) -> str:
    """Return where a finding is mended; saved there, one comes back to the list."""
    place = place_of(finding.path)
    if place is None or place.role is FileRole.COURSE:
        is_of_rights = finding.code == "rights-not-stated"
        return url_for(
            "authoring.draft_rights" if is_of_rights else "authoring.draft_about", course=at.slug, back=GATE
        )
    if place.role in {FileRole.VIDEO_MP4, FileRole.VIDEO_WEBM}:
        return url_for("authoring.gate_captions", course=at.slug, lesson=place.name)
    if place.role is FileRole.AUDIO_CUES:
        return url_for("authoring.recording_times", course=at.slug, lesson=place.name, back=GATE)
    if place.role not in {FileRole.LESSON, FileRole.EASY_READ} or finding.path not in at.head.files:
        return url_for("authoring.draft", course=at.slug)
    lesson = finding.path.removeprefix("lessons/").removesuffix(".md")
    if is_about_questions and place.role is FileRole.LESSON and at.draft.state in EDITABLE_STATES:
        return url_for("authoring.question_list", course=at.slug, lesson=lesson, back=GATE)
    source = blocks_of_file(at.store, at.head, finding.path)
    if not source.blocks:
        return url_for("authoring.draft_lesson", course=at.slug, lesson=lesson)
    if finding.code in {"no-summary", "summary-repeats-title"}:
        return url_for("authoring.lesson_about", course=at.slug, lesson=lesson, back=GATE)
    index = block_at_line(source, finding.line)
    if source.has_head and index == 0:
        return url_for("authoring.draft_lesson", course=at.slug, lesson=lesson)
    return url_for("authoring.draft_block", course=at.slug, lesson=lesson, index=index, back=GATE)


def _step(at: Opened, rule: GateRule, finding: GateFinding) -> tuple[str, str] | None:
    step = rule.first_step
    if step is None or at.draft.state not in EDITABLE_STATES:
        return None
    match step:
        case FirstStep.CAPTIONS:
            address = url_for("authoring.gate_captions", course=at.slug, lesson=finding.lesson)
        case FirstStep.DECLARE:
            address = url_for("authoring.gate_declaration", course=at.slug, path=_declared_path(finding))
        case FirstStep.RIGHTS if CONSENT_LACKS in finding.subject or CONSENT_WITHDRAWN in finding.subject:
            address = url_for("authoring.draft_consents", course=at.slug, path=finding.path)
        case FirstStep.RIGHTS if finding.subject == PROOF_LACKS:
            address = url_for("authoring.draft_proofs", course=at.slug)
        case FirstStep.RIGHTS if finding.path != "course.toml":
            address = url_for("authoring.gate_declaration", course=at.slug, path=finding.path)
        case FirstStep.RIGHTS if finding.subject in RIGHTS_WORDS.values():
            address = url_for("authoring.draft_rights", course=at.slug, back=GATE)
        case FirstStep.RIGHTS:
            address = url_for("authoring.draft_acquired", course=at.slug)
        case FirstStep.SIGN:
            address = url_for("authoring.gate_sign", course=at.slug, lesson=finding.lesson)
        case FirstStep.EASY_READ:
            address = url_for("authoring.gate_easy_read", course=at.slug, lesson=finding.lesson)
        case FirstStep.AUDIO:
            address = url_for("authoring.gate_recording", course=at.slug, lesson=finding.lesson)
    return str(STEP_WORDS[step]), address


def _declared_path(finding: GateFinding) -> str:
    """Return the file that is declared of: the finding's own, or the picture that it names."""
    return f"lessons/{finding.subject}" if finding.subject.startswith("media/") else finding.path


def _groups(rows: Sequence[FindingRow]) -> list[tuple[bool, list[tuple[str, list[FindingRow]]]]]:
    """Return rows by whether they block, then by lesson, in their order."""
    return [
        (blocks, [(home, list(found)) for home, found in groupby(part, key=lambda row: row.home)])
        for blocks, part in groupby(rows, key=lambda row: row.blocks)
    ]
