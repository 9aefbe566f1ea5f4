"""朗读这一页, by every kind of person."""

import pytest

from learnhub.speech import service
from learnhub.speech.adapters import mp3
from learnhub.speech.rules import EngineFault
from learnhub.speech.service import engines
from tests.people import Someone
from tests.visit import Clients, Page, Visit

pytestmark = pytest.mark.usefixtures("app")


def sound_of(page: Page) -> str:
    return next(element.get("src", "") for element in page.document.all("audio"))


def test_every_page_offers_to_be_read_and_the_reading_page_does_not(visit: Visit) -> None:
    registration = visit("accounts.register")
    link = registration.links["朗读这一页"]
    heard = visit(link)
    assert heard.heading == "听：注册"
    assert "朗读这一页" not in heard.links
    assert heard.links["回到“注册”"] == "/register"
    assert heard.stops_to("回到“注册”") == 1


def test_what_is_heard_is_what_stands_on_the_page(visit: Visit) -> None:
    registration = visit("accounts.register")
    heard = visit(registration.links["朗读这一页"])
    read = [
        element.text or ""
        for element in heard.document.all("p")
        if (element.get("id") or "").startswith("r-")
    ]
    assert read[0] == "注册"
    for word in ("昵称", "密码"):
        assert word in registration.words
        assert any(word in line for line in read)
    cues = visit(sound_of(heard).replace(".mp3", "/cues.vtt")).text
    assert "r-1\n00:00:00.000 --> " in cues


def test_sound_is_an_mp3_that_can_be_fetched_in_pieces(visit: Visit, clients: Clients) -> None:
    address = sound_of(visit("speech.read_page", page="/register"))
    whole = visit(address)
    assert mp3.duration_ms(whole.content) > 2_000
    assert whole.headers["Cache-Control"] == "public, max-age=3600"
    piece = clients.of(None).get(address, headers={"Range": "bytes=0-99"})
    assert (piece.status_code, len(piece.data)) == (206, 100)


def test_same_page_is_spoken_once(visit: Visit, clients: Clients) -> None:
    first = sound_of(visit("speech.read_page", page="/register"))
    clients.of(None).set_cookie("access", "n1")  # in an English page, too, the voice is a Mandarin one
    assert sound_of(visit("speech.read_page", page="/register")) == first


def test_own_page_is_heard_by_its_owner_and_by_nobody_else(
    visit: Visit, trainee: Someone, other_trainee: Someone
) -> None:
    heard = visit("speech.read_page", trainee, page="/me/account")
    assert "两小时后自动删除" in heard.words
    assert trainee.nickname in heard.words
    address = sound_of(heard)
    assert visit(address, trainee).headers["Cache-Control"] == "no-store"
    for stranger in (other_trainee, None):
        visit(address, stranger, status=404)
        visit(address.replace(".mp3", "/cues.vtt"), stranger, status=404)


def test_page_that_needs_a_person_is_not_read_to_a_visitor(visit: Visit) -> None:
    refused = visit("speech.read_page", status=404, page="/me/account")
    assert "先登录" in refused.words


def test_page_of_others_is_refused_as_the_page_itself_is(
    visit: Visit, trainee: Someone, officer: Someone
) -> None:
    heard = visit("speech.read_page", trainee, page=f"/office/people/{officer.person_id}")
    assert heard.heading == "听：这一页不对您开放"
    assert officer.nickname not in heard.words


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.org/",
        "//example.org",
        "register",
        "/register?q=" + "x" * 600,
    ],
)
def test_address_elsewhere_is_no_page(visit: Visit, address: str) -> None:
    visit("speech.read_page", status=404, page=address)


@pytest.mark.parametrize("address", ["/read-aloud?page=/register", "/static/x/css/site.css", "/healthz"])
def test_what_is_no_page_is_not_read(visit: Visit, address: str) -> None:
    visit("speech.read_page", status=404, page=address)


def test_too_many_pages_in_a_minute_wait(
    visit: Visit, trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learnhub.speech.service.pages.OWN_PER_MINUTE", 1)
    visit("speech.read_page", trainee, page="/me/account")
    waiting = visit("speech.read_page", trainee, status=429, page="/register")
    assert "请等一分钟" in waiting.words
    assert waiting.links["打开那一页"] == "/register"
    visit("speech.read_page", trainee, page="/me/account")  # what is there already is heard


def test_voice_that_fails_says_so_and_leaves_the_way_back(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(engines.Espeak):
        def speak(self, form: str, bit_rate_kbps: int) -> bytes:
            raise EngineFault("broken")

    monkeypatch.setattr(service, "local_voice", Broken)
    failed = visit("speech.read_page", status=503, page="/register")
    assert "请过几分钟再试" in failed.words


def test_page_that_is_not_there_is_read_as_what_it_says(visit: Visit) -> None:
    assert visit("speech.read_page", page="/no-such-page").heading == "听：没有找到这一页"
