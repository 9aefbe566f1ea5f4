"""Work a page as somebody without a pointer does: by Tab, Enter, Space, arrows and typing, led by what a screen reader would say.

Names and roles are asked of the browser's own accessibility tree, so a stop without a name can't be found by anybody here either.
Everything works in pages without scripts too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

_STOPS_MAX = 150


@dataclass(frozen=True)
class Focus:
    """What has the focus. is_checked: of a radio button or checkbox; False for everything else."""

    role: str
    name: str
    is_checked: bool = False

    @property
    def is_page(self) -> bool:
        """Tell whether nothing on the page has the focus."""
        return self.role in {"none", "RootWebArea", "generic"} and not self.name


class Keyboard:
    """The keyboard of one person on one page. stops: presses of Tab since the page came; it counts on through pages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0
        self._protocol = page.context.new_cdp_session(page)

    @property
    def focus(self) -> Focus:
        """Return what has the focus, as the accessibility tree tells it."""
        element = self._protocol.send("Runtime.evaluate", {"expression": "document.activeElement"})
        node = self._protocol.send(
            "Accessibility.getPartialAXTree",
            {"objectId": element["result"]["objectId"], "fetchRelatives": False},
        )["nodes"][0]
        told = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        return Focus(
            role=node.get("role", {}).get("value") or "none",
            name=(node.get("name", {}).get("value") or "").strip(),
            is_checked=told.get("checked") == "true",
        )

    def tab(self) -> Focus:
        """Go on to the next stop."""
        self.page.keyboard.press("Tab")
        self.stops += 1
        return self.focus

    def tab_back(self) -> Focus:
        """Go back to the stop before."""
        self.page.keyboard.press("Shift+Tab")
        self.stops += 1
        return self.focus

    def press_to(self, words: str, *, role: str | None = None) -> int:
        """Tab until what has the focus is called so, and return how many stops that took; 0 when it has the focus already.

        role: only a stop of this role, where a page names two things alike. Fails when the stops of the page run out.
        """
        return self._press_until(lambda focus: focus.name == words and role in {None, focus.role}, words)

    def follow(self, words: str, *, role: str = "link") -> None:
        """Tab to a link and press Enter; comes back when the next page, or the place on this page, is there."""
        self.press_to(words, role=role)
        self.enter()

    def enter(self) -> None:
        """Press Enter on a link or button that leads on."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, words: str) -> None:
        """Tab to a button and press it with Space, as people with switches do; comes back on the next page."""
        self.press_to(words, role="button")
        with self.page.expect_navigation():
            self.page.keyboard.press("Space")

    def skip_to_main(self) -> None:
        """Take the skip link, the first stop of every page."""
        self.follow("跳到正文")

    def press_to_beginning(self, beginning: str) -> int:
        """Tab to what is called so at the beginning, for words that name a date or a title."""
        return self._press_until(lambda focus: focus.name.startswith(beginning), f"{beginning}…")

    def press_to_role(self, role: str) -> int:
        """Tab to the next stop of this role, and return how many stops that took."""
        return self._press_until(lambda focus: focus.role == role, role)

    def go_to_top(self) -> None:
        """Go back to the top of the page as a reader does by Ctrl+Home: the next Tab comes to its first stop."""
        while not self.focus.is_page:
            self.tab_back()

    def fill(self, label: str, text: str) -> None:
        """Tab to a field and type over what it holds."""
        self._press_until(
            lambda focus: (
                focus.name == label and focus.role in {"textbox", "searchbox", "combobox", "spinbutton"}
            ),
            label,
        )
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, words: str) -> None:
        """Choose one of a few: Tab into the group, then arrows and Space, or Tab and Space where several may be chosen."""
        seen: list[str] = []
        focus = self._tab_to_choice(seen)
        while focus.role == "radio" and focus.name != words:
            if focus.name in seen:  # the whole group has been heard
                focus = self._tab_to_choice(seen)
                continue
            seen.append(focus.name)
            self.page.keyboard.press("ArrowDown")
            focus = self.focus
        while focus.role == "checkbox" and focus.name != words:
            focus = self._tab_to_choice(seen)
        assert focus.name == words, f"no choice {words!r}; heard {seen}"
        self._check()

    def _tab_to_choice(self, seen: list[str]) -> Focus:
        for _ in range(_STOPS_MAX):
            focus = self.tab()
            if focus.role in {"radio", "checkbox"}:
                return focus
            assert not focus.is_page, f"the page has no further choice; heard {seen}"
        raise AssertionError(f"more than {_STOPS_MAX} stops")

    def _check(self) -> None:
        if not self.focus.is_checked:
            self.page.keyboard.press("Space")
        assert self.focus.is_checked, f"{self.focus.name!r} can't be chosen by Space"

    def _press_until(self, is_found: Callable[[Focus], bool], told: str) -> int:
        if is_found(self.focus):
            return 0
        passed: list[str] = []
        for count in range(1, _STOPS_MAX + 1):
            focus = self.tab()
            if is_found(focus):
                return count
            assert not focus.is_page, f"no stop {told!r} on {self.page.url}; there were {passed}"
            passed.append(f"{focus.role} {focus.name}")
        raise AssertionError(f"more than {_STOPS_MAX} stops on {self.page.url}")
