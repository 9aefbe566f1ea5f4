"""visit and submit see what they should, and refuse what they should."""

import pytest
from flask import Blueprint, Flask, Response, abort, redirect
from flask.typing import ResponseReturnValue
from wtforms import StringField

from learnhub.web import SiteForm, page, public, signed_in
from learnhub.web.forms import Needed
from tests.people import Someone
from tests.visit import Clients, Submit, Visit


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """The program with pages of these tests."""
    bp = Blueprint("planted", __name__)

    class NameForm(SiteForm):
        name = StringField("姓名", validators=[Needed("请填写姓名")])

    @bp.get("/planted")
    @public("a test's own page")
    def bad() -> ResponseReturnValue:
        return "<h1>没有别的</h1>"

    @bp.post("/planted/<int:number>")
    @public("a test's own page")
    def send(number: int) -> ResponseReturnValue:
        if not NameForm().validate():
            return page("web/error.html", 422, heading="没有表单", sentence="……", request_id="")
        return redirect(f"/healthz?number={number}", 303)

    @bp.get("/planted/fault")
    @public("a test's own page")
    def fault() -> ResponseReturnValue:
        abort(403)

    @bp.get("/planted/kept")
    @signed_in
    def kept() -> ResponseReturnValue:
        return Response(
            "小林的信", headers={"Cache-Control": "private, max-age=300"}, content_type="text/plain"
        )

    own_app.register_blueprint(bp)
    return own_app


def test_an_unknown_address_is_a_whole_page(visit: Visit) -> None:
    found = visit("/no-such-page", status=404)
    assert found.heading == "没有找到这一页"
    assert found.links["回到首页"] == "/"


def test_a_refusal_is_a_whole_page(visit: Visit) -> None:
    assert visit("planted.fault", status=403).heading == "这一页不对您开放"


def test_a_file_is_not_checked_as_a_page(visit: Visit) -> None:
    assert '"status":"ok"' in visit("ops.healthz").text


@pytest.mark.first_engine  # the one that looks
def test_a_page_with_faults_fails_the_visit(visit: Visit) -> None:
    with pytest.raises(AssertionError, match="landmarks_are_there"):
        visit("planted.bad")


def test_a_private_answer_that_the_browser_keeps_fails_the_visit(visit: Visit, trainee: Someone) -> None:
    with pytest.raises(AssertionError, match="stays in the browser"):
        visit("planted.kept", trainee)


def test_another_status_fails_the_visit(visit: Visit) -> None:
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        visit("/no-such-page")


def test_a_redirect_must_name_its_target(submit: Submit) -> None:
    with pytest.raises(AssertionError, match="name the target"):
        submit("planted.send", {"name": "小李"}, number=3)
    with pytest.raises(AssertionError, match="leads to"):
        submit("planted.send", {"name": "小李"}, target="/healthz?number=4", number=3)
    assert (
        submit("planted.send", {"name": "小李"}, target="/healthz?number=3", number=3).follow().status == 200
    )


def test_a_refused_form_must_show_its_errors(submit: Submit) -> None:
    with pytest.raises(AssertionError, match="without an error summary"):
        submit("planted.send", {}, status=422, number=3)


def test_a_form_from_elsewhere_is_refused(clients: Clients) -> None:
    answer = clients.of(None).post(
        "/planted/3", data={"name": "小李"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    found = clients.answer(clients.of(None), answer, 403, None)
    assert found.heading == "这个表单不是从本站发出的"
