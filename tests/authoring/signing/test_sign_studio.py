"""The sign studio from the first recording to the reviewed video, without scripts; and who may do what."""

import sqlalchemy as sa

from learnhub.authoring.models import SignClip, SignRequest
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.media.models import StoredMedia
from learnhub.media.rules import StoredState
from learnhub.web.headers import POLICY
from tests.authoring.signing.signing import (
    COURSE,
    LESSON,
    PLACE,
    STUDIO,
    Studio,
    ask,
    bytes_at,
    file,
    neighbour,
    recording,
    review,
    slots,
    studio,
)
from tests.media.recordings import box
from tests.people import Someone
from tests.visit import Submit, Visit

__all__ = ["neighbour", "studio"]


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
        assert "请了市聋协手语组录制，还没有说好哪一天能好。" in lesson.words, "wanted is not promised"
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
        self,
        studio: Studio,
        visit: Visit,
        submit: Submit,
        instructor: Someone,
        trainee: Someone,
        neighbour: Someone,
        stranger: None,
    ) -> None:
        visit("authoring.ask_for_signs", neighbour, 404, **PLACE)
        request_id = ask(studio, submit, instructor)
        with studio.database.transaction() as session:
            session.get_one(SignRequest, request_id).signer_id = neighbour.person_id
        visit("authoring.sign_lesson", neighbour, **PLACE)
        visit("authoring.ask_for_signs", neighbour, 404, **PLACE)  # who signs it asks nobody else
        visit("authoring.ask_for_signs", trainee, 403, **PLACE)
        address = f"{STUDIO}/request"
        visit(address, stranger, 303, target=f"/sign-in?next={address}")

    def test_a_manager_finds_a_lesson_and_asks_from_there(
        self, studio: Studio, visit: Visit, submit: Submit, base_manager: Someone, neighbour: Someone
    ) -> None:
        desk = visit("authoring.sign_desk", base_manager)
        choice = visit(desk.links["选一课来拍，或者请人拍"], base_manager)
        assert [row[1] for row in choice.rows("本基地的课")] == ["没有", "没有"]
        lesson = visit(choice.links["第一课push-slow"], base_manager)
        visit(lesson.links["请别人拍"], base_manager)
        ask(studio, submit, base_manager)
        assert "已请人做 请了手语小陈" in visit("authoring.sign_choice", base_manager).words
        assert "本基地还没有课" in visit("authoring.sign_choice", neighbour).words
        assert "选一课来拍，或者请人拍" not in visit("authoring.sign_desk", studio.signer).links
        visit("authoring.sign_choice", studio.signer, 403)


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

    def test_a_piece_is_chosen_from_the_list_in_one_stop(
        self, studio: Studio, visit: Visit, instructor: Someone
    ) -> None:
        studio.begin(instructor)
        keys = studio.keys
        studio.record(instructor, keys[0], recording(1))
        page = visit("authoring.sign_lesson", instructor, **PLACE)
        choices = [one for one in page.document.all("input") if one.get("name") == "piece"]
        assert [one.get("value") for one in choices] == list(keys[:12])
        assert [one.get("value") for one in choices if one.get("checked") is not None] == [keys[1]]
        assert "第 1 句，拍好了：" in page.words
        assert "第 2 句，还没拍：" in page.words
        there = f"/teach/signing/courses/{PLACE['course']}/{PLACE['lesson']}/pieces/{keys[2]}"
        visit("authoring.sign_lesson", instructor, 303, target=there, piece=keys[2], **PLACE)
        visit("authoring.sign_piece", instructor, 404, key="nobody-has-it", **PLACE)

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
        submit("authoring.hand_in_signs", {"what": "video"}, instructor, 404, **PLACE)
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


def test_only_pages_with_a_camera_may_play_what_was_not_sent_yet(
    studio: Studio, visit: Visit, instructor: Someone
) -> None:
    studio.begin(instructor)
    allowed = "; media-src 'self' blob:"
    piece = visit("authoring.sign_piece", instructor, key="s-1", **PLACE)
    assert piece.headers["Content-Security-Policy"] == POLICY + allowed
    assert (
        visit("authoring.sign_video", instructor, **PLACE)
        .headers["Content-Security-Policy"]
        .endswith(allowed)
    )
    assert (
        visit("authoring.sign_page", studio.signer, key="portrait")
        .headers["Content-Security-Policy"]
        .endswith(allowed)
    )
    for endpoint in ("authoring.sign_lesson", "learning.lesson"):
        assert visit(endpoint, instructor, **PLACE).headers["Content-Security-Policy"] == POLICY
