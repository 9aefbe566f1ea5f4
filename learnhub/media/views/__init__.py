"""Uploads in pieces, the files that came of them, videos and their captions."""

import learnhub.media.views.captions
import learnhub.media.views.files
import learnhub.media.views.uploads
import learnhub.media.views.videos  # noqa: F401  imported for their routes; `from … import` makes mypy lose two of them
from learnhub.media.views.blueprint import bp

__all__ = ["bp"]
