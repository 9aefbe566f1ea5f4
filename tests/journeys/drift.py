"""How far two pictures, or a voice and a picture, run apart: test videos, a page that plays them together, and what its frames say.

The videos are a 测试画面 with a running clock, made by ffmpeg for the test alone; they are never called signing.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string, request
from flask.wrappers import Response
from playwright.sync_api import Page

from learnhub.app import create_app
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import Settings, make_keys
from learnhub.web import public
from tests.browser import serving
from tests.ffmpeg import program_or_skip

DRIFT_SECONDS_MAX = 0.1
SENTENCES = 6
_CHUNK = 4096
_LESSON = """
{% extends "layouts/base.html" %}
{% from "components/audio_player.html" import audio_player %}
{% from "components/sign_slot.html" import sign_slot %}
{% block title %}测试画面{% endblock %}
{% block content %}
{{ audio_player("听", "/drift/voice.mp3", milliseconds, 1000, "测试声音", cues="/drift/voice.vtt") }}
{{ sign_slot("测试画面", "uploaded", src="/drift/sign.webm", milliseconds=milliseconds, bytes=1000, language="没有手语", cues="/drift/sign.vtt", partner="audio-player") }}
<p>{% for number in range(1, sentences + 1) %}<span class="sentence" id="s-{{ number }}">第 {{ number }} 句。</span>{% endfor %}</p>
{% endblock %}
"""
_VIDEO = """
{% extends "layouts/base.html" %}
{% from "components/video_player.html" import video_player %}
{% block title %}测试画面{% endblock %}
{% block content %}
{{ video_player("测试画面", [("/drift/main.webm", "video/webm")], milliseconds, 1000, captions="/drift/voice.vtt",
   transcript=[(0, "一")], description="/drift/description.vtt", description_sound="/drift/described.mp3", description_cues="/drift/described.vtt",
   described=[(0, "水龙头打开", "/drift/described.mp3"), (4000, "双手放在水下", "/drift/described.mp3"), (8000, "擦干", none)],
   sign={"src": "/drift/sign.webm", "type": "video/webm", "bytes": 1000, "language": "没有手语"}) }}
{% endblock %}
"""
# Notes at every frame of the second picture where it and its leader are, and whether anybody waits or seeks.
WATCH = """
() => {
  const [leader, follower] = [document.querySelector(".player audio, .player .player__media"), document.querySelector(".player__sign, .player--sign video")];
  const seen = { frames: [], stalls: 0, jumps: 0 };
  window.drift = seen;
  let last = null, quietUntil = 0, wasWaiting = false;
  const disturb = () => { quietUntil = Infinity; };
  const settle = () => { if (!leader.seeking && !follower.seeking && !leader.paused && !follower.paused) quietUntil = performance.now(); };
  for (const media of [leader, follower]) {
    for (const name of ["seeking", "pause", "ratechange", "waiting"]) media.addEventListener(name, () => {
      if (name === "seeking") seen.jumps += 1;
      if (name !== "ratechange") disturb();
    });
    for (const name of ["playing", "seeked"]) media.addEventListener(name, settle);
  }
  new MutationObserver(() => {
    const isWaiting = document.querySelector(".player__state").textContent.includes("正在等");
    if (isWaiting && !wasWaiting) seen.stalls += 1;
    wasWaiting = isWaiting;
  }).observe(document.querySelector(".player__state"), { childList: true });
  if (leader.requestVideoFrameCallback) {
    const lead = (now, frame) => { last = [frame.expectedDisplayTime, frame.mediaTime]; leader.requestVideoFrameCallback(lead); };
    leader.requestVideoFrameCallback(lead);
  }
  const follow = (now, frame) => {
    const shown = frame.expectedDisplayTime;
    // A voice has no frames: its own clock, moved to the moment at which the picture is seen.
    const at = last || [now, leader.currentTime];
    const there = at[1] + ((shown - at[0]) / 1000) * leader.playbackRate;
    // A stall lasts until both have shown a picture again: what the leader showed before it tells nothing of now.
    const isUnseen = Boolean(leader.requestVideoFrameCallback) && (!last || last[0] <= quietUntil || shown - last[0] > 200);
    const isQuiet = isUnseen || leader.paused || follower.paused || leader.seeking || follower.seeking || shown <= quietUntil || quietUntil === Infinity;
    seen.frames.push([frame.mediaTime, there, isQuiet ? 1 : 0, shown - quietUntil]);
    follower.requestVideoFrameCallback(follow);
  };
  follower.requestVideoFrameCallback(follow);
}
"""


@dataclass(frozen=True)
class Material:
    """Test files of one length. sign_starts: when each sentence begins in the picture, in seconds; voice_starts: in the voice."""

    folder: Path
    seconds: int
    sign_starts: tuple[float, ...]
    voice_starts: tuple[float, ...]

    @property
    def sign_bytes_a_second(self) -> int:
        """Return what the second picture needs of the line."""
        return (self.folder / "sign.webm").stat().st_size // self.seconds

    @classmethod
    def made(cls, folder: Path, seconds: int) -> "Material":
        """Make a main video with sound, a second picture of the same length, a voice whose sentences are by turns shorter and
        longer than the picture's, and a description that is longer than its pause."""
        sources = {
            "main.webm": [
                "-f",
                "lavfi",
                "-i",
                f"testsrc2=s=320x240:r=25:d={seconds}",
                *_sine(440, seconds),
                *_WEBM,
            ],
            "sign.webm": ["-f", "lavfi", "-i", f"testsrc=s=320x240:r=25:d={seconds}", "-an", *_WEBM],
            "voice.mp3": [*_sine(330, seconds), *_MP3],
            "described.mp3": [*_sine(550, 8), *_MP3],
        }
        for name, arguments in sources.items():
            subprocess.run(
                [program_or_skip(), "-v", "error", "-y", *arguments, str(folder / name)],
                check=True,
                timeout=300,
            )
        part = seconds / SENTENCES
        starts = tuple(round(number * part, 3) for number in range(SENTENCES))
        shifted = tuple(
            round(start + (part * 0.15 if number % 2 else 0), 3) for number, start in enumerate(starts)
        )
        return cls(folder, seconds, starts, shifted)

    def cues(self, starts: tuple[float, ...]) -> str:
        """Return the sentences as WebVTT."""
        ends = (*starts[1:], float(self.seconds))
        blocks = [
            f"s-{number}\n{_time(start)} --> {_time(end)}\n第 {number} 句"
            for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
        ]
        return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


