"""Pages of packages."""

from learnhub.authoring.views.packages import courseware, folders

__all__ = ["courseware", "folders"]
