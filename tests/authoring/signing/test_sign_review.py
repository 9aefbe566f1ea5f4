"""Review of sign videos, consent that is withdrawn, and the sign videos of questions and pages."""

import pytest
import sqlalchemy as sa

from learnhub.authoring.models import SignClip, SignDelivery
from learnhub.authoring.rules.signing.pages import page_passages
from learnhub.catalogue.rules import SlotState
from learnhub.catalogue.rules.passages import check_passages
from learnhub.catalogue.service import lesson_by_slugs, text_of
from learnhub.evidence import service as evidence
from learnhub.storage.service import store_for
from tests.authoring.signing.signing import (
    COURSE,
    LESSON,
    PLACE,
    Studio,
    ask,
    delivery_id,
    file,
    neighbour,
    recording,
    review,
    slots,
    studio,
)
from tests.people import Someone
from tests.visit import Submit, Visit

__all__ = ["neighbour", "studio"]


class TestReview:
    def test_somebody_else_who_signs_the_language_reviews(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        studio.signed(instructor)
        desk = visit("authoring.sign_desk", studio.reviewer)
        assert f"第 {delivery_id(studio)} 段：第一课push-slow" in desk.links
        review(studio, studio.reviewer)
        assert "手语使用者已审核" in visit("learning.lesson", course=COURSE, lesson=LESSON).words
        with studio.database.reading() as session:
            made = session.scalars(sa.select(SignDelivery)).one()
            assert (made.reviewed_by_id, made.language.value) == (studio.reviewer.person_id, "国家通用手语")
            assert made.reviewed_on is not None

    def test_the_signer_cannot_review_and_is_told_why(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        ask(studio, submit, instructor)
        studio.signed(studio.signer)
        delivery = delivery_id(studio)
        page = visit("authoring.sign_review", studio.signer, delivery_id=delivery)
        assert "这是您自己打的手语，要请另一个懂手语的人来审核。" in page.words
        submit("authoring.review_sign", {}, studio.signer, 422, delivery_id=delivery)
        assert slots(studio) == [(SlotState.UPLOADED, "")]

    def test_who_has_no_recorded_ability_in_the_language_is_told_why(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone, base_manager: Someone
    ) -> None:
        studio.begin(instructor, "自然手语")
        studio.send_video(instructor, recording(seconds=60))
        studio.mark(instructor, [(studio.keys[0], 0)])
        studio.hand_in(instructor)
        delivery = delivery_id(studio)
        for person in (base_manager, studio.reviewer):
            page = visit("authoring.sign_review", person, delivery_id=delivery)
            assert "要有“自然手语”的能力记录" in page.words
            submit("authoring.review_sign", {}, person, 422, delivery_id=delivery)

    def test_strangers_do_not_find_the_review(
        self, studio: Studio, visit: Visit, instructor: Someone, trainee: Someone, neighbour: Someone
    ) -> None:
        studio.signed(instructor)
        for person in (trainee, neighbour):
            visit("authoring.sign_review", person, 404, delivery_id=delivery_id(studio))


class TestWithdrawal:
    def test_every_page_loses_the_video_at_once_and_the_slot_says_why(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        studio.signed(instructor)
        with studio.database.reading() as session:
            blob = session.scalars(sa.select(SignDelivery.blob)).one()
        before = visit("learning.lesson", course=COURSE, lesson=LESSON)
        source = next(
            e.get("src") or "" for e in before.document.all("source") if "mp4" in (e.get("src") or "")
        )
        visit("authoring.portrait_withdrawal", instructor)
        target = "/teach/signing/portrait?done=withdrawn"
        submit("authoring.withdraw_portrait", {}, instructor, target=target).follow()
        reason = "打手语的人收回了肖像使用的同意，视频已经撤下。"
        assert slots(studio) == [(SlotState.MISSING, reason)]
        after = visit("learning.lesson", course=COURSE, lesson=LESSON)
        assert reason in after.words
        visit(source, None, 404)
        store = store_for(studio.settings)
        assert blob in store
        studio.work()
        assert blob not in store

    def test_the_log_of_consent_stays_and_nothing_more_can_be_recorded(
        self, studio: Studio, submit: Submit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        studio.record(instructor, studio.keys[0], recording())
        submit("authoring.withdraw_portrait", {}, instructor, target="/teach/signing/portrait?done=withdrawn")
        with studio.database.reading() as session:
            kinds = [one.kind for one in evidence.entries(session, f"signer:{instructor.person_id}")]
            assert kinds == ["portrait.given", "portrait.withdrawn"]
            assert session.scalar(sa.select(SignClip.id)) is None
            assert not evidence.verify(session)
        submit(
            "authoring.record_piece",
            {"recording": file(recording())},
            instructor,
            target="/teach/signing/portrait",
            key=studio.keys[0],
            **PLACE,
        )
        studio.begin(instructor)
        studio.record(instructor, studio.keys[0], recording())

    def test_a_folder_with_a_video_that_was_taken_back_is_not_loaded(
        self, studio: Studio, submit: Submit, instructor: Someone
    ) -> None:
        from learnhub.authoring.service import export_course
        from learnhub.catalogue.rules import Findings
        from tests.catalogue.samples import load

        studio.signed(instructor)
        with studio.database.reading() as session:
            passage = next(check_passages(text_of(lesson_by_slugs(session, COURSE, LESSON).lesson.version)))
        studio.record(instructor, passage.key, recording(7))
        studio.hand_in(instructor, "checks")
        with studio.database.reading() as session:
            exported = export_course(session, store_for(studio.settings), COURSE)
        clip = f"lessons/{LESSON}.sign/{passage.text_hash[:16]}.national.mp4"
        assert exported.files[clip] == recording(7)
        submit("authoring.withdraw_portrait", {}, instructor, target="/teach/signing/portrait?done=withdrawn")
        with studio.database.reading() as session:
            left = export_course(session, store_for(studio.settings), COURSE)
        assert [path for path in left.files if "sign" in path] == []
        with pytest.raises(Findings) as caught:
            load(
                studio.database,
                dict(exported.files),
                store_dir=studio.settings.instance_dir / "files",
                slug=COURSE,
            )
        assert len(caught.value.findings) == 2
        assert all("视频里的人收回了同意" in str(finding) for finding in caught.value.findings)


class TestChecks:
    def test_a_question_is_signed_and_shown_with_its_question(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        missing = visit("learning.lesson", course=COURSE, lesson=LESSON)
        assert "这道题还没有手语视频" in missing.words
        studio.begin(instructor)
        with studio.database.reading() as session:
            text = text_of(lesson_by_slugs(session, COURSE, LESSON).lesson.version)
        passage = next(iter(check_passages(text)))
        page = visit("authoring.sign_piece", instructor, key=passage.key, **PLACE)
        assert "1. 错的 2. 对的" in page.words
        studio.record(instructor, passage.key, recording())
        studio.hand_in(instructor, "checks")
        studio.hand_in(instructor, "checks", "nothing-new")
        shown = visit("learning.lesson", course=COURSE, lesson=LESSON)
        assert "这道题还没有手语视频" not in shown.words
        assert "这道题的手语" in shown.words


class TestPages:
    def test_a_page_that_decides_something_has_its_sign_video(
        self, studio: Studio, visit: Visit, submit: Submit
    ) -> None:
        assert "这一页还没有手语视频。" in visit("accounts.register").text
        studio.consent(studio.signer)
        visit("authoring.sign_pages", studio.signer)
        kept = "/teach/signing/pages/register?done=kept"
        fields = {"recording": file(recording())}
        submit("authoring.record_page", fields, studio.signer, target=kept, key="register").follow()
        handed = "/teach/signing/pages/register?done=handed-in"
        submit("authoring.hand_in_page", {}, studio.signer, target=handed, key="register")
        assert "看这一页的手语（国家通用手语，还没有审核）" in visit("accounts.register").words

    def test_only_who_is_known_to_sign_finds_these_pages(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        visit("authoring.sign_pages", instructor, 404)
        visit("authoring.sign_page", instructor, 404, key="register")


def test_what_is_signed_of_a_page_stands_on_it_word_for_word(
    visit: Visit, trainee: Someone, studio: Studio
) -> None:
    shown = {
        "register": visit("accounts.register").words,
        "certificate-duty": visit("accounts.certificate", trainee).text,
        "portrait": visit("authoring.portrait", studio.signer).text,
    }
    for key, words in shown.items():
        for line in page_passages()[key].text.split("\n"):
            assert line in words, key
    assert set(page_passages()) - set(shown) == {"certificate-consent"}  # a site has one legal basis
