"""Pages about what is spoken."""

from learnhub.speech.views import reading_aloud, voices
from learnhub.speech.views.blueprint import bp

__all__ = ["bp", "reading_aloud", "voices"]
