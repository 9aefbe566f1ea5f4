"""Signing in by pictures: good sequences, how little guessing gets, and the pages without scripts."""

from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import PictureSecret, SignIn
from learnhub.accounts.rules.carried import Carried, pack
from learnhub.accounts.rules.picture_state import PictureState, read_state, write_state
from learnhub.accounts.rules.pictures import (
    LENGTH,
    OWN_TRIES_MAX,
    PICTURES,
    STRANGE_TRIES_MAX,
    is_asleep,
    sequence_refusal,
)
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.rules.ways_in import WayIn, opened_by
from learnhub.accounts.service import pictures
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from tests.people import PASSWORD, Someone
from tests.visit import Clients, Page, Submit, Visit

BOARD = "/sign-in/pictures"
GOOD = ("sun", "cup", "cup", "boat")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (GOOD, ""),
        (("sun", "moon", "star", "tree"), ""),
        (("sun", "moon", "star"), "pictures-incomplete"),
        ((*GOOD, "sun"), "pictures-incomplete"),
        (("sun", "cup", "cup", "cat"), "pictures-incomplete"),
        (("sun", "sun", "sun", "sun"), "pictures-too-alike"),
        (("sun", "cup", "sun", "cup"), "pictures-too-alike"),
        (("sun", "moon", "star", "flower"), "pictures-in-a-row"),
        (("book", "boat", "key", "umbrella"), "pictures-in-a-row"),
    ],
)
def test_a_sequence_is_whole_and_not_the_first_that_anybody_would_try(
    names: tuple[str, ...], code: str
) -> None:
    refusal = sequence_refusal(names)
    assert (refusal.code if refusal else "") == code


def test_guessing_from_far_away_succeeds_less_than_once_in_a_thousand() -> None:
    good = sum(sequence_refusal(names) is None for names in product(PICTURES, repeat=LENGTH))
    assert good == 19_782
    assert good > STRANGE_TRIES_MAX * 1000
    assert good > OWN_TRIES_MAX * 900


@pytest.mark.parametrize(
    ("strange", "own", "is_remembered", "sleeps"),
    [
        (9, 0, False, False),
        (10, 0, False, True),
        (10_000, 0, True, False),  # nobody far away shuts the person out of the own telephone
        (0, 19, True, False),
        (0, 20, True, True),
        (0, 20, False, True),
    ],
)
def test_pictures_sleep_after_their_tries(strange: int, own: int, is_remembered: bool, sleeps: bool) -> None:
    assert is_asleep(strange_tries=strange, own_tries=own, is_remembered=is_remembered) is sleeps


def test_pictures_and_codes_open_no_work_for_others() -> None:
    held = (Holding(Role.TRAINEE, 1, "410105"), Holding(Role.OFFICER, region_code="410100"))
    assert opened_by(WayIn.PICTURES, held) == opened_by(WayIn.CODE, held) == held[:1]
    assert opened_by(WayIn.PASSWORD, held) == opened_by(WayIn.PASSKEY, held) == held


@given(st.text())
def test_a_state_that_was_tampered_with_is_the_beginning(text: str) -> None:
    state = read_state(text)
    assert state == PictureState() or write_state(state)


def test_a_state_comes_back_as_it_was() -> None:
    state = PictureState("小林", 2, "abc", 3)
    assert read_state(write_state(state)) == state
    assert read_state('["小林", "2", "abc", 3]') == read_state("[1]") == PictureState()


def set_for(database: Database, settings: Settings, person: Someone, names: tuple[str, ...] = GOOD) -> None:
    with database.transaction() as session:
        refusal = pictures.set_pictures(
            session,
            site_keys(settings),
            person.person_id,
            nickname=person.nickname,
            names=names,
            now=instant_now(),
        )
    assert refusal is None


def choose(submit: Submit, person: Someone, step: int, name: str, **answer: Any) -> Page:
    return submit("accounts.choose_picture", {"picture": name, "step": str(step)}, person, **answer)


