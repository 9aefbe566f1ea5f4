"""The pages of questions to a teacher: by who asks, who answers, and everybody else; with recordings that only they can have."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.learning.service import enquiries
from learnhub.learning.service.enquiries.asking import own_enquiry_or_none
from learnhub.learning.service.sendings import sendings_told
from learnhub.media.models import StoredMedia
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.compiled import app_of_a_test
from tests.learning.asking import AskedIn, ask, course_of, spoken
from tests.people import NEIGHBOUR_BASE_ID, Someone, make_person
from tests.visit import Clients, Submit, Visit

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def at(database: Database, trainee: Someone, instructor: Someone) -> AskedIn:
    """A course in which the trainee is enrolled, and whose base has a teacher."""
    with database.transaction() as session:
        return course_of(session, trainee)


@pytest.fixture
def no_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without ffmpeg."""
    monkeypatch.setattr("learnhub.media.adapters.ffmpeg.program", lambda: None)


def _photo() -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (34.0, 45.0, 0.0)}
    Image.new("RGB", (60, 40), "blue").save(made, "JPEG", exif=exif)
    assert b"Exif" in made.getvalue()
    return made.getvalue()


def test_a_trainee_asks_about_a_sentence_in_four_ways_and_nothing_typed_is_lost(
    visit: Visit, submit: Submit, database: Database, at: AskedIn, trainee: Someone, no_converter: None
) -> None:
    place = {"course": "asked", "lesson": "asked-1"}
    assert "报名" in visit("learning.enquiry_form", **place).words
    asked = visit("learning.enquiry_form", trainee, about="sentence.s-4", **place)
    assert "您问的是：" in asked.words
    silent = {"voice": (io.BytesIO(spoken(loudness=0)), "a.wav"), "photo": (io.BytesIO(_photo()), "p.jpg")}
    fields = {"words": "手放在哪里？", "about": "sentence.s-4"}
    refused = submit("learning.ask_teacher", fields | silent, trainee, 422, **place)
    assert refused.errors == [
        "这段录音里没有声音。请看看话筒是不是关着，再录一次；不方便说话，也可以写字或者打手语。"
    ]
    kept = {e.get("name"): e.get("value") for e in refused.document.all("input") if e.get("value")}
    assert "已经收到您的照片" in refused.words
    fields |= {"kept_photo": str(kept["kept_photo"]), "voice": (io.BytesIO(spoken()), "a.wav")}  # type: ignore[dict-item]
    refused = submit("learning.ask_teacher", fields, trainee, 422, **place)
    assert refused.errors[0].startswith("请写一句照片里有什么")
    kept = {e.get("name"): e.get("value") for e in refused.document.all("input") if e.get("value")}
    fields = {name: str(kept[name]) for name in ("kept_photo", "kept_voice")} | {
        "words": "手放在哪里？", "about": "sentence.s-4", "photo_words": "按在枕头上的左手",
    }  # fmt: skip
    listed = submit(
        "learning.ask_teacher", fields, trainee, **place, target="/me/enquiries?done=asked"
    ).follow()
    shown = visit(next(href for words, href in listed.links.items() if "手放在哪里" in words), trainee)
    assert "照片里有：按在枕头上的左手" in shown.words
    assert "今天问的，老师还没有回答" in shown.words
    with database.reading() as session:
        (told,) = enquiries.enquiries_of(session, trainee.person_id)
        assert [one.kind.value for one in told.sending.files] == ["voice", "photo"]
        assert told.about.value == "sentence.s-4"
    photo = told.sending.files[1]
    answer = visit("learning.own_enquiry_file", trainee, enquiry_id=told.id, token=photo.token)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"Exif" not in answer.content


