"""People: sign-in, roles with scope and dates, certificate numbers, consent."""
