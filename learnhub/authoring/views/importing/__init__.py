"""Pages on which documents are brought."""

from learnhub.authoring.views.importing import documents, files, joining, plan

__all__ = ["documents", "files", "joining", "plan"]
