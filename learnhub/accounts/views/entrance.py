"""From a nickname and a password to an open sign-in."""

from flask import request
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.adapters import passwords
from learnhub.accounts.rules.devices import device_words
from learnhub.accounts.rules.waits import Deed, Wait
from learnhub.accounts.service import attempts, people, sign_ins
from learnhub.accounts.views.circumstances import keys, visitor_address
from learnhub.primitives import Refusal, instant_now
from learnhub.web import current_person, settings, transaction

WRONG_PASSWORD = Refusal("password-wrong", "现在的密码不对，请再输一次。", field="password")
WRONG = Refusal("sign-in-wrong", "昵称或密码不对，请核对一遍再试。忘了密码，可以用重设码设一个新的。")


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
        return begin_for(session, account.person_id)


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


def begin_for(session: Session, person_id: int) -> str:
    """Open a sign-in on the device behind this request and return its token."""
    return sign_ins.begin(
        session,
        person_id,
        device=device_words(request.user_agent.string),
        days=settings().session_days,
        now=instant_now(),
    )


def waiting(response: Response, wait: Wait) -> Response:
    """Tell machines, too, how long to wait."""
    response.headers["Retry-After"] = str(wait.seconds)
    return response


def is_shown() -> bool:
    """Tell whether the person asked to see the password while typing it; works without scripts."""
    return request.args.get("show") == "yes"
