"""A stranger with an instructor's account: sends files through the pages of the site and looks at everything that comes back."""

import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from learnhub.web.guard import TOKEN_FIELD
from tests.authoring.hostile.archives import ESCAPED
from tests.authoring.hostile.makers import Door, Sent

_CHINESE = re.compile(r"[一-鿿]")
_SUMMARY = re.compile(r'id="error-summary".*?</div>', re.DOTALL)
_PLAIN = {"image/png", "image/jpeg", "image/svg+xml", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/webm", "audio/ogg", "audio/wav", "text/vtt", "application/zip"}  # fmt: skip
_STILL_READING = "刷新，看看读好了没有"


@dataclass(frozen=True)
class Answer:
    """What the site answered. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def kind(self) -> str:
        """Return the content type without its encoding."""
        return self.headers.get("content-type", "").partition(";")[0]


class Wire(Protocol):
    """A way to the site: the program itself, or a real server."""

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "") -> Answer:
        """Send one request as the person."""


class _Page(HTMLParser):
    """Collects what could run in a page, and its pictures, frames and links."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and not values.get("src", "").startswith("/static/"):
            self.faults.append("a script of nobody's")
        if tag in {"object", "embed", "base", "foreignobject", "frame", "iframe"}:
            self.faults.append(f"<{tag}>")
        for name, value in values.items():
            told = re.sub(r"[\x00-\x20]", "", value).lower()
            if name.startswith("on") or name in {"srcdoc", "style"}:
                self.faults.append(f"{name}={value[:60]}")
            if name in {"href", "src", "action", "formaction", "poster"} and told.startswith(
                ("javascript:", "data:", "vbscript:", "//")
            ):
                self.faults.append(f"{name}={value[:60]}")
        if tag in {"img", "source", "track", "video", "audio"} and values.get("src"):
            self.sources.append(values["src"])


def assert_harmless(answer: Answer, where: str) -> list[str]:
    """Assert that nothing in an answer can run with our origin; return what a page of it shows: pictures, sounds, tracks."""
    assert answer.status < 500, f"{where} answered {answer.status}"
    assert "traceback" not in answer.text[:20_000].lower(), where
    headers = answer.headers
    assert "x-hostile" not in headers, where
    assert headers["x-content-type-options"] == "nosniff", where
    policy = headers["content-security-policy"]
    if answer.kind == "text/html":
        assert "'unsafe-inline'" not in policy, where
        assert policy.startswith("default-src 'self'; object-src 'none'; base-uri 'none'"), where
        page = _Page()
        page.feed(answer.text)
        assert page.faults == [], f"{where}: {page.faults[:3]}"
        return page.sources
    if answer.status == 200 and answer.kind != "application/json":
        assert answer.kind in _PLAIN, f"{where} is {answer.kind}"
    if answer.kind == "image/svg+xml":
        assert "sandbox" in policy, where
        assert "default-src 'none'" in policy, where
    if answer.kind == "application/zip":
        assert headers["content-disposition"].startswith("attachment"), where
    if answer.kind == "text/vtt":
        assert b"<" not in answer.body.replace(b"-->", b""), where
    return []


@dataclass
class Stranger:
    """Sends uploads and follows what was taken through the pages that show it.

    courses: slugs of drafts with the lesson push-slow. video: the token of a video of the person's own, for captions. counts: what was
    answered, by door. waiting: imports that are being read.
    """

    wire: Wire
    form_token: str
    courses: tuple[str, ...]
    video: str
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    waiting: list[str] = field(default_factory=list)
    number: int = 0

    def send(self, sent: Sent, *, follows: bool = True) -> Answer:
        """Send one upload, assert that the answer is a redirect or a page with a Chinese sentence, and look at what was taken."""
        course = self.courses[self.number % len(self.courses)]
        self.number += 1
        answer = self._post(*self._form(sent, course))
        where = f"{sent.door} {sent.name[:60]!r} number {self.number}"
        assert_harmless(answer, where)
        self.counts[sent.door, answer.status] += 1
        if answer.status == 303:
            if follows or sent.door in {
                Door.DOCUMENT,
                Door.BROUGHT,
            }:  # of imports only a few may be open at a time
                self._follow(sent.door, answer.headers["location"], course)
            return answer
        if answer.status == 400:  # a name that breaks the form itself: no field arrives whole
            assert "\r\n" in sent.name or '"' in sent.name, where
            assert len(_CHINESE.findall(answer.text)) > 9, where
            return answer
        assert answer.status == 422, f"{where} answered {answer.status}: {answer.text[:300]}"
        summary = _SUMMARY.search(answer.text)
        assert summary is not None, where
        assert len(_CHINESE.findall(summary[0])) > 9, where  # more than its heading, 提交的内容有误
        return answer

    def read_imports(self, *, most: int) -> None:
        """Look at the oldest imports that have been read, and throw them away; at most so many stay."""
        for token in list(self.waiting):
            if len(self.waiting) <= most and _STILL_READING in self._get(f"/teach/imports/{token}").text:
                return
            self._look_at_import(token)

    def _look_at_import(self, token: str) -> None:
        at = f"/teach/imports/{token}"
        shown = self._get(at)
        if _STILL_READING in shown.text:
            return
        self.waiting.remove(token)
        for page in re.findall(rf'href="({at}/(?:lessons/\d+|losses|headings))[?"]', shown.text)[:4]:
            self._show(page)
        for page in dict.fromkeys(re.findall(rf'href="({at}/files/[\w-]{{16}})"', shown.text)):
            self._show(page)
            for lesson in re.findall(r'<option value="([a-z0-9-]+/[a-z0-9-]+)"', self._get(page).text)[-1:]:
                fields = {"lesson": lesson, "is_same": "y", "kind": "captions"}
                placed = self._post(page, fields, {})
                assert_harmless(placed, page)
                assert placed.status in {303, 409, 422}, placed.status
        if f"{at}/draft" in shown.text and self.number % 3 == 0:
            fields = {
                "title": f"坏文件{secrets.token_hex(4)}",
                "category": "massage",
                "training_type": "就业技能培训",
            }
            made = self._post(f"{at}/draft", fields, {})
            assert_harmless(made, at)
            assert made.status in {303, 422}, made.status
            if made.status == 303:
                self._show(made.headers["location"])
                return
        assert self._post(f"{at}/removal", {}, {}).status == 303

    def _form(self, sent: Sent, course: str) -> tuple[str, dict[str, str], dict[str, tuple[str, bytes]]]:
        file = (sent.name, sent.content)
        draft = f"/teach/courses/{course}/draft/lessons/push-slow"
        match sent.door:
            case Door.DOCUMENT | Door.BROUGHT:
                return "/teach/imports/new", {"base": "1"}, {"files": file}
            case Door.PICTURE:
                typed = {"kind": "picture", "after": "1", "text": sent.words}
                return f"{draft}/blocks/new", typed, {"photo": file}
            case Door.CAPTIONS:
                return (
                    f"/teach/videos/{self.video}/captions",
                    {"after": self._track_number()},
                    {"track": file},
                )
            case Door.VIDEO:
                return "/teach/videos/new", {"upload": ""}, {"video": file}
            case Door.COURSEWARE:
                return f"{draft}/courseware", {}, {"package": file}
            case Door.PACKAGE:
                return "/teach/packages/new", {"base": "1", "is_for_draft": "y"}, {"archive": file}
            case Door.MARKDOWN:
                return f"{draft}/markdown", {"text": sent.content.decode()}, {}

    def _track_number(self) -> str:
        """Return the version of the captions that the page shows, as its form sends it back."""
        shown = self._get(f"/teach/videos/{self.video}/captions").text
        found = re.search(r'name="after"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="after"', shown)
        assert found is not None
        return found[1] or found[2]

    def _follow(self, door: Door, location: str, course: str) -> None:
        draft = f"/teach/courses/{course}/draft/lessons/push-slow"
        match door:
            case Door.DOCUMENT | Door.BROUGHT:
                self.waiting.append(location.split("/")[3].partition("?")[0])
            case Door.PICTURE | Door.MARKDOWN:
                for page in (draft, f"{draft}/preview", f"{draft}/as/heard", f"{draft}/as/easy-read"):
                    self._show(page)
            case Door.CAPTIONS:
                for page in (
                    f"/teach/videos/{self.video}/captions",
                    f"/teach/videos/{self.video}/captions.vtt",
                ):
                    self._show(page)
            case Door.VIDEO:
                token = location.split("/")[3].partition("?")[0]
                for page in (f"/teach/videos/{token}", f"/recordings/{token}/file"):
                    self._show(page)
                assert self._post(f"/teach/videos/{token}/erasure", {}, {}).status == 303
            case Door.COURSEWARE:
                self._show(f"{draft}/courseware")
            case Door.PACKAGE:
                at = "/".join(location.split("/")[:4])
                lesson = f"{at}/draft/lessons/push-slow"
                pages = [
                    f"{at}/draft",
                    lesson,
                    f"{lesson}/preview",
                    f"{lesson}/as/captions",
                    f"{lesson}/as/sign",
                    f"{lesson}/courseware",
                ]
                for page in [
                    *pages,
                    f"{at}/draft/gate",
                    f"{at}/draft/pictures/a.svg",
                    f"{at}/draft/pictures/b.png",
                    f"{at}/package/draft.zip",
                ]:
                    self._show(page)

    def _show(self, address: str) -> None:
        """Open a page and everything that it shows."""
        for source in dict.fromkeys(assert_harmless(self._get(address), address)):
            if source.startswith("/") and not source.startswith("/static/"):
                assert_harmless(self._get(source), source)

    def _get(self, address: str) -> Answer:
        return self.wire.ask("GET", address)

    def _post(
        self, address: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]
    ) -> Answer:
        body, kind = form_body({TOKEN_FIELD: self.form_token, **fields}, files)
        return self.wire.ask("POST", address, body, kind)


def form_body(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """Return a form as a browser sends it, names of files as they are: no library would let such names through."""
    boundary = "------hostile" + secrets.token_hex(8)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode()
        + content
        for name, (file, content) in files.items()
    ]
    return b"\r\n".join(
        parts
    ) + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def misplaced(folder: Path, instance: Path) -> Iterator[str]:
    """Yield the files below a folder that no program of ours puts there: everything but the instance's own, by pattern."""
    own = re.compile(
        r"files/[0-9a-f]{2}/[0-9a-f]{64}|uploads/[\w-]+\.(?:lock|part)|keys/[\w.-]+|learnhub\.db(?:-wal|-shm)?|serving\.lock|logs/[\w.-]+"
        r"|search/.*"
    )
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            continue
        inside = path.relative_to(instance).as_posix() if path.is_relative_to(instance) else ""
        if path.is_symlink() or ESCAPED in path.name or not own.fullmatch(inside):
            yield str(path)


def escaped() -> list[str]:
    """Return what the archives would have left beside the places that they aim at."""
    places = (Path("/tmp"), Path("/"), Path.home(), Path.cwd(), Path.cwd().parent, Path("/etc"))
    return [str(path) for place in places for path in place.glob(f"{quote(ESCAPED)}*")]
