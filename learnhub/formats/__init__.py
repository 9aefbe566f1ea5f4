"""Alternative formats of lessons: audio, braille, books."""
