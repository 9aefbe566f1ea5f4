"""Tables of people."""

from learnhub.accounts.models.abilities import AbilityRecord
from learnhub.accounts.models.certificates import Consent, DisabilityCertificate, DuplicateNote, IdentityCheck
from learnhub.accounts.models.people import Person, RoleGrant
from learnhub.accounts.models.sign_ins import Attempts, ResetCode, SignIn

__all__ = [
    "AbilityRecord",
    "Attempts",
    "Consent",
    "DisabilityCertificate",
    "DuplicateNote",
    "IdentityCheck",
    "Person",
    "ResetCode",
    "RoleGrant",
    "SignIn",
]
