"""How far somebody is in pressing pictures: carried in a sealed cookie from page to page, so that it works without scripts."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class PictureState:
    """nickname: as typed or pressed; "" before. pressed: how many pictures. folded: a keyed hash over them, in order.

    wrong: whole sequences from this browser that were not right, one after another.
    """

    nickname: str = ""
    pressed: int = 0
    folded: str = ""
    wrong: int = 0


def write_state(state: PictureState) -> str:
    """Write a state as text."""
    return json.dumps([state.nickname, state.pressed, state.folded, state.wrong], ensure_ascii=False)


def read_state(text: str) -> PictureState:
    """Read what write_state wrote; the beginning for anything else."""
    try:
        nickname, pressed, folded, wrong = json.loads(text)
    except (ValueError, TypeError):
        return PictureState()
    if not (isinstance(nickname, str) and isinstance(folded, str)):
        return PictureState()
    if not (isinstance(pressed, int) and isinstance(wrong, int)):
        return PictureState()
    return PictureState(nickname, pressed, folded, wrong)
