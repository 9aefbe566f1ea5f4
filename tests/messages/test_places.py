"""Every place that a message leads to is a page of the program, with just the arguments that its address takes."""

import re

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import PROJECT_DIR, Settings

_PLACE = re.compile(r'\(\s*"([a-z_]+\.[a-z_]+)",\s*\{([^{}]*)\}\s*,?\s*\)')
# What a search asks stands behind its address.
ASKED = {("search.results", frozenset({"q"}))}
_NAME = re.compile(r'"(\w+)":')


def test_messages_lead_to_pages() -> None:
    app = create_app(Settings(log_files=False), Database("sqlite://"))
    told = [
        (path.name, endpoint, frozenset(_NAME.findall(arguments)))
        for path in (PROJECT_DIR / "learnhub").rglob("*.py")
        if "learnhub.messages" in (text := path.read_text(encoding="utf-8"))
        for endpoint, arguments in _PLACE.findall(text)
    ]
    known = {
        (rule.endpoint, frozenset(rule.arguments))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    assert len(told) >= 13
    assert [one for one in told if one[1:] not in known | ASKED] == []
