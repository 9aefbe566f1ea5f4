"""Accounts are closed after days in which it can be taken back; what ended is erased kind by kind; everything still verifies."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import AccountClosing, DisabilityCertificate, Person, SignIn
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import Basis, Purpose, text_of
from learnhub.accounts.service import certificates
from learnhub.audit.rules import Actor
from learnhub.completion import service as completion
from learnhub.completion.models import CertificateSecret
from learnhub.db import Database
from learnhub.jobs.worker import Work
from learnhub.learning.rules.reviewing import MarkOutcome
from learnhub.learning.service import marks
from learnhub.media import service as media
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import StoredState
from learnhub.messages.rules import Kind
from learnhub.ops.service.verification import verify
from learnhub.oversight.service.closings import close_due
from learnhub.oversight.service.erasing import ended as ended_by
from learnhub.oversight.service.erasing import erase_ended
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from learnhub.subsidy.models import Claim, PayeeAccount
from learnhub.subsidy.service import claims
from tests.completion.made import completed, end_class
from tests.learning.marking import mark_of, voice_of
from tests.messages.heard import heard
from tests.people import PASSWORD, Someone
from tests.subsidy.claiming import Office
from tests.subsidy.made import FIGURES, KEY, Made, seal
from tests.visit import Submit, Visit

NUMBER = CertificateNumber("11010519491231002X11")


def whole(database: Database, settings: Settings) -> bool:
    with database.reading() as session:
        return verify(session, store_for(settings), figures=FIGURES, seal_key=KEY).faults == ()


def test_what_ended_is_erased_kind_by_kind_and_the_chains_stay_whole(
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
) -> None:
    ended = end_class(
        database, settings, people=(trainee, other_trainee), instructor=instructor, approver=base_manager
    )
    certificate = completed(database, ended, base_manager, officer)
    office, made = Office.of(database, settings), Made(ended.class_id, ended.enrolment_ids[0])
    office.give_account(made, base_manager)
    assert isinstance(office.claim(made, base_manager), Claim)
    keys, now = site_keys(settings), instant_now()
    blob = media.places_for(settings).store.put(b"RIFF")
    with database.transaction() as session:
        certificates.give(
            session, keys, Actor(trainee.person_id), trainee.person_id, NUMBER,
            told=text_of(Purpose.CERTIFICATE, Basis.DUTY), now=now,
        )  # fmt: skip
        mark = mark_of(session, other_trainee)
        recording = voice_of(session, other_trainee, blob=blob)
        marks.answer_mark(
            session, person_id=other_trainee.person_id, mark_id=mark.id, words="", recording_id=recording, now=now
        )  # fmt: skip
        told = marks.own_mark_or_none(session, person_id=other_trainee.person_id, mark_id=mark.id)
        assert told is not None
        marks.decide_mark(
            session, Actor(officer.person_id), told, MarkOutcome.RECOGNISED, words="听过录音，没有问题。", now=now
        )  # fmt: skip
    seal(database)
    with database.reading() as session:
        assert {one.count for one in ended_by(session, figures=FIGURES, now=now)} == {0}
    for days, gone in [
        (91, {"voice-answers": 1}),
        (5 * 366, {"disability-certificates": 1, "messages": 3}),
        (10 * 366, {"certificate-names": 1, "payee-accounts": 1}),
    ]:
        later = now + timedelta(days=days)
        with database.transaction() as session:
            done = {one.name: one.count for one in erase_ended(session, figures=FIGURES, now=later)}
            again = {one.name: one.count for one in erase_ended(session, figures=FIGURES, now=later)}
        done.pop("learning-acts"), again.pop("learning-acts")
        assert {name: count for name, count in done.items() if count} == gone
        assert set(again.values()) == {0}
        assert whole(database, settings)
    places = media.places_for(settings)
    media.erase_handler(database, places, lambda _session, _blob: False)(
        Work(1, {"blobs": [blob]}, lambda _done, _total: True)
    )
    assert blob not in places.store
    assert whole(database, settings)
    with database.transaction() as session:
        assert session.get_one(StoredMedia, recording).state is StoredState.ERASED
        assert session.scalars(sa.select(DisabilityCertificate)).all() == []
        assert session.scalars(sa.select(CertificateSecret)).all() == []
        account = session.scalars(sa.select(PayeeAccount)).one()
        assert (account.number_sealed, account.holder_sealed, account.bank) == ("", "", "")
        assert claims.payees_of(session, [made.enrolment_id]) == {}
        assert claims.reseal(session, keys) == 0
        shown = completion.certificate_or_none(session, keys, certificate)
        assert shown is not None
        assert shown.name == ""


def test_an_account_is_closed_after_days_in_which_it_can_be_taken_back(
    visit: Visit,
    submit: Submit,
    app: Flask,
    database: Database,
    settings: Settings,
    trainee: Someone,
    officer: Someone,
) -> None:
    here = "/me/account/closing"
    told = visit("pages.account_closing", trainee)
    assert "还有 15 天可以撤回" in told.words
    wrong = submit("pages.ask_to_close", {"password": "不是这个"}, trainee, 422)
    assert wrong.errors == ["现在的密码不对，请再输一次。"]
    refused = submit("pages.ask_to_close", {"password": PASSWORD}, officer, 422)
    assert "您还是残联工作人员" in refused.errors[0]
    submit("pages.ask_to_close", {"password": PASSWORD}, trainee, target=f"{here}?done=asked")
    assert "撤回，账号照常使用" in visit("pages.account_closing", trainee).buttons
    submit("pages.take_closing_back", {}, trainee, target=f"{here}?done=taken-back")
    for _twice in range(2):
        submit("pages.ask_to_close", {"password": PASSWORD}, trainee, target=f"{here}?done=asked")
    now = instant_now()
    with database.transaction() as session:
        assert heard(session) == {Kind.CLOSING_ASKED: {trainee.person_id}}
        assert close_due(session, now=now + timedelta(days=14)) == 0
        assert close_due(session, now=now + timedelta(days=15)) == 1
        assert heard(session) == {}
        assert close_due(session, now=now + timedelta(days=15)) == 0
        person = session.get_one(Person, trainee.person_id)
        assert person.nickname.startswith("已注销")
        assert (
            session.scalars(
                sa.select(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
            ).all()
            == []
        )
        assert len(session.scalars(sa.select(AccountClosing)).all()) == 2
    assert visit("pages.me", trainee, 303, target="/sign-in?next=/me").status == 303
    refused = submit(
        "accounts.begin_sign_in", {"nickname": trainee.nickname, "password": PASSWORD}, None, 422
    )
    assert refused.errors
    assert whole(database, settings)
    said = app.test_cli_runner().invoke(args=["retention"]).output.splitlines()
    assert said[-1] == "retention: 0 would be erased; retention --erase does it"
    assert "retention: payee-accounts (retention.money_months): 0" in said
