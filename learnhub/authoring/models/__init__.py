"""Tables of authoring."""

from learnhub.authoring.models.drafts import CourseDraft, DraftEdit, DraftMember, DraftRevision, DraftStep
from learnhub.authoring.models.gate import GateDeclaration
from learnhub.authoring.models.imports import BroughtFile, DocumentImport
from learnhub.authoring.models.papers import RightsPaper
from learnhub.authoring.models.publication import DraftHandover, PublicationStep, ReviewAgreement
from learnhub.authoring.models.signing import SignClip, SignDelivery, SignRequest, SignWork
from learnhub.authoring.models.site_changes import CourseSiteChange

__all__ = [
    "BroughtFile",
    "CourseDraft",
    "CourseSiteChange",
    "DocumentImport",
    "DraftEdit",
    "DraftHandover",
    "DraftMember",
    "DraftRevision",
    "DraftStep",
    "GateDeclaration",
    "PublicationStep",
    "ReviewAgreement",
    "RightsPaper",
    "SignClip",
    "SignDelivery",
    "SignRequest",
    "SignWork",
]
