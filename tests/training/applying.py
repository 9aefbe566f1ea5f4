"""An application to open a class as tests type it, page by page."""

import re
from datetime import date

import sqlalchemy as sa

from learnhub.db import Database
from learnhub.training.models import TrainingClass
from tests.people import Someone
from tests.visit import Page, Submit

FIRST = date(2026, 3, 2)  # a Monday
TIMETABLE = "2026-03-02 09:00 315 分钟 单式手法：推、拿\n2026-03-03 09:00 270 分钟 全身程序"


SECTIONS = {
    "basics": {"number", "course", "title", "opened_on", "capacity"},
    "place": {"place", "access_words"},
    "people": {"teachers"},
    "timetable": {"timetable", "rhythm", "starts_at", "minutes", "count", "lay"},
    "budget": {"budget"},
}


def fields(course_id: int, teacher: Someone, **changed: object) -> dict[str, dict[str, object]]:
    """Return the fields of an application by section."""
    typed: dict[str, dict[str, object]] = {
        "basics": {
            "course": str(course_id),
            "number": "2026-按摩-09",
            "title": "保健按摩春季班",
            "opened_on": "2026-03-02",
            "capacity": "12",
            "training_type": "employment",
            "delivery_form": "central",
            "kind": "open",
        },
        "place": {
            "place": "花园路 1 号二楼",
            "access_words": "门口有坡道，电梯到二楼，有人在门口接。",
            "directions": "公交 3 路花园站下，向东 200 米。",
            **dict.fromkeys(("has_ramp", "has_lift", "has_toilet"), "yes"),
            **dict.fromkeys(("has_guide", "has_loop", "has_quiet_room"), "unknown"),
        },
        "people": {"teachers": str(teacher.person_id), "companion": "yes", "interpreter": "not-asked"},
        "timetable": {
            "timetable": TIMETABLE,
            "rhythm": "weekdays",
            "starts_at": "09:00",
            "minutes": "315",
            "count": "15",
        },
        "budget": {"budget": "教师课酬 6,000 元\n场地 1200.50"},
    }
    for name, value in changed.items():
        section = next((one for one, known in SECTIONS.items() if name in known), "basics")
        section = next((one for one, told in typed.items() if name in told), section)
        typed[section][name] = value
    return typed


def begun(submit: Submit, manager: Someone, copied: str = "") -> str:
    """Begin an application and return its address."""
    begin = submit(
        "training.begin_opening",
        {"copied": copied},
        manager,
        target=re.compile(r"/base/openings/\d+(\?done=copied)?"),
    )
    return begin.location.split("?")[0]


def typed_in(submit: Submit, address: str, told: dict[str, dict[str, object]], manager: Someone) -> None:
    for section, typed in told.items():
        submit(
            f"{address}/{section}",
            typed,
            manager,
            target=re.compile(rf"{address}(/\w+)?\?done=kept"),
        )


def only_class(database: Database) -> TrainingClass:
    with database.reading() as session:
        return session.scalars(sa.select(TrainingClass)).one()


def submitted(submit: Submit, course_id: int, manager: Someone, teacher: Someone, database: Database) -> int:
    address = begun(submit, manager)
    typed_in(submit, address, fields(course_id, teacher), manager)
    last = submit(address, {}, manager, target=re.compile(r"/base/classes/\d+\?done=submitted")).follow()
    assert "开班申请已经提交" in last.words
    assert "等待批准" in last.words
    return only_class(database).id


def decide(submit: Submit, class_id: int, person: Someone, decision: str, reason: str = "") -> Page:
    done = "approved" if decision == "approve" else "returned"
    return submit(
        "training.decide",
        {"decision": decision, "reason": reason},
        person,
        class_id=class_id,
        target=f"/office/openings?done={done}",
    )
