"""What is built once for all tests of a process: building an app for each took most of a test's time."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from learnhub.app import create_app, furnish
from learnhub.catalogue.adapters import lesson_file
from learnhub.db import Database
from learnhub.settings import Settings


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


def keep_read_lessons() -> None:
    """Read the same bytes of a lesson once: most tests load the same small course, and what is read of it never changes."""
    lesson_file._looked_at = lru_cache(maxsize=256)(lesson_file._looked_at)


def app_of_a_test(settings: Settings, database: Database) -> Flask:
    """Return the one program, with settings and a database of a test's own, and nothing left over from the test before.

    What is read only while a program is built (addresses, proxies, limits of requests, log files) is as of the first test: a
    test of these builds a program of its own.
    """
    app, extensions = _program(settings.log_level)
    app.extensions.clear()
    app.extensions.update(extensions)
    for limiter in extensions["limiter"]:
        limiter.reset()
    furnish(app, settings, database)
    return app


@cache
def _program(log_level: str) -> tuple[Flask, dict[str, Any]]:
    app = create_app(Settings(log_files=False, log_level=log_level), Database("sqlite://"))
    app.jinja_env.bytecode_cache = TEMPLATES
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a fault fails the test instead of making an error page
    return app, dict(app.extensions)
