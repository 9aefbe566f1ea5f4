"""Pages on which documents are brought."""

from learnhub.authoring.views.importing import documents, plan

__all__ = ["documents", "plan"]
