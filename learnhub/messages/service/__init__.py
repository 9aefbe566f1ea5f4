"""Deeds and questions of messages."""

from learnhub.messages.service.telling import JOB_SEND, Note, tell, tell_each

__all__ = ["JOB_SEND", "Note", "tell", "tell_each"]
