"""Commands that make a site run, keep it, and show it."""

from learnhub.ops.cli import demonstration, keeping, site, voices, words
from learnhub.ops.cli.commands import bp

__all__ = ["bp", "demonstration", "keeping", "site", "voices", "words"]
