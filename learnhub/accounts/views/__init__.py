"""Pages about people."""

from learnhub.accounts.views import (
    certificate,
    devices,
    guardians,
    me,
    office,
    office_abilities,
    office_identity,
    office_person,
    own_pictures,
    own_secret,
    passkeys,
    picture_sign_in,
    register,
    reset,
    sign_in_codes,
)
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.own_secret import ask_for_own_secret
from learnhub.accounts.views.sign_in import ask_to_sign_in

__all__ = [
    "ask_for_own_secret",
    "ask_to_sign_in",
    "bp",
    "certificate",
    "devices",
    "guardians",
    "me",
    "office",
    "office_abilities",
    "office_identity",
    "office_person",
    "own_pictures",
    "own_secret",
    "passkeys",
    "picture_sign_in",
    "register",
    "reset",
    "sign_in_codes",
]
