"""我的资料: what is kept and how long, a copy that only its owner gets for some days, and deleted recordings."""

import io
import json
import stat
import zipfile
from datetime import timedelta

import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import Consent, DataExport
from learnhub.accounts.rules.consent import Basis, Purpose, text_of
from learnhub.accounts.service import consents
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.jobs.worker import Work
from learnhub.learning.service import marks
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import StoredState
from learnhub.pages.adapters.own_copy import page_of
from learnhub.pages.service import exporting
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from tests.accounts.deeds import NUMBER
from tests.accounts.deeds import give as give_certificate
from tests.learning.marking import mark_of, voice_of
from tests.people import Someone
from tests.visit import Clients, Submit, Visit


def work(export_id: int = 0) -> Work:
    return Work(1, {"export": export_id}, lambda done, total: True)


def test_a_person_reads_what_is_kept_why_and_how_long_and_takes_a_copy(
    visit: Visit,
    submit: Submit,
    clients: Clients,
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    give_certificate(database, site_keys(settings), trainee, NUMBER)
    told = visit("pages.own_data_page", trainee)
    rows = {row[0]: row for row in told.rows("本站保存了什么")}
    assert rows["学习记录"][2] == "60 个月（示例）"
    assert rows["残疾人证号"][3] == "1 条"
    assert NUMBER.number not in told.text
    submit("pages.ask_for_copy", {}, trainee, target="/me/data?done=asked")
    again = submit("pages.ask_for_copy", {}, trainee, 422)
    assert again.errors == ["一小时内已经要过一份，就在下面。想再要一份，请过一会儿再来。"]
    with database.reading() as session:
        export_id = session.scalars(sa.select(DataExport.id)).one()
    visit("pages.own_copy", trainee, 404, export_id=export_id)
    for _twice in range(2):
        exporting.export_handler(database, settings)(work(export_id))
    with clients.of(trainee).get(f"/me/data/copies/{export_id}") as file:
        content, cache = file.get_data(), file.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(content)) as copy:
        told_as_json = json.loads(copy.read("我的资料.json"))
        told_as_page = copy.read("我的资料.html").decode()
    assert cache == "private, no-store"
    assert told_as_json["账号"] == [
        {"昵称": trainee.nickname, "注册时间": told_as_json["账号"][0]["注册时间"]}
    ]
    assert told_as_json["残疾人证号（全号在您的证件上）"][0]["号码"] == NUMBER.masked
    assert NUMBER.number not in told_as_page
    assert NUMBER.number not in json.dumps(told_as_json)
    assert "<h2>告知和同意</h2>" in told_as_page
    made = list((settings.instance_dir / "own-copies").iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600]
    visit("pages.own_copy", other_trainee, 404, export_id=export_id)
    with database.transaction() as session:
        session.execute(sa.update(DataExport).values(expires_at=instant_now() - timedelta(seconds=1)))
    visit("pages.own_copy", trainee, 404, export_id=export_id)
    exporting.expire_handler(database, settings)(work())
    assert list((settings.instance_dir / "own-copies").iterdir()) == []


def test_what_somebody_wrote_is_text_in_the_copy_whatever_it_says() -> None:
    told = page_of("我的资料", "", {"需要核对": [{"说明": "<script>x</script>", "空": None}]})
    assert "<script>" not in told
    assert "&lt;script&gt;" in told


def test_a_recording_is_deleted_and_the_written_words_stay(
    visit: Visit, submit: Submit, database: Database, trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        mark = mark_of(session, trainee)
        recording_id = voice_of(session, trainee, blob="a" * 64)
        stored = session.get_one(StoredMedia, recording_id)
        outcome = marks.answer_mark(
            session,
            person_id=trainee.person_id,
            mark_id=mark.id,
            words="我用读屏三倍速。",
            recording_id=stored.id,
            now=now,
        )
        assert not isinstance(outcome, Refusal)
        assert stored.is_kept
        consents.tell(session, trainee.person_id, text_of(Purpose.VOICE, Basis.DUTY), now=now)
        stored_id = stored.id
    assert "第 1 段录音" in visit("learning.own_mark", trainee, mark_id=mark.id).words
    asked = visit("pages.consent_withdrawal", trainee, purpose="voice")
    assert "学习记录都还在" in asked.words
    submit("pages.withdraw_consent", {}, trainee, target="/me/data?done=withdrawn", purpose="voice")
    submit("pages.withdraw_consent", {}, trainee, 404, purpose="learning")
    told = visit("learning.own_mark", trainee, mark_id=mark.id)
    assert "我用读屏三倍速。" in told.words
    with database.reading() as session:
        assert session.get_one(StoredMedia, stored_id).state is StoredState.ERASED
        assert session.scalars(sa.select(Consent.withdrawn_at)).one() is not None


def test_the_same_words_are_told_once_and_a_duty_is_not_withdrawn(
    database: Database, trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        duty = text_of(Purpose.LEARNING, Basis.DUTY)
        first = consents.tell(session, trainee.person_id, duty, now=now)
        assert consents.tell(session, trainee.person_id, duty, now=now).id == first.id
        actor = Actor(trainee.person_id)
        refused = consents.withdraw(session, actor, trainee.person_id, Purpose.LEARNING, now=now)
        assert isinstance(refused, Refusal)
        consents.tell(session, trainee.person_id, text_of(Purpose.PAYEE_ACCOUNT, Basis.CONSENT), now=now)
        assert consents.withdraw(session, actor, trainee.person_id, Purpose.PAYEE_ACCOUNT, now=now) is True
        assert consents.withdraw(session, actor, trainee.person_id, Purpose.PAYEE_ACCOUNT, now=now) is False


def test_every_purpose_has_its_words_on_both_bases_and_only_consent_asks_for_agreement() -> None:
    texts = [text_of(purpose, basis) for purpose in Purpose for basis in Basis]
    assert len({text.version for text in texts}) == 2 * len(Purpose)
    for text in texts:
        assert bool(text.agreement) is (text.basis is Basis.CONSENT)
        assert ("不同意会怎样" in dict(text.points)) is (text.basis is Basis.CONSENT)
