"""What apps compile, kept for all apps of a test run: each test has an app of its own, and compiling took most of its time."""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


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


def keep_compiled_addresses() -> None:
    """Compile the builder of each address once: it is a function of the rule's text alone where a rule has no defaults."""
    compile_builder: Callable[[Rule, bool], Any] = Rule._compile_builder  # type: ignore[attr-defined]
    kept: dict[tuple[Any, ...], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)  # type: ignore[attr-defined]
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compile_once  # type: ignore[attr-defined]
