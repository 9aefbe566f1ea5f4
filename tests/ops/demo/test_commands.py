"""What the commands of running a site print, and with which code they end."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from learnhub.app import create_app
from learnhub.ops.cli.demonstration import people_table
from learnhub.settings import Settings
from tests.ops.demo.conftest import PLAN, DemoSite


@pytest.fixture
def app(demo_site: DemoSite) -> Flask:
    """The demonstration site itself: these commands only read it."""
    return create_app(demo_site.settings, demo_site.database)


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def test_verify_says_in_its_last_line_that_all_is_whole(app: Flask) -> None:
    done = _run(app, "verify")
    assert done.exit_code == 0
    assert done.output.strip().endswith("all whole")


def test_tamper_names_each_changed_row_and_leaves_the_site_whole(app: Flask) -> None:
    done = _run(app, "demo", "--tamper")
    assert done.exit_code == 0, done.output
    assert done.output.count("in a copy") == 3
    assert "verify says: credit_entry " in done.output
    assert _run(app, "verify").exit_code == 0


def test_demo_on_a_filled_site_changes_nothing_and_says_so(app: Flask) -> None:
    refused = _run(app, "demo")
    assert refused.exit_code == 1
    assert "--reset" in refused.output
    assert _run(app, "demo", "--if-empty").exit_code == 0


def test_the_table_names_all_ten_with_the_password(app: Flask) -> None:
    with app.app_context():
        table = people_table()
    rows = [line for line in table.splitlines() if line.startswith("  ")][1:]
    assert [row.split()[0] for row in rows] == [person.name for person in PLAN.people]
    assert all(PLAN.password in row for row in rows)


def test_backup_and_restore_tell_what_they_did(app: Flask, tmp_path: Path) -> None:
    done = _run(app, "backup", str(tmp_path / "monday"))
    assert done.exit_code == 0, done.output
    assert "monday.keys.tar; keep them elsewhere" in done.output
    again = _run(app, "backup", str(tmp_path / "monday"))
    assert again.exit_code == 1
    refused = _run(app, "restore", str(tmp_path / "monday"))
    assert refused.exit_code == 1
    assert "--replace" in refused.output


@pytest.mark.slow
def test_a_site_that_was_never_prepared_is_told_which_command_comes_first(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path / "new", log_files=False)
    app = create_app(settings)
    for command in (["verify"], ["demo"], ["serve"], ["backup", str(tmp_path / "b")]):
        stopped = _run(app, *command)
        assert stopped.exit_code == 1
        assert "keys make" in stopped.output
    assert _run(app, "keys", "make").output == "keys: field, index, seal\n"
    assert "flask --app wsgi migrate" in _run(app, "verify").output
    assert _run(app, "migrate").exit_code == 0
    assert "all whole" in _run(app, "verify").output
