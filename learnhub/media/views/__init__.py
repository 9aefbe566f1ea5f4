"""Uploads in pieces, the files that came of them, and captions."""

from learnhub.media.views import captions, files, uploads, videos
from learnhub.media.views.blueprint import bp

__all__ = ["bp", "captions", "files", "uploads", "videos"]
