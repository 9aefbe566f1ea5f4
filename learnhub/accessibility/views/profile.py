"""无障碍工具: the access profile as plain forms, one press each."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accessibility import service
from learnhub.accessibility.current import current_profile, remember
from learnhub.accessibility.rules import AccessProfile, changed, choices, chosen
from learnhub.accessibility.views.blueprint import bp
from learnhub.accounts.rules.addresses import local_address
from learnhub.primitives import Refusal, instant_now
from learnhub.web import SiteForm, page, person_or_none, public, transaction, words

RESET = "reset"
SETTINGS = tuple(AccessProfile.__dataclass_fields__)


@bp.get("/settings/access")
@public("somebody who can't read the sign-in page needs it first")
def profile() -> ResponseReturnValue:
    """Show what is chosen, with a button for every other choice."""
    done = request.args.get("done", "")
    return _shown(SiteForm(), done if done in {*SETTINGS, RESET} else "")


@bp.post("/settings/access")
@public("somebody who can't read the sign-in page needs it first")
def change_profile() -> ResponseReturnValue:
    """Change one setting, or all of them back, and return to its place on the page."""
    pressed = next((name for name in (*SETTINGS, RESET) if name in request.form), "")
    outcome = (
        AccessProfile()
        if pressed == RESET
        else changed(current_profile(), pressed, request.form.get(pressed, ""))
    )
    if isinstance(outcome, Refusal):
        return _shown(SiteForm().refuse(outcome), "", status=422)
    person = person_or_none()
    if person is not None:
        with transaction() as session:
            service.keep_profile(session, person.person_id, outcome, now=instant_now())
    # The switch of the layout leads back to the page it was pressed on; where that has no address, to the tools.
    target = _back() if "stays" in request.form else None
    target = target or url_for(".profile", back=_back(), done=pressed, _anchor=f"set-{pressed}")
    # The browser keeps it too: the sign-in page must be readable before anybody is known.
    return remember(redirect(target, 303), outcome)  # type: ignore[arg-type]


def _shown(form: SiteForm, done: str, status: int = 200) -> ResponseReturnValue:
    current = current_profile()
    return page(
        "accessibility/profile.html",
        status,
        form=form,
        now={name: chosen(current, name) for name in SETTINGS},
        ends={name: {"first": choices(name)[0], "last": choices(name)[-1]} for name in SETTINGS},
        languages=[(value, name, words.TAGS[value]) for value, name in words.NAMES.items()],
        is_default=current == AccessProfile(),
        back=_back(),
        done=done,
    )


def _back() -> str | None:
    return local_address(request.values.get("back"))
