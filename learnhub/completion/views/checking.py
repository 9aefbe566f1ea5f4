"""Anybody checks a certificate by its code."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules.waits import Deed
from learnhub.accounts.service import attempts
from learnhub.accounts.views.circumstances import keys, visitor_address
from learnhub.completion import service
from learnhub.completion.forms import CodeForm
from learnhub.completion.rules import grouped, typed_code
from learnhub.completion.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import page, public, reading, transaction

_TYPED_WRONG = Refusal("code", say("编码是 12 个数字，请照证书再输一遍。"), field="code")


@bp.get("/certificates/check")
@public("whoever is shown a certificate may ask whether it is real; the answer masks the name")
def check() -> ResponseReturnValue:
    """Ask for a code, or say whether there is a certificate with it. Tries are counted: codes can't be gone through."""
    form = CodeForm(request.args)
    typed = request.args.get("code")
    if typed is None:
        return page("completion/check.html", form=form, told=None, code="")
    form.validate()
    code = typed_code(typed)
    if code is None:
        if not form.errors:
            form.refuse(_TYPED_WRONG)
        return page("completion/check.html", 422, form=form, told=None, code="")
    with transaction() as session:
        counted = attempts.counters(keys(), Deed.CODE, name=code, address=visitor_address())
        wait = attempts.take(session, counted, now=instant_now())
    if wait is not None:
        form.refuse(Refusal("wait", wait.sentence))
        return page("completion/check.html", 429, form=form, told=None, code="")
    with reading() as session:
        told = service.by_code_or_none(session, keys(), code)
        return page("completion/check.html", form=form, told=told, code=grouped(code))
