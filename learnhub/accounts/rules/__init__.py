"""Decisions about people, as pure functions."""

from learnhub.accounts.rules.roles import Role

__all__ = ["Role"]
