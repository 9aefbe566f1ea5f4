"""The draft of a course: where it stands, what its versions hold, who worked on it; pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learnhub.authoring.rules.folders.files import FILES_MAX, TOTAL_BYTES_MAX, bytes_max, place_of
from learnhub.media.rules.limits import bytes_words
from learnhub.primitives import Refusal, say, say_as

REVISIONS_A_DAY_MAX = 1000
WORDS_CHARACTERS_MAX = 200
TOGETHER_WITHIN = timedelta(hours=1)


class DraftState(enum.StrEnum):
    """Where a draft stands on the one road to publication (DESIGN §2, §6)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    PUBLISHED = "published"
    DISCARDED = "discarded"


# A draft that was published or thrown away stays as it was; work on the course goes on in a new one.
CLOSED_STATES = frozenset({DraftState.PUBLISHED, DraftState.DISCARDED})
# Nobody changes what an office is reading.
EDITABLE_STATES = frozenset({DraftState.DRAFT, DraftState.RETURNED})
STATE_WORDS = {
    DraftState.DRAFT: say("草稿"),
    DraftState.SUBMITTED: say("已提交"),
    DraftState.IN_REVIEW: say("审核中"),
    DraftState.RETURNED: say_as("done", "退回修改"),
    DraftState.PUBLISHED: say("已发布"),
    DraftState.DISCARDED: say("已作废"),
}
_MOVES = {
    DraftState.DRAFT: {DraftState.SUBMITTED, DraftState.DISCARDED},
    DraftState.SUBMITTED: {DraftState.DRAFT, DraftState.IN_REVIEW},
    DraftState.IN_REVIEW: {DraftState.RETURNED, DraftState.PUBLISHED},
    DraftState.RETURNED: {DraftState.SUBMITTED, DraftState.DISCARDED},
    DraftState.PUBLISHED: set(),
    DraftState.DISCARDED: set(),
}


class StepKind(enum.StrEnum):
    """What was done to a draft as a whole; changes of its files are its revisions."""

    OPENED = "opened"
    HANDED_OVER = "handed over"
    JOINED = "joined"
    LEFT = "left"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FileAt:
    """A file of a revision: the address of its bytes, and how many they are."""

    blob: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One whole state of a draft's folder. number: from 1. words: what was done. restores: the number it goes back to, or None."""

    number: int
    files: Mapping[str, FileAt]
    made_by_id: int
    made_at: datetime
    words: str
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the same files since base_revision. paths: sorted; head: how the draft stands now. Nothing was saved."""

    paths: tuple[str, ...]
    base_revision: int
    head: Revision


@dataclass(frozen=True, slots=True)
class Stretch:
    """Revisions that one person made in a row, newest first: one line of the list of versions."""

    revisions: tuple[Revision, ...]

    @property
    def newest(self) -> Revision:
        """Return the last of them."""
        return self.revisions[0]


def move_refusal(state: DraftState, to: DraftState) -> Refusal | None:
    """Refuse a step that leaves the road."""
    if to in _MOVES[state]:
        return None
    return Refusal(
        "state-moved",
        say("这份草稿现在是“%(state_words)s”，请刷新页面再看能做什么。", state_words=STATE_WORDS[state]),
    )


def conflicting(
    base: Mapping[str, FileAt], head: Mapping[str, FileAt], changes: Mapping[str, FileAt | None]
) -> tuple[str, ...]:
    """Return the paths that both sides changed, each in its own way, sorted; None in changes removes a file."""
    return tuple(
        sorted(
            path
            for path, mine in changes.items()
            if base.get(path) != head.get(path) and head.get(path) != mine
        )
    )


def with_changes(head: Mapping[str, FileAt], changes: Mapping[str, FileAt | None]) -> dict[str, FileAt]:
    """Return the files after the changes, in order of path."""
    merged: dict[str, FileAt | None] = {**head, **changes}
    return {path: file for path, file in sorted(merged.items()) if file is not None}


def files_refusal(files: Mapping[str, FileAt]) -> Refusal | None:
    """Refuse files that the format doesn't know, or that are too many or too large."""
    unknown = sorted(path for path in files if place_of(path) is None)
    if unknown:
        return Refusal(
            "path-unknown",
            say("课程里不能放“%(unknown)s”这样的文件，请换个名字，或者不要放它。", unknown=unknown[0][:80]),
        )
    if len(files) > FILES_MAX:
        return Refusal(
            "files-many", say("一门课最多 %(files_max)s 个文件，请先删去用不到的。", files_max=FILES_MAX)
        )
    large = next((path for path, file in files.items() if file.byte_count > bytes_max(path)), None)
    if large is not None:
        return Refusal(
            "file-large",
            say(
                "“%(large)s”最大 %(bytes_words)s，请换小一些的。",
                large=large,
                bytes_words=bytes_words(bytes_max(large)),
            ),
        )
    if sum(file.byte_count for file in files.values()) > TOTAL_BYTES_MAX:
        return Refusal(
            "files-large",
            say(
                "一门课加起来最大 %(total_bytes_max)s MB，请先删去用不到的。",
                total_bytes_max=TOTAL_BYTES_MAX // 1000000,
            ),
        )
    return None


def stretches(revisions: Sequence[Revision]) -> list[Stretch]:
    """Put together what one person did in a row, no two more than an hour apart. revisions: newest first, as the answer is.

    Going back to an earlier version stands alone, so that it is found again.
    """
    found: list[list[Revision]] = []
    for revision in revisions:
        later = found[-1][-1] if found else None
        if (
            later is not None
            and later.made_by_id == revision.made_by_id
            and later.made_at - revision.made_at <= TOGETHER_WITHIN
            and later.restores is None
            and revision.restores is None
        ):
            found[-1].append(revision)
        else:
            found.append([revision])
    return [Stretch(tuple(one)) for one in found]
