"""The sections of an application to open a class; pure."""

import enum

from learnhub.primitives import say


class Section(enum.StrEnum):
    """A part of the application that fits a page; what the office says is tied to one."""

    BASICS = "basics"
    PLACE = "place"
    PEOPLE = "people"
    TIMETABLE = "timetable"
    BUDGET = "budget"


SECTION_WORDS = {
    Section.BASICS: say("课程和日期"),
    Section.PLACE: say("地点和无障碍条件"),
    Section.PEOPLE: say("教师和支持"),
    Section.TIMETABLE: say("课表"),
    Section.BUDGET: say("预算"),
}


def section_after(section: Section) -> Section | None:
    """Return the next section, None after the last."""
    order = list(Section)
    place = order.index(section) + 1
    return order[place] if place < len(order) else None
