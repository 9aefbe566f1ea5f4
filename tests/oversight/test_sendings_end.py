"""What people sent to each other ends by date and with the account; what stands beside a lesson stays as long as it does."""

from datetime import timedelta

from learnhub.accounts.models import AccountClosing
from learnhub.db import Database
from learnhub.learning.models import Sending
from learnhub.learning.service import enquiries, sendings
from learnhub.learning.service.enquiries.asking import own_enquiry_or_none
from learnhub.oversight.service.closings import close_due
from learnhub.oversight.service.erasing import erase_ended
from learnhub.primitives import instant_now, local_date
from tests.learning.asking import answer, ask, course_of
from tests.people import Someone
from tests.subsidy.made import FIGURES

NOW = instant_now()


def test_a_question_and_its_answers_end_together_but_for_what_stands_beside_a_lesson(
    database: Database, trainee: Someone, instructor: Someone
) -> None:
    with database.transaction() as session:
        at = course_of(session, trainee)
        plain, helpful = ask(session, trainee, at, now=NOW), ask(session, trainee, at, now=NOW)
        kept = answer(session, instructor, helpful, voice="d" * 64)
        answer(session, instructor, plain)
        told = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=helpful.id)
        assert told is not None
        enquiries.add_frequent(
            session, told, text_hash=at.version.text_hash, question="手放哪里？", answer="放在肩上。", answer_id=kept.id,
            made_by=instructor.person_id, now=NOW,
        )  # fmt: skip
        sendings.keep_draft(session, person_id=trainee.person_id, place="p", words="写了一半", now=NOW)

        def gone(days: int) -> dict[str, int | None]:
            done = erase_ended(session, figures=FIGURES, now=instant_now() + timedelta(days=days))
            return {one.name: one.count for one in done if one.name.startswith("sending")}

        assert gone(364) == {"sendings": 0, "sending-drafts": 0}
        assert gone(366) == {"sendings": 3, "sending-drafts": 1}
        assert gone(366) == {"sendings": 0, "sending-drafts": 0}
        assert session.get_one(Sending, kept.sending_id).words == "放在肩上。"


def test_with_an_account_go_its_questions_and_the_voice_of_its_answers_not_their_words(
    database: Database, trainee: Someone, instructor: Someone
) -> None:
    with database.transaction() as session:
        at = course_of(session, trainee, instructor)
        asked = ask(session, trainee, at, voice="e" * 64, is_shared=True)
        answer(session, instructor, asked, voice="f" * 64)
        for person in (trainee, instructor):
            session.add(AccountClosing(person_id=person.person_id, asked_at=NOW, closes_on=local_date(NOW)))
        session.flush()
        close_due(session, now=instant_now())
        told = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=asked.id)
        assert told is not None
        assert (told.sending.is_erased, told.sending.words, told.sending.files) == (True, "", ())
        assert not told.is_shared
        assert (told.answers[0].sending.words, told.answers[0].sending.files) == ("放在肩上。", ())
