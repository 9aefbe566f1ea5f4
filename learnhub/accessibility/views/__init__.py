"""Pages about how the site is shown, what it offers, and barriers."""

from learnhub.accessibility.views import barriers, gallery, profile
from learnhub.accessibility.views.blueprint import bp

__all__ = ["barriers", "bp", "gallery", "profile"]
