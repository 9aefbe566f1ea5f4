"""Addresses are stable for ever: routes.txt lists each with who may reach it, and no view goes without saying so."""

from pathlib import Path

from flask import Flask

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.web.access import access_of

LIST = Path(__file__).parent / "routes.txt"


def _app() -> Flask:
    return create_app(Settings(log_files=False), Database("sqlite://"))


def present_lines(app: Flask) -> list[str]:
    """Return one line for each address and method: "GET /courses · everybody"."""
    lines = []
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        if access is None:
            who = "NOBODY HAS SAID WHO"
        elif not access.needs_person:
            who = "everybody"
        else:
            who = ", ".join(sorted(access.roles)) if access.roles is not None else "anybody signed in"
        lines += [
            f"{method} {rule.rule} · {who}"
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]
    return sorted(lines, key=lambda line: (line.split(" ")[1], line))


def test_every_address_is_listed_and_none_has_gone() -> None:
    listed = LIST.read_text(encoding="utf-8").splitlines()
    present = present_lines(_app())
    gone = [line for line in listed if line not in present]
    new = [line for line in present if line not in listed]
    assert not gone, f"addresses that people may have kept are gone, or another may reach them: {gone}"
    assert not new, "add to tests/house/routes.txt, in order:\n" + "\n".join(new)
    assert listed == present, "routes.txt is not in order"


def test_every_view_says_who_may_reach_it() -> None:
    app = _app()
    assert [name for name, view in app.view_functions.items() if access_of(view) is None] == []


def test_every_open_view_says_why() -> None:
    app = _app()
    silent = [
        name
        for name, view in app.view_functions.items()
        if (access := access_of(view)) is not None and not access.needs_person and len(access.reason) < 10
    ]
    assert silent == []


def test_addresses_are_nouns_in_lower_case_with_hyphens() -> None:
    app = _app()
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if any(
            part != part.lower() or "_" in part for part in rule.rule.split("/") if not part.startswith("<")
        )
    ]
    assert odd == []


def test_no_address_changes_anything_by_being_opened() -> None:
    app = _app()
    deeds = ("add", "remove", "delete", "set", "save", "send", "end", "sign-out", "answer", "enrol")
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint.rsplit(".", 1)[-1].split("_")[0] in deeds
    ]
    assert odd == []
