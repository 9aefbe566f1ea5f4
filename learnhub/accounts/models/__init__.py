"""Tables of people."""

from learnhub.accounts.models.people import Person, RoleGrant
from learnhub.accounts.models.sign_ins import Attempts, ResetCode, SignIn

__all__ = ["Attempts", "Person", "ResetCode", "RoleGrant", "SignIn"]
