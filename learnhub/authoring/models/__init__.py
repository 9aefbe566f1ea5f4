"""Tables of authoring."""

from learnhub.authoring.models.signing import SignClip, SignDelivery, SignRequest, SignWork

__all__ = ["SignClip", "SignDelivery", "SignRequest", "SignWork"]
