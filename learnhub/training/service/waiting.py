"""What waits for a teacher's word in a class: questions nobody answered, and work nobody said anything to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.enquiries import EnquiryTold
from learnhub.learning.service import enquiries, hand_ins
from learnhub.learning.service.hand_ins import TaskPlace
from learnhub.training.models import TrainingClass
from learnhub.training.service.members import Member

_TOLD_MAX = 12
_NAMED_MAX = 5


@dataclass(frozen=True)
class WaitingHere:
    """What waits in a class, the longest waiting first, _TOLD_MAX of each at most. asked_count, work_count: of all there is.

    names: nicknames by person id. places: of work, by its id.
    """

    asked: Sequence[EnquiryTold]
    asked_count: int
    works: Sequence[hand_ins.Waiting]
    work_count: int
    names: Mapping[int, str]
    places: Mapping[int, TaskPlace]

    @property
    def askers(self) -> list[str]:
        """Return who asked, each once, _NAMED_MAX at most."""
        return self._named([one.person_id for one in self.asked])

    @property
    def workers(self) -> list[str]:
        """Return whose work waits, each once, _NAMED_MAX at most."""
        return self._named([one.piece.person_id for one in self.works])

    def _named(self, people: Sequence[int]) -> list[str]:
        return [self.names[one] for one in dict.fromkeys(people)][:_NAMED_MAX]


def waiting_here(
    session: Session, training_class: TrainingClass, people: Sequence[Member], *, but_of: int
) -> WaitingHere:
    """Return what waits of these trainees of a class; the number of queries doesn't grow with them.

    but_of: the teacher who looks, whose own work somebody else has to answer.
    """
    asked, asked_count = enquiries.open_among(
        session,
        course_id=training_class.course_id,
        person_ids={one.person_id for one in people},
        size=_TOLD_MAX,
    )
    works, work_count = hand_ins.waiting_pieces(
        session,
        Enrolment.id.in_([one.enrolment_id for one in people]),
        but_of=but_of,
        number=1,
        size=_TOLD_MAX,
    )
    pieces = [one.piece for one in works]
    people_here = sorted({one.person_id for one in asked} | {one.person_id for one in pieces})
    return WaitingHere(
        asked=asked,
        asked_count=asked_count,
        works=works,
        work_count=work_count,
        names=nicknames(session, people_here) if people_here else {},
        places=hand_ins.places_of(session, pieces) if pieces else {},
    )
