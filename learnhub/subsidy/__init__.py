"""Blended records: recognised online minutes and attended days become lines of subsidy with rule, figure and source."""
