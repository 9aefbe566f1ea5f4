"""Nobody needs more time: what a clock ends lasts longer than 20 hours, and no page turns by itself (decision 30; WCAG 2.2, 2.2.1)."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from learnhub.accessibility.rules.profile import AccessProfile
from learnhub.accounts.rules import reset_codes, waits
from learnhub.authoring.service.importing import documents
from learnhub.authoring.service.packages import tickets
from learnhub.media.rules import limits
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.web.access import SignedIn
from learnhub.web.guard import form_token, is_own_token

LONG = timedelta(hours=20)
_TURNS = re.compile(r"http-equiv=[\"']?refresh|倒计时[^，。]*\d|data-seconds-left", re.IGNORECASE)


@pytest.mark.parametrize(
    "held",
    [reset_codes.VALID, limits.HALF_UPLOAD_KEPT, limits.UNUSED_KEPT, tickets.HOLDS_FOR, documents.KEPT],
    ids=["one-time code", "half upload", "upload nobody uses", "preview of courseware", "brought document"],
)
def test_what_a_clock_ends_lasts_longer_than_a_waking_day(held: timedelta) -> None:
    assert held > LONG


def test_no_operator_can_make_a_sign_in_short() -> None:
    shortest = Settings.model_fields["session_days"]
    assert timedelta(days=min(one.ge for one in shortest.metadata if hasattr(one, "ge"))) > LONG
    with pytest.raises(ValidationError):
        Settings(session_days=0)


def test_a_form_is_good_as_long_as_its_sign_in() -> None:
    person = SignedIn(1, "小林", form_secret=b"of this sign-in")
    token = form_token(person)
    # Made of the sign-in and of chance alone: no instant stands in it that could run out.
    assert is_own_token(person, token)
    assert not is_own_token(SignedIn(1, "小林", form_secret=b"of another"), token)


def test_a_wait_is_short_and_ends_by_itself() -> None:
    longest = waits.wait_after(1000, 5)
    assert longest is not None
    assert longest <= timedelta(minutes=15)


def test_the_profile_promises_no_time_that_it_could_not_give() -> None:
    assert not [one.name for one in fields(AccessProfile) if "time" in one.name]
    said = (PROJECT_DIR / "templates" / "accessibility" / "profile.html").read_text(encoding="utf-8")
    assert "都不限时" in said


def _templates() -> list[Path]:
    return sorted((PROJECT_DIR / "templates").rglob("*.html"))


def test_no_page_turns_itself() -> None:
    assert [path.name for path in _templates() if _TURNS.search(path.read_text(encoding="utf-8"))] == []
