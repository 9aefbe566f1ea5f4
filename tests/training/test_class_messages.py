"""What teachers say to a class: said once, read by whoever it was said to, and by nobody else."""

import sqlalchemy as sa

from learnhub.db import Database
from learnhub.learning.models import Sending
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now
from learnhub.training import service
from learnhub.training.models import ClassMessage
from learnhub.training.service import class_messages
from tests.people import Someone
from tests.training.made import Made
from tests.visit import Submit, Visit

WORDS = "明天请带一条干净的毛巾。"


def told_of(database: Database, person: Someone) -> list[str]:
    with database.reading() as session:
        return [
            one.sentence
            for one in messages.all_of(session, person.person_id, most=10)
            if one.kind is Kind.TEACHER_WROTE
        ]


def newest(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(ClassMessage.id).order_by(ClassMessage.id.desc())).first() or 0


def test_a_class_is_told_once_and_each_trainee_reads_it(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    instructor: Someone,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    values = {"class_id": made.class_id}
    page = visit("training.class_messages_page", instructor, **values)
    assert "班里的 2 名学员都会收到" in page.words
    nothing = submit("training.tell_class", {"words": ""}, instructor, 422, **values)
    assert nothing.errors
    target = f"/teach/classes/{made.class_id}/messages?done=sent"
    sent = submit("training.tell_class", {"words": WORDS}, instructor, target=target, **values).follow()
    assert WORDS in sent.words
    assert "小林、阿诺" in sent.words
    for person in (trainee, other_trainee):
        assert told_of(database, person) == ["“盲人保健按摩班”的老师给您留了话。请打开看看。"]
        assert WORDS in visit("training.own_class_message", person, message_id=newest(database)).words


def test_one_trainee_is_told_alone_and_nobody_else_can_open_it(
    visit: Visit, submit: Submit, database: Database, made: Made, instructor: Someone, trainee: Someone,
    other_trainee: Someone, neighbour_instructor: Someone, officer: Someone,
) -> None:  # fmt: skip
    values = {"class_id": made.class_id, "to": made.enrolment_id}
    draft = submit(
        "training.tell_class", {"words": WORDS, "save": "1"}, instructor, **values,
        target=f"/teach/classes/{made.class_id}/messages?to={made.enrolment_id}&done=saved",
    )  # fmt: skip
    assert WORDS in draft.follow().text
    assert told_of(database, trainee) == []
    target = f"/teach/classes/{made.class_id}/messages?done=sent"
    submit("training.tell_class", {"words": WORDS}, instructor, target=target, **values)
    assert len(told_of(database, trainee)) == 1
    assert told_of(database, other_trainee) == []
    assert WORDS in visit("training.own_class_message", trainee, message_id=newest(database)).words
    for person in (other_trainee, neighbour_instructor, officer, instructor):
        visit("training.own_class_message", person, 404, message_id=newest(database))
        visit("training.own_class_message_file", person, 404, message_id=newest(database), token="any")
    submit("training.tell_class", {"words": WORDS}, neighbour_instructor, 404, **values)
    submit("training.tell_class", {"words": WORDS}, trainee, 403, **values)
    visit("training.class_messages_page", instructor, 404, class_id=made.class_id, to=987_654)


def test_a_class_is_not_flooded_and_an_empty_one_not_spoken_to(
    visit: Visit, database: Database, made: Made, instructor: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        found = service.class_or_none(session, made.class_id)
        assert found is not None
        people = service.members(session, found.id)
        for _time in range(class_messages.DAILY_MAX):
            sending = Sending(
                person_id=instructor.person_id, words=WORDS, sent_at=now, settled_at=None, erased_at=None
            )
            session.add(sending)
            session.flush()
            class_messages.tell_class(
                session, found, people, sending=sending, by_id=instructor.person_id, now=now
            )
        refusal = class_messages.refusal_to_tell(session, found, people, now=now)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "too-many"
        nobody = class_messages.refusal_to_tell(session, found, [], now=now)
        assert isinstance(nobody, Refusal)
        assert nobody.code == "nobody"
    assert (
        "今天已经给这个班发了 20 条"
        in visit("training.class_messages_page", instructor, class_id=made.class_id).words
    )
