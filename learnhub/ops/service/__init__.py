"""Deeds of running a site: verify it, seal its evidence, back it up, restore it, tell its health, show it."""
