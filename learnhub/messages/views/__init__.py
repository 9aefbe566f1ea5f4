"""Pages about messages."""

from learnhub.messages.views import choices, inbox, office
from learnhub.messages.views.blueprint import bp

__all__ = ["bp", "choices", "inbox", "office"]
