"""Pages about people."""

from learnhub.accounts.views import (
    certificate,
    guardians,
    me,
    office,
    office_abilities,
    office_identity,
    office_person,
    register,
    reset,
)
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.sign_in import ask_to_sign_in

__all__ = [
    "ask_to_sign_in",
    "bp",
    "certificate",
    "guardians",
    "me",
    "office",
    "office_abilities",
    "office_identity",
    "office_person",
    "register",
    "reset",
]
