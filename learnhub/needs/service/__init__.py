"""Open the yearly survey, take answers, tell people of it, count it, and let single answers end (decision 0078)."""
