"""Papers behind rights: who sees them, what they do at the gate, and a video that is taken back when a consent is."""

import io
import zipfile
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.app import job_handlers
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.authoring.adapters.paper_file import type_of_paper
from learnhub.authoring.models import RightsPaper
from learnhub.authoring.rules.gate.findings import Declaration, DeclarationKind
from learnhub.authoring.rules.gate.media import CONSENT_LACKS, CONSENT_WITHDRAWN, PROOF_LACKS, rights_findings
from learnhub.authoring.rules.gate.run import gate
from learnhub.authoring.rules.papers import CONSENT_TYPES, Consent, ConsentState, PaperKind, consent_states
from learnhub.authoring.service import drafts, export_course, papers
from learnhub.catalogue.models import LessonVideo
from learnhub.catalogue.rules import Findings
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from tests.authoring.drafts.draft_pages import few_stops, leads
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny
from tests.authoring.gate.gated import files, report
from tests.authoring.gate.test_beside_the_text import VIDEO, course
from tests.authoring.publication.road import Road, done
from tests.authoring.test_lesson_video import VIDEO as VIDEO_PATH
from tests.authoring.test_lesson_video import with_video
from tests.catalogue.samples import load
from tests.media import recordings as made
from tests.people import BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Clients, Submit, Visit

COURSE = {"course": "new-push"}
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n%%EOF\n"


