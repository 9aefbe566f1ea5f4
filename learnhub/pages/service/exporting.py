"""A copy of one's own data: asked for, made as a job, fetched by its owner alone, erased after some days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import DataExport
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.pages.adapters.own_copy import keep_private, zip_of
from learnhub.pages.service.own_data import everything_about
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, local_date, new_token, say
from learnhub.settings import Settings

JOB_EXPORT = "pages.own-copy"
JOB_EXPIRE = "pages.own-copies-expire"
EXPORT_DAYS = "retention.export_days"
_DAYS_WITHOUT_POLICY = 7
_EVERY = timedelta(hours=1)


def ask_for_copy(session: Session, actor: Actor, person_id: int, *, now: datetime) -> DataExport | Refusal:
    """Ask for a copy of one's own data; at most one an hour, since each reads everything there is."""
    last = session.scalar(
        sa.select(DataExport).where(DataExport.person_id == person_id).order_by(DataExport.id.desc()).limit(1)
    )
    if last is not None and now - last.asked_at < _EVERY:
        return Refusal("asked-already", say("一小时内已经要过一份，就在下面。想再要一份，请过一会儿再来。"))
    made = DataExport(person_id=person_id, token=new_token(24), asked_at=now, byte_count=0)
    session.add(made)
    session.flush()
    jobs.enqueue(session, JOB_EXPORT, {"export": made.id}, key=f"{JOB_EXPORT}:{made.id}", now=now)
    audit.record(
        session, actor, "own-copy-asked", say("要一份自己的资料"), person_concern(person_id), now=now
    )
    return made


def copies_of(session: Session, person_id: int) -> Sequence[DataExport]:
    """Return a person's copies that weren't erased, newest first."""
    return session.scalars(
        sa.select(DataExport)
        .where(DataExport.person_id == person_id, DataExport.erased_at.is_(None))
        .order_by(DataExport.id.desc())
    ).all()


def copy_path_or_none(
    session: Session, settings: Settings, *, person_id: int, export_id: int, now: datetime
) -> Path | None:
    """Return the file of a person's own copy; None for another's, for one not made yet, and after its days."""
    found = session.get(DataExport, export_id)
    if found is None or found.person_id != person_id or found.expires_at is None or found.expires_at <= now:
        return None
    path = _folder(settings) / f"{found.token}.zip"
    return path if path.exists() else None


def export_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_EXPORT jobs; done again it writes the same copy anew."""

    def handle(work: Work) -> None:
        now = instant_now()
        with database.reading() as session:
            found = session.get(DataExport, int(work.payload["export"]))
            if found is None or found.erased_at is not None:
                return
            token, person_id = found.token, found.person_id
            sections = everything_about(session, site_keys(settings), person_id)
            days = _days(figures_in_force(session, settings.content_dir), now)
        intro = f"{settings.site_name}保存的关于您的全部资料，{local_date(now)}做成。请像保管证件一样保管它。"
        content = zip_of("我的资料", intro, sections)
        keep_private(_folder(settings), f"{token}.zip", content)
        with database.transaction() as session:
            row = session.get_one(DataExport, int(work.payload["export"]))
            if row.made_at is None:
                row.made_at, row.expires_at = now, now + timedelta(days=days)
            row.byte_count = len(content)
            jobs.enqueue(session, JOB_EXPIRE, {}, key=f"{JOB_EXPIRE}:{row.id}", now=row.expires_at or now)

    return handle


def expire_handler(database: Database, settings: Settings) -> Handler:
    """Return the handler of JOB_EXPIRE jobs: erases every copy whose days are over."""

    def handle(_work: Work) -> None:
        now = instant_now()
        with database.transaction() as session:
            rows = session.scalars(
                sa.select(DataExport).where(DataExport.expires_at <= now, DataExport.erased_at.is_(None))
            ).all()
            for row in rows:
                (_folder(settings) / f"{row.token}.zip").unlink(missing_ok=True)
                row.erased_at = now

    return handle


def _days(figures: Figures, now: datetime) -> int:
    found = figures.in_force_or_none(EXPORT_DAYS, "", local_date(now))
    return found.number if found is not None and found.value is not None else _DAYS_WITHOUT_POLICY


def _folder(settings: Settings) -> Path:
    return settings.instance_dir / "own-copies"
