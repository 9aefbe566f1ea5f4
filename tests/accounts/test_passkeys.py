"""Passkeys: made once the password was given, each challenge good once, a copy or another site refused."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.adapters import passkeys as adapter
from learnhub.accounts.adapters.passkeys import Place
from learnhub.accounts.service import passkeys
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from tests.accounts.device import Device, content, question_in, text
from tests.people import PASSWORD, Someone
from tests.visit import Clients, Submit, Visit

PLACE = Place("localhost", "http://localhost")
CHALLENGE = b"thirty-two bytes, never used twice"


@pytest.mark.parametrize(
    ("device", "challenge"),
    [
        (Device(origin="http://localhost:81"), CHALLENGE),
        (Device(host="example.org"), CHALLENGE),
        (Device(flags=0x01), CHALLENGE),  # somebody was there, and nobody knows who
        (Device(), b"another challenge"),
    ],
    ids=["another site", "another name", "no lock", "another question"],
)
def test_an_answer_for_something_else_is_refused(device: Device, challenge: bytes) -> None:
    assert adapter.made_key(device.make(text(challenge)), PLACE, CHALLENGE) is None
    good = Device()
    made = adapter.made_key(good.make(text(CHALLENGE)), PLACE, CHALLENGE)
    assert made is not None
    device.key, device.id = good.key, good.id
    answer = device.sign(text(challenge))
    assert adapter.new_sign_count(answer, PLACE, CHALLENGE, public_key=made.public_key, sign_count=0) is None


def test_a_signature_counts_on_and_a_copy_that_fell_behind_is_refused() -> None:
    device = Device()
    made = adapter.made_key(device.make(text(CHALLENGE)), PLACE, CHALLENGE)
    assert made is not None
    answer = device.sign(text(CHALLENGE))

    def count(sign_count: int, public_key: bytes = made.public_key) -> int | None:
        return adapter.new_sign_count(answer, PLACE, CHALLENGE, public_key=public_key, sign_count=sign_count)

    assert count(0) == 1
    assert count(1) is None
    other = adapter.made_key(Device().make(text(CHALLENGE)), PLACE, CHALLENGE)
    assert other is not None
    assert count(0, other.public_key) is None


@given(st.text() | st.dictionaries(st.text(), st.text()).map(json.dumps))
def test_whatever_a_browser_sends_is_an_answer_or_none(sent: str) -> None:
    assert adapter.challenge_in(sent) is None
    assert adapter.made_key(sent, PLACE, CHALLENGE) is None
    assert adapter.new_sign_count(sent, PLACE, CHALLENGE, public_key=b"", sign_count=0) is None


def test_a_challenge_is_good_once_for_its_own_purpose(database: Database, trainee: Someone) -> None:
    now = instant_now()
    with database.transaction() as session:
        challenge = passkeys.new_challenge(session, None, now=now)
        assert not passkeys.use_challenge(session, challenge, trainee.person_id, now=now)
        assert not passkeys.use_challenge(session, b"never asked", None, now=now)
        assert passkeys.use_challenge(session, challenge, None, now=now)
        assert not passkeys.use_challenge(session, challenge, None, now=now)
        late = passkeys.new_challenge(session, None, now=now)
        assert not passkeys.use_challenge(session, late, None, now=now + passkeys.VALID)


def test_somebody_adds_a_passkey_signs_in_by_it_and_removes_it(
    visit: Visit, submit: Submit, clients: Clients, trainee: Someone, other_trainee: Someone
) -> None:
    submit("accounts.ask_for_passkey", {"password": "不对的密码"}, trainee, 422)
    page = submit("accounts.ask_for_passkey", {"password": PASSWORD}, trainee, 200)
    asked, device = question_in(page.text), Device()
    answer = device.make(asked["challenge"])
    assert asked["rp"]["id"] == "localhost"
    assert trainee.nickname.encode() not in content(asked["user"]["id"])
    made = {"name": "我的手机", "answer": answer}
    submit("accounts.add_passkey", made, other_trainee, 422)  # asked of somebody else
    submit("accounts.add_passkey", made, trainee, target="/me/passkeys?done=added")
    submit("accounts.add_passkey", made, trainee, 422)  # the same answer once more

    client = clients.of(None)
    question = client.post("/sign-in/passkey/question", headers={"Sec-Fetch-Site": "same-origin"}).get_json()
    signed = device.sign(question["challenge"])
    submit("accounts.begin_by_passkey", {"answer": Device().sign(question["challenge"])}, status=422)
    assert client.get_cookie(COOKIE) is None
    question = client.post("/sign-in/passkey/question", headers={"Sec-Fetch-Site": "same-origin"}).get_json()
    submit("accounts.begin_by_passkey", {"answer": signed}, status=422)  # an older question
    signed = device.sign(question["challenge"])
    submit("accounts.begin_by_passkey", {"answer": signed, "next": "/me"}, target="/me")
    page = visit("accounts.own_passkeys")
    assert "“我的手机”" in page.words
    assert "还没有用过" not in page.words
    assert "用通行密钥登录" in visit("accounts.own_sign_ins").words
    [key_id] = re.findall(r'action="/me/passkeys/(\d+)/end"', page.text)
    submit("accounts.remove_passkey", {}, other_trainee, 404, key_id=key_id)
    submit("accounts.remove_passkey", {}, trainee, key_id=key_id, target="/me/passkeys?done=removed")
