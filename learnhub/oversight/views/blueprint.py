"""The blueprint that the modules of oversight's pages share, and whom they reach."""

from collections.abc import Sequence

from flask import Blueprint

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.primitives import say
from learnhub.regions.service import region_name
from learnhub.web import current_person, settings

bp = Blueprint("oversight", __name__)
LOOKING = frozenset({Role.AUDITOR, Role.OFFICER})


def reach() -> Sequence[str]:
    """Return the divisions that whoever asks looks after, ("",) for the whole country."""
    return region_reach(holdings_of(current_person()), LOOKING)


def auditor_reach() -> Sequence[str]:
    """Return the divisions that whoever asks audits; looking after others as an officer adds none."""
    return region_reach(holdings_of(current_person()), {Role.AUDITOR})


def place_words(region_code: str) -> str:
    """Return the name of a division, 全国 for all."""
    return region_name(settings().content_dir, region_code) if region_code else say("全国")


def region_choices() -> list[tuple[str, str]]:
    """Return the choices of a field that names one of the own divisions."""
    return [(code, place_words(code)) for code in reach()]
