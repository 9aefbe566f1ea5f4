"""Converters from the documents that instructors have, run in a limited process of their own: bytes in, pieces out."""
