"""Pages on which documents are brought."""

from learnhub.authoring.views.importing import documents, joining, plan

__all__ = ["documents", "joining", "plan"]
