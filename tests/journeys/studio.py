"""The sign studio of the region: a teacher who signs, with one sentence recorded, a whole video to be timed, and a video with captions.

The recordings are noise in a true container: no picture can be decoded, so nothing pretends to be signing.
"""

import io
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.accounts.rules.abilities import Ability
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.service import abilities
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit.rules import Actor
from learnhub.authoring.rules.signing.works import PORTRAIT
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import deliveries as sign_deliveries
from learnhub.authoring.service.signing import requests as sign_requests
from learnhub.authoring.service.signing import works as sign_works
from learnhub.authoring.service.signing.works import SignLesson
from learnhub.catalogue.rules import SignLanguage
from learnhub.db import Database
from learnhub.media import service as media
from learnhub.media.rules import Purpose, Stored
from learnhub.media.rules.captions import CaptionCue, TrackKind
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.media.recordings import mp4

SIGNER, ASKED = "教师01", "基地01"
COURSE, LESSON, ASKED_LESSON = "blind-massage", "when-not-to-massage", "stop-and-help"
STUDIO = f"/teach/signing/courses/{COURSE}/{LESSON}"


def person_named(session: Session, nickname: str) -> int:
    """Return the id of somebody of the region."""
    return session.scalars(sa.select(Person.id).where(Person.nickname_key == nickname_key(nickname))).one()


def opened(session: Session, lesson: str = LESSON) -> SignLesson:
    """Open a lesson as its signer does."""
    signer = person_named(session, SIGNER)
    holdings = holdings_on(session, signer, today())
    return sign_works.sign_lesson(session, COURSE, lesson, person_id=signer, holdings=holdings)


def sent(
    database: Database, settings: Settings, content: bytes, purpose: Purpose, *, by: str = SIGNER
) -> Stored:
    """Take a file of somebody, the signer unless told, as the site takes an upload."""
    with database.reading() as session:
        sender = person_named(session, by)
    stored = media.take_stream(
        database.transaction,
        media.places_for(settings),
        io.BytesIO(content),
        person_id=sender,
        purpose=purpose,
        limits=media.limits_of(settings),
        has_converter=False,
        now=instant_now(),
    )
    assert not isinstance(stored, Refusal), stored
    return stored


def furnish(database: Database, settings: Settings) -> None:
    """Let somebody be at work in the studio, somebody be asked, and a video wait for its lesson."""
    store, now = store_for(settings), instant_now()
    with database.transaction() as session:
        signer, asked = person_named(session, SIGNER), person_named(session, ASKED)
        for person_id in (signer, asked):
            known = abilities.record(
                session,
                Actor(person_named(session, "省干部01")),
                person_id,
                Ability.NATIONAL_SIGN,
                proof="看过证书原件",
                from_on=date(2026, 1, 1),
                now=now,
            )
            assert not isinstance(known, Refusal), known
        sign_consent.give_consent(session, signer, text_version=PORTRAIT.version, now=now)
        sign_works.begin(session, opened(session), person_id=signer, language=SignLanguage.NATIONAL, now=now)
        made = sign_requests.ask(
            session,
            opened(session, ASKED_LESSON),
            signer_id=asked,
            shown_as="",
            note="",
            wanted_on=today() + timedelta(days=30),
            asked_by_id=signer,
            now=now,
        )
        assert not isinstance(made, Refusal), made
    clips = [
        sent(
            database,
            settings,
            mp4(sound=None, seconds=3 + n, index_first=True, filling=2000 + 2 * n),
            Purpose.SIGN_RECORDING,
        )
        for n in range(3)
    ]
    video = sent(database, settings, mp4(seconds=30, index_first=True, title="视频"), Purpose.LESSON_VIDEO)
    with database.transaction() as session:
        lesson = opened(session)
        assert lesson.work is not None
        for stored, passage in zip(clips, (lesson.sentences[0], lesson.checks[0]), strict=False):
            assert not isinstance(
                sign_works.keep_clip(
                    session, store, stored, passage, person_id=signer, language=SignLanguage.NATIONAL, now=now
                ),
                Refusal,
            )
        refusal = sign_works.keep_video(
            session, store, clips[2], lesson.work, text_hash=lesson.place.version.text_hash, now=now
        )
        assert refusal is None
        sign_works.keep_times(lesson.work, [(lesson.sentences[0].key, 0)], now=now)
        recorded = sign_works.pieces(session, signer, SignLanguage.NATIONAL, lesson.checks)
        handed_in = sign_deliveries.hand_in_passages(
            session,
            store,
            recorded,
            signer_id=signer,
            language=SignLanguage.NATIONAL,
            lesson_id=lesson.place.version.lesson_id,
            now=now,
        )
        assert handed_in == 1
        cues = [
            CaptionCue(0, 2000, "今天学习什么时候不能按摩。"),
            CaptionCue(2000, 4000, "先问顾客有没有不舒服。"),
        ]
        media.keep(session, video.id)
        added = media.add_version(session, video.id, TrackKind.CAPTIONS, cues, made_by=signer, now=now)
        assert not isinstance(added, Refusal), added
