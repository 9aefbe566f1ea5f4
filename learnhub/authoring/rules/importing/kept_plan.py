"""Write a plan as JSON and read it back: how it is kept in its row between one press and the next."""

from collections.abc import Mapping
from typing import Any

from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.plan import Block, LessonPlan, PieceKind, Plan, UnitPlan


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as it is kept in its row."""
    return {
        "title": plan.title,
        "next": plan.next_number,
        "units": [
            {
                "n": unit.number,
                "t": unit.title,
                "r": unit.reason,
                "l": [
                    {
                        "n": lesson.number,
                        "t": lesson.title,
                        "r": lesson.reason,
                        "b": [
                            [
                                one.number,
                                one.kind,
                                one.markdown,
                                one.words,
                                one.level,
                                one.reason,
                                one.picture,
                            ]
                            for one in lesson.blocks
                        ],
                    }
                    for lesson in unit.lessons
                ],
            }
            for unit in plan.units
        ],
    }


def plan_from_json(kept: Mapping[str, Any]) -> Plan:
    """Return the plan that plan_as_json has kept."""
    return Plan(
        kept["title"],
        tuple(
            UnitPlan(
                unit["n"],
                unit["t"],
                tuple(
                    LessonPlan(
                        lesson["n"],
                        lesson["t"],
                        tuple(
                            Block(number, PieceKind(kind), markdown, words, level, _reason(reason), picture)
                            for number, kind, markdown, words, level, reason, picture in lesson["b"]
                        ),
                        _reason(lesson["r"]),
                    )
                    for lesson in unit["l"]
                ),
                _reason(unit["r"]),
            )
            for unit in kept["units"]
        ),
        kept["next"],
    )


def _reason(value: str | None) -> Reason | None:
    return Reason(value) if value is not None else None
