"""People and the roles they hold."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.accounts.rules.roles import Role
from learnhub.db import Model, enum_type


class Person(Model):
    """Somebody with an account: a nickname and a password, nothing else."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str]
    # The nickname as compared: width, case and blanks don't make another person.
    nickname_key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime]


class RoleGrant(Model):
    """A role held by a person, in a scope (accounts.rules.roles.Holding) and for a time.

    base_id and region_code are plain values: bases lie in a package above this one.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
        CheckConstraint("region_code IS NULL OR length(region_code) = 6", name="region_code_six_digits"),
        CheckConstraint(
            "(revoked_at IS NULL) OR (revoked_at >= granted_at)", name="revoked_after_it_was_granted"
        ),
        Index("ix_role_grant_region_code_person_id", "region_code", "person_id"),
        Index("ix_role_grant_base_id_person_id", "base_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role, "role_known"))
    base_id: Mapped[int | None]
    region_code: Mapped[str | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    # None: given by the site itself (registration, command line).
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
