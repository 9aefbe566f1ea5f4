"""The program of a bundle works out by itself on which day minutes were learned, and names a day that was changed."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.credits.rules.outside import minutes_on_days
from learnhub.db import Database
from learnhub.evidence.rules import instant_text
from learnhub.learning.rules.dating import Contact, learned_at
from learnhub.oversight.adapters import verify
from learnhub.oversight.service.exports import Asked, bundle_zip_or_none
from learnhub.policy import service as policy
from learnhub.primitives import instant_now, local_date
from tests.oversight.test_bundle import checked, unpack
from tests.people import Someone
from tests.subsidy.made import seal
from tests.subsidy.test_methods import CONTENT, calculated_now, set_figure
from tests.subsidy.test_service import trained

BEGUN = datetime(2026, 3, 1, 4, tzinfo=UTC)
_MINUTES = st.integers(0, 20 * 24 * 60)


def program(rows: list[dict[str, Any]]) -> verify.Check:
    """Return the program over these rows of one chain alone."""
    check = object.__new__(verify.Check)
    check.rows = {("person:1", number): row | {"position": number} for number, row in enumerate(rows, 1)}
    return check


def row(kind: str, happened_at: datetime, received_at: datetime, **payload: Any) -> dict[str, Any]:
    return {
        "subject": "person:1",
        "kind": kind,
        "happened_at": instant_text(happened_at),
        "received_at": instant_text(received_at),
        "payload": payload or None,
    }


@settings(max_examples=40)
@given(st.lists(st.tuples(_MINUTES, _MINUTES, st.sampled_from(verify.ACTS)), max_size=25), st.booleans())
def test_it_dates_every_act_as_the_site_does(acts: list[tuple[int, int, str]], is_dated: bool) -> None:
    contacts = [
        Contact(number, BEGUN + timedelta(minutes=happened), BEGUN + timedelta(minutes=received))
        for number, (received, happened, _kind) in enumerate(sorted(acts), start=2)
    ]
    rows = [row("enrolment.made", BEGUN, BEGUN)]
    rows += [
        row(kind, one.happened_at, one.received_at)
        for one, (_r, _h, kind) in zip(contacts, sorted(acts), strict=True)
    ]
    by_site = learned_at(contacts, BEGUN) if is_dated else {one.position: one.happened_at for one in contacts}
    by_program = program(rows).learned_on("person:1", len(rows) + 1, is_dated)
    assert by_program == {number: local_date(at).isoformat() for number, at in by_site.items()}


@settings(max_examples=40)
@given(st.integers(1, 900), st.integers(0, 40))
def test_it_spreads_hours_of_another_platform_as_the_site_does(minutes: int, days: int) -> None:
    first = date(2026, 3, 2)
    last = first + timedelta(days=days)
    stated = row("outside.stated", BEGUN, BEGUN, first=first.isoformat(), last=last.isoformat())
    posted = {"enrolment_id": 7, "outside_hours_id": 3, "key": "outside:3", "cause_position": 1}
    record = {"subject": "person:1", "position": 9, "enrolment_id": 7, "facts": {"method": "rules"}}
    found = program([stated]).minutes_by_day(record, [posted | {"recognised_minutes": minutes}])
    assert found == {(day.isoformat(), m) for day, m in minutes_on_days(minutes, first, last).items()}


def test_a_changed_day_is_named(
    database: Database, trainee: Someone, officer: Someone, tmp_path: Path
) -> None:
    since = date(2026, 1, 1)
    with database.transaction() as session:
        set_figure(session, officer, "subsidy.rule.living", "per offline day and online hour", since)
        set_figure(session, officer, "subsidy.online_per_class_hour_fen", 100, since)
        set_figure(session, officer, "subsidy.online_class_hours_per_day_max", 1, since)
        record = calculated_now(session, *trained(session, trainee))
        ((day, _minutes),) = record.further["online_by_day"]
    seal(database)
    with database.reading() as session:
        asked = Asked(record.id, "学习汇", CONTENT / "policy", instant_now())
        bundle = bundle_zip_or_none(session, asked, policy.figures_in_force(session, CONTENT))
    assert bundle is not None
    folder = unpack(bundle, tmp_path)
    assert checked(folder)[0] == 0

    path = folder / "records.json"
    records = json.loads(path.read_text(encoding="utf-8"))
    # Half of it moved to the day before: two days of one 学时 are worth more than one.
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    records[0]["facts"]["further"]["online_by_day"] = [[before, 50], [day, 50]]
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    code, lines = checked(folder)
    assert code == 1
    where = f"不符：blended_record {record.id}：线上分钟算在哪一天，和学习的证据不同：{before}、{day}。"
    assert where in lines
