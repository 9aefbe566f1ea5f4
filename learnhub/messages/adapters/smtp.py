"""E-mail over SMTP, by the standard library."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from learnhub.messages.rules.channels import Letter, SendFault
from learnhub.primitives import instant_now

TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed in. user: "" where the server asks for none."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: str = field(repr=False)
    sender: str


class SmtpSender:
    """Hands letters to a mail server, one connection for each."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def send(self, letter: Letter) -> None:
        """Hand a letter over; SendFault, final where the server says that it will never take it."""
        # What the server said may repeat the address: the fault holds the kind and the number alone.
        try:
            with self._connection() as connection:
                connection.send_message(self._message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            raise SendFault(
                f"recipient refused {codes[:1]}", is_final=all(code >= 500 for code in codes)
            ) from None
        except smtplib.SMTPResponseException as error:
            raise SendFault(f"{type(error).__name__} {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise SendFault(type(error).__name__) from None

    def _connection(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.security == "starttls":
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = (
            self._server.sender,
            letter.address,
            letter.subject,
        )
        message["Date"] = format_datetime(instant_now())
        # Sent once more after a kill it has the same name, by which mail programs show it once.
        message["Message-ID"] = f"<{letter.token}@{self._server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message
