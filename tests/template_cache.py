"""Compiled templates, kept for all apps of a test run: each test has an app of its own, and compiling took most of its time."""

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class TemplateCache(BytecodeCache):
    """A cache in memory; a changed template has another checksum, so a stale one is never used."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what is kept for it."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a bucket that was just compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = TemplateCache()
