"""Liaisons of towns and streets: open accounts and enrol people, each time with the person's own yes."""
