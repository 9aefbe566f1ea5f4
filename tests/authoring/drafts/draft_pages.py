"""A draft of two lessons and what tests of its pages ask of it."""

import re

from learnhub.accessibility.rules import AccessProfile, Language
from learnhub.accessibility.service import keep_profile
from learnhub.authoring.service import drafts
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING
from tests.people import Someone
from tests.visit import Page

STOPS_MAX = 25
COURSE = {"course": "new-push"}
LESSON = {**COURSE, "lesson": "push-slow"}
PATH = "lessons/push-slow.md"
AT = "/teach/courses/new-push/draft"


def text_of(database: Database, settings: Settings, path: str = PATH, course: str = "new-push") -> str:
    with database.reading() as session:
        head = drafts.head_of(session, drafts.draft_by_slug(session, course, TEACHING))
        content = drafts.file_of(store_for(settings), head, path)
        assert content is not None
        return content.decode()


def hidden(page: Page, name: str) -> str:
    return next(e.get("value", "") for e in page.document.all("input") if e.get("name") == name)


def leads(address: str) -> re.Pattern[str]:
    return re.compile(re.escape(address) + ".*")


def few_stops(page: Page) -> Page:
    stops = [page.document.name(stop) for stop in page.document.stops]
    assert len(stops) <= STOPS_MAX, stops
    return page


def read_in(database: Database, person: Someone, language: Language) -> None:
    """Let a person read the interface in a language from now on."""
    with database.transaction() as session:
        keep_profile(session, person.person_id, AccessProfile(language=language), now=instant_now())