def test_a_recording_is_to_be_had_by_who_asked_and_the_base_alone(
    visit: Visit,
    clients: Clients,
    database: Database,
    at: AskedIn,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    officer: Someone,
    no_converter: None,
    submit: Submit,
) -> None:
    place = {"course": "asked", "lesson": "asked-1"}
    voice = {"voice": (io.BytesIO(spoken()), "a.wav")}
    submit("learning.ask_teacher", voice, trainee, **place, target="/me/enquiries?done=asked")
    with database.transaction() as session:
        (told,) = enquiries.enquiries_of(session, trainee.person_id)
        foreign = ask(session, other_trainee, at)
    token = told.sending.files[0].token
    there = make_person(database, "景洪老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, "532801"))
    helper = make_person(database, "帮手", Holding(Role.HELPER))
    own, desk = f"/me/enquiries/{told.id}/files/{token}", f"/teach/enquiries/{told.id}/files/{token}"
    cells = [
        (trainee, own, 200), (other_trainee, own, 404), (instructor, own, 404), (officer, own, 404), (helper, own, 404),
        (instructor, desk, 200), (there, desk, 404), (trainee, desk, 403), (officer, desk, 403),
        (other_trainee, f"/me/enquiries/{foreign.id}/files/{token}", 404),
        (instructor, f"/teach/enquiries/{foreign.id}/files/{token}", 404),
        (other_trainee, f"/recordings/{token}/file", 404), (instructor, f"/recordings/{token}/file", 404),
    ]  # fmt: skip

    def status_of(person: Someone, address: str) -> int:
        answer = clients.of(person).get(address)
        answer.close()
        return answer.status_code

    found = [(address, status_of(person, address)) for person, address, _status in cells]
    assert found == [(address, status) for _person, address, status in cells]
    assert clients.of(None).get(own).status_code in {303, 401}


def test_a_teacher_answers_and_puts_it_beside_the_lesson_for_everybody(
    visit: Visit, submit: Submit, database: Database, at: AskedIn, trainee: Someone, instructor: Someone
) -> None:
    with database.transaction() as session:
        made = ask(session, trainee, at, now=instant_now() - timedelta(days=3))
    queue = visit("learning.enquiry_queue", instructor)
    assert "等了 3 天" in queue.words
    opened = visit(queue.links["手放在哪里？"], instructor)
    assert "课程 asked" in opened.words
    assert submit("learning.answer_enquiry", {"words": ""}, instructor, 422, enquiry_id=made.id).errors
    saved = submit(
        "learning.answer_enquiry", {"words": "放在肩上", "save": "1"}, instructor,
        enquiry_id=made.id, target=f"/teach/enquiries/{made.id}?done=saved",
    ).follow()  # fmt: skip
    assert saved.fields["您的回答（选填）"] == "放在肩上"
    submit(
        "learning.answer_enquiry", {"words": "放在肩上，先轻后重。"}, instructor,
        enquiry_id=made.id, target="/teach/enquiries?done=answered",
    )  # fmt: skip
    assert "放在肩上，先轻后重。" in visit("learning.own_enquiry", trainee, enquiry_id=made.id).words
    form = visit("learning.new_frequent", instructor, enquiry_id=made.id)
    assert form.fields["回答（选填）"] == "放在肩上，先轻后重。"
    submit(
        "learning.add_frequent", {"question": "手放哪里？", "answer": "放在肩上。"}, instructor,
        enquiry_id=made.id, target=f"/teach/enquiries/{made.id}?done=put",
    )  # fmt: skip
    place = {"course": "asked", "lesson": "asked-1"}
    assert "手放哪里？" in visit("learning.enquiry_form", **place).words
    listed = visit("learning.frequent_list", instructor)
    assert "收回" in listed.buttons
    with database.reading() as session:
        (frequent,) = enquiries.frequent_answers(session, course_id=at.course.id, version=at.version)
    submit(
        "learning.take_back_frequent", {}, instructor,
        frequent_id=frequent.id, target="/teach/frequent-answers?done=taken-back",
    )  # fmt: skip


def test_sharing_is_one_press_and_withdrawing_asks_first(
    visit: Visit, submit: Submit, database: Database, at: AskedIn, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        made = ask(session, trainee, at)
    known = {"enquiry_id": made.id}
    on = f"/me/enquiries/{made.id}?done=shared#sharing"
    submit("learning.share_enquiry", {"is_shared": "on"}, trainee, **known, target=on)
    submit("learning.share_enquiry", {"is_shared": "on"}, other_trainee, 404, **known)
    submit("learning.share_enquiry", {}, trainee, 400, **known)
    submit("learning.withdraw_enquiry", {}, other_trainee, 404, **known)
    assert "撤回" in visit("learning.enquiry_withdrawal", trainee, **known).buttons
    submit("learning.withdraw_enquiry", {}, trainee, **known, target="/me/enquiries?done=withdrawn")
    with database.reading() as session:
        told = own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=made.id)
        assert told is not None
        assert sendings_told(session, [told.sending.id])[told.sending.id].is_erased
    assert "已经撤回" in submit("learning.withdraw_enquiry", {}, trainee, 409, **known).words


def test_where_consent_is_asked_for_nothing_recorded_is_stored_without_it(
    settings: Settings, database: Database, at: AskedIn, trainee: Someone
) -> None:
    asking = Clients(app_of_a_test(settings.model_copy(update={"legal_basis": "consent"}), database))
    client = asking.of(trainee)
    address = "/courses/asked/lessons/asked-1/enquiries"
    fields = {"form_token": asking.token(client), "voice": (io.BytesIO(spoken()), "a.wav")}
    refused = asking.answer(client, client.post(address, data=fields, headers=SAME_ORIGIN), 422, None)
    assert refused.errors == ["要发录音、视频或照片，请先勾选同意。也可以只写字。"]
    with database.reading() as session:
        assert session.scalars(sa.select(StoredMedia)).all() == []
