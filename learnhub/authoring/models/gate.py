"""What authors declare of pictures and videos that a machine can't judge."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.authoring.rules.gate.findings import DeclarationKind
from learnhub.db import Model, enum_type
from learnhub.providers.models import TrainingBase


class GateDeclaration(Model):
    """What somebody of a base said of one file, as it was then; a later one counts instead. Triggers refuse every change.

    digest: SHA-256 of the file, so that another picture under the same name is declared anew. answer: of
    rules.gate.DECLARATION_ANSWERS. words: where a written consent is kept, else empty.
    """

    __tablename__ = "gate_declaration"
    __table_args__ = (
        Index("ix_gate_declaration_base_id_digest", "base_id", "digest"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey(TrainingBase.id))
    digest: Mapped[str]
    kind: Mapped[DeclarationKind] = mapped_column(enum_type(DeclarationKind, "kind_known"))
    answer: Mapped[str]
    words: Mapped[str]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    declared_at: Mapped[datetime]