_WEBM = ("-c:v", "libvpx", "-b:v", "400k", "-minrate", "400k", "-maxrate", "400k", "-g", "25", "-deadline", "realtime",
         "-cpu-used", "8")  # fmt: skip
_MP3 = ("-ac", "1", "-ar", "24000", "-b:a", "24k", "-write_xing", "0")


def _sine(hertz: int, seconds: int) -> list[str]:
    return ["-f", "lavfi", "-i", f"sine=f={hertz}:d={seconds}"]


def _time(seconds: float) -> str:
    return f"00:{int(seconds) // 60:02}:{seconds % 60:06.3f}"


class SlowFiles:
    """Serves the material; sign_bytes_a_second slows the second picture down (0: as fast as it can)."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.sign_bytes_a_second = 0

    def answer(self, name: str) -> Response:
        """Serve a file, in the range asked for, or cues."""
        texts = {
            "voice.vtt": self.material.cues(self.material.voice_starts),
            "sign.vtt": self.material.cues(self.material.sign_starts),
            "description.vtt": "WEBVTT\n\n00:00:00.500 --> 00:00:01.200\n描述画面\n",
            "described.vtt": "WEBVTT\n\nd-1\n00:00:00.000 --> 00:00:01.500\n描述画面\n",
        }
        if name in texts:
            return Response(texts[name], content_type="text/vtt; charset=utf-8")
        content = (self.material.folder / name).read_bytes()
        begin, _, end = request.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        first, last = int(begin), int(end or len(content) - 1)
        answer = Response(self._pieces(name, content[first : last + 1]), 206)
        answer.headers["Content-Type"] = "audio/mpeg" if name.endswith(".mp3") else "video/webm"
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        answer.headers["Content-Length"] = str(last + 1 - first)
        answer.headers["Accept-Ranges"] = "bytes"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _pieces(self, name: str, content: bytes) -> Iterator[bytes]:
        for offset in range(0, len(content), _CHUNK):
            yield content[offset : offset + _CHUNK]
            if name == "sign.webm" and self.sign_bytes_a_second:
                time.sleep(_CHUNK / self.sign_bytes_a_second)


@contextmanager
def drift_site(folder: Path, material: Material) -> Iterator[tuple[str, SlowFiles]]:
    """Serve /drift/lesson (voice and picture) and /drift/video (two pictures) with the real components and scripts."""
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    migrate(settings.database_address, copies=folder, now=instant_now())
    database = Database(settings.database_address)
    app = create_app(settings, database)
    files = SlowFiles(material)
    _add_pages(app, files, material)
    with serving(app) as address:
        yield address, files
    database.dispose()


def _add_pages(app: Flask, files: SlowFiles, material: Material) -> None:
    told = {"milliseconds": material.seconds * 1000, "sentences": SENTENCES}

    @public("a page of a test")
    def shown(name: str) -> Response | str:
        if name in {"lesson", "video"}:
            return render_template_string(_LESSON if name == "lesson" else _VIDEO, form=None, **told)
        return files.answer(name)

    app.add_url_rule("/drift/<name>", view_func=shown)


def put_together(page: Page, address: str) -> None:
    """Open a page and let its second picture go with the first, by the buttons that people press."""
    page.goto(address)
    page.wait_for_selector(".player__buttons")
    act = "together" if address.endswith("lesson") else "sign"
    for summary in page.locator(".player__more summary").all():
        summary.press("Enter")
    page.locator(f"[data-act={act}]").press("Enter")
    page.wait_for_selector(f"[data-act={act}][aria-pressed=true]")
    page.evaluate(WATCH)


def leader_at(page: Page) -> float:
    """Return where the leader is, in seconds."""
    return float(
        page.evaluate("() => document.querySelector('.player audio, .player .player__media').currentTime")
    )


@dataclass(frozen=True)
class Seen:
    """What the frames told. apart: the drift at each judged frame, in seconds, positive where the picture is ahead.

    worst_told: the five largest, in words. passed_over: frames in seeks and stalls.
    """

    apart: tuple[float, ...]
    worst_told: str
    passed_over: int
    stalls: int
    jumps: int

    @property
    def worst(self) -> float:
        """Return the largest drift, in seconds."""
        return max((abs(one) for one in self.apart), default=0.0)

    @property
    def goes_along(self) -> bool:
        """Tell whether nine frames of ten are within the bar: a machine at work on other things shows single frames late.

        All of them within it is asked on a quiet machine, by tests/judge.
        """
        within = sum(abs(one) <= DRIFT_SECONDS_MAX for one in self.apart)
        return within >= 0.9 * len(self.apart)


def seen(page: Page, material: Material | None = None) -> Seen:
    """Return the drift at every frame outside of seeking and stalls.

    material: of a lesson, whose voice and picture have clocks of their own; None where both have one clock.
    """
    told: Any = page.evaluate("() => window.drift")
    judged = [
        (shown - (there if material is None else _signed_at(material, there)), shown, since)
        for shown, there, is_quiet, since in told["frames"]
        if not is_quiet
    ]
    worst = sorted(judged, key=lambda one: -abs(one[0]))[:5]
    return Seen(
        apart=tuple(one[0] for one in judged),
        worst_told="; ".join(
            f"{apart * 1000:.0f} ms at {shown:.2f} s, {since:.0f} ms after a beginning"
            for apart, shown, since in worst
        ),
        passed_over=len(told["frames"]) - len(judged),
        stalls=told["stalls"],
        jumps=told["jumps"],
    )


def _signed_at(material: Material, spoken: float) -> float:
    """Return where the picture should be while the voice is here: at the same distance from the beginning of the sentence.

    A picture that has signed its sentence waits at the end of it, before the next one begins.
    """
    index = max(
        number for number, start in enumerate(material.voice_starts) if start <= spoken or number == 0
    )
    ends = (*material.sign_starts[1:], float(material.seconds))[index]
    return min(material.sign_starts[index] + spoken - material.voice_starts[index], ends)
