"""换人使用: who is shown on a device agreed to it, and nothing of the one before is left."""

from learnhub.accounts.service import devices
from learnhub.accounts.views.circumstances import DEVICE_COOKIE
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from tests.people import Someone, make_person
from tests.visit import Clients, Submit, Visit


def test_mother_and_child_are_two_presses_apart(
    visit: Visit, submit: Submit, clients: Clients, trainee: Someone, other_trainee: Someone
) -> None:
    submit("accounts.show_on_device", {"face": "dog"}, trainee, 422)
    submit("accounts.show_on_device", {"face": "cat"}, trainee, target="/me/device?done=shown")
    device = clients.of(trainee).get_cookie(DEVICE_COOKIE)
    assert device is not None
    clients.of(other_trainee).set_cookie(DEVICE_COOKIE, device.value)
    submit("accounts.show_on_device", {"face": "fish"}, other_trainee, target="/me/device?done=shown")

    left = submit("accounts.sign_out", {}, trainee, target="/sign-in/people?done=signed-out").follow()
    assert "退出，换人使用" not in left.buttons
    asked = visit(left.links[other_trainee.nickname], trainee)
    assert asked.fields["昵称"] == other_trainee.nickname
    assert other_trainee.nickname not in left.links[other_trainee.nickname]
    # The same address on another device tells nobody's name.
    assert visit(left.links[other_trainee.nickname]).fields["昵称"] == ""
    assert visit("accounts.change_person").links.get(other_trainee.nickname) is None

    tidy = visit(left.links["有人不用这台设备了？不再显示他"], trainee)
    assert f"不再显示“{other_trainee.nickname}”" in tidy.buttons
    shown_id = int(left.links[other_trainee.nickname].rpartition("=")[2])
    submit("accounts.take_from_device", {}, None, 404, shown_id=shown_id)
    submit("accounts.take_from_device", {}, trainee, shown_id=shown_id, target="/sign-in/people?done=taken")
    assert other_trainee.nickname not in visit("accounts.change_person", trainee).words


def test_what_a_person_chose_for_the_eye_goes_with_the_person(
    submit: Submit, clients: Clients, trainee: Someone
) -> None:
    client = clients.of(trainee)
    client.set_cookie("access", "t2")
    submit(
        "accessibility.change_profile",
        {"theme": "dark"},
        trainee,
        target="/settings/access?done=theme#set-theme",
    )
    chosen = client.get_cookie("access")
    assert chosen is not None
    assert chosen.value != "t2"
    submit("accounts.sign_out", {}, trainee, target="/sign-in?done=signed-out")
    given_back = client.get_cookie("access")
    assert given_back is not None
    assert given_back.value == "t2"
    assert client.get_cookie("access_device") is None


def test_a_device_shows_so_many_and_forgets_whoever_asks(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        token = devices.add_to(session, "chosen by a browser", trainee.person_id, face="cat", now=now)
        assert isinstance(token, str)
        assert token != "chosen by a browser"
        assert devices.add_to(session, token, trainee.person_id, face="fish", now=now) == token
        [shown] = devices.people_on(session, token)
        assert (shown.nickname, shown.face, shown.has_pictures) == (trainee.nickname, "fish", False)
        for number in range(devices.PEOPLE_MAX - 1):
            one = make_person(database, f"家人{number}")
            assert devices.add_to(session, token, one.person_id, face="bird", now=now) == token
        full = devices.add_to(session, token, other_trainee.person_id, face="bird", now=now)
        assert isinstance(full, Refusal)
        other = devices.add_to(session, "", trainee.person_id, face="cat", now=now)
        assert isinstance(other, str)
        assert len(devices.places_of(session, trainee.person_id)) == 2
        assert not devices.take_from(session, other, shown.id)
        assert devices.take_everywhere(session, trainee.person_id) == 2
        assert not devices.is_on(session, token, trainee.person_id)
        assert devices.people_on(session, other) == []
        devices.take_unused(session, devices.unused_since(session, instant_now()))
        assert devices.people_on(session, token) == []
