"""Screens that combine capabilities: home, course, a trainee's own page, one sentence in every form."""
