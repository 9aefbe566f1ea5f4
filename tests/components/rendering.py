"""Render one component as a fragment of a page, and ask it questions."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import Settings
from tests.page_checks.document import Document

Render = Callable[..., Document]


@pytest.fixture(scope="session")
def component_app() -> Flask:
    """A site without a database: components ask it for nothing but addresses and words."""
    return create_app(Settings(log_files=False, log_level="ERROR"), Database("sqlite://"))


@pytest.fixture
def render(component_app: Flask) -> Iterator[Render]:
    """Render a call of a component, for example render("money", "money(fen)", fen=5); content is what a call block holds."""

    def fragment(name: str, call: str, *, content: str | None = None, **values: Any) -> Document:
        opened = f'{{% from "components/{name}.html" import {name} %}}'
        body = f"{{{{ {call} }}}}" if content is None else f"{{% call {call} %}}{content}{{% endcall %}}"
        # Straight from the environment: what the layout shows on every page would ask a database.
        html = component_app.jinja_env.from_string(opened + body).render(**values)
        return Document(f"<!doctype html><body>{html}</body>")

    with component_app.test_request_context():
        yield fragment
