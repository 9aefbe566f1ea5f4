"""What hostile uploads leave on pages, opened in Chromium by those who meet it: none of their scripts runs with our origin."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import request
from playwright.sync_api import Browser, BrowserContext, Page

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import drafts, load_course
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.documents import SentFile
from learnhub.catalogue.rules import publication_figures
from learnhub.catalogue.service.texts import look_at_lesson
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.media import service as media
from learnhub.media.rules.captions import CaptionCue, TrackKind
from learnhub.media.rules.facts import Stored
from learnhub.media.rules.limits import Purpose
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.settings import Settings, make_keys
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, add_bases
from tests.authoring.hostile.makers import RAN, SCRIPT, WORDS, drawings
from tests.authoring.packages.scorm import MANIFEST, package
from tests.authoring.publication.road import REVIEWING, Road, done
from tests.browser import open_context, serving
from tests.media import recordings
from tests.people import BASE_ID, Someone, make_person
from tests.tiny_course import FIGURES, TinyCourse

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path d="M1 1h9v9z"/></svg>'
DRAFT, ONLINE, REVIEWED = "push-draft", "push-online", "push-review"


@dataclass
class HostileSite:
    """A served site full of what a stranger sent. asked: every path that the server was asked for."""

    address: str
    tokens: dict[str, str]
    import_token: str
    video_token: str
    asked: list[str] = field(default_factory=list)

    def context(self, chromium: Browser, who: str) -> BrowserContext:
        """Open the browser of one person."""
        context = open_context(chromium)
        context.add_cookies(
            [{"name": COOKIE, "value": self.tokens[who], "url": self.address, "sameSite": "Lax"}]
        )
        return context


def described(words: str) -> str:
    return f"![{words}](media/a.svg)"


def with_words(tiny: CourseFolder, added: str) -> dict[str, bytes]:
    """Return a course whose title, first lesson and courseware hold the words of a stranger."""
    lesson = tiny.files["lessons/push-slow.md"].decode().replace("## 第1节\n\n", f"## 第1节\n\n{added}\n\n")
    toml = (
        tiny.files["course.toml"]
        .decode()
        .replace('title = "', f"title = '''<script>{SCRIPT}</script>''' #", 1)
    )
    manifest = MANIFEST.replace("认识手机", f"<![CDATA[<script>{SCRIPT}</script>]]>")
    page = f"<script>self.here=1;{SCRIPT}</script><body onload=\"{SCRIPT}\"><a href='javascript:{SCRIPT}' target='_top'>x</a>"
    return {
        **tiny.files,
        "course.toml": toml.encode(),
        "lessons/push-slow.md": lesson.encode(),
        "lessons/media/a.svg": PICTURE,
        "lessons/push-slow.scorm.zip": package(
            {"imsmanifest.xml": manifest.encode(), "start.html": page.encode()}
        ),
    }


def fit(words: str) -> bool:
    """Tell whether a description passes the format, so that it can be published."""
    content = with_words(TinyCourse("x").folder(), described(words))["lessons/push-slow.md"]
    return not look_at_lesson(content, path="lessons/push-slow.md", pictures={"media/a.svg"})[1]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileSite]:
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    author = make_person(database, "坏人", *TEACHING)
    officer = make_person(database, "老郑", *REVIEWING)
    learner = make_person(database, "小林", Holding(Role.TRAINEE))
    imported, video = fill(database, settings, author, officer)
    app = create_app(settings, database)
    Worker(database, app.extensions["learnhub.handlers"]).run_all()
    tokens = {}
    for name, person in (("author", author), ("officer", officer), ("learner", learner)):
        with database.transaction() as session:
            tokens[name] = sign_ins.begin(session, person.person_id, device="电脑", days=1, now=instant_now())
    made = HostileSite("", tokens, imported, video)
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: made.asked.append(request.path))
    with serving(app) as address:
        made.address = address
        yield made
    database.dispose()


def fill(database: Database, settings: Settings, author: Someone, officer: Someone) -> tuple[str, str]:
    """Put a draft, a published course, a submission, an import and a video on the site; return the tokens of the last two."""
    store, now = store_for(settings), instant_now()
    passing = [words for words in WORDS if fit(words)]
    assert len(passing) >= 4, passing
    together = "\n\n".join(described(words) for words in passing)
    with database.transaction() as session:
        add_bases(session)
        rates = publication_figures(FIGURES, local_date(now))
        online = CourseFolder(ONLINE, with_words(TinyCourse(ONLINE).folder(), together))
        load_course(session, store, online, figures=rates, now=now, base_id=BASE_ID)
        everything = "\n\n".join(
            [
                *(described(words) for words in WORDS),
                *WORDS,
                *(f"[{words}](javascript:{SCRIPT})" for words in WORDS),
            ]
        )
        files = with_words(TinyCourse(DRAFT).folder(), everything)
        files |= {f"lessons/media/p{number}.svg": content for number, content in enumerate(drawings())}
        files["lessons/push-slow.captions.vtt"] = f"WEBVTT\n\n00:00.000 --> 00:01.000\n{WORDS[0]}\n".encode()
        opened = drafts.open_draft(
            session,
            store,
            CourseFolder(DRAFT, files),
            base_id=BASE_ID,
            holdings=TEACHING,
            by=author.person_id,
            words=WORDS[1],
            now=now,
        )
        assert not isinstance(opened, Refusal), opened
        road = Road(session, store, author, officer)
        done(
            road.submit(
                road.open(CourseFolder(REVIEWED, with_words(TinyCourse(REVIEWED).folder(), together)))
            )
        )
        text = "\n\n".join(WORDS).encode()
        sent = [SentFile(f"{WORDS[0]}.md", store.put(text), len(text))]
        row = imports.begin_import(
            session, sent, base_id=BASE_ID, holdings=TEACHING, by=author.person_id, now=now
        )
        assert not isinstance(row, Refusal), row
        imported = row.token
    stored = take_video(database, settings, author)
    with database.transaction() as session:
        cues = [
            CaptionCue(number * 100, number * 100 + 99, words[:200]) for number, words in enumerate(WORDS)
        ]
        media.keep(session, stored.id)
        media.add_version(session, stored.id, TrackKind.CAPTIONS, cues, made_by=author.person_id, now=now)
    return imported, stored.token


def take_video(database: Database, settings: Settings, author: Someone) -> Stored:
    stored = media.take_stream(
        database.transaction, media.places_for(settings), io.BytesIO(recordings.mp4(filling=200, title=WORDS[0])),
        person_id=author.person_id, purpose=Purpose.LESSON_VIDEO, limits=media.limits_of(settings), has_converter=False, now=instant_now(),
    )  # fmt: skip
    assert isinstance(stored, Stored), stored
    return stored


def assert_nothing_ran(site: HostileSite, page: Page) -> None:
    assert page.evaluate("() => 'hostile' in window") is False, page.url
    assert RAN not in site.asked, page.url


def walk(site: HostileSite, page: Page, addresses: list[str]) -> None:
    """Open pages and press what could be pressed by mistake: links that lead nowhere of ours would run."""
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for address in addresses:
        answer = page.goto(site.address + address)
        assert answer is not None
        assert answer.status in {200, 404}, f"{address} answered {answer.status}"
        assert page.locator("a[href^='javascript:'], a[href^='data:'], iframe:not([sandbox])").count() == 0, (
            address
        )
        assert_nothing_ran(site, page)


@pytest.mark.journey
def test_no_script_of_an_upload_runs_with_our_origin(chromium: Browser, hostile_site: HostileSite) -> None:
    site = hostile_site
    draft = f"/teach/courses/{DRAFT}/draft"
    lesson = f"{draft}/lessons/push-slow"
    context = site.context(chromium, "author")
    page = context.new_page()
    video = f"/teach/videos/{site.video_token}"
    ways = [f"{lesson}/as/{way}" for way in ("heard", "captions", "narrow")]
    pages = [
        draft,
        lesson,
        f"{lesson}/preview",
        *ways,
        f"{lesson}/blocks/2",
        f"{lesson}/markdown",
        f"{lesson}/courseware",
    ]
    pages += [
        f"{draft}/gate",
        f"{draft}/versions",
        f"/teach/courses/{DRAFT}/package",
        "/teach/imports",
        f"/teach/imports/{site.import_token}",
    ]
    pages += [
        "/teach/videos",
        video,
        f"{video}/captions",
        f"{video}/captions/text",
        f"{video}/captions/cues/1",
    ]
    # Opened by their own addresses, files are documents of their own.
    pages += [f"{draft}/pictures/p{number}.svg" for number in (0, 5)] + [f"{draft}/pictures/a.svg"]
    walk(site, page, pages)
    context.close()

    context = site.context(chromium, "officer")
    office = f"/office/courses/{REVIEWED}"
    walk(
        site,
        context.new_page(),
        [office, f"{office}/lessons/push-slow", f"{office}/files/lessons/media/a.svg"],
    )
    context.close()

    context = site.context(chromium, "learner")
    page = context.new_page()
    walk(site, page, [f"/courses/{ONLINE}", f"/courses/{ONLINE}/lessons/push-slow", "/courses"])
    page.goto(f"{site.address}/courses/{ONLINE}/lessons/push-slow/courseware")
    page.get_by_role("button", name="打开课件").first.click()
    frame = page.wait_for_selector("iframe").content_frame()
    assert frame is not None
    frame.wait_for_url("**/start.html", wait_until="load")
    frame.locator("a").click()
    assert frame.evaluate("window.origin") == "null"
    assert frame.evaluate("self.here") == 1, "it runs, but for itself alone"
    assert_nothing_ran(site, page)
    context.close()
