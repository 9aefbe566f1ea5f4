"""From a nickname and a password, or pictures, to an open sign-in."""

from flask import request
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.adapters import passwords
from learnhub.accounts.rules.devices import device_words
from learnhub.accounts.rules.picture_state import PictureState
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.rules.ways_in import WayIn, holds_learning_alone
from learnhub.accounts.service import attempts, devices, people, pictures, sign_ins
from learnhub.accounts.views.circumstances import device_token, keys, visitor_address
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.web import current_person, settings, transaction

WRONG_PASSWORD = Refusal("password-wrong", say("现在的密码不对，请再输一次。"), field="password")
WRONG = Refusal("sign-in-wrong", say("昵称或密码不对，请核对一遍再试。忘了密码，可以用重设码设一个新的。"))
WRONG_PICTURES = Refusal(
    "pictures-wrong",
    say("昵称或图片不对，请从第 1 张开始再选一次。也可以用密码登录，或者请基地给您一个登录码。"),
)
ASLEEP = Refusal(
    "pictures-asleep",
    say(
        "图片试错的次数太多，为了安全，这里先不能用图片登录。请用密码登录，或者请基地给您一个登录码；登录以后可以换一组图片。"
    ),
)


def open_account(deed: Deed, nickname: str, password: str) -> str | Wait | Refusal:
    """Return the token of a new sign-in, or why not. The password is hashed between two units of work, never in one."""
    now = instant_now()
    counted = attempts.counters(keys(), deed, name=nickname, address=visitor_address())
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        account = people.account_or_none(session, nickname)
    if wait is not None:
        return wait
    # For an unknown nickname too: the time that an answer takes tells nobody who has an account.
    is_right = passwords.is_right(account.password_hash if account else passwords.nobodys_hash(), password)
    if account is None or not is_right:
        return WRONG
    renewed = passwords.hash_password(password) if passwords.is_outdated(account.password_hash) else None
    with transaction() as session:
        if people.account_or_none(session, nickname) != account:
            return WRONG  # the password was changed meanwhile
        if renewed is not None:
            people.set_password_hash(session, account.person_id, renewed)
        attempts.forgive(session, counted, now=now)
        pictures.wake(session, account.person_id)
        return begin_for(session, account.person_id)


def open_by_pictures(state: PictureState) -> str | Wait | Refusal:
    """Return the token of a new sign-in by a whole sequence, or why not. It opens learning, never anybody's work for others."""
    now = instant_now()
    with transaction() as session:
        outcome = _tried(session, state, name=state.nickname, deed=Deed.PICTURES)
        if not isinstance(outcome, int):
            return outcome
        if not holds_learning_alone(sign_ins.holdings_on(session, outcome, today())):
            return pictures.FOR_OTHERS
        attempts.forgive(session, _counted(Deed.PICTURES, state.nickname), now=now)
        return begin_for(session, outcome, way=WayIn.PICTURES)


def own_pictures_outcome(state: PictureState) -> Wait | Refusal | None:
    """Make sure that the person behind this request knows the own pictures; None when they are right."""
    person = current_person()
    with transaction() as session:
        outcome = _tried(session, state, name=person.nickname, deed=Deed.PICTURES)
        if not isinstance(outcome, int):
            return outcome
        attempts.forgive(session, _counted(Deed.PICTURES, person.nickname), now=instant_now())
    return None


def _counted(deed: Deed, name: str) -> tuple[attempts.Counter, ...]:
    return attempts.counters(keys(), deed, name=name, address=visitor_address())


def _tried(session: Session, state: PictureState, *, name: str, deed: Deed) -> int | Wait | Refusal:
    """Count a try and return whose pictures these are."""
    wait = attempts.take(session, _counted(deed, name), now=instant_now())
    if wait is not None:
        return wait
    account = people.account_or_none(session, name)
    if account is None:
        return WRONG_PICTURES
    tried = pictures.try_sequence(
        session,
        account.person_id,
        state.folded,
        is_remembered=devices.is_on(session, device_token(), account.person_id),
        wrong_before=state.wrong,
    )
    if tried is pictures.Tried.RIGHT:
        return account.person_id
    return ASLEEP if tried is pictures.Tried.ASLEEP else WRONG_PICTURES


def own_password_outcome(password: str) -> Wait | Refusal | None:
    """Make sure that the person behind this request knows the own password; tries are counted, apart from those of signing in.

    None when it is right. Takes 0.1 s: call it outside of any unit of work.
    """
    person, now = current_person(), instant_now()
    counted = attempts.counters(
        keys(), Deed.OWN_PASSWORD, name=str(person.person_id), address=visitor_address()
    )
    with transaction() as session:
        wait = attempts.take(session, counted, now=now)
        account = people.account_or_none(session, person.nickname)
    if wait is not None:
        return wait
    if account is None or not passwords.is_right(account.password_hash, password):
        return WRONG_PASSWORD
    with transaction() as session:
        attempts.forgive(session, counted, now=now)
    return None


def begin_for(
    session: Session, person_id: int, *, way: WayIn = WayIn.PASSWORD, given_by_id: int | None = None
) -> str:
    """Open a sign-in on the device behind this request and return its token."""
    now = instant_now()
    devices.note_used(session, device_token(), person_id, now=now)
    return sign_ins.begin(
        session,
        person_id,
        device=device_words(request.user_agent.string),
        days=settings().session_days,
        now=now,
        way=way,
        given_by_id=given_by_id,
    )


def waiting(response: Response, wait: Wait) -> Response:
    """Tell machines, too, how long to wait."""
    response.headers["Retry-After"] = str(wait.seconds)
    return response


def is_shown() -> bool:
    """Tell whether the person asked to see the password while typing it; works without scripts."""
    return request.args.get("show") == "yes"
