"""Deeds concerning people, one module for each noun."""
