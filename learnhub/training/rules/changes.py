"""What may be changed in an approved class; pure."""

import enum


class ChangeKind(enum.StrEnum):
    """What of a class is changed."""

    PLACE = "place"
    CAPACITY = "capacity"
    TEACHERS = "teachers"
    MEETING_MOVED = "meeting moved"
    MEETING_ADDED = "meeting added"
    MEETING_DROPPED = "meeting dropped"


CHANGE_WORDS = {
    ChangeKind.PLACE: "换上课地点",
    ChangeKind.CAPACITY: "改最多几人",
    ChangeKind.TEACHERS: "换教师",
    ChangeKind.MEETING_MOVED: "挪一次课",
    ChangeKind.MEETING_ADDED: "加一次课",
    ChangeKind.MEETING_DROPPED: "取消一次课",
}