def press(submit: Submit, names: tuple[str, ...], **last: Any) -> Page:
    for step, name in enumerate(names[:-1]):
        submit("accounts.press_picture", {"picture": name, "step": str(step)}, target=BOARD)
    fields = {"picture": names[-1], "step": str(len(names) - 1), "next": "/me"}
    return submit("accounts.press_picture", fields, **last)


def test_a_trainee_chooses_pictures_and_signs_in_by_them(
    visit: Visit, submit: Submit, clients: Clients, trainee: Someone, database: Database
) -> None:
    for step, name in enumerate(("sun", "sun", "cup")):
        choose(submit, trainee, step, name, target="/me/pictures")
    assert "太好猜了" in choose(submit, trainee, 3, "sun", status=422).errors[0]
    for step, name in enumerate(GOOD):
        choose(submit, trainee, step, name, target="/me/pictures")
    assert "1. 太阳 2. 杯子 3. 杯子 4. 小船" in visit("accounts.own_pictures", trainee).words
    assert "请填写现在的密码" in submit("accounts.set_pictures", {}, trainee, 422).errors[0]
    submit("accounts.set_pictures", {"password": PASSWORD}, trainee, target="/me/pictures?done=set")

    page = submit("accounts.press_picture", {"nickname": trainee.nickname}, target=BOARD).follow()
    assert page.heading == "用图片登录：请按第 1 张"
    assert page.buttons[-len(PICTURES) :] == list(PICTURES.values())
    for _ in range(2):  # the second click of a trembling hand
        again = submit("accounts.press_picture", {"picture": "sun", "step": "0"}, target=BOARD).follow()
        assert again.heading == "用图片登录：请按第 2 张"
    for name in PICTURES.values():
        assert again.words.count(name) == 1  # nothing tells which was pressed
    submit("accounts.press_picture", {"again": "yes"}, target=BOARD)
    wrong = press(submit, ("cup", "sun", "cup", "boat"), status=422)
    assert "昵称或图片不对" in wrong.errors[0]
    press(submit, GOOD, target="/me")
    client = clients.of(None)
    assert client.get_cookie(COOKIE) is not None
    assert client.get_cookie("pictures") is None
    with database.reading() as session:
        row = session.scalars(sa.select(SignIn).order_by(SignIn.id.desc())).first()
        assert row is not None
        assert row.way is WayIn.PICTURES
        secret = session.get_one(PictureSecret, trainee.person_id)
        assert (secret.strange_tries, secret.own_tries) == (0, 0)  # the own wrong try is forgiven


def test_what_had_been_typed_goes_along_through_the_pictures(
    submit: Submit, trainee: Someone, database: Database, settings: Settings
) -> None:
    set_for(database, settings, trainee)
    carried = {"carried": pack(Carried("/me/device/end", ()))}
    page = submit("accounts.press_picture", {"nickname": trainee.nickname, **carried}, status=200)
    for step, name in enumerate(GOOD):
        assert "/me/device/end" in page.text
        page = submit("accounts.press_picture", {"picture": name, "step": str(step), **carried}, status=200)
    assert "确认提交" in page.buttons


def test_pictures_sleep_for_strangers_and_a_role_for_others_keeps_them_out(
    visit: Visit,
    submit: Submit,
    trainee: Someone,
    instructor: Someone,
    database: Database,
    settings: Settings,
) -> None:
    set_for(database, settings, trainee)
    with database.transaction() as session:
        session.get_one(PictureSecret, trainee.person_id).strange_tries = STRANGE_TRIES_MAX
        refusal = pictures.set_pictures(
            session, site_keys(settings), instructor.person_id, nickname=instructor.nickname, names=GOOD, now=instant_now()
        )  # fmt: skip
    assert refusal is pictures.FOR_OTHERS
    submit("accounts.press_picture", {"nickname": trainee.nickname}, target=BOARD)
    assert "这里先不能用图片登录" in press(submit, GOOD, status=422).errors[0]
    submit("accounts.press_picture", {"nickname": "没有这个人"}, target=BOARD)
    assert "昵称或图片不对" in press(submit, GOOD, status=422).errors[0]
    assert "还做别的工作" in visit("accounts.own_pictures", instructor).words
