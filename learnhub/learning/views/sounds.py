"""What a lesson page offers of its sound: the same voice at a higher bit rate."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import SlotView
from learnhub.speech.service import better_sound_or_none

FULL = "full"


@dataclass(frozen=True)
class OtherSound:
    """The sound that isn't playing: its page, its size, and whether it is the one that sounds better."""

    href: str
    byte_count: int
    is_better: bool


def sound_asked(session: Session, audio: SlotView) -> tuple[SlotView, OtherSound | None]:
    """Return the sound that was asked for (?sound=full, else the smaller file), and the other one where there is one."""
    better = better_sound_or_none(session, audio.blob) if audio.blob else None
    if better is None:
        return audio, None
    others = {key: value for key, value in request.args.items() if key in {"edition", "card"}}
    address = {**(request.view_args or {}), **others}
    if request.args.get("sound") != FULL:
        href = url_for("learning.lesson", **_of_lesson(address), sound=FULL)
        return audio, OtherSound(href, better.byte_count, is_better=True)
    chosen = replace(audio, blob=better.blob, byte_count=better.byte_count)
    return chosen, OtherSound(
        url_for("learning.lesson", **_of_lesson(address)), audio.byte_count, is_better=False
    )


def _of_lesson(address: dict[str, str]) -> dict[str, Any]:
    # The page of a refused answer stands at the check's address; its links lead to the lesson's.
    return {key: value for key, value in address.items() if key in {"course", "lesson", "edition", "card"}}
