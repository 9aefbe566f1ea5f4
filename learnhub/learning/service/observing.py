"""Look at the pace of a person's learning as the server saw it, and mark what a person should look at."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.catalogue.models import LessonVersion
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.models import ReviewMark
from learnhub.learning.rules import Requirement
from learnhub.learning.rules.presence import (
    Finding,
    Observed,
    PresenceFigures,
    findings,
    presence_figures,
)
from learnhub.learning.rules.progress import ActKind
from learnhub.learning.rules.reviewing import decide_by, looked_until, new_findings
from learnhub.learning.service.accommodations import reads_elsewhere
from learnhub.learning.service.enrolments import every_enrolment_of
from learnhub.learning.service.marks import KIND_MARKED, marks_of
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.learning.service.needed import needed_of
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date
from learnhub.regions.rules import COUNTRY

_ANSWER = "answer:"
_ABOUTS_AT_ONCE = 200


def look(
    session: Session, *, person_id: int, figures: Figures, now: datetime, whole: bool = False
) -> list[ReviewMark]:
    """Mark what a person should look at in somebody's learning; looking again marks nothing twice.

    whole: also compare answers that came singly with those of others, which a look after each act leaves out.
    Returns the new marks. Where the region's policy has no figures, nothing is marked.
    """
    enrolments = every_enrolment_of(session, person_id)
    region_code = _region_of(session, person_id, now)
    in_force = presence_figures(figures, region_code, local_date(now))
    if not enrolments or in_force is None:
        return []
    # The chain's head is locked first: two looks at one person can't mark side by side.
    evidence.lock_chain(session, subject_of(person_id))
    acts = observed_acts(session, person_id)
    known = marks_of(session, person_id)
    found = findings(
        acts,
        begun_at=enrolments[0].enrolled_at,
        figures=in_force,
        reads_elsewhere=reads_elsewhere(session, person_id),
        answers_of_others=_answers_of_others(session, person_id, acts, in_force, whole=whole),
        after=looked_until(known),
    )
    return [
        _mark(session, person_id, one, in_force, now)
        for one in new_findings(found, known)
        if one.enrolment_id in {enrolment.id for enrolment in enrolments}
    ]


def observed_acts(session: Session, person_id: int) -> list[Observed]:
    """Return a person's acts with what each was worth when it came first, in order of their positions."""
    rows = [
        row
        for row in evidence.entries(session, subject_of(person_id), [kind.value for kind in ActKind])
        if row.payload is not None
    ]
    worth = _Worth(_versions(session, {_version_id(row) for row in rows}))
    return [
        Observed(
            position=row.position,
            enrolment_id=row.payload["enrolment"],
            received_at=row.received_at,
            happened_at=row.happened_at,
            worth_seconds=worth.of(row),
            answer_id=row.client_id if row.kind == ActKind.CHECK_ANSWERED else "",
        )
        for row in rows
        if row.payload is not None
    ]


class _Worth:
    """Shares the minutes of a lesson among what completes it, each counted once."""

    def __init__(self, versions: Mapping[int, LessonVersion]) -> None:
        self._requirements: dict[int, Requirement] = {
            version_id: needed_of(version).requirement for version_id, version in versions.items()
        }
        self._seconds = {
            version_id: versions[version_id].minutes
            * 60
            // max(1, len(requirement.sections) + len(requirement.checks))
            for version_id, requirement in self._requirements.items()
        }
        self._done: set[tuple[int, str]] = set()

    def of(self, row: Evidence) -> int:
        """Return what a row earned that no row before it had earned."""
        version_id, payload = _version_id(row), row.payload or {}
        requirement = self._requirements.get(version_id)
        if requirement is None:
            return 0
        parts = [f"section:{payload['section']}"] if payload["section"] in requirement.sections else []
        if payload.get("right") and payload.get("check") in requirement.checks:
            parts.append(f"check:{payload['check']}")
        new = [part for part in parts if (version_id, part) not in self._done]
        self._done.update((version_id, part) for part in new)
        return self._seconds[version_id] * len(new)


def _answers_of_others(
    session: Session, person_id: int, acts: Sequence[Observed], figures: PresenceFigures, *, whole: bool
) -> Collection[str]:
    """Return which ids of a person's answers another person's chain has about the same lessons.

    Ids are random for each form; several of them at one instant came in a report, which can be copied as it is.
    """
    counts: dict[datetime, int] = {}
    for act in acts:
        counts[act.received_at] = counts.get(act.received_at, 0) + 1
    asked = {
        act.answer_id
        for act in acts
        if act.answer_id and (whole or counts[act.received_at] >= figures.copied_answers)
    }
    if len(asked) < figures.copied_answers:
        return ()
    subject = subject_of(person_id)
    abouts = sorted(
        set(
            session.scalars(
                sa.select(Evidence.about)
                .where(Evidence.subject == subject, Evidence.kind == ActKind.CHECK_ANSWERED)
                .distinct()
            )
        )
    )
    found: set[str] = set()
    for start in range(0, len(abouts), _ABOUTS_AT_ONCE):
        found.update(
            session.scalars(
                sa.select(Evidence.client_id)
                .where(
                    Evidence.about.in_(abouts[start : start + _ABOUTS_AT_ONCE]),
                    Evidence.kind == ActKind.CHECK_ANSWERED,
                    Evidence.subject != subject,
                    Evidence.client_id.startswith(_ANSWER),
                )
                .distinct()
            )
        )
    return asked & found


def _mark(
    session: Session, person_id: int, finding: Finding, figures: PresenceFigures, now: datetime
) -> ReviewMark:
    until = decide_by(now, figures.decide_days)
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of(person_id),
            kind=KIND_MARKED,
            about=f"enrolment:{finding.enrolment_id}",
            client_id=f"review:{finding.enrolment_id}:{finding.reason}:{finding.first_position}",
            happened_at=now,
            payload={
                "enrolment": finding.enrolment_id,
                "reason": finding.reason.value,
                "first": finding.first_position,
                "last": finding.last_position,
                "minutes": finding.worth_minutes,
                "seconds": finding.observed_seconds,
                "acts": finding.count,
                "decide_by": until.isoformat(),
                "figures": list(figures.references),
            },
        ),
        now=now,
    ).entry
    made = ReviewMark(
        person_id=person_id,
        enrolment_id=finding.enrolment_id,
        reason=finding.reason,
        first_position=finding.first_position,
        last_position=finding.last_position,
        worth_minutes=finding.worth_minutes,
        observed_seconds=finding.observed_seconds,
        act_count=finding.count,
        figures="\n".join(figures.references),
        marked_at=now,
        decide_by=until,
        evidence_position=entry.position,
    )
    session.add(made)
    session.flush()
    messages.tell(
        session,
        person_id,
        Kind.MARK_OPENED,
        {},
        ("learning.own_mark", {"mark_id": made.id}),
        key=f"mark:{made.id}",
        now=now,
    )
    return made


def _region_of(session: Session, person_id: int, now: datetime) -> str:
    """Return where a person learns: the nearest place of one of the roles held today; the country without one."""
    codes = [
        held.region_code for held in holdings_on(session, person_id, local_date(now)) if held.region_code
    ]
    return codes[0] if codes else COUNTRY


def _versions(session: Session, ids: Collection[int]) -> dict[int, LessonVersion]:
    rows = session.scalars(sa.select(LessonVersion).where(LessonVersion.id.in_(ids)))
    return {row.id: row for row in rows}


def _version_id(row: Evidence) -> int:
    return int(row.about.removeprefix(about_lesson_version(0)[:-1]))
