"""What the screens say that combine several packages; pure."""

from learnhub.pages.rules.next_steps import NextStep, StepKind, Waiting, next_step
from learnhub.pages.rules.standings import CourseStanding, LessonStanding, course_to_go_on_with
from learnhub.pages.rules.subsidies import SubsidyTold, subsidy_told

__all__ = [
    "CourseStanding",
    "LessonStanding",
    "NextStep",
    "StepKind",
    "SubsidyTold",
    "Waiting",
    "course_to_go_on_with",
    "next_step",
    "subsidy_told",
]
