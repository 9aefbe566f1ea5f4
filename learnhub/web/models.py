"""Forms that were sent: what keeps three presses of one button from making three things."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class SentForm(Model):
    """A form that made something. key: the digest of its token, its address and all that it said; nothing of it can be read back.

    leads_to: the address that its sender was led to; shown: the page that its sender saw instead, sealed by what the form said. Both None
    until the answer is there.
    """

    __tablename__ = "sent_form"

    key: Mapped[str] = mapped_column(primary_key=True)
    leads_to: Mapped[str | None]
    shown: Mapped[bytes | None]
    sent_at: Mapped[datetime] = mapped_column(index=True)
