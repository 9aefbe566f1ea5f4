"""换人使用: who may be shown on this device, by their own wish, and the page from which the next person signs in."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.rules.pictures import FACES
from learnhub.accounts.service import devices
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import DEVICE_COOKIE, device_token, done, to
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import (
    SiteForm,
    current_person,
    page,
    person_or_none,
    public,
    reading,
    settings,
    signed_in,
    transaction,
)

_YEAR_SECONDS = 31_536_000
DONE = {
    "signed-out": say("前一个人已经退出，这里没有留下他的内容。"),
    "taken": say("已经去掉。这台设备上不再显示这个人。"),
    "shown": say("好了。换人使用的时候，这台设备会显示您的小图和昵称。"),
    "taken-everywhere": say("好了。哪台设备上都不再显示您。"),
}


@bp.get("/sign-in/people")
@public("the next person on a shared device hasn't signed in yet")
def change_person() -> ResponseReturnValue:
    """Show who agreed to be shown on this device; one press leads to that person's sign-in."""
    with reading() as session:
        shown = devices.people_on(session, device_token())
    return page(
        "accounts/change_person.html",
        shown=shown,
        tiles=[(one.nickname, one.face, _entrance(one)) for one in shown],
        is_tidied=request.args.get("tidy") == "yes",
        done=done(DONE),
        has_left=person_or_none() is None,
    )


@bp.post("/sign-in/people/<int:shown_id>/end")
@public("whoever holds the device may tidy it; nobody is shown there without this device's own token")
def take_from_device(shown_id: int) -> ResponseReturnValue:
    """Show somebody no longer on this device."""
    with transaction() as session:
        is_taken = devices.take_from(session, device_token(), shown_id)
    if not is_taken:
        abort(404)
    return to("accounts.change_person", done="taken")


@bp.get("/me/device")
@signed_in
def own_device() -> ResponseReturnValue:
    """Ask whether the person wants to be shown on this device."""
    return _own_page(SiteForm())


@bp.post("/me/device")
@signed_in
def show_on_device() -> ResponseReturnValue:
    """Show the person on this device by nickname and the face that was pressed."""
    with transaction() as session:
        outcome = devices.add_to(
            session,
            device_token(),
            current_person().person_id,
            face=request.form.get("face", ""),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        return _own_page(SiteForm().refuse(outcome), 422)
    response = to("accounts.own_device", done="shown")
    response.set_cookie(
        DEVICE_COOKIE,
        outcome,
        max_age=_YEAR_SECONDS,
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.post("/me/device/end")
@signed_in
def show_nowhere() -> ResponseReturnValue:
    """Show the person on no device any more, this one and all others."""
    with transaction() as session:
        devices.take_everywhere(session, current_person().person_id)
    return to("accounts.own_device", done="taken-everywhere")


def _entrance(one: devices.Shown) -> str:
    # Named by this device's own number: no nickname stands in an address.
    return url_for("accounts.picture_sign_in" if one.has_pictures else "accounts.sign_in", on=one.id)


def _own_page(form: SiteForm, status: int = 200) -> Response:
    person_id = current_person().person_id
    with reading() as session:
        here = next(
            (one for one in devices.people_on(session, device_token()) if one.person_id == person_id), None
        )
        count = len(devices.places_of(session, person_id))
    return page(
        "accounts/own_device.html",
        status,
        form=form,
        here=here,
        elsewhere=count - (here is not None),
        faces=FACES,
        done=done(DONE),
    )
