"""Tables of authoring."""

from learnhub.authoring.models.drafts import CourseDraft, DraftEdit, DraftMember, DraftRevision, DraftStep
from learnhub.authoring.models.signing import SignClip, SignDelivery, SignRequest, SignWork

__all__ = [
    "CourseDraft",
    "DraftEdit",
    "DraftMember",
    "DraftRevision",
    "DraftStep",
    "SignClip",
    "SignDelivery",
    "SignRequest",
    "SignWork",
]
