"""A small course with work to hand in and a task sheet, and people who hand in: for tests of both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.service import load_course
from learnhub.catalogue.rules import publication_figures
from learnhub.catalogue.service.courses import course_by_slug, lesson_versions
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment, Feedback, HandIn
from learnhub.learning.rules.hand_ins import LineTold, Outcome, Verdict
from learnhub.learning.service import Learner, hand_ins
from learnhub.learning.service.hand_ins import Contents
from learnhub.learning.service.hand_ins.reading import told_of
from learnhub.learning.service.sendings import FileSent
from learnhub.primitives import Refusal, instant_now, local_date, new_token
from learnhub.storage.rules import BlobStore
from tests.bases import both_bases
from tests.people import BASE_ID, BASE_REGION, Someone
from tests.tiny_course import FIGURES, TinyCourse

SLUG, LESSON, TASK, SHEET = "tiny-work", "push-slow", "press-evenly", "show-pressing"
HERE = Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)
ENOUGH = (LineTold(1, Verdict.ENOUGH, ""), LineTold(2, Verdict.ENOUGH, "说得很清楚。"))
_TASKS = f"""```task {TASK}
题目：按一分钟
用时：7 分钟
怎么交：交给老师
评分：快慢
够了：数数的声音快慢一样。
还差一点：越数越快。
评分：说话
够了：说了手上的感觉。
还差一点：只说做好了。

1. 按一分钟，边按边数。
```

```task {SHEET}
题目：在老师身上按
用时：20 分钟
怎么交：在基地做给老师看

1. 洗手。
2. 问有没有不能碰的地方。
3. 按三次。
```
"""


def load_work(session: Session, store: BlobStore, *, base_id: int | None = BASE_ID) -> None:
    """Load a course of two lessons, the first with work to hand in and a task sheet, for a base."""
    both_bases(session)
    tiny = TinyCourse(SLUG)
    made, path = tiny.folder(), f"lessons/{LESSON}.md"
    text = made.files[path].decode()
    files = {**made.files, path: (text[: text.index("```task try")] + _TASKS).encode()}
    now = instant_now()
    rates = publication_figures(FIGURES, local_date(now))
    load_course(session, store, replace(made, files=files), figures=rates, now=now, base_id=base_id)


def learner_of(session: Session, person: Someone) -> Learner:
    """Enrol a person in the course and return them as learner of its first lesson."""
    course = course_by_slug(session, SLUG)
    enrolment = learning.enrol(session, person_id=person.person_id, course=course, now=instant_now())
    assert isinstance(enrolment, Enrolment)
    versions = lesson_versions(session, enrolment.course_version_id)
    return Learner(person.person_id, enrolment.id, versions[0])


def put_together(
    session: Session,
    learner: Learner,
    words: str = "我按了一分钟，手臂不累。",
    files: Sequence[FileSent] = (),
) -> str:
    """Keep what is to be looked over; return its token."""
    draft = hand_ins.keep_draft(
        session,
        person_id=learner.person_id,
        lesson_version_id=learner.lesson_version.id,
        task=TASK,
        contents=Contents(words, tuple(files)),
        now=instant_now(),
    )
    return draft.token


def hand_in(
    session: Session,
    learner: Learner,
    words: str = "我按了一分钟，手臂不累。",
    *,
    files: Sequence[FileSent] = (),
    now: datetime | None = None,
) -> HandIn:
    """Hand in work."""
    token = put_together(session, learner, words, files)
    made = hand_ins.hand_in(session, learner, task=TASK, token=token, now=now or instant_now())
    assert isinstance(made, HandIn), made
    return made


def answer(
    session: Session,
    piece: HandIn,
    teacher: Someone,
    outcome: Outcome = Outcome.TAKEN,
    words: str = "快慢很匀，下一步练推法。",
    *,
    seen: int | None = None,
    lines: Sequence[LineTold] = ENOUGH,
) -> Feedback | Refusal:
    """Say something to a piece of work."""
    (told,) = told_of(session, [piece])
    return hand_ins.give_feedback(
        session,
        told,
        by_id=teacher.person_id,
        client_id=new_token(9),
        seen=len(told.feedback) if seen is None else seen,
        outcome=outcome,
        lines=lines,
        rubric_count=2,
        contents=Contents(words, ()),
        now=instant_now(),
    )
