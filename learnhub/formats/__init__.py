"""Alternative formats of lessons: their audio."""
