"""What the screens say that combine several packages; pure."""

from learnhub.pages.rules.next_steps import (
    AssessmentStanding,
    AttemptStanding,
    NextStep,
    StepKind,
    Waiting,
    WorkBack,
    next_steps,
)
from learnhub.pages.rules.standings import CourseStanding, LessonStanding, course_to_go_on_with
from learnhub.pages.rules.subsidies import SubsidyTold, subsidy_told

__all__ = [
    "AssessmentStanding",
    "AttemptStanding",
    "CourseStanding",
    "LessonStanding",
    "NextStep",
    "StepKind",
    "SubsidyTold",
    "Waiting",
    "WorkBack",
    "course_to_go_on_with",
    "next_steps",
    "subsidy_told",
]
