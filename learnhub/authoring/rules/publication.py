"""The one road to publication: what is done on it, who may do it, how long it takes; pure.

Source: DESIGN §2 (course states) and §6 (submitting is one road); issue 4 items 7 and 8.
"""

import enum
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.authoring.rules.drafts.blocks import LessonSource, SourceBlock
from learnhub.authoring.rules.drafts.revisions import FileAt
from learnhub.primitives import Refusal, local_date, say, say_as

REVIEW_OFFICERS = "publication.review_officers"
REVIEWERS_MAX = 2
COMMENTS_MAX = 200
COMMENT_CHARACTERS_MAX = 500
REASON_CHARACTERS_MAX = 1000


class RoadStep(enum.StrEnum):
    """What was done to a course on the road to publication, or after it."""

    SUBMITTED = "submitted"
    TAKEN_BACK = "taken back"
    TAKEN = "taken for review"
    COMMENTED = "commented"
    RETURNED = "returned"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


ROAD_WORDS = {
    RoadStep.SUBMITTED: say_as("done", "提交审核"),
    RoadStep.TAKEN_BACK: say("作者撤回"),
    RoadStep.TAKEN: say_as("done", "开始审核"),
    RoadStep.COMMENTED: say("写了意见"),
    RoadStep.RETURNED: say_as("done", "退回修改"),
    RoadStep.PUBLISHED: say_as("done", "发布"),
    RoadStep.SUPERSEDED: say("旧版本由新版本代替"),
    RoadStep.WITHDRAWN: say("下架"),
}
# From the first of these the course lies with the office, from the second with its authors again.
_TO_OFFICE = frozenset({RoadStep.SUBMITTED})
_FROM_OFFICE = frozenset({RoadStep.TAKEN_BACK, RoadStep.RETURNED, RoadStep.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands. path: of the folder. line: from 1, 0 for the file as a whole. block, subject: which block it was: its
    digest and its first words, empty for the file."""

    path: str
    line: int = 0
    block: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One step as the rules need it."""

    kind: RoadStep
    at: datetime


def receipt_number(step_id: int, submitted_at: datetime) -> str:
    """Return the number of a receipt: the day in China, then a number that no other receipt has."""
    return f"{local_date(submitted_at):%Y%m%d}-{step_id:06d}"


def folder_hash(files: Mapping[str, FileAt]) -> str:
    """Return the SHA-256 of a folder: of lines "path, blank, SHA-256 of the file", sorted by path, each ended by a line feed.

    Whoever holds the files can make it with sha256sum alone.
    """
    return hashlib.sha256(
        "".join(f"{path} {file.blob}\n" for path, file in sorted(files.items())).encode()
    ).hexdigest()


def submission_refusal(*, blocking: int, faults: int, state: str) -> Refusal | None:
    """Refuse a course that something keeps from being submitted. state: as course.toml says it, empty where it can't be read."""
    left = blocking + faults
    if left:
        return Refusal("gate-blocks", say("还有 %(left)s 处必须先改好，才能提交。", left=left))
    if state != "published":
        return Refusal(
            "in-preparation",
            say("课程资料（course.toml）里写着还在筹备。请把 state 改成 published，再提交。"),
        )
    return None


def reviewer_refusal(reviewer_id: int, writer_ids: Collection[int]) -> Refusal | None:
    """Refuse whoever had a hand in a course: nobody decides about their own work."""
    if reviewer_id in writer_ids:
        return Refusal("own-work", say("这门课有您的一份工作，不能由您来审核，请交给另一位工作人员。"))
    return None


def agreement_refusal(officers_needed: int, agreed_by: int | None) -> Refusal | None:
    """Refuse the first of two agreements where one officer is enough, or where it was given. officers_needed: 1 or 2, as policy says."""
    if officers_needed < REVIEWERS_MAX:
        return Refusal("one-is-enough", say("这里一个人审核就行，看好了就可以发布。"))
    if agreed_by is not None:
        return Refusal("agreed-already", say("初审已经通过了，请另一位工作人员发布。"))
    return None


def publication_refusal(officers_needed: int, agreed_by: int | None, publisher: int) -> Refusal | None:
    """Refuse to publish where policy asks for two officers and this one is the first, or the same as the first."""
    if officers_needed < REVIEWERS_MAX:
        return None
    if agreed_by is None:
        return Refusal("not-agreed", say("这里要两个人先后审核。请先通过初审，再请另一位工作人员发布。"))
    if agreed_by == publisher:
        return Refusal("same-officer", say("初审是您通过的，请另一位工作人员发布。"))
    return None


def return_refusal(words: str, comment_count: int) -> Refusal | None:
    """Refuse to send a course back without a reason."""
    if not words and not comment_count:
        return Refusal("no-reason", say("请写上为什么退回，或者先在课文旁边写至少一条意见。"), field="words")
    return None


def office_time(steps: Sequence[Moment], now: datetime) -> timedelta:
    """Return how long a course has lain with the office: from each submission until it went back, out, or until now.

    steps: of one draft, in order of time. The time that its authors needed is not the office's.
    """
    total, since = timedelta(), None
    for step in steps:
        if step.kind in _TO_OFFICE:
            since = step.at
        elif step.kind in _FROM_OFFICE and since is not None:
            total, since = total + (step.at - since), None
    return total + (now - since if since is not None else timedelta())


def days_waiting(since: datetime, today: date) -> int:
    """Return the calendar days in China between a submission and today; never negative."""
    return max(0, (today - local_date(since)).days)


def sent_in_at(steps: Sequence[Moment]) -> datetime | None:
    """Return when a draft was sent in (选送): its first submission that nobody took back; None where it wasn't.

    A return for mending doesn't take the day away: the base had done its part. Taking back does.
    """
    found = None
    for step in steps:
        if step.kind is RoadStep.SUBMITTED:
            found = found or step.at
        elif step.kind is RoadStep.TAKEN_BACK:
            found = None
        elif step.kind is RoadStep.PUBLISHED:
            return found
    return found


def lines_of_blocks(source: LessonSource) -> list[tuple[int, SourceBlock]]:
    """Return each block with the line it begins in, from 1, in order."""
    line, found = 1 + source.lead.count("\n"), []
    for block in source.blocks:
        found.append((line, block))
        line += (block.text + block.gap).count("\n")
    return found


def block_at(source: LessonSource, line: int) -> int | None:
    """Return the number of the block that a line stands in, from 0; None above the first."""
    numbers = [number for number, (begins, _block) in enumerate(lines_of_blocks(source)) if begins <= line]
    return numbers[-1] if numbers else None


def block_now(source: LessonSource, place: Place) -> int | None:
    """Return the number of the block, from 0, that a comment is about in a text that may have changed since.

    The same words where they stand now; where they were changed, the block that stands at that line.
    """
    if not place.line:
        return None
    same = [
        number for number, block in enumerate(source.blocks) if place.block and block.digest == place.block
    ]
    at = block_at(source, place.line)
    if same and at is not None:
        return min(same, key=lambda number: abs(number - at))
    return same[0] if same else at
