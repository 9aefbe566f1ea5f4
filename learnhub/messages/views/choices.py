"""What somebody wants to be told, when, and where outside the site."""

from flask import abort
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, keys, to
from learnhub.messages import service
from learnhub.messages.forms import AddressForm, CodeForm, KindsForm, QuietHoursForm
from learnhub.messages.rules import CHANNEL_WORDS, KINDS, Channel, Group, Kind
from learnhub.messages.rules.channels import CODE_VALID
from learnhub.messages.views.blueprint import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import current_person, page, reading, settings, signed_in, transaction
from learnhub.web.forms import options
from learnhub.web.words import _

DONE = {
    "kinds": say("记下了。只有您选的，和一定要告诉您的，才会告诉您。"),
    "quiet": say("安静时间记下了。"),
    "asked": say("确认码正在发出，一般一分钟内到。请把收到的 6 位数字填在下面。"),
    "confirmed": say("确认好了。以后有新消息，会发到这里。"),
    "removed": say("删掉了。不会再往那里发。"),
}


@bp.get("/me/messages/choices")
@signed_in
def message_choices() -> ResponseReturnValue:
    """Show what is chosen: channels, kinds, quiet hours."""
    with reading() as session:
        return _choices_page(session)


@bp.post("/me/messages/choices/kinds")
@signed_in
def choose_kinds() -> ResponseReturnValue:
    """Take which kinds somebody wants to be told of."""
    form = _kinds_form()
    if not form.validate():
        with reading() as session:
            return _choices_page(session, kinds=form, status=422)
    with transaction() as session:
        service.choose_kinds(
            session,
            current_person().person_id,
            {Kind(value) for value in form.kinds.data or ()},
            asked=_asked_kinds(),
        )
    return to("messages.message_choices", done="kinds")


@bp.post("/me/messages/choices/quiet-hours")
@signed_in
def choose_quiet_hours() -> ResponseReturnValue:
    """Take from when until when nothing leaves the site."""
    form = QuietHoursForm()
    if not form.validate():
        with reading() as session:
            return _choices_page(session, quiet=form, status=422)
    with transaction() as session:
        service.choose_quiet_hours(
            session,
            current_person().person_id,
            from_minute=int(form.quiet_from.data),
            until_minute=int(form.quiet_until.data),
        )
    return to("messages.message_choices", done="quiet")


@bp.get("/me/messages/choices/<name>")
@signed_in
def message_address(name: str) -> ResponseReturnValue:
    """Show the number or address of one channel, in part, with what can be done about it."""
    channel = _channel(name)
    with reading() as session:
        return _address_page(session, channel, _address_form(channel))


@bp.post("/me/messages/choices/<name>")
@signed_in
def give_address(name: str) -> ResponseReturnValue:
    """Take a number or address and send a code there."""
    channel = _channel(name)
    form = _address_form(channel)
    outcome: Refusal | None = None
    if form.validate():
        with transaction() as session:
            outcome = service.give_address(
                session,
                keys(),
                current_person().person_id,
                channel,
                typed=form.address.data or "",
                now=instant_now(),
            )
        if outcome is None:
            return to("messages.message_address", name=name, done="asked")
        form.refuse(outcome)
    with reading() as session:
        return _address_page(session, channel, form, status=422)


@bp.post("/me/messages/choices/<name>/code")
@signed_in
def confirm_address(name: str) -> ResponseReturnValue:
    """Take the code that came there."""
    channel = _channel(name)
    form = CodeForm()
    if form.validate():
        with transaction() as session:
            outcome = service.confirm(
                session,
                keys(),
                current_person().person_id,
                channel,
                typed=form.code.data or "",
                now=instant_now(),
            )
        if outcome is None:
            return to("messages.message_address", name=name, done="confirmed")
        form.refuse(outcome)
    with reading() as session:
        return _address_page(session, channel, _address_form(channel, asks=False), code=form, status=422)


@bp.post("/me/messages/choices/<name>/removal")
@signed_in
def remove_address(name: str) -> ResponseReturnValue:
    """Erase the number or address; it can be given again."""
    channel = _channel(name)
    with transaction() as session:
        service.take_away(session, current_person().person_id, channel)
    return to("messages.message_address", name=name, done="removed")


def _channel(name: str) -> Channel:
    if name not in {channel.value for channel in Channel}:
        abort(404)
    return Channel(name)


def _address_form(channel: Channel, *, asks: bool = True) -> AddressForm:
    form = AddressForm()
    if not asks:  # what was posted to another form of the page is nothing to this one
        form.address.data = ""
    form.address.label.text = _("手机号") if channel is Channel.SMS else _("邮箱")
    return form


def _choices_page(
    session: Session,
    *,
    kinds: KindsForm | None = None,
    quiet: QuietHoursForm | None = None,
    status: int = 200,
) -> Response:
    person_id = current_person().person_id
    chosen = service.choices_of(session, person_id, figures_in_force(session, settings().content_dir))
    return page(
        "messages/message_choices.html",
        status,
        kinds=kinds or _kinds_form(chosen),
        quiet=quiet or _quiet_form(chosen),
        is_quiet_own=chosen.is_quiet_own,
        needed=_needed(),
        addresses=service.addresses_of(session, keys(), person_id),
        channels=CHANNEL_WORDS,
        form=kinds or quiet,
        done=done(DONE),
    )


def _asked_kinds() -> list[Kind]:
    """Return the kinds that this person may switch off: what authors are told is asked of authors alone."""
    is_author = current_person().has_role(Role.INSTRUCTOR, Role.BASE_MANAGER)
    return [
        kind
        for kind, told in KINDS.items()
        if not told.needed and (is_author or told.group is not Group.TEACHING)
    ]


def _needed() -> dict[str, list[str]]:
    """Return the names of the kinds that can't be switched off, by the reason why."""
    found: dict[str, list[str]] = {}
    for told in KINDS.values():
        if told.needed:
            found.setdefault(told.needed, []).append(told.name)
    return found


def _kinds_form(chosen: service.Choices | None = None) -> KindsForm:
    form, asked = KindsForm(), _asked_kinds()
    form.kinds.choices = options([(kind.value, KINDS[kind].name) for kind in asked])
    if chosen is not None:
        form.kinds.data = [kind.value for kind in asked if kind not in chosen.kinds_off]
    return form


def _quiet_form(chosen: service.Choices) -> QuietHoursForm:
    form = QuietHoursForm()
    form.quiet_from.data, form.quiet_until.data = str(chosen.quiet_from), str(chosen.quiet_until)
    return form


def _address_page(
    session: Session,
    channel: Channel,
    form: AddressForm,
    *,
    code: CodeForm | None = None,
    status: int = 200,
) -> Response:
    told = service.addresses_of(session, keys(), current_person().person_id).get(channel)
    return page(
        "messages/message_address.html",
        status,
        form=code if code is not None else form,
        address_form=form,
        code_form=code if code is not None else CodeForm(),
        told=told,
        name=channel.value,
        words=CHANNEL_WORDS[channel],
        is_sms=channel is Channel.SMS,
        minutes=int(CODE_VALID.total_seconds()) // 60,
        done=done(DONE),
    )
