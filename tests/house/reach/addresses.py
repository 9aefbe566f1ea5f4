"""One address for each route of the program, of things that belong to the owners of the furnished site."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.routing import Rule

from tests.journeys.desk import LESSON, MERGE, RETURNED, REVIEWED, WAITING, WHOLE_LESSON, WRITING

# Not asked: what it does to files can't be undone; tests/ops asks it.
UNASKED = frozenset({"POST /demo/reset"})
Value = int | str
NOT_THERE = 987_654
Thing = tuple[str]  # names a thing of the site; a plain value stands for itself

_DRAFT = "/teach/courses/<course>/draft"
_SIGN = "/teach/signing"
_EDITION = "/office/reports/<region>/<int:year>/editions/<int:number>"
# What a part of an address stands for, by the beginning of the route; the longest beginning wins.
VALUES: Mapping[str, Mapping[str, Value | Thing]] = {
    "/": {
        "class_id": ("class",), "session_id": ("session",), "enrolment_id": ("enrolment",), "person_id": ("person",),
        "course": "blind-massage", "slug": "blind-massage", "lesson": "clean-hands", "record_id": ("record",),
        "position": 1, "draft_id": ("draft",), "check": "hands", "section": "s-1", "number": 1, "index": 1,
        "inspection_id": ("inspection",), "paper_id": ("paper",), "import_id": "an-import", "sheet_id": "a-sheet", "request_id": ("accommodation",),
        "mark_id": ("mark",), "link_id": ("guardian",), "export_id": ("export",), "sign_in_id": ("sign-in",),
        "list_id": ("list",), "hit_id": ("hit",), "sample_id": ("sample",), "change_id": ("change",),
        "grant_id": ("grant",), "check_id": ("check",), "note_id": ("twins",), "topic": 2,
        "key": "subsidy.living_per_offline_day_fen", "kind": "meeting-moved", "token": "a-voice", "paper": ("consent",),
        "name": "buns.png", "path": "course.toml", "blob": "0" * 64, "suffix": "epub", "first": 1, "last": 1,
        "word": "银行", "said": "yin2", "version": 1, "ticket": "a-ticket", "digest": "0" * 16, "group": "fields",
        "purpose": "study", "delivery_id": ("sign_delivery",), "trial_id": ("trial",), "way": "heard", "place": MERGE,
        "state": "published", "what": "exam", "claim_id": ("claim",), "notice_id": ("notice",), "objection_id": ("objection",),
        "outside_id": ("outside",), "key_id": ("passkey",), "assessment": "theory", "attempt_id": ("attempt",), "message_id": ("message",),
    },
    "/me/messages/kinds/": {"slug": "claim-paid"},
    "/me/messages/choices/": {"name": "sms"},
    "/helping": {"link_id": ("helped",)},
    "/me/helpers": {"link_id": ("helped",)},
    "/bases/": {"slug": "demo-zhengzhou"},
    "/office/quota/": {"slug": "demo-zhengzhou"},
    "/office/projects": {"suffix": "csv"},
    "/office/complaints/sums": {"suffix": "csv"},
    "/office/complaints/": {"complaint_id": ("complaint",)},
    "/office/satisfaction": {"suffix": "csv"},
    "/base/satisfaction": {"suffix": "csv"},
    "/office/field/": {"register": "teachers", "entry_id": ("entry",), "suffix": "csv"},
    "/office/imports/": {"register": "ledger", "suffix": "csv"},
    "/office/bases/": {"slug": "demo-zhengzhou", "kind": "assessed"},
    "/office/reports/": {"region": "410105", "year": 2020, "number": 1, "suffix": "csv", "doubt": "unverified", "kind": "batches", "programme_id": ("programme",)},
    f"{_EDITION}/difference": {"number": 2},
    "/liaison/people": {"person_id": ("person",), "course": "coffee-easyread"},
    "/me/liaison": {"deed_id": ("deed",)},
    "/office/towns": {"town_id": ("town",), "liaison_id": ("town-liaison",), "suffix": "csv"},
    "/evaluation": {"evaluation_id": ("evaluation",), "number": 1},
    "/office/needs": {"survey_id": ("needs",), "suffix": "csv"},
    "/office/evaluations": {"evaluation_id": ("evaluation",), "suffix": "csv"},
    "/announcements": {"announcement_id": ("announcement",)},
    "/office/announcements": {"announcement_id": ("announcement",), "kind": "notice", "suffix": "csv"},
    "/lists/": {"kind": "institutions", "region": "410105", "number": 2, "suffix": "csv"},
    "/office/lists/": {"kind": "institutions", "region": "410105"},
    f"{_EDITION}/signature": {"number": 2},
    "/office/divisions/": {"code": "410100"},
    "/office/barriers/": {"number": ("barrier",)},
    "/accessibility/reports/": {"number": ("barrier",)},
    "/accessibility/self-report": {"suffix": "csv"},
    "/base/openings/": {"section": "basics"},
    "/base/classes/<int:class_id>/opening": {"class_id": ("waiting",)},
    "/office/openings/": {"class_id": ("waiting",)},
    "/courses/<course>/classes": {"class_id": ("coming",)},
    "/me/accommodations/<int:request_id>/objection": {"request_id": ("refused-accommodation",)},
    "/me/subsidy/<int:enrolment_id>/claims/<int:claim_id>/sending": {"claim_id": ("own-claim",)},
    "/me/guardians/<int:link_id>/subsidy": {"link_id": ("ward",)},
    "/office/accommodations/": {"request_id": ("refused-accommodation",)},
    "/office/courses": {"course": REVIEWED, "lesson": f"{REVIEWED}-first", "paper": ("proof",)},
    "/office/courses/<course>/taking": {"course": WAITING},
    "/office/courses/<course>/withdrawal": {"course": "blind-massage"},
    "/office/drafts-without-lead": {"course": WRITING},
    "/office/people/<int:person_id>/abilities": {"record_id": ("ability",)},
    _DRAFT: {"course": WRITING, "lesson": LESSON, "paper": ("proof",)},
    f"{_DRAFT}/assessments": {"assessment": "new"},
    f"{_DRAFT}/consents": {"paper": ("consent",)},
    f"{_DRAFT}/units": {"number": 3},
    f"{_DRAFT}/handover": {"course": RETURNED},
    f"{_DRAFT}/submission/withdrawal": {"course": WAITING},
    f"{_DRAFT}/lessons/<lesson>/as": {"lesson": WHOLE_LESSON},
    f"{_DRAFT}/lessons/<lesson>/recording.": {"lesson": WHOLE_LESSON},
    f"{_DRAFT}/lessons/<lesson>/recording/times": {"lesson": WHOLE_LESSON},
    "/teach/classes/<int:class_id>/trainees": {"note_id": ("trainee-note",)},
    "/teach/classes/<int:class_id>/messages": {"message_id": ("class-message",), "token": "a-class-file"},
    "/me/class-messages": {"message_id": ("class-message",), "token": "a-class-file"},
    "/teach/courses/<course>/receipts": {"course": WAITING, "number": ("receipt",)},
    "/teach/attempts": {"attempt_id": ("paper-attempt",)},
    "/teach/classes/<int:class_id>/assessments": {"enrolment_id": ("paper-enrolment",)},
    "/teach/courses/<course>/questions": {"digest": ("question",)},
    "/teach/easy-read": {"course": "coffee-easyread", "lesson": "americano-serve"},
    "/teach/handovers": {"request_id": ("handover",)},
    "/teach/imports": {"token": "an-import", "file": "a-file"},
    f"{_SIGN}/courses": {"lesson": "when-not-to-massage", "key": "s-1"},
    f"{_SIGN}/pages": {"key": "certificate-duty"},
    f"{_SIGN}/requests": {"request_id": ("sign_request",)},
    "/teach/videos": {"token": ("video",), "kind": "captions", "place": 1},
    "/recordings": {"token": ("video",)},
    "/uploads": {"token": "an-upload"},
    "/courses/<course>/lessons/<lesson>/tasks": {"lesson": "push-press-knead", "task": "rhythm-count"},
    "/me/hand-ins": {"hand_in_id": ("hand-in",), "token": "a-work-file"},
    "/teach/hand-ins": {"hand_in_id": ("hand-in",), "token": "a-work-file"},
    "/teach/task-sheets": {"enrolment_id": ("work-enrolment",), "lesson": "push-press-knead", "task": "show-three-ways",
                           "sign_off_id": ("sign-off",)},
    "/teach/classes/<int:class_id>/task-sheets": {"lesson": "push-press-knead", "task": "show-three-ways", "step": 1},
    "/me/enquiries": {"enquiry_id": ("enquiry",), "token": "an-enquiry-file"},
    "/teach/enquiries": {"enquiry_id": ("enquiry",), "token": "an-enquiry-file"},
    "/courses/<course>/shared-enquiries": {"enquiry_id": ("shared-enquiry",), "token": "a-shared-file"},
    "/teach/frequent-answers": {"frequent_id": ("frequent-answer",)},
    "/courses/<course>/lessons/<lesson>/enquiries": {"frequent_id": ("frequent-answer",), "token": "an-answer-file"},
}  # fmt: skip


def address_of(rule: Rule, things: Mapping[str, Value], without: str = "") -> str:
    """Return the address of a route for the owners' things. without: an argument that names a thing that isn't there instead; "" where the route takes no such name."""
    values: dict[str, Value] = {}
    for beginning in sorted(VALUES, key=len):
        if rule.rule.startswith(beginning):
            for name, told in VALUES[beginning].items():
                values[name] = things[told[0]] if isinstance(told, tuple) else told
    # What no table names yet is a thing that isn't there: its owner is answered 404, which a reader of the table sees.
    known = {name: values.get(name, 1) for name in rule.arguments}
    if without:
        known[without] = NOT_THERE if isinstance(known[without], int) else _like(str(known[without]))
    try:
        built = rule.build(known, append_unknown=False)
    except ValueError:  # only some words fit there
        built = None
    assert built is not None or without, rule.rule
    return built[1] if built is not None else ""


def _like(text: str) -> str:
    """Return a text of the same kind that names nothing: a digest stays one, a code of a division stays digits."""
    if text.isdigit():
        return "9" * len(text)
    return "f" * len(text) if set(text) <= set("0123456789abcdef") and len(text) >= 16 else "not-there"


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Return each method of each route that is asked, in the order of routes.txt."""
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if f"{method} {rule.rule}" not in UNASKED
    ]
    return sorted(found, key=lambda one: (one[1].rule, f"{one[0]} {one[1].rule}"))
