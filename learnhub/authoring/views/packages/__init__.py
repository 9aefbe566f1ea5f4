"""Pages of packages."""

from learnhub.authoring.views.packages import courseware, folders, previews

__all__ = ["courseware", "folders", "previews"]
