"""The sign studio from the first recording to the reviewed video, without scripts; and who may do what."""

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import SignClip, SignDelivery
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.catalogue.rules.passages import check_passages
from learnhub.catalogue.service import lesson_by_slugs, text_of
from learnhub.evidence import service as evidence
from learnhub.media.models import StoredMedia
from learnhub.media.rules import StoredState
from learnhub.storage.service import store_for
from tests.authoring.signing import COURSE, LESSON, PLACE, Studio, file, recording, studio
from tests.media.recordings import box
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Submit, Visit

__all__ = ["studio"]
STUDIO = f"/teach/signing/courses/{COURSE}/{LESSON}"


def slots(studio: Studio) -> list[tuple[SlotState, str]]:
    with studio.database.reading() as session:
        rows = session.scalars(sa.select(Slot).where(Slot.kind == SlotKind.SIGN).order_by(Slot.id))
        return [(row.state, row.reason) for row in rows]


class TestRequests:
    def test_a_base_asks_a_signer_and_the_lesson_says_so(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        visit("authoring.ask_for_signs", instructor, **PLACE)
        fields = {
            "signer": str(studio.signer.person_id),
            "wanted_on": "2027-03-05",
            "shown_as": "市聋协手语组",
        }
        asked = f"{STUDIO}/request?done=asked"
        submit("authoring.send_sign_request", fields, instructor, target=asked, **PLACE).follow()
        lesson = visit("learning.lesson", course=COURSE, lesson=LESSON)
        assert "请了市聋协手语组录制，说好的日期是 2027-03-05。" in lesson.words
        desk = visit("authoring.sign_desk", studio.signer)
        assert "金水培训基地请您拍，希望2027年3月5日拍好，等您答复。" in desk.words

    def test_the_signer_promises_a_day_and_the_lesson_says_that_day(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        request_id = ask(studio, submit, instructor)
        visit("authoring.sign_request", studio.signer, request_id=request_id)
        late = submit(
            "authoring.answer_sign_request",
            {"promised_on": "2020-01-01"},
            studio.signer,
            422,
            request_id=request_id,
        )
        assert late.errors == ["答应的日期请选今天以后、两年以内的一天。"]
        submit(
            "authoring.answer_sign_request",
            {"promised_on": "2027-02-01"},
            studio.signer,
            target="/teach/signing?done=promised",
            request_id=request_id,
        )
        assert "说好的日期是 2027-02-01" in visit("learning.lesson", course=COURSE, lesson=LESSON).words

    def test_a_signer_can_say_no_and_somebody_else_is_asked(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        request_id = ask(studio, submit, instructor)
        submit(
            "authoring.answer_sign_request",
            {"decline": "1"},
            studio.signer,
            target="/teach/signing?done=declined",
            request_id=request_id,
        )
        assert slots(studio) == []
        assert (
            visit("authoring.sign_request", studio.signer, request_id=request_id).heading
            == "这个请求已经办完"
        )
        ask(studio, submit, instructor, studio.reviewer)

    def test_one_person_is_asked_at_a_time_and_the_request_can_be_taken_back(
        self, studio: Studio, submit: Submit, instructor: Someone
    ) -> None:
        ask(studio, submit, instructor)
        fields = {"signer": str(studio.reviewer.person_id), "wanted_on": "2027-03-05"}
        page = submit("authoring.send_sign_request", fields, instructor, 422, **PLACE)
        assert page.errors == ["这一课已经请了人。要换人，请先收回上一次的请求。"]
        back = f"{STUDIO}/request?done=taken-back"
        submit("authoring.take_sign_request_back", {}, instructor, target=back, **PLACE)
        assert slots(studio) == []

    def test_only_the_base_of_the_course_asks(
        self, studio: Studio, visit: Visit, trainee: Someone, neighbour: Someone, stranger: None
    ) -> None:
        visit("authoring.ask_for_signs", neighbour, 404, **PLACE)
        visit("authoring.ask_for_signs", trainee, 403, **PLACE)
        address = f"{STUDIO}/request"
        visit(address, stranger, 303, target=f"/sign-in?next={address}")


class TestRecording:
    def test_nothing_is_recorded_before_consent(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        page = visit("authoring.sign_lesson", instructor, **PLACE)
        assert "看说明" in page.links
        unticked = submit("authoring.agree_to_portrait", {}, instructor, 422)
        assert unticked.errors == ["请先看完说明。同意就选上这一项；不同意就不拍，不影响别的。"]
        studio.begin(instructor)

    def test_a_sentence_is_recorded_without_scripts_played_back_and_taken_again(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        key = studio.keys[0]
        visit("authoring.sign_piece", instructor, key=key, **PLACE)
        page = studio.record(instructor, key, recording(1)).follow()
        assert "国家通用手语，拍好了。" in page.words
        source = page.document.all("source")[0].get("src") or ""
        assert bytes_at(visit, source, instructor) == recording(1)
        again = studio.record(instructor, key, recording(2)).follow()
        source = again.document.all("source")[0].get("src") or ""
        assert bytes_at(visit, source, instructor) == recording(2)
        with studio.database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(SignClip)) == 1
            erased = session.scalars(sa.select(StoredMedia.state).order_by(StoredMedia.id)).all()
            assert list(erased) == [StoredState.ERASED, StoredState.READY]

    def test_a_recording_is_seen_by_its_signer_alone(
        self, studio: Studio, visit: Visit, instructor: Someone, trainee: Someone
    ) -> None:
        studio.begin(instructor)
        page = studio.record(instructor, studio.keys[0], recording()).follow()
        source = page.document.all("source")[0].get("src") or ""
        visit(source, trainee, 404)
        visit(source, studio.signer, 404)

    def test_an_edited_sentence_outdates_its_recording_alone(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        keys = studio.keys
        studio.record(instructor, keys[0], recording(1))
        studio.record(instructor, keys[3], recording(2))
        assert "课文 32 句，拍好 25 句。" in visit("authoring.sign_lesson", instructor, **PLACE).words
        studio.load("手放在桌面上，慢慢地向后拉，感觉手心下面的布料。")
        page = visit("authoring.sign_lesson", instructor, **PLACE)
        assert "拍好 1 句" in page.words

    def test_a_test_picture_is_no_signing(self, studio: Studio, submit: Submit, instructor: Someone) -> None:
        studio.begin(instructor)
        for content in (recording(title="测试画面"), recording() + box(b"free", "测试画面".encode())):
            page = submit(
                "authoring.record_piece",
                {"recording": file(content)},
                instructor,
                422,
                key=studio.keys[0],
                **PLACE,
            )
            assert page.errors == ["这是测试画面，不是手语，不能当手语视频交上来。请用人打手语的视频。"]
            page = submit("authoring.send_sign_video", {"recording": file(content)}, instructor, 422, **PLACE)
            assert "这是测试画面" in page.errors[0]
        assert slots(studio) == []

    def test_what_is_no_video_is_refused_with_a_sentence(
        self, studio: Studio, submit: Submit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        for content in (b"", b"PK\x03\x04" + bytes(400), recording()[:60]):
            page = submit(
                "authoring.record_piece",
                {"recording": file(content)},
                instructor,
                422,
                key=studio.keys[0],
                **PLACE,
            )
            assert page.errors[0].endswith("。")

    def test_whoever_is_not_asked_cannot_open_the_studio(
        self, studio: Studio, visit: Visit, neighbour: Someone, trainee: Someone, stranger: None
    ) -> None:
        for person in (neighbour, trainee, studio.signer):
            visit("authoring.sign_lesson", person, 404, **PLACE)
        visit(STUDIO, stranger, 303, target=f"/sign-in?next={STUDIO}")


class TestWholeVideo:
    def test_a_video_with_times_becomes_the_slot_of_the_lesson(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        studio.signed(instructor)
        assert slots(studio) == [(SlotState.UPLOADED, "")]
        lesson = visit("learning.lesson", course=COURSE, lesson=LESSON)
        assert "已上传，还没有审核" in lesson.words
        with studio.database.reading() as session:
            slot = session.scalars(sa.select(Slot).where(Slot.kind == SlotKind.SIGN)).one()
        cues = visit("catalogue.slot_cues", blob=slot.blob).text
        assert f"{studio.keys[0]}\n00:00:00.000 --> 00:00:21.500\n" in cues
        assert f"{studio.keys[2]}\n00:00:21.500 --> 00:01:00.000\n" in cues

    def test_times_are_typed_in_a_table_and_what_was_typed_stays(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        studio.send_video(instructor, recording(seconds=60))
        first, second, third = studio.keys[:3]
        visit("authoring.sign_times", instructor, **PLACE)
        visit("authoring.sign_marking", instructor, **PLACE)
        good = {f"time-{first}": "0:00.5", f"time-{second}": "", f"time-{third}": "０：12.3"}
        saved = f"{STUDIO}/times?done=saved"
        page = submit("authoring.save_sign_times", good, instructor, target=saved, **PLACE).follow()
        assert "已经标了 2 句" in page.words
        assert list(page.fields.values())[:3] == ["0:00.5", "", "0:12.3"]
        wrong = {f"time-{first}": "0:20", f"time-{second}": "早", f"time-{third}": "0:12.3"}
        page = submit("authoring.save_sign_times", wrong, instructor, 422, **PLACE)
        assert page.errors == ["请把时间写成 1:05.3 这样：几分、几秒、十分之几秒。"]
        assert list(page.fields.values())[:3] == ["0:20", "早", "0:12.3"]
        back = {f"time-{first}": "0:20", f"time-{third}": "0:12.3", f"time-{second}": "1:10"}
        page = submit("authoring.save_sign_times", back, instructor, 422, **PLACE)
        assert "这个时间超过了视频的长度" in page.errors[0]
        assert "这个时间不比上一句晚" in page.errors[1]

    def test_a_video_without_times_is_not_handed_in(
        self, studio: Studio, submit: Submit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        page = submit("authoring.hand_in_signs", {"what": "video"}, instructor, 422, **PLACE)
        assert page.errors == ["还没有视频。请先上传一段。"]
        studio.send_video(instructor, recording(seconds=60))
        page = submit("authoring.hand_in_signs", {"what": "video"}, instructor, 422, **PLACE)
        assert "时间还没标好" in page.errors[0]
        assert slots(studio) == []

    def test_a_video_of_an_earlier_text_is_not_handed_in(
        self, studio: Studio, visit: Visit, submit: Submit, instructor: Someone
    ) -> None:
        studio.signed(instructor)
        studio.load("手放在桌面上，慢慢地向后拉，感觉手心下面的布料。")
        page = submit("authoring.hand_in_signs", {"what": "video"}, instructor, 422, **PLACE)
        assert "这段视频打的是旧课文" in page.errors[0]
        assert "旧的手语视频要重拍" in visit("authoring.sign_lesson", instructor, **PLACE).words
        visit("authoring.sign_times", instructor, 404, **PLACE)

    def test_a_new_video_takes_the_place_of_the_one_before_and_its_review_is_asked_anew(
        self, studio: Studio, instructor: Someone
    ) -> None:
        studio.signed(instructor)
        review(studio, studio.reviewer)
        assert slots(studio) == [(SlotState.REVIEWED, "")]
        studio.send_video(instructor, recording(7, seconds=60))
        studio.hand_in(instructor)
        assert slots(studio) == [(SlotState.UPLOADED, "")]
        with studio.database.reading() as session:
            states = session.scalars(sa.select(StoredMedia.state).order_by(StoredMedia.id)).all()
            assert list(states) == [StoredState.ERASED, StoredState.READY]


class TestReview:
    def test_somebody_else_who_signs_the_language_reviews(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        studio.signed(instructor)
        assert "第 1 段：第一课push-slow" in visit("authoring.sign_desk", studio.reviewer).links
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
            exported = export_course(session, store_for(studio.settings), COURSE)
        submit("authoring.withdraw_portrait", {}, instructor, target="/teach/signing/portrait?done=withdrawn")
        with pytest.raises(Findings) as caught:
            load(
                studio.database,
                dict(exported.files),
                store_dir=studio.settings.instance_dir / "files",
                slug=COURSE,
            )
        assert "打手语的人收回了这段视频" in str(caught.value.findings[0])


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
        assert "这一页还没有手语视频。" in visit("accounts.register").words
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


@pytest.fixture
def neighbour(studio: Studio) -> Someone:
    return make_person(
        studio.database, "邻老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    )


def ask(studio: Studio, submit: Submit, by: Someone, whom: Someone | None = None) -> int:
    fields = {"signer": str((whom or studio.signer).person_id), "wanted_on": "2027-03-05"}
    submit("authoring.send_sign_request", fields, by, target=f"{STUDIO}/request?done=asked", **PLACE)
    with studio.database.reading() as session:
        from learnhub.authoring.models import SignRequest

        return session.scalars(sa.select(SignRequest.id).order_by(SignRequest.id.desc())).first() or 0


def delivery_id(studio: Studio) -> int:
    with studio.database.reading() as session:
        return session.scalars(sa.select(SignDelivery.id).order_by(SignDelivery.id.desc())).first() or 0


def review(studio: Studio, person: Someone) -> None:
    studio.submit(
        "authoring.review_sign",
        {},
        person,
        target="/teach/signing?done=reviewed",
        delivery_id=delivery_id(studio),
    )


def bytes_at(visit: Visit, address: str, person: Someone) -> bytes:
    answer = visit(address, person)
    answer.response.close()
    return answer.content
