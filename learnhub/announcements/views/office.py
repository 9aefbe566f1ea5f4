"""The office's side: write an announcement, look at it, publish it; correct it, withdraw it; the register."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.announcements.adapters.body import Looked, look_at
from learnhub.announcements.forms import FORMS, WithdrawalForm, text_typed, values_of
from learnhub.announcements.models import Announcement
from learnhub.announcements.rules import KIND_WORDS, STATE_WORDS, Kind, Text, digest, refusal_of, state_of
from learnhub.announcements.service import lists, publishing
from learnhub.announcements.views.blueprint import bp, facts_of, place_words, worded
from learnhub.formats.adapters import sheets
from learnhub.primitives import Refusal, instant_now, local_date, say, today
from learnhub.regions.rules import contains, is_code
from learnhub.web import current_person, once, page, reading, requires, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number

DONE = {
    "published": say("已经发布，谁都能看到。"),
    "corrected": say("已经更正。旧的一版还能看到，写着为什么改。"),
    "withdrawn": say("已经撤回。页面还在，写着为什么撤回。"),
}
_NEW = "/office/announcements/new/<any(notice, competition, job):kind>"
_AT = "/office/announcements/<int:announcement_id>"
LINKS_PER_PAGE = 10
ROWS_MAX = 5_000
_SEEN = "publish"


@bp.get("/office/announcements")
@requires(Role.OFFICER)
def office_announcements() -> ResponseReturnValue:
    """List what the own divisions told everybody, and lead to writing."""
    with reading() as session:
        paging = lists.announcements(
            session,
            on=today(),
            number=page_number(request.args.get("page")),
            size=LINKS_PER_PAGE,
            within=_reach(),
        )
        return page("announcements/office_announcements.html", paging=paging, **worded())


@bp.get("/office/announcements.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def announcements_table(suffix: str) -> ResponseReturnValue:
    """Send the register of the own divisions, with the newest version of each."""
    with reading() as session:
        found = lists.announcements(session, on=today(), number=1, size=ROWS_MAX, within=_reach()).rows
        rows = [
            [
                str(one.announcement.id), KIND_WORDS[one.announcement.kind], place_words(one.announcement.region_code),
                one.version.title, STATE_WORDS[one.state], local_date(one.announcement.made_at).isoformat(),
                one.version.ends_on.isoformat() if one.version.ends_on else "", str(one.version.number),
                one.version.reason, one.version.details.get("employer", ""), one.version.details.get("place", ""),
            ]
            for one in found
        ]  # fmt: skip
    columns = [
        say("编号"), say("哪一类"), say("地区"), say("标题"), say("状态"), say("发布"), say("有效到"), say("第几版"),
        say("为什么改"), say("用人单位全名"), say("地点"),
    ]  # fmt: skip
    name = say("通知竞赛招聘")
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, rows), "text/csv"
    else:
        content, media_type = sheets.written([(name, columns, rows)]), sheets.MEDIA_TYPE
    answered = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered


@bp.get(_NEW)
@requires(Role.OFFICER)
def new_announcement(kind: str) -> ResponseReturnValue:
    """Ask what shall be told."""
    return _write_page(Kind(kind), _new_form(Kind(kind)))


@bp.post(_NEW)
@requires(Role.OFFICER)
@once
def publish(kind: str) -> ResponseReturnValue:
    """Show what was typed as everybody would read it; publish what was shown."""
    form, wanted = _new_form(Kind(kind)), Kind(kind)
    with transaction() as session:
        text = _text_or_none(session, wanted, form)
        if text is None or not _goes_out(form, text):
            return _write_page(wanted, form, text, status=_status(form, text))
        made = publishing.publish(session, actor(), form["region"].data, text, now=instant_now())
        if not isinstance(made, Refusal):
            return to("announcements.office_announcement", announcement_id=made.id, done="published")
    form.refuse(made)
    return _write_page(wanted, form, status=422)


@bp.get(_AT)
@requires(Role.OFFICER)
def office_announcement(announcement_id: int) -> ResponseReturnValue:
    """Show where an announcement stands, its versions, and what can be done."""
    with reading() as session:
        return _desk_page(session, _in_reach(session, announcement_id), WithdrawalForm(None))


@bp.get(f"{_AT}/correction")
@requires(Role.OFFICER)
def new_correction(announcement_id: int) -> ResponseReturnValue:
    """Ask what an announcement shall say from now on, and why."""
    with reading() as session:
        found = _in_reach(session, announcement_id)
        newest = publishing.versions_of(session, found.id)[0]
        text = publishing.text_of(session, found, newest)
        form = _correction_form(found.kind, **values_of(text), number=str(newest.number))
        return _write_page(found.kind, form, announcement=found)


@bp.post(f"{_AT}/correction")
@requires(Role.OFFICER)
@once
def correct(announcement_id: int) -> ResponseReturnValue:
    """Show the correction as everybody would read it; publish what was shown."""
    with transaction() as session:
        found = _in_reach(session, announcement_id)
        form = _correction_form(found.kind)
        text = _text_or_none(session, found.kind, form)
        if text is None or not _goes_out(form, text):
            return _write_page(found.kind, form, text, announcement=found, status=_status(form, text))
        number = str(form["number"].data or "")
        outcome = publishing.correct(
            session,
            actor(),
            found.id,
            text,
            after_number=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0,
            reason=tidy(form["reason"].data),
            now=instant_now(),
        )
        if isinstance(outcome, Refusal):
            form.refuse(outcome)
            return _write_page(found.kind, form, announcement=found, status=422)
    return to("announcements.office_announcement", announcement_id=announcement_id, done="corrected")


@bp.post(f"{_AT}/withdrawal")
@requires(Role.OFFICER)
@once
def withdraw(announcement_id: int) -> ResponseReturnValue:
    """Withdraw an announcement, with the reason."""
    form = WithdrawalForm()
    with transaction() as session:
        found = _in_reach(session, announcement_id)
        if form.validate():
            outcome = publishing.withdraw(
                session, actor(), found.id, reason=tidy(form.reason.data), now=instant_now()
            )
            if outcome is None:
                return to("announcements.office_announcement", announcement_id=found.id, done="withdrawn")
            form.refuse(outcome)
        return _desk_page(session, found, form, 422)


def _new_form(kind: Kind) -> Any:
    form: Any = FORMS[kind]()
    del form.reason
    form.region.choices = [(code, place_words(code)) for code in _reach() if is_code(code)]
    return form


def _correction_form(kind: Kind, **values: Any) -> Any:
    form: Any = FORMS[kind](None, **values) if values else FORMS[kind]()
    del form.region
    return form


def _text_or_none(session: Session, kind: Kind, form: Any) -> Text | None:
    """Return what was typed where all of it can be read and none of it must be mended; what must be stands in the form."""
    if not form.validate():
        return None
    text = text_typed(kind, form)
    courses = publishing.course_ids(session, text.courses)
    refusal = refusal_of(text) or (courses if isinstance(courses, Refusal) else None)
    if refusal is not None:
        form.refuse(refusal)
        return None
    return text


def _goes_out(form: Any, text: Text) -> bool:
    """Tell whether this very text was looked at and shall go out now."""
    is_stopped = bool(look_at(text.title, text.summary, text.body).stopping)
    wanted = request.form.get("deed") == _SEEN
    if wanted and not is_stopped and form["seen"].data != digest(text):
        form.refuse(Refusal("unseen", say("改过以后还没有看过。下面是现在的样子，看过再发布。")))
    return wanted and not is_stopped and form["seen"].data == digest(text)


def _status(form: Any, text: Text | None) -> int:
    is_right = text is not None and not form.error_list
    return 200 if text is not None and is_right and not _stopping(text) else 422


def _stopping(text: Text) -> Sequence[Any]:
    return look_at(text.title, text.summary, text.body).stopping


def _write_page(
    kind: Kind,
    form: Any,
    text: Text | None = None,
    *,
    announcement: Announcement | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    looked: Looked | None = look_at(text.title, text.summary, text.body) if text is not None else None
    if text is not None and looked is not None:
        form["seen"].data = digest(text)
        for fault in looked.stopping[:10]:
            form.refuse(
                Refusal(
                    "to-mend",
                    say("第 %(line)d 行：%(what)s", line=fault.line, what=fault.sentence),
                    field="body",
                )
            )
    return page(
        "announcements/write.html",
        status,
        form=form,
        kind=kind,
        text=text,
        looked=looked,
        facts=facts_of(text) if text is not None else [],
        announcement=announcement,
        **worded(),
    )


def _desk_page(
    session: Session, found: Announcement, form: WithdrawalForm, status: int = 200
) -> ResponseReturnValue:
    versions = publishing.versions_of(session, found.id)
    withdrawal = publishing.withdrawal_or_none(session, found.id)
    on: date = today()
    return page(
        "announcements/office_announcement.html",
        status,
        form=form,
        announcement=found,
        versions=versions,
        withdrawal=withdrawal,
        state=state_of(versions[0].ends_on, on, is_withdrawn=withdrawal is not None),
        done=done(DONE),
        **worded(),
    )


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER})


def _in_reach(session: Session, announcement_id: int) -> Announcement:
    found = publishing.announcement_or_none(session, announcement_id)
    if found is None or not any(contains(code, found.region_code) for code in _reach()):
        abort(404)
    return found
