"""What somebody had typed when the sign-in turned out to have ended: carried through the sign-in page, as one text."""

import json
from dataclasses import dataclass

from learnhub.accounts.rules.addresses import local_address

_FIELDS_MAX = 2000
_CHARACTERS_MAX = 400_000


@dataclass(frozen=True)
class Carried:
    """A form on its way.

    action: the address on this site that it was posted to. fields: (name, value), in order, repeated names kept.
    person_id: whose sign-in had ended, None where that isn't known; nobody else may go on with it.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    person_id: int | None = None


def pack(carried: Carried) -> str:
    """Write a form as one text."""
    told = {"action": carried.action, "fields": carried.fields, "person": carried.person_id}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str | None) -> Carried | None:
    """Read what pack wrote; None for anything else: the text has been in a browser."""
    if not text or len(text) > _CHARACTERS_MAX * 2:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    action, fields, person_id = told.get("action"), told.get("fields"), told.get("person")
    if not isinstance(action, str) or local_address(action) is None:
        return None
    if not isinstance(fields, list) or len(fields) > _FIELDS_MAX or not all(_is_field(f) for f in fields):
        return None
    if person_id is not None and (not isinstance(person_id, int) or isinstance(person_id, bool)):
        return None
    return Carried(action, tuple((name, value) for name, value in fields), person_id)


def _is_field(field: object) -> bool:
    return isinstance(field, list) and len(field) == 2 and all(_is_text(part) for part in field)


def _is_text(part: object) -> bool:
    """Tell whether it is a text that a form can have brought: JSON can spell U+0000 and halves of a sign, which no page can write."""
    return isinstance(part, str) and not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in part)
