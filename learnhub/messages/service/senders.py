"""Open what sends letters on this site: a mail server where one is set, files everywhere else."""

from collections.abc import Mapping

from learnhub.messages.adapters.file_sink import FileSink
from learnhub.messages.adapters.smtp import MailServer, SmtpSender
from learnhub.messages.rules.channels import Channel, Sender
from learnhub.settings import Settings


def senders_of(settings: Settings) -> Mapping[Channel, Sender]:
    """Return what sends letters, by channel; cheap enough to call for each letter."""
    sink = FileSink(settings.instance_dir / "outbox")
    return {Channel.SMS: sink, Channel.MAIL: _mail(settings) or sink}


def _mail(settings: Settings) -> Sender | None:
    if not settings.mail_server:
        return None
    return SmtpSender(
        MailServer(
            settings.mail_server,
            settings.mail_port,
            settings.mail_security,
            settings.mail_user,
            settings.mail_password,
            settings.mail_from,
        )
    )
