"""Tell search tools what a course is, in schema.org's words (JSON-LD)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from learnhub.catalogue.rules import CourseState
from learnhub.catalogue.rules.discovery import Discovery, discovery_of, duration_words, lesson_features
from learnhub.catalogue.service.discovery import lesson_ways
from learnhub.pages.service.course import CoursePage
from learnhub.training.models import TrainingClass


def course_metadata(
    session: Session, shown: CoursePage, *, address: str, lesson_address: Callable[[str], str], site_name: str
) -> Mapping[str, Any]:
    """Return a course as one JSON-LD object: what it says of itself, its open classes, and of each lesson what is really there.

    address and lesson_address (of a lesson's slug) are absolute. Times are those of lessons that are online, never of plans.
    Source: schema.org Course, CourseInstance, LearningResource (LRMI).
    """
    outline = shown.outline
    version = outline.version
    ways = lesson_ways(session, outline, shown.with_courseware)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LearningResource" if shown.is_module else "Course",
        "@id": address,
        "url": address,
        "name": version.title,
        "description": version.summary,
        "inLanguage": "zh-CN",
        "educationalLevel": version.level,
        "keywords": list(version.tags),
        "license": version.licence,
        "copyrightNotice": version.rights,
        "dateModified": version.made_at.date().isoformat(),
        "provider": {"@type": "Organization", "name": shown.base.name if shown.base else site_name},
    }
    if version.notice:
        told["usageInfo"] = version.notice
    if outline.course.state is CourseState.IN_PREPARATION:
        told["creativeWorkStatus"] = "筹备中"
    if outline.minutes:
        told["timeRequired"] = duration_words(outline.minutes)
    if version.certificates and not shown.is_module:
        told["educationalCredentialAwarded"] = list(version.certificates)
    discovery = discovery_of(ways)
    if discovery is not None:
        told |= _accessibility(discovery)
    if shown.classes and not shown.is_module:
        told["hasCourseInstance"] = [_instance(one) for one, _left in shown.classes]
    told["hasPart"] = [
        {
            "@type": "LearningResource",
            "name": lesson.version.title,
            "url": lesson_address(lesson.slug),
            "timeRequired": duration_words(lesson.version.minutes),
            "accessibilityFeature": list(lesson_features(one)),
        }
        for lesson, one in zip(outline.lessons, ways, strict=True)
    ]
    return told


def _accessibility(found: Discovery) -> dict[str, Any]:
    return {
        "accessMode": list(found.modes),
        "accessModeSufficient": [
            {"@type": "ItemList", "itemListElement": list(modes)} for modes in found.sufficient
        ],
        "accessibilityFeature": list(found.features),
        "accessibilityHazard": list(found.hazards),
        "accessibilitySummary": found.summary,
    }


def _instance(one: TrainingClass) -> dict[str, Any]:
    return {
        "@type": "CourseInstance",
        "name": one.title,
        "courseMode": "blended",
        "startDate": one.sessions[0].day.isoformat(),
        "endDate": one.sessions[-1].day.isoformat(),
        "location": {"@type": "Place", "name": one.place, "description": one.access_words},
    }
