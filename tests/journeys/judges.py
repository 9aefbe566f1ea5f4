"""What every page of a journey is held to in a real browser: weight, axe, targets, small screens, large text, four times the size.

Each judge returns one line for each fault, so that one visit of a page tells all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page

from tests.browser import axe, axe_in_all_themes, small_targets
from tests.journeys.keyboard import Keyboard
from tests.page_checks import faults
from tests.page_checks.document import Document

HTML_BYTES_MAX = 30_000
PINYIN_BYTES_MAX = 60_000
VISIT_BYTES_MAX = 60_000
REQUESTS_MAX = 6
STOPS_MAX, PAGE_STOPS_MAX = 150, 25
DEMONSTRATION = "/demo"
NARROW, LOW = 320, 256  # 1280 × 1024 at four times the size. Source: WCAG 2.2, 1.4.10 reflow.
# What axe sees differently on a small screen: rows that scroll, targets that move together, what lies over what.
_WIDTH_RULES = (
    "scrollable-region-focusable",
    "target-size",
    "color-contrast-enhanced",
    "meta-viewport-large",
)
_SETTLED_MS = 100


@dataclass
class Meter:
    """What a page asked for from its first byte on. sent: address → (kind, bytes as they came over the wire, headers too)."""

    sent: dict[str, tuple[str, int]] = field(default_factory=dict)
    _open: dict[str, tuple[str, str]] = field(default_factory=dict)
    _protocol: CDPSession | None = None

    @classmethod
    def of(cls, page: Page) -> "Meter":
        """Begin to measure, before the page is opened; what the browser has kept from other pages isn't used."""
        protocol = page.context.new_cdp_session(page)
        meter = cls(_protocol=protocol)
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        protocol.on("Network.requestWillBeSent", meter._begin)
        protocol.on("Network.loadingFinished", meter._finish)
        protocol.on("Network.loadingFailed", meter._finish)
        return meter

    def stop(self) -> None:
        """Measure no more: the browser goes on to another page."""
        assert self._protocol is not None
        self._protocol.detach()

    def _begin(self, event: dict[str, Any]) -> None:
        self._open[event["requestId"]] = (event["request"]["url"], event.get("type", ""))

    def _finish(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._open:
            return  # the page that this window showed before had asked for it
        address, kind = self._open[event["requestId"]]
        self.sent[address] = (kind, int(event.get("encodedDataLength", 0)))


def open_metered(page: Page, address: str, status: int = 200) -> tuple[str, list[str]]:
    """Open a page as a browser that has never been here; return its HTML and the faults of its weight."""
    meter = Meter.of(page)
    answer = page.goto(address)
    assert answer is not None
    page.wait_for_timeout(_SETTLED_MS)
    html = answer.text()
    found = [] if answer.status == status else [f"answered {answer.status}, not {status}"]
    found += weight_faults(page, meter, html)
    meter.stop()
    return html, found


def weight_faults(page: Page, meter: Meter, html: str) -> Iterator[str]:
    """Yield what is too heavy, too much, from elsewhere, or loaded without being asked for.

    Pictures of a lesson are its content, as its sound is: they are neither weighed nor counted.
    """
    limit = PINYIN_BYTES_MAX if "<ruby" in html else HTML_BYTES_MAX
    if len(html.encode()) > limit:
        yield f"HTML of {len(html.encode())} bytes, over {limit}"
    own = {url: told for url, told in meter.sent.items() if "/media/" not in url and url[:5] != "data:"}
    weight = sum(size for _kind, size in own.values())
    if weight > VISIT_BYTES_MAX:
        yield f"a first visit of {weight} bytes, over {VISIT_BYTES_MAX}: {own}"
    # Some browsers ask for the icon late, some without a window never; it is counted in any case.
    count = len(own) + (not any("icon" in url for url in own))
    if count > REQUESTS_MAX:
        yield f"{count} requests, over {REQUESTS_MAX}: {sorted(own)}"
    host = urlsplit(page.url).netloc
    yield from (f"asked another host: {url}" for url in meter.sent if urlsplit(url).netloc not in {host, ""})
    yield from (
        f"loaded by itself: {url}" for url, (kind, _) in meter.sent.items() if kind in {"Media", "TextTrack"}
    )
    playing = page.evaluate(
        "() => [...document.querySelectorAll('audio, video')].filter((m) => !m.paused || m.autoplay).length"
    )
    if playing:
        yield f"{playing} sounds or videos play by themselves"


def all_faults(page: Page, html: str) -> list[str]:
    """Return what is wrong with a page that was opened at 1280 px: HTML, axe in four themes, targets, small screens, large text."""
    found = [f"checks: {line}" for line in faults(html)]
    unfold(page)
    found += [f"axe: {line}" for line in axe_in_all_themes(page)]
    found += [f"target at 1280: {line}" for line in small_targets(page)]
    found += [f"twice the text at 1280: {line}" for line in _with_large_text(page)]
    page.set_viewport_size({"width": NARROW, "height": 640})
    found += [f"axe at 320: {line}" for line in axe(page, only=_WIDTH_RULES)]
    found += [f"target at 320: {line}" for line in small_targets(page)]
    found += [f"at 320: {line}" for line in too_wide(page)]
    found += [f"twice the text at 320: {line}" for line in _with_large_text(page)]
    return found


def unfold(page: Page, which: str = "details") -> None:
    """Open everything that is folded, so that it is judged too. which: a selector of what is opened."""
    page.evaluate(
        "(which) => { for (const box of document.querySelectorAll(which)) box.open = true; }", which
    )


_WIDE = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const inBox = (e) => {
    for (let p = e.parentElement; p; p = p.parentElement)
      if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !inBox(e))
    .slice(-3).map((e) => `${root.scrollWidth - root.clientWidth} px too wide: ${e.outerHTML.slice(0, 120)}`);
}
"""


def too_wide(page: Page) -> list[str]:
    """Return what makes a page scroll sideways; tables may, in a box of their own."""
    return [str(line) for line in page.evaluate(_WIDE)]


def _with_large_text(page: Page) -> list[str]:
    """Return what is too wide with text of twice the size, as the access profile sets it."""
    before = page.evaluate(
        "() => { const r = document.documentElement; const was = r.dataset.text || ''; r.dataset.text = '200'; return was; }"
    )
    found = too_wide(page)
    page.evaluate(
        "(was) => { if (was) document.documentElement.dataset.text = was; else delete document.documentElement.dataset.text; }",
        before,
    )
    return found


_SEEN = """
() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  (window.passedStops ??= []).push(e);
  // A radio button or checkbox is drawn by its label.
  const own = e.getClientRects()[0] || e.getBoundingClientRect();
  const width = document.documentElement.clientWidth, height = window.innerHeight;
  const told = e.outerHTML.slice(0, 100);
  if (own.right <= 0 || own.left >= width || own.bottom <= 0 || own.top >= height) return `${told} is out of sight`;
  const x = Math.min(Math.max((own.left + own.right) / 2, 1), width - 1);
  const y = Math.min(Math.max((own.top + own.bottom) / 2, 1), height - 1);
  const on = document.elementFromPoint(x, y);
  const labels = [...(e.labels || [])];
  if (on && (e.contains(on) || on.contains(e) || labels.some((l) => l.contains(on)))) return "";
  return `${told} is covered by ${on ? on.outerHTML.slice(0, 100) : "nothing"}`;
}
"""


def unreachable_at_400_percent(page: Page) -> list[str]:
    """Return the stops that can't be seen when they have the focus, at 320 × 256 px: four times the size of a common screen.

    Source: WCAG 2.2, 1.4.10 reflow and 2.4.12 focus not obscured (enhanced).
    """
    page.set_viewport_size({"width": NARROW, "height": LOW})
    page.emulate_media(reduced_motion="reduce")  # else what has the focus is still on its way into view
    unfold(page)
    found = too_wide(page)
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        unseen = page.evaluate(_SEEN)
        if unseen is None:
            return found + _stops_without_a_name(page)
        found += [str(unseen)] if unseen else []
    return [*found, f"more than {STOPS_MAX} stops"]


def _stops_without_a_name(page: Page) -> list[str]:
    """Return what Tab came to that the accessibility tree has no name for: asked once for the whole page, as each question costs much."""
    protocol = page.context.new_cdp_session(page)
    found = []
    for node in protocol.send("Accessibility.getFullAXTree")["nodes"]:
        if node.get("ignored") or not _is_focusable(node) or node.get("name", {}).get("value", "").strip():
            continue
        element = protocol.send("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]})["object"]
        asked = {
            "objectId": element["objectId"],
            "functionDeclaration": "function () { return (window.passedStops || []).includes(this); }",
            "returnByValue": True,
        }
        if protocol.send("Runtime.callFunctionOn", asked)["result"]["value"]:
            found.append(f"a {node['role']['value']} without a name")
    protocol.detach()
    return found


def _is_focusable(node: dict[str, Any]) -> bool:
    return any(one["name"] == "focusable" and one["value"].get("value") for one in node.get("properties", []))


def too_many_stops(html: str) -> list[str]:
    """Return what Tab comes to on a page as it arrives, where that is more than DESIGN §8 allows; the link of the demonstration alone is no
    stop of a site."""
    document = Document(html)
    passed = [document.name(stop) for stop in document.stops if stop.get("href") != DEMONSTRATION]
    return [] if len(passed) <= PAGE_STOPS_MAX else [f"{len(passed)} stops: {passed}"]


def stops(page: Page) -> list[str]:
    """Return all stops of a page from its top, as role and name."""
    keyboard = Keyboard(page)
    passed = []
    for _ in range(STOPS_MAX):
        focus = keyboard.tab()
        if focus.is_page:
            return passed
        passed.append(f"{focus.role} {focus.name}")
    raise AssertionError(f"more than {STOPS_MAX} stops on {page.url}")
