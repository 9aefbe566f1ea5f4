"""The audit list."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model


class AuditEvent(Model):
    """Somebody saw or did something. Triggers in both engines refuse UPDATE and DELETE.

    actor_id is a person's id without a foreign key: people lie in a package above this one.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_object_kind_object_id", "object_kind", "object_id"),
        Index("ix_audit_event_actor_id", "actor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int | None]
    deed: Mapped[str]  # stable, for machines: role-granted
    words: Mapped[str]  # for people, as it was said then: 授予角色：教师
    object_kind: Mapped[str]
    object_id: Mapped[str]
    reason: Mapped[str]
    happened_at: Mapped[datetime]
    request_id: Mapped[str]
