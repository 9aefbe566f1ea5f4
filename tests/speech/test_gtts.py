"""Google's voice, against a local fake that answers as Google does."""

import base64
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import gtts.tts
import pytest

from learnhub.language import house_lexicon
from learnhub.settings import Settings
from learnhub.speech.adapters import gtts as adapter
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.gtts import GoogleSpeech, OwnBreaker
from learnhub.speech.rules import EngineFault, saying_of
from learnhub.speech.service import engines_of

SOUND = mp3.encode(bytes(2 * 24_000), 24_000, 48)


class Google(ThreadingHTTPServer):
    """Answers one `wrb.fr` line with whatever sound the test wants."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sound: bytes = SOUND
        self.status = 200
        self.silent_seconds = 0.0
        self.texts: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: Google

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        self.server.texts.append(json.loads(request[0][0][1])[0])
        time.sleep(self.server.silent_seconds)
        encoded = base64.b64encode(self.server.sound).decode()
        line = f'[["wrb.fr","jQ1olc","[\\"{encoded}\\"]",null]]\n'.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(line)))
        self.end_headers()
        self.wfile.write(line)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    server = Google()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": address + path)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def speak(engine: GoogleSpeech, text: str = "先洗手，再按 3 次。") -> bytes:
    return engine.speak(engine.form(saying_of(text, house_lexicon())), 48)


def test_spoken_text_is_sent_and_the_sound_comes_back(google: Google) -> None:
    assert speak(GoogleSpeech()) == SOUND
    assert google.texts == ["先洗手，再按三次。"]


@pytest.mark.parametrize("sound", [b"", b"<html>", SOUND[:-7], b"\xff\xfb\x90\xc4" + bytes(413)])
def test_what_is_no_whole_mp3_is_a_fault(google: Google, sound: bytes) -> None:
    google.sound = sound
    with pytest.raises(EngineFault):
        speak(GoogleSpeech())


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_refusal_of_the_service_is_a_fault_without_the_sentence(google: Google, status: int) -> None:
    google.status = status
    with pytest.raises(EngineFault) as fault:
        speak(GoogleSpeech())
    assert "洗手" not in str(fault.value)


def test_silent_network_is_given_up_on(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_TIMEOUT_SECONDS", (0.2, 0.2))
    google.silent_seconds = 1
    began = time.monotonic()
    with pytest.raises(EngineFault):
        speak(GoogleSpeech())
    assert time.monotonic() - began < 0.9


def test_service_rests_after_three_faults_twice_as_long_each_time_up_to_six_hours(google: Google) -> None:
    now = [0.0]
    engine = GoogleSpeech(OwnBreaker(clock=lambda: now[0]))
    google.status = 500
    for _ in range(3):
        with pytest.raises(EngineFault):
            speak(engine)
    assert len(google.texts) == 3
    rests = []
    for _ in range(8):
        with pytest.raises(EngineFault, match="rests"):
            speak(engine)
        rests.append(engine.breaker.rests_until - now[0])
        now[0] = engine.breaker.rests_until
        with pytest.raises(EngineFault):
            speak(engine)
    assert rests == [600, 1200, 2400, 4800, 9600, 19200, 21600, 21600]
    assert len(google.texts) == 3 + 8
    now[0] = engine.breaker.rests_until
    google.status = 200
    assert speak(engine) == SOUND
    google.status = 500
    with pytest.raises(EngineFault):
        speak(engine)
    assert not engine.breaker.is_open


def test_google_is_off_until_an_administrator_switches_it_on() -> None:
    assert "gtts" not in [engine.name for engine in engines_of(Settings())]
    assert [engine.name for engine in engines_of(Settings(google_speech=True))][-2:] == ["espeak", "gtts"]
