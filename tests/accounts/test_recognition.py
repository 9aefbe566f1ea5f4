"""Our own cookie behind Flask-Login."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.models import SignIn
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.web import SignedIn, person_or_none
from tests.people import Someone, sign_in


def who_is(app: Flask, token: str | None) -> SignedIn | None:
    client = app.test_client()
    if token is not None:
        client.set_cookie(COOKIE, token)
    with client:
        client.get("/healthz")
        person = person_or_none()
        # Outside of the request the proxy that Flask-Login hands out means nobody.
        return person and person


def open_sign_in(database: Database, person: Someone, **values: object) -> str:
    with database.transaction() as session:
        token = sign_ins.begin(session, person.person_id, device="手机", days=30, now=instant_now())
        if values:
            session.execute(sa.update(SignIn).values(**values))
    return token


def test_a_person_is_known_by_the_cookie_with_the_roles_of_today(
    app: Flask, database: Database, instructor: Someone
) -> None:
    found = who_is(app, open_sign_in(database, instructor))
    assert found is not None
    assert found.nickname == instructor.nickname
    assert [(g.role, g.base_id, g.region_code) for g in found.grants] == [("instructor", 1, "410105")]
    assert len(found.form_secret) == 32


@pytest.mark.parametrize("token", [None, "", "not-a-token", "啊", "a" * 4000])
def test_any_other_cookie_is_a_visitors(app: Flask, trainee: Someone, token: str | None) -> None:
    assert who_is(app, token) is None


def test_an_ended_or_expired_sign_in_is_a_visitors(app: Flask, database: Database, trainee: Someone) -> None:
    now = instant_now()
    assert who_is(app, open_sign_in(database, trainee, ended_at=now)) is None
    assert who_is(app, open_sign_in(database, trainee, expires_at=now - timedelta(seconds=1))) is None


def test_the_table_holds_no_token(database: Database, trainee: Someone) -> None:
    token = open_sign_in(database, trainee)
    with database.reading() as session:
        row = session.execute(sa.select(SignIn.__table__)).one()
    assert not any(token in str(value) for value in row)


def test_use_is_noted_at_most_hourly(app: Flask, database: Database, trainee: Someone) -> None:
    def seen_at() -> object:
        with database.reading() as session:
            return session.scalar(sa.select(SignIn.seen_at))

    before = instant_now() - timedelta(minutes=59)
    token = open_sign_in(database, trainee, seen_at=before)
    who_is(app, token)
    assert seen_at() == before
    stale = instant_now() - timedelta(minutes=61)
    with database.transaction() as session:
        session.execute(sa.update(SignIn).values(seen_at=stale))
    who_is(app, token)
    assert seen_at() != stale


def test_flask_logins_own_cookie_means_nothing(app: Flask, trainee: Someone) -> None:
    client = app.test_client()
    client.set_cookie("remember_token", f"{trainee.person_id}|{'0' * 128}")
    assert client.get("/healthz").status_code == 200


def test_the_same_browser_keeps_its_sign_in_over_requests(app: Flask, trainee: Someone) -> None:
    client = app.test_client()
    sign_in(client, trainee)
    with client:
        for _ in range(2):
            client.get("/healthz")
            found = person_or_none()
            assert found is not None
            assert found.person_id == trainee.person_id
