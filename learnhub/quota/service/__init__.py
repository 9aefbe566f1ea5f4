"""Where bases stand with what they owe, and when they last did anything."""

from learnhub.quota.service.boards import (
    Board,
    Duty,
    board,
    course_facts,
    duties,
    rules,
    statuses,
    without_duty,
)

__all__ = ["Board", "Duty", "board", "course_facts", "duties", "rules", "statuses", "without_duty"]
