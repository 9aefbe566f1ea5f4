"""Drafts, their revisions and blocks; pure."""
