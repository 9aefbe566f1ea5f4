"""Completion: the review at the end of a class and certificates of four kinds."""
