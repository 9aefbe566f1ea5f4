"""Tables of classes."""

from learnhub.training.models.changes import ChangeStep, ChangeStepKind, ClassChange
from learnhub.training.models.class_messages import ClassMessage, ClassMessageReader
from learnhub.training.models.classes import (
    ClassPlace,
    ClassSession,
    ClassState,
    ClassTeacher,
    TrainingClass,
)
from learnhub.training.models.inspections import (
    Inspection,
    InspectionPhoto,
    InspectionStep,
    InspectionStepKind,
)
from learnhub.training.models.notes import TraineeNote
from learnhub.training.models.openings import (
    BudgetLine,
    ClassParticulars,
    OpeningDraft,
    OpeningStep,
    OpeningStepKind,
)
from learnhub.training.models.rolls import PaperSheet, RollApproval, SessionCode
from learnhub.training.models.roster import RosterEntry, RosterImport
from learnhub.training.models.satisfaction import SurveyMark, SurveyTally, SurveyWords

__all__ = [
    "BudgetLine",
    "ChangeStep",
    "ChangeStepKind",
    "ClassChange",
    "ClassMessage",
    "ClassMessageReader",
    "ClassParticulars",
    "ClassPlace",
    "ClassSession",
    "ClassState",
    "ClassTeacher",
    "Inspection",
    "InspectionPhoto",
    "InspectionStep",
    "InspectionStepKind",
    "OpeningDraft",
    "OpeningStep",
    "OpeningStepKind",
    "PaperSheet",
    "RollApproval",
    "RosterEntry",
    "RosterImport",
    "SessionCode",
    "SurveyMark",
    "SurveyTally",
    "SurveyWords",
    "TraineeNote",
    "TrainingClass",
]