def docx(name: str = "word/document.xml") -> bytes:
    """Return a zip that says it is a Word document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"), (made.png(40), "png"), (b"\xff\xd8\xff\xe0rest", "jpg"), (docx(), "docx"), (made.mp3(), "mp3"),
        (made.mp4(), "mp4"), (made.webm(), "webm"), (docx("xl/workbook.xml"), ""), (b"PK\x03\x04broken", ""), (b"", ""),
        (b"<html>", ""), (b"MZ\x90", ""),
    ],
)  # fmt: skip
def test_a_paper_is_known_by_its_bytes(content: bytes, kind: str) -> None:
    assert CONSENT_TYPES.get(type_of_paper(content), "") == kind


@given(st.lists(st.builds(Consent, st.sampled_from("ab"), st.booleans()), max_size=6), st.randoms())
def test_one_withdrawal_decides_about_a_video_in_whatever_order_consents_came(
    consents: list[Consent], order: object
) -> None:
    mixed = list(consents)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    expected = {
        one.digest: ConsentState.WITHDRAWN
        if any(other.is_withdrawn for other in consents if other.digest == one.digest)
        else ConsentState.HELD
        for one in consents
    }
    assert consent_states(mixed) == consent_states([*mixed, *mixed]) == expected


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ("agreed", None, CONSENT_LACKS), ("agreed", ConsentState.HELD, ""), ("no", None, ""),
        ("agreed", ConsentState.WITHDRAWN, CONSENT_WITHDRAWN), ("no", ConsentState.WITHDRAWN, CONSENT_WITHDRAWN),
    ],
)  # fmt: skip
def test_a_consent_that_is_declared_has_to_be_there(
    answer: str, state: ConsentState | None, said: str
) -> None:
    told = frozenset(
        Declaration(VIDEO.digest, kind, answer if kind is DeclarationKind.PEOPLE_SHOWN else "no")
        for kind in DeclarationKind
    )
    facts = replace(course(VIDEO, told), consents={VIDEO.digest: state} if state else {})
    found = [(one.code, one.subject.partition("：")[2]) for one in gate(facts)]
    assert found == ([("rights-not-stated", said)] if said else [])


@pytest.mark.parametrize(("has_proof", "lacks"), [(None, False), (True, False), (False, True)])
def test_what_was_bought_needs_its_proof_where_there_is_a_base_to_hold_it(
    has_proof: bool | None, lacks: bool
) -> None:
    bought = 'origin = "purchased"\nacquired_from = "某社"\nacquired_cost = "1 元"\nacquired_proof = "合同"'
    facts = replace(report(files(course=('origin = "developed"', bought))).facts, has_proof=has_proof)
    assert [one.subject for one in rights_findings(facts)] == ([PROOF_LACKS] if lacks else [])
    own = replace(report(files()).facts, has_proof=has_proof)
    assert list(rights_findings(own)) == []


def test_a_proof_is_seen_by_its_base_and_its_reviewers_alone(
    visit: Visit,
    submit: Submit,
    clients: Clients,
    database: Database,
    settings: Settings,
    instructor: Someone,
    trainee: Someone,
    officer: Someone,
) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)
    there = "/teach/courses/new-push/draft/proofs"
    wrong = {"paper": (io.BytesIO(b"<html>"), "x.pdf"), "words": ""}
    assert "不是 PDF" in submit("authoring.add_proof", wrong, instructor, 422, **COURSE).errors[0]
    assert submit("authoring.add_proof", {}, instructor, 422, **COURSE).errors == ["请选一个文件。"]
    sent = {"paper": (io.BytesIO(PDF), "张三的合同.pdf"), "words": "与某社的授权书"}
    page = submit("authoring.add_proof", sent, instructor, target=f"{there}?done=added", **COURSE).follow()
    address = few_stops(page).links["下载第 1 份：与某社的授权书"]
    answer = clients.of(instructor).get(address, buffered=True)
    assert answer.data == PDF
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert clients.of(trainee).get(address, buffered=True).status_code == 403
    neighbour = make_person(database, "景洪的老师", TEACHING_ELSEWHERE[0])
    assert clients.of(neighbour).get(address, buffered=True).status_code == 404
    visit("authoring.review_papers", officer, 404, **COURSE)
    with database.transaction() as session:
        draft = drafts.draft_by_slug(session, "new-push", TEACHING)
        done(Road(session, store_for(settings), instructor, officer).submit(draft))
    reviewed = visit("authoring.review_papers", officer, **COURSE)
    assert clients.of(officer).get(reviewed.links["下载第 1 份：与某社的授权书"], buffered=True).data == PDF
    far = make_person(database, "外地干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    visit("authoring.review_papers", far, 404, **COURSE)
    with database.reading() as session:
        held = session.scalars(sa.select(RightsPaper)).one()
        told = session.scalars(sa.select(AuditEvent).where(AuditEvent.deed == "paper-added")).one()
        assert "张三" not in f"{told.words}{held.words}"
    visit("authoring.consent_withdrawal", instructor, 404, paper=held.id, **COURSE)  # it is no consent
    visit("authoring.draft_consents", instructor, 404, path="lessons/none.mp4", **COURSE)
    submit("authoring.remove_proof", {}, instructor, target=f"{there}?done=removed", paper=held.id, **COURSE)
    assert clients.of(instructor).get(address, buffered=True).status_code == 404
    submit("authoring.remove_proof", {}, instructor, 404, paper=held.id, **COURSE)


def test_a_withdrawn_consent_takes_the_video_out_everywhere_for_good(
    app: Flask,
    visit: Visit,
    submit: Submit,
    clients: Clients,
    database: Database,
    settings: Settings,
    instructor: Someone,
) -> None:
    store, where = store_for(settings), {"course": "test-course"}
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store, instructor)
    load(database, with_video(), store_dir=settings.instance_dir / "files", base_id=BASE_ID)
    submit(
        "authoring.open_draft", {}, instructor, target="/teach/courses/test-course/draft?done=opened", **where
    )
    there = "/teach/courses/test-course/draft/consents"
    sent = {"paper": (io.BytesIO(made.mp3()), "a.mp3"), "words": "一位学员"}
    at = {**where, "path": VIDEO_PATH}
    submit("authoring.add_consent", {**sent, "words": ""}, instructor, 422, **at)
    sent["paper"] = (io.BytesIO(made.mp3()), "a.mp3")
    page = submit("authoring.add_consent", sent, instructor, target=leads(there), **at).follow()
    shown = visit("learning.lesson", lesson="wash-hands", **where)
    source = next(e.get("src") for v in shown.document.all("video") for e in v.iter("source"))
    ask = few_stops(visit(page.links["第 1 份里有人收回同意"], instructor))
    assert "找不回来" in ask.words
    with database.reading() as session:
        paper = session.scalars(sa.select(RightsPaper.id)).one()
    for endpoint in ("authoring.consent_withdrawal", "authoring.draft_paper"):
        visit(endpoint, instructor, 404, paper=paper, **COURSE)  # of another course of the base
    submit("authoring.withdraw_consent", {"words": ""}, instructor, 422, paper=paper, **where)
    why = {"words": "学员当面说的"}
    submit(
        "authoring.withdraw_consent", why, instructor, target=f"{there}?done=withdrawn", paper=paper, **where
    )
    gone = visit("learning.lesson", lesson="wash-hands", **where)
    assert not list(gone.document.all("video"))
    assert clients.of(None).get(source).status_code == 404
    submit("authoring.withdraw_consent", why, instructor, 422, paper=paper, **where)
    again = {"paper": (io.BytesIO(PDF), "a.pdf"), "words": "一位学员"}
    assert "换一段视频" in submit("authoring.add_consent", again, instructor, 422, **at).errors[0]
    with app.app_context():
        worker = Worker(database, job_handlers(app.extensions["learnhub"]))
        while worker.run_one():
            pass
    with database.reading() as session:
        assert address_of(made.mp4(index_first=True)) not in store
        assert session.scalars(sa.select(LessonVideo)).all() == []
        assert VIDEO_PATH not in export_course(session, store, "test-course").files
    with pytest.raises(Findings) as caught:
        load(
            database,
            with_video() | {"pronunciation.toml": b"# changed\n"},
            store_dir=settings.instance_dir / "files",
            base_id=BASE_ID,
        )
    assert "视频里的人收回了同意" in str(caught.value.findings[0])


def test_papers_have_a_limit(database: Database, settings: Settings, instructor: Someone) -> None:
    with database.transaction() as session:
        add_bases(session)
        store = store_for(settings)
        draft = open_tiny(session, store, instructor)
        told = {"words": "", "actor": Actor(instructor.person_id), "now": instant_now()}
        kept = [
            papers.add_paper(session, store, draft, PaperKind.PROOF, PDF + bytes([n]), **told)
            for n in range(13)
        ]
        assert [isinstance(one, Refusal) for one in kept] == [False] * 12 + [True]
        large = papers.add_paper(session, store, draft, PaperKind.PROOF, PDF + bytes(20_000_000), **told)
        assert isinstance(large, Refusal)
        spoken = papers.add_paper(session, store, draft, PaperKind.PROOF, made.mp3(), **told)
        assert isinstance(spoken, Refusal)
