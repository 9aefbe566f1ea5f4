"""The blueprint of liaisons' pages."""

from flask import Blueprint

from learnhub.regions.service import region_name
from learnhub.web import settings

bp = Blueprint("liaison", __name__)


def place_words(code: str) -> str:
    """Return the full name of a division."""
    return region_name(settings().content_dir, code)
