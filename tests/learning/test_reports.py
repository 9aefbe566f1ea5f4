"""Acts reported later, many at once: taken whole, in any order, as often as they come."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnhub.catalogue.rules import Edition
from learnhub.catalogue.service.courses import lesson_versions
from learnhub.catalogue.service.texts import text_of
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.jobs import service as jobs
from learnhub.learning import service
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.service import Answering, Closing, Reported
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.web.guard import TOKEN_HEADER
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Clients, Submit

LATE = "2026-03-01T09:00:00+08:00"


@pytest.fixture(autouse=True)
def tiny_course(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store_for(settings))


def told(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "course": "tiny-one", "lesson": "push-slow", "happened_at": LATE, **fields}


def closed(section: str, **fields: Any) -> dict[str, Any]:
    return told("section.closed", section=section, **fields)


def answered(check: str, chosen: str, client_id: str) -> dict[str, Any]:
    return told("check.answered", check=check, question=1, chosen=[chosen], client_id=client_id)


ALL = [
    answered("feel", "c1", "phone-0001"),
    answered("feel", "c2", "phone-0002"),
    answered("push", "c2", "phone-0003"),
    closed("s3"),
]


def send(
    clients: Clients, person: Someone | None, body: object, *, with_token: bool = True, raw: str | None = None
) -> tuple[int, Any]:
    client = clients.of(person)
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    if with_token:
        headers[TOKEN_HEADER] = clients.token(client)
    answer = client.post(
        clients.address("learning.acts", {}),
        data=raw if raw is not None else json.dumps(body),
        headers=headers,
    )
    return answer.status_code, answer.get_json(silent=True)


def enrol(submit: Submit, person: Someone) -> None:
    submit("learning.enrol", {}, person, course="tiny-one", target="/courses/tiny-one?done=enrolled")


def entries(database: Database, person: Someone) -> list[Evidence]:
    with database.reading() as session:
        return [
            row
            for row in evidence.entries(session, service.subject_of(person.person_id))
            if row.kind != "enrolment.made"
        ]


def test_a_lesson_learned_offline_is_complete_after_one_request_and_settled_once(
    clients: Clients, submit: Submit, trainee: Someone, database: Database
) -> None:
    enrol(submit, trainee)
    status, answer = send(clients, trainee, {"acts": ALL})
    assert (status, answer["acts"]) == (200, [{"accepted": True}] * 4)
    with database.reading() as session:
        enrolment = service.enrolments_of(session, trainee.person_id)[0]
        version = lesson_versions(session, enrolment.course_version_id)[0]
        progress = service.progress_of(session, trainee.person_id, version, text_of(version))
        assert progress.is_complete
        assert jobs.open_count(session, service.JOB_LEARNED) == 1
    late = {row.happened_at for row in entries(database, trainee)}
    assert late == {datetime.fromisoformat(LATE)}


def test_the_same_batch_again_adds_nothing_and_is_accepted_again(
    clients: Clients, submit: Submit, trainee: Someone, database: Database
) -> None:
    enrol(submit, trainee)
    send(clients, trainee, {"acts": ALL[:2]})
    status, answer = send(clients, trainee, {"acts": [*ALL, *ALL]})
    assert (status, answer["acts"]) == (200, [{"accepted": True}] * 8)
    assert len(entries(database, trainee)) == 4


def test_a_refused_act_says_why_and_holds_up_no_other(
    clients: Clients, submit: Submit, trainee: Someone, database: Database
) -> None:
    enrol(submit, trainee)
    acts = [
        closed("s9"),
        answered("feel", "c2", "phone-0002"),
        answered("feel", "c2", "short"),
        answered("other", "c2", "phone-0004"),
        closed("s1", lesson="no-such-lesson"),
        closed("s1", course="no-such-course"),
    ]
    status, answer = send(clients, trainee, {"acts": acts})
    assert status == 200
    assert [one.get("error", "") for one in answer["acts"]] == [
        "no-such-section",
        "",
        "no-client-id",
        "no-such-question",
        "no-such-lesson",
        "no-such-lesson",
    ]
    sentences = [one.get("sentence", "") for one in answer["acts"]]
    assert all(one for one, told in zip(sentences, answer["acts"], strict=True) if not told["accepted"])
    # Who learned it days ago has no page to refresh.
    assert "请打开这一课" in sentences[0]
    assert "请打开这一课" in sentences[3]
    assert len(entries(database, trainee)) == 1


def test_acts_of_a_course_somebody_is_not_enrolled_in_are_not_kept(
    clients: Clients, trainee: Someone, database: Database
) -> None:
    status, answer = send(clients, trainee, {"acts": ALL})
    assert status == 200
    assert {one["error"] for one in answer["acts"]} == {"not-enrolled"}
    assert entries(database, trainee) == []


def test_acts_that_come_after_an_enrolment_ended_say_so_and_how_to_go_on(
    clients: Clients, submit: Submit, trainee: Someone, database: Database
) -> None:
    enrol(submit, trainee)
    send(clients, trainee, {"acts": ALL[:1]})
    with database.transaction() as session:
        service.enrolments_of(session, trainee.person_id)[0].state = EnrolmentState.WITHDRAWN
    _status, answer = send(clients, trainee, {"acts": ALL[1:]})
    assert {one["error"] for one in answer["acts"]} == {"enrolment-ended"}
    assert "请重新报名" in answer["acts"][0]["sentence"]
    assert len(entries(database, trainee)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"acts": []},
        {"acts": ALL * 26},
        {"acts": [told("page.viewed")]},
        {"acts": [closed("s1", minutes=45)]},
        {"acts": [closed("s1", happened_at="2026-03-01T09:00:00")]},
        {"acts": [closed("s1", happened_at="yesterday")]},
        {"acts": [closed("s1", edition="sign")]},
        {"acts": [told("check.answered", check="feel", question=0, chosen=["c1"], client_id="phone-0001")]},
        {
            "acts": [
                told("check.answered", check="feel", question=1, chosen=["c1"] * 21, client_id="phone-0001")
            ]
        },
        {"acts": [closed("s" * 101)]},
        {"acts": [closed("s\0")]},
        [],
        "acts",
    ],
)
def test_a_batch_that_is_not_understood_is_refused_whole(
    clients: Clients, submit: Submit, trainee: Someone, database: Database, body: object
) -> None:
    enrol(submit, trainee)
    status, answer = send(clients, trainee, body)
    assert status == 422
    assert "请更新页面" in answer["sentence"]
    assert entries(database, trainee) == []


def test_what_is_no_json_and_what_is_too_large_are_refused(
    clients: Clients, trainee: Someone, database: Database
) -> None:
    assert send(clients, trainee, None, raw='{"acts": [')[0] == 422
    assert send(clients, trainee, None, raw="[" * 60_000)[0] == 422
    assert send(clients, trainee, None, raw=" " * 64_001)[0] == 413


def test_nobody_else_reports_for_a_person(clients: Clients, trainee: Someone, instructor: Someone) -> None:
    status, answer = send(clients, None, {"acts": ALL}, with_token=False)
    assert status == 401
    assert answer["sentence"]
    assert send(clients, trainee, {"acts": ALL}, with_token=False)[0] == 409
    assert send(clients, instructor, {"acts": ALL})[0] == 403


ACTS = [
    Answering("feel", 1, frozenset({"c1"}), "phone-0001"),
    Answering("feel", 2, frozenset({"c1"}), "phone-0002"),
    Answering("push", 1, frozenset({"c2"}), "phone-0003"),
    Answering("feel", 1, frozenset({"c2"}), "phone-0004"),
    Closing("s1"),
    Closing("s2"),
    Closing("s3"),
]


@given(st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_split_and_repetition_of_the_same_acts_makes_the_same_progress(
    database: Database, settings: Settings, trainee: Someone, data: st.DataObject
) -> None:
    store, now = store_for(settings), instant_now()
    reports = [
        Reported("tiny-one", "push-slow", Edition.STANDARD, act, now - timedelta(minutes=number))
        for number, act in enumerate(ACTS)
    ]
    order = data.draw(st.permutations([*reports, *data.draw(st.lists(st.sampled_from(reports), max_size=6))]))
    with database.transaction() as session:
        undone = session.begin_nested()
        course = TinyCourse("tiny-one").load(session, store)
        enrolment = service.enrol(session, person_id=trainee.person_id, course=course, now=now)
        assert isinstance(enrolment, Enrolment)
        rest = list(order)
        while rest:
            size = data.draw(st.integers(1, len(rest)))
            batch, rest = rest[:size], rest[size:]
            outcomes = service.take_reports(session, store, trainee.person_id, batch, now=now)
            assert outcomes == [None] * len(batch)
        version = lesson_versions(session, enrolment.course_version_id)[0]
        progress = service.progress_of(session, trainee.person_id, version, text_of(version))
        assert progress.is_complete
        assert progress.passed == {"feel", "push"}
        assert dict(progress.wrong_tries) == {"feel": 1}
        undone.rollback()
