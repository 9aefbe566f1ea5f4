"""Boards of the quota, and the register of bases as the office works it."""

from learnhub.quota.views import boards as boards
from learnhub.quota.views import divisions as divisions
from learnhub.quota.views import letters as letters
from learnhub.quota.views import life as life
from learnhub.quota.views import register as register
from learnhub.quota.views.blueprint import bp

__all__ = ["bp"]
