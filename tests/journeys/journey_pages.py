"""The pages of the journeys, with who opens them: what the judges of whole pages and `make screenshots` go through."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import SignDelivery, SignRequest
from learnhub.intake.models import BroughtSheet
from learnhub.learning.models import Enrolment
from learnhub.media.models import StoredMedia
from learnhub.media.rules import Purpose
from learnhub.primitives import instant_now
from learnhub.subsidy.models import BlendedRecord
from learnhub.training import service as training
from learnhub.training.models import ClassPlace, TrainingClass
from tests.journeys.assessment_pages import ASSESSMENT_PAGES, assessment_places
from tests.journeys.desk import desk_places
from tests.journeys.desk_pages import DESK_PAGES
from tests.journeys.enquiries import ENQUIRY_PAGES, enquiry_places
from tests.journeys.journey_page import JourneyPage
from tests.journeys.money_pages import MONEY_PAGES, money_places
from tests.journeys.office_pages import OFFICE_PAGES
from tests.journeys.people_pages import PEOPLE_PAGES
from tests.journeys.region import Region, person_id
from tests.journeys.register_pages import REGISTER_PAGES
from tests.journeys.studio import STUDIO
from tests.journeys.ways_pages import WAYS_PAGES
from tests.journeys.work import WORK_PAGES, work_places

CLASS_NUMBER = "演示-按摩-01"
TRAINEE, DEAF_TRAINEE, EASY_READER = "学员01", "学员03", "学员04"
INSTRUCTOR, BASE_MANAGER, COUNTY_OFFICER, OFFICER = "教师01", "基地01", "区干部01", "省干部01"
LESSON = "/courses/blind-massage/lessons/clean-hands"
SPOKEN_LESSON = "/courses/coffee-easyread/lessons/wash-hands"

# What the trainee, the instructor and the officer of the main journey open; and two lessons as other people read them.
MAIN_PAGES = frozenset(
    (
        "home", "catalogue", "search", "search-empty", "course", "course-enrolled", "register", "sign-in", "settings-access",
        "lesson", "lesson-pinyin", "lesson-card", "lesson-done", "me", "credits", "subsidy", "record", "record-why", "teach-roll",
        "office-class", "office-board",
    )
)  # fmt: skip

PAGES = (
    JourneyPage("home", "/"),
    JourneyPage("catalogue", "/courses"),
    JourneyPage("catalogue-filtered", "/courses?category=massage&region=410000"),
    JourneyPage("catalogue-empty", "/courses?category=massage&has=easy-read"),
    JourneyPage("catalogue-misread", "/courses?category=nothing"),
    JourneyPage("search", "/search?q=按摩"),
    JourneyPage("search-sound-alike", "/search?q=按魔"),
    JourneyPage("search-in-part", "/search?q=按摩+潜水艇"),
    JourneyPage("search-without-question", "/search"),
    JourneyPage("search-empty", "/search?q=开飞机"),
    JourneyPage("search-exact", "/search?q=按魔&exact=1"),
    JourneyPage("search-letters", "/search?q=anmo"),
    JourneyPage("search-filtered", "/search?q=手机&has=easy-read&region=410000"),
    JourneyPage("search-filtered-empty", "/search?q=按摩&has=easy-read&has=sign"),
    JourneyPage("search-cut", "/search?q=" + "按摩 洗手 " * 30),
    JourneyPage("search-bad-input", "/search?q=%00%1b' OR 1=1; --*&category=nothing&page=99"),
    JourneyPage("search-ordered", "/search?q=手机", access="e1"),
    JourneyPage("search-ordered-off", "/search?q=手机&order=plain", access="e1"),
    JourneyPage("search-sign-missing", "/search?q=手机", access="w2"),
    JourneyPage("search-signed-in", "/search?q=手机", TRAINEE),
    JourneyPage("search-large", "/search?q=手机", access="t5y1"),
    JourneyPage("pictures", "/search/pictures"),
    JourneyPage("pictures-simple", "/search/pictures", access="e1"),
    JourneyPage("pictures-way", "/search/pictures?category=food&shown=simple"),
    JourneyPage("pictures-courses", "/search/pictures?category=food&has=any"),
    JourneyPage("course", "/courses/blind-massage"),
    JourneyPage("course-in-preparation", "/courses/moxibustion"),
    JourneyPage("shared-module", "/courses/public-module"),
    JourneyPage("bases", "/bases"),
    JourneyPage("base", "/bases/demo-zhengzhou"),
    JourneyPage("lesson", LESSON),
    JourneyPage("lesson-pinyin", LESSON, access="y1"),
    JourneyPage("lesson-easy-read", SPOKEN_LESSON),
    JourneyPage("lesson-kept", f"{LESSON}/kept"),
    JourneyPage("kept-list", "/offline"),
    JourneyPage("offline", "/courses/blind-massage/offline", TRAINEE),
    JourneyPage("one-sentence", "/one-sentence"),
    JourneyPage("register", "/register"),
    JourneyPage("sign-in", "/sign-in"),
    JourneyPage("settings-access", "/settings/access"),
    JourneyPage("accessibility", "/accessibility"),
    JourneyPage("demo", "/demo"),
    JourneyPage("tour", "/demo/tour"),
    JourneyPage("me", "/me", TRAINEE),
    JourneyPage("me-simple", "/me?shown=simple", EASY_READER),
    JourneyPage("messages", "/me/messages", TRAINEE),
    JourneyPage("messages-simple", "/me/messages", EASY_READER),
    JourneyPage("messages-unread", "/me/messages/unread", TRAINEE),
    JourneyPage("messages-of-kind", "/me/messages/kinds/claim-publicised", TRAINEE),
    JourneyPage("messages-choices", "/me/messages/choices", TRAINEE),
    JourneyPage("messages-address", "/me/messages/choices/sms", TRAINEE),
    JourneyPage("messages-undelivered", "/office/messages", "站长01"),
    JourneyPage("own-plans", "/me/plans", TRAINEE),
    JourneyPage("account", "/me/account", TRAINEE),
    JourneyPage("own-data", "/me/data", TRAINEE),
    JourneyPage("own-marks", "/me/marks", TRAINEE),
    JourneyPage("own-certificates", "/me/certificates", TRAINEE),
    JourneyPage("certificate-check", "/certificates/check"),
    JourneyPage("accommodation", "/me/enrolments/{enrolment}/accommodations", TRAINEE),
    JourneyPage("course-enrolled", "/courses/blind-massage", TRAINEE),
    JourneyPage("lesson-open", "/courses/blind-massage/lessons/head-and-shoulder-points", TRAINEE),
    JourneyPage("lesson-done", LESSON, TRAINEE),
    JourneyPage("lesson-with-pinyin-and-large-text", f"{SPOKEN_LESSON}?card=all", EASY_READER),
    JourneyPage("lesson-card", f"{SPOKEN_LESSON}?card=1", EASY_READER),
    JourneyPage("easy-read-desk", "/teach/easy-read", INSTRUCTOR),
    JourneyPage("sign-desk", "/teach/signing", INSTRUCTOR),
    JourneyPage("sign-desk-asked", "/teach/signing", BASE_MANAGER),
    JourneyPage("sign-request", "/teach/signing/requests/{sign_request}", BASE_MANAGER),
    JourneyPage("sign-choice", "/teach/signing/lessons", INSTRUCTOR),
    JourneyPage("sign-lesson", STUDIO, INSTRUCTOR),
    JourneyPage("sign-piece", f"{STUDIO}/pieces/s-1", INSTRUCTOR),
    JourneyPage("sign-times", f"{STUDIO}/times", INSTRUCTOR),
    JourneyPage("sign-marking", f"{STUDIO}/marking", INSTRUCTOR),
    JourneyPage("sign-asking", f"{STUDIO}/request", INSTRUCTOR),
    JourneyPage("sign-review", "/teach/signing/videos/{sign_delivery}", BASE_MANAGER),
    JourneyPage("sign-portrait", "/teach/signing/portrait", INSTRUCTOR),
    JourneyPage("sign-pages", "/teach/signing/pages", INSTRUCTOR),
    JourneyPage("sign-page", "/teach/signing/pages/certificate-duty", INSTRUCTOR),
    JourneyPage("videos", "/teach/videos", INSTRUCTOR),
    JourneyPage("video-new", "/teach/videos/new", INSTRUCTOR),
    JourneyPage("video", "/teach/videos/{video}", INSTRUCTOR),
    JourneyPage("video-captions", "/teach/videos/{video}/captions", INSTRUCTOR),
    JourneyPage("video-cue", "/teach/videos/{video}/captions/cues/1", INSTRUCTOR),
    JourneyPage("video-lesson", "/teach/videos/{video}/lesson", INSTRUCTOR),
    JourneyPage("packages", "/teach/packages", INSTRUCTOR),
    JourneyPage("package", "/teach/courses/blind-massage/package", INSTRUCTOR),
    JourneyPage("package-new", "/teach/packages/new", INSTRUCTOR),
    JourneyPage("training-packages", "/teach/training-packages", INSTRUCTOR),
    JourneyPage("credits", "/me/credits", TRAINEE),
    JourneyPage("subsidy", "/me/subsidy", TRAINEE),
    JourneyPage("record", "/me/subsidy/{enrolment}", TRAINEE),
    JourneyPage("record-why", "/me/subsidy/{enrolment}/why", TRAINEE),
    JourneyPage("teach", "/teach", INSTRUCTOR),
    JourneyPage("teach-class", "/teach/classes/{class}", INSTRUCTOR),
    JourneyPage("teach-messages", "/teach/classes/{class}/messages", INSTRUCTOR),
    JourneyPage("teach-trainees", "/teach/classes/{class}/trainees", INSTRUCTOR),
    JourneyPage("teach-roll", "/teach/classes/{class}/sessions/{session}", INSTRUCTOR),
    JourneyPage("teach-trainee", "/teach/classes/{class}/trainees/{enrolment}", INSTRUCTOR),
    JourneyPage("teach-sheet", "/teach/classes/{class}/sessions/{session}/sheet", INSTRUCTOR),
    JourneyPage("teach-papers", "/teach/classes/{class}/sessions/{session}/papers", INSTRUCTOR),
    JourneyPage("attendance", "/me/attendance", TRAINEE),
    JourneyPage("class-rolls", "/classes/{class}/rolls", OFFICER),
    JourneyPage("class-roll", "/classes/{class}/rolls/{session}", BASE_MANAGER),
    JourneyPage("class-changes", "/classes/{class}/changes", BASE_MANAGER),
    JourneyPage("class-new-change", "/base/classes/{class}/changes/new/meeting-moved", BASE_MANAGER),
    JourneyPage("class-roster", "/base/classes/{class}/roster", BASE_MANAGER),
    JourneyPage("class-inspections", "/classes/{class}/inspections", OFFICER),
    JourneyPage("class-new-inspection", "/office/classes/{class}/inspections/new", OFFICER),
    JourneyPage("opening-draft", "/base/openings/{draft}", BASE_MANAGER),
    JourneyPage("opening-basics", "/base/openings/{draft}/basics", BASE_MANAGER),
    JourneyPage("opening-place", "/base/openings/{draft}/place", BASE_MANAGER),
    JourneyPage("opening-timetable", "/base/openings/{draft}/timetable", BASE_MANAGER),
    JourneyPage("class-place", "/courses/blind-massage/classes/{coming}/place", TRAINEE),
    JourneyPage("base-board", "/base", BASE_MANAGER),
    JourneyPage("base-classes", "/base/classes", BASE_MANAGER),
    JourneyPage("base-class", "/base/classes/{waiting}", BASE_MANAGER),
    JourneyPage("base-new-class", "/base/classes/new", BASE_MANAGER),
    JourneyPage("office-openings", "/office/openings", OFFICER),
    JourneyPage("office-opening", "/office/openings/{waiting}", OFFICER),
    JourneyPage("office-board", "/office/quota", OFFICER),
    JourneyPage("office-board-ended", "/office/quota?show=ended", OFFICER),
    JourneyPage("office-board-without-duty", "/office/quota?show=none", OFFICER),
    JourneyPage("office-base-board", "/office/quota/demo-zhengzhou", OFFICER),
    *REGISTER_PAGES,
    JourneyPage("office", "/office", OFFICER),
    JourneyPage("saved-searches", "/me/searches", INSTRUCTOR),
    JourneyPage("search-words", "/office/search-words?words=按摩+松筋骨", OFFICER),
    JourneyPage("office-classes", "/office/classes", OFFICER),
    JourneyPage("office-class", "/office/classes/{class}", OFFICER),
    JourneyPage("office-record", "/office/classes/{class}/records/{enrolment}", OFFICER),
    JourneyPage("audit-desk", "/audit", OFFICER),
    JourneyPage("audit-record", "/audit/records/{record}", OFFICER),
    JourneyPage("audit-samples", "/audit/samples", OFFICER),
    JourneyPage("office-figures", "/office/policy/topics/2?region=410100", OFFICER),
    JourneyPage(
        "office-figure", "/office/policy/figures/subsidy.living_per_offline_day_fen?region=410100", OFFICER
    ),
    JourneyPage(
        "office-figure-preview",
        "/office/policy/figures/subsidy.living_per_offline_day_fen/new?region=410100&value=40&valid_from=2022-01-01&source=示例：演示&is_example=y",
        OFFICER,
    ),
    JourneyPage("office-courses", "/office/courses", OFFICER),
    JourneyPage("office-courses-online", "/office/online-courses", OFFICER),
    JourneyPage("office-people", "/office/people", COUNTY_OFFICER),
    *ASSESSMENT_PAGES,
    *DESK_PAGES,
    *ENQUIRY_PAGES,
    *MONEY_PAGES,
    *PEOPLE_PAGES,
    *OFFICE_PAGES,
    *WAYS_PAGES,
    *WORK_PAGES,
)


def places(region: Region) -> Mapping[str, int | str]:
    """Return what paths name: the massage class, its last session, the place of 学员01; an application just begun; a class to come and one that waits; what lies in the studio."""
    draft_id = _draft(region)
    with region.database.transaction() as session:
        found = session.scalars(sa.select(TrainingClass).where(TrainingClass.number == CLASS_NUMBER)).one()
        enrolment_id = session.scalars(
            sa.select(Enrolment.id)
            .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
            .where(
                ClassPlace.training_class_id == found.id,
                Enrolment.person_id == person_id(region, TRAINEE),
            )
        ).one()
        others = {
            name: session.scalars(sa.select(TrainingClass.id).where(TrainingClass.number == number)).one()
            for name, number in (("coming", "演示-按摩-02"), ("waiting", "演示-手机-01"))
        }
        return {
            "class": found.id,
            "session": found.sessions[-1].id,
            "enrolment": enrolment_id,
            "draft": draft_id,
            "file": person_id(region, "学员02"),
            "ledger": session.scalars(sa.select(BroughtSheet.id).where(BroughtSheet.taken.is_(None))).first()
            or "",
            "record": session.scalars(
                sa.select(BlendedRecord.id).where(BlendedRecord.enrolment_id == enrolment_id)
            ).first()
            or 0,
            **others,
            **assessment_places(session),
            **_studio(session),
            **desk_places(session),
            **enquiry_places(session),
            **money_places(session),
            **work_places(session),
        }


def _draft(region: Region) -> int:
    """Return an application that the base has just begun; one, however often it is asked for."""
    by = person_id(region, BASE_MANAGER)
    with region.database.transaction() as session:
        found = session.scalars(sa.select(TrainingClass).where(TrainingClass.number == CLASS_NUMBER)).one()
        known = training.drafts_of(session, [found.base_id])
        begun = known or [
            training.begin_draft(session, base_id=found.base_id, typed={}, by=by, now=instant_now())
        ]
        return begun[0].id


def _studio(session: Session) -> Mapping[str, int | str]:
    video = sa.select(StoredMedia.token).where(StoredMedia.purpose == Purpose.LESSON_VIDEO)
    return {
        "sign_request": session.scalars(sa.select(SignRequest.id)).one(),
        "sign_delivery": session.scalars(sa.select(SignDelivery.id)).one(),
        "video": session.scalars(video.order_by(StoredMedia.id).limit(1)).one(),
    }
