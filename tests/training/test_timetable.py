"""Which days a timetable holds."""

from datetime import date, timedelta

from learnhub.training.rules import Meeting, read_timetable, regular_timetable, written_timetable

FIRST = date(2026, 3, 2)  # a Monday


def test_a_timetable_is_read_as_people_write_it() -> None:
    typed = "２０２６年３月２日　９：００　３１５分钟　单式手法：推、拿\n\n2026/3/3 14:05 60 取穴 练习"
    read = read_timetable(typed)
    assert read == (
        Meeting(date(2026, 3, 2), "09:00", 315, "单式手法:推、拿"),
        Meeting(date(2026, 3, 3), "14:05", 60, "取穴 练习"),
    )
    assert read_timetable(written_timetable(read)) == read


def test_a_regular_timetable_has_as_many_days_as_asked_on_the_days_asked() -> None:
    laid = regular_timetable(FIRST, {0, 2}, count=15, starts_at="09:00", minutes=315, title="手法")
    assert len(laid) == 15
    assert {one.day.weekday() for one in laid} == {0, 2}
    assert laid[0].day == FIRST
    assert laid[-1].day == FIRST + timedelta(weeks=7)
