"""Ten thousand hostile uploads to a real server with its worker: no fault of ours, nothing out of its place, and little memory."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys
from learnhub.storage.service import store_for
from learnhub.web import person_or_none
from learnhub.web.guard import form_token
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.authoring.hostile import large
from tests.authoring.hostile.doors import Stranger, escaped, misplaced
from tests.authoring.hostile.makers import Door, Sent, uploads
from tests.authoring.hostile.served import Connection, Watch, site
from tests.media import recordings
from tests.people import BASE_ID, BASE_REGION, make_person
from tests.real_server import free_port
from tests.tiny_course import TinyCourse

pytestmark = pytest.mark.soak
_UPLOADS = int(os.environ.get("HOSTILE_UPLOADS", "10000"))
_STRANGERS = 3
_WEB_MEGABYTES_MAX = 300
_IMPORTS_OPEN = 12


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty site with a base, on SQLite alone: what a hostile file does hangs on no engine."""
    made = Settings(instance_dir=tmp_path / "instance", port=free_port(), log_files=False)
    make_keys(made)
    migrate(made.database_address, copies=tmp_path / "copies", now=instant_now())
    return made


@pytest.fixture
def new_stranger(settings: Settings) -> Iterator[Callable[[int], Stranger]]:
    database = Database(settings.database_address)
    app = create_app(settings, database)
    with database.transaction() as session:
        add_bases(session)

    def make(number: int) -> Stranger:
        person = make_person(database, f"坏人{number}", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
        courses = tuple(f"push-{number}-{count}" for count in range(8))
        with database.transaction() as session:
            cookie = sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())
            for slug in courses:
                open_tiny(session, store_for(settings), person, TinyCourse(slug).folder())
        client = app.test_client()
        client.set_cookie(COOKIE, cookie)
        with client:
            client.get("/healthz")
            token = form_token(person_or_none())
        headers = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
        return Stranger(Connection(settings.port, headers), token, courses, "")

    yield make
    database.dispose()


def _begin(stranger: Stranger) -> None:
    sent = stranger.send(Sent(Door.VIDEO, "a.mp4", recordings.mp4(filling=200)), follows=False)
    stranger.video = sent.headers["location"].split("/")[3].partition("?")[0]


def _together(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do things at the same time; the first fault of any is raised."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [one.result() for one in [pool.submit(task) for task in tasks]]


def _assert_clean(settings: Settings, folder: Path, scratch: Path) -> None:
    errors = [path.read_text() for path in (settings.instance_dir / "logs").glob("*") if path.is_file()]
    assert [
        line for text in errors for line in text.splitlines() if '"error"' in line or "Traceback" in line
    ] == []
    assert list(scratch.rglob("*")) == [], "temporary files are gone"
    assert [*misplaced(folder, settings.instance_dir), *escaped()] == []


def test_ten_thousand_hostile_uploads_to_a_real_server(
    settings: Settings, new_stranger: Callable[[int], Stranger], tmp_path: Path
) -> None:
    strangers = [new_stranger(number) for number in range(_STRANGERS)]
    begun = time.monotonic()

    def send_all(number: int) -> None:
        stranger = strangers[number]
        _begin(stranger)
        for sent in uploads(_UPLOADS // _STRANGERS + 1, seed=1000 + number):
            stranger.send(sent, follows=stranger.number % 4 == 0)
            stranger.read_imports(most=_IMPORTS_OPEN)
            if number == 0 and stranger.number % 250 == 0:
                print(
                    f"  {stranger.number} of one sent, {time.monotonic() - begun:.0f} s, MB: {watch.peaks}",
                    flush=True,
                )
            while len(stranger.waiting) > _IMPORTS_OPEN + 4:
                time.sleep(0.5)
                stranger.read_imports(most=_IMPORTS_OPEN)
        while stranger.waiting:
            time.sleep(0.5)
            stranger.read_imports(most=0)

    with site(settings, tmp_path / "scratch"), Watch(settings) as watch:
        _together([partial(send_all, number) for number in range(_STRANGERS)])
    counts = sum((stranger.counts for stranger in strangers), Counter[tuple[str, int]]())
    print(f"\n{sum(counts.values())} uploads in {time.monotonic() - begun:.0f} s")
    for (door, status), count in sorted(counts.items()):
        print(f"  {door}: {count} answered {status}")
    print("  most memory, MB:", ", ".join(f"{kind} {peak}" for kind, peak in sorted(watch.peaks.items())))
    assert watch.peaks["web"] < _WEB_MEGABYTES_MAX
    _assert_clean(settings, tmp_path, tmp_path / "scratch")


def test_files_as_large_as_may_be_leave_the_web_process_small(
    settings: Settings, new_stranger: Callable[[int], Stranger], tmp_path: Path
) -> None:
    strangers = [new_stranger(number) for number in range(2)]
    with site(settings, tmp_path / "scratch"), Watch(settings) as watch:
        for stranger in strangers:
            _begin(stranger)
        for name, make in large.LARGE.items():
            before = dict(watch.peaks)
            begun = time.monotonic()
            # Two at a time: two threads of one process may have one each.
            answers = _together(
                [partial(stranger.send, make(number)) for number, stranger in enumerate(strangers)]
            )
            grown = {kind: peak for kind, peak in watch.peaks.items() if peak > before.get(kind, 0)}
            print(
                f"  {name}: {[one.status for one in answers]} in {time.monotonic() - begun:.1f} s; higher now, MB: {grown}"
            )
        for stranger in strangers:
            while stranger.waiting:
                time.sleep(0.5)
                stranger.read_imports(most=0)
    print("  most memory, MB:", watch.peaks)
    assert watch.peaks["web"] < _WEB_MEGABYTES_MAX
    _assert_clean(settings, tmp_path, tmp_path / "scratch")
