"""E-mail is handed to a real server on this machine: taken, refused for good, refused for now, and never with the address in a fault."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator

import pytest

from learnhub.messages.adapters.smtp import MailServer, SmtpSender
from learnhub.messages.rules import Channel
from learnhub.messages.rules.channels import Letter, SendFault
from learnhub.messages.service import senders_of
from learnhub.settings import Settings

ADDRESS = "lihua@example.com"


class _Talk(socketserver.StreamRequestHandler):
    """Just enough of SMTP for one letter; the server says what it answers to a recipient."""

    server: "Post"

    def handle(self) -> None:
        self._say("220 post")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "RCPT":
                self._say(self.server.to_recipient)
            elif word == "DATA":
                self._say("354 go on")
                body = b""
                while (one := self.rfile.readline()) != b".\r\n":
                    body += one
                self.server.taken.append(body)
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Post(socketserver.ThreadingTCPServer):
    """A mail server on a free port."""

    allow_reuse_address = True
    daemon_threads = True
    to_recipient = "250 fine"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[bytes] = []


@pytest.fixture
def post() -> Iterator[Post]:
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def sender(port: int) -> SmtpSender:
    return SmtpSender(MailServer("127.0.0.1", port, "none", "", "", "learn@example.org"))


LETTER = Letter(
    Channel.MAIL, ADDRESS, "学习汇", "学习汇：您有 2 条新消息。请登录网站，打开“消息”看看。", "token"
)


def test_a_letter_arrives_whole_and_can_be_told_from_another(post: Post) -> None:
    sender(post.server_address[1]).send(LETTER)
    [body] = post.taken
    message = email.message_from_bytes(body, policy=email.policy.default)
    assert (message["To"], message["Subject"]) == (ADDRESS, "学习汇")
    assert (message["Message-ID"], message["Auto-Submitted"]) == ("<token@example.org>", "auto-generated")
    assert message.get_content().strip() == LETTER.text


@pytest.mark.parametrize(("answer", "is_final"), [("550 no such box", True), ("451 later", False)])
def test_a_refusal_says_whether_to_try_again_and_not_to_whom(post: Post, answer: str, is_final: bool) -> None:
    post.to_recipient = answer
    with pytest.raises(SendFault) as fault:
        sender(post.server_address[1]).send(LETTER)
    assert fault.value.is_final is is_final
    assert "lihua" not in str(fault.value)
    assert fault.value.__cause__ is None


def test_a_server_that_is_down_is_asked_again_later() -> None:
    with Post() as closed:
        port = closed.server_address[1]
    with pytest.raises(SendFault, match="ConnectionRefusedError") as fault:
        sender(port).send(LETTER)
    assert not fault.value.is_final


def test_a_site_without_a_mail_server_writes_files_and_one_with_it_sends(settings: Settings) -> None:
    assert type(senders_of(settings)[Channel.MAIL]).__name__ == "FileSink"
    with_server = settings.model_copy(
        update={"mail_server": "mail.example.org", "mail_from": "learn@example.org"}
    )
    assert type(senders_of(with_server)[Channel.MAIL]).__name__ == "SmtpSender"
    assert type(senders_of(with_server)[Channel.SMS]).__name__ == "FileSink"
    with pytest.raises(ValueError, match="MAIL_FROM"):
        Settings(mail_server="mail.example.org")
