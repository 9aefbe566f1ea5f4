"""Tables of people."""

from learnhub.accounts.models.abilities import AbilityRecord
from learnhub.accounts.models.certificates import Consent, DisabilityCertificate, DuplicateNote, IdentityCheck
from learnhub.accounts.models.closings import AccountClosing
from learnhub.accounts.models.devices import DevicePerson, SharedDevice
from learnhub.accounts.models.exports import DataExport
from learnhub.accounts.models.guardians import GuardianLink, GuardianStep
from learnhub.accounts.models.helper_links import HelperLink, HelperStep, HelpStated
from learnhub.accounts.models.people import Person, RoleGrant
from learnhub.accounts.models.secrets import Passkey, PasskeyChallenge, PictureSecret
from learnhub.accounts.models.sign_ins import Attempts, ResetCode, SignIn

__all__ = [
    "AbilityRecord",
    "AccountClosing",
    "Attempts",
    "Consent",
    "DataExport",
    "DevicePerson",
    "DisabilityCertificate",
    "DuplicateNote",
    "GuardianLink",
    "GuardianStep",
    "HelpStated",
    "HelperLink",
    "HelperStep",
    "IdentityCheck",
    "Passkey",
    "PasskeyChallenge",
    "Person",
    "PictureSecret",
    "ResetCode",
    "RoleGrant",
    "SharedDevice",
    "SignIn",
]
