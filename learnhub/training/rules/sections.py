"""The sections of an application to open a class; pure."""

import enum


class Section(enum.StrEnum):
    """A part of the application that fits a page; what the office says is tied to one."""

    BASICS = "basics"
    PLACE = "place"
    PEOPLE = "people"
    TIMETABLE = "timetable"
    BUDGET = "budget"


SECTION_WORDS = {
    Section.BASICS: "课程和日期",
    Section.PLACE: "地点和无障碍条件",
    Section.PEOPLE: "教师和支持",
    Section.TIMETABLE: "课表",
    Section.BUDGET: "预算",
}


def section_after(section: Section) -> Section | None:
    """Return the next section, None after the last."""
    order = list(Section)
    place = order.index(section) + 1
    return order[place] if place < len(order) else None
