"""Tests: what is drawn, what counts, how long there is, and when again; pure."""
