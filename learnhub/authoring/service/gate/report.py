"""Look at a course folder, whole or half written, and say what keeps it from being submitted and what would make it better."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from learnhub.authoring.adapters.files_at_rest import address, opened, source_of
from learnhub.authoring.adapters.picture_colours import drawn_colours
from learnhub.authoring.rules import CourseFolder, FileRole, place_of
from learnhub.authoring.rules.gate.findings import (
    CaptionFacts,
    CourseFacts,
    Declaration,
    DrawFacts,
    Drawing,
    GateFinding,
    LessonFacts,
    RightsFacts,
    VideoFacts,
)
from learnhub.authoring.rules.gate.run import gate
from learnhub.authoring.rules.papers import ConsentState
from learnhub.authoring.service.folders.check import check_course
from learnhub.authoring.service.folders.check_assessments import lines_of_tests
from learnhub.catalogue.rules import Finding, Findings, LessonText, PublicationFigures, SignNote
from learnhub.catalogue.rules.survey import LessonSurvey
from learnhub.catalogue.service import (
    PictureFault,
    look_at,
    read_course,
    read_slot_notes,
    survey_course,
    survey_lesson,
    text_of_source,
)
from learnhub.media.service.folder_files import cues_of, look_at_track, look_at_video
from learnhub.primitives import Refusal
from learnhub.speech.service import RECORDING_OUTDATED, check_recording, read_recorded
from learnhub.storage.rules import address_of

# What the readers of files refuse too, at the same line; other findings of a line say nothing about its form.
SAID_BY_FORM = frozenset(
    [
        *("picture-without-description", "heading-order", "link-without-words", "table-without-header"),
        *("video-without-captions", "question-without-feedback", "told-by-sight-alone", "minutes-above-cap"),
        *("rights-not-stated", "raw-markup", "recording-without-cues"),
    ]
)
_VIDEOS = {FileRole.VIDEO_MP4: "video/mp4", FileRole.VIDEO_WEBM: "video/webm"}


@dataclass(frozen=True)
class GateReport:
    """What the gate found. form: faults of form that keep the folder from being read, where no finding says the same."""

    findings: tuple[GateFinding, ...]
    form: tuple[Finding, ...]
    facts: CourseFacts


def gate_report(
    folder: CourseFolder,
    *,
    shared_modules: Collection[str],
    figures: PublicationFigures,
    today: date,
    declarations: Collection[Declaration] = (),
    has_proof: bool | None = None,
    consents: Mapping[str, ConsentState] | None = None,
) -> GateReport:
    """Look at a whole course folder. Nothing is refused: a file that can't be read is named among the faults of form."""
    facts = replace(
        course_facts(folder, figures=figures, today=today, declarations=declarations),
        has_proof=has_proof,
        consents=consents,
    )
    findings = gate(facts)
    try:
        check_course(folder, shared_modules)
        form: tuple[Finding, ...] = ()
    except Findings as error:
        named = {
            (finding.path, finding.line): finding.code for finding in findings if finding.code in SAID_BY_FORM
        }
        form = tuple(
            fault
            for each in error.findings
            if not _is_named(
                fault := Finding(each.path.removeprefix(folder.shown), each.line, each.sentence), named
            )
        )
    return GateReport(findings, form, facts)


def _is_named(fault: Finding, named: Mapping[tuple[str, int], str]) -> bool:
    """Tell whether a finding of the gate already says what a fault of form says."""
    code = named.get((fault.path, fault.line))
    if code == "rights-not-stated":
        return any(word in fault.sentence for word in ("origin", "licence", "rights"))
    return code is not None


def course_facts(
    folder: CourseFolder,
    *,
    figures: PublicationFigures,
    today: date,
    declarations: Collection[Declaration] = (),
) -> CourseFacts:
    """Return all that the gate looks at, read from the files."""
    by_role: dict[FileRole, dict[str, str]] = {role: {} for role in FileRole}
    for path in sorted(folder.files):
        place = place_of(path)
        if place is not None:
            by_role[place.role][place.name] = path
    lessons = by_role[FileRole.LESSON]
    return CourseFacts(
        lessons=tuple(
            facts for slug in _in_order(folder, lessons) if (facts := _lesson(folder, by_role, slug))
        ),
        rights=_rights(folder),
        today=today,
        figures=figures,
        pictures=_pictures(folder, by_role[FileRole.PICTURE]),
        sign_notes=_sign_notes(folder, lessons),
        declarations=frozenset(declarations),
        draws=_draws(folder),
    )


def _draws(folder: CourseFolder) -> tuple[DrawFacts, ...]:
    content = folder.files.get("course.toml", b"")
    try:
        course = read_course(content)
    except Findings:
        return ()  # a fault of form says so
    lessons = {unit.title: unit.lessons for unit in course.units}
    lines = lines_of_tests(content, len(course.assessments))
    return tuple(
        DrawFacts(line, one.title, draw, tuple(lessons.get(draw.unit, ())))
        for one, line in zip(course.assessments, lines, strict=True)
        for draw in one.draws
    )


def _in_order(folder: CourseFolder, lessons: Mapping[str, str]) -> list[str]:
    try:
        order = read_course(folder.files.get("course.toml", b"")).lesson_slugs
    except Findings:
        order = ()
    return [*(slug for slug in order if slug in lessons), *sorted(lessons.keys() - set(order))]


def _lesson(
    folder: CourseFolder, by_role: Mapping[FileRole, Mapping[str, str]], slug: str
) -> LessonFacts | None:
    path = by_role[FileRole.LESSON][slug]
    content = folder.files[path]
    survey = survey_lesson(content, path=path)
    if survey is None:
        return None  # not even text: a fault of form says so
    easy_path = by_role[FileRole.EASY_READ].get(slug)
    sound, cues = by_role[FileRole.AUDIO].get(slug), by_role[FileRole.AUDIO_CUES].get(slug)
    return LessonFacts(
        slug=slug,
        survey=survey,
        easy=survey_lesson(folder.files[easy_path], path=easy_path) if easy_path else None,
        text=_text_or_none(survey),
        video=_video(folder, by_role, slug),
        has_sign=slug in by_role[FileRole.SIGN_WEBM] or slug in by_role[FileRole.SIGN_MP4],
        is_recording_outdated=bool(
            sound and cues and _is_outdated(folder.files[sound], folder.files[cues], content, slug)
        ),
        has_recording_without_cues=sound is not None and cues is None,
        has_guessed_times=bool(sound and cues and _is_guessed(folder.files[cues], slug)),
    )


def _text_or_none(survey: LessonSurvey) -> LessonText | None:
    try:
        return text_of_source(survey.source)
    except Findings:
        return None


def _is_outdated(sound: bytes, cues: bytes, lesson: bytes, slug: str) -> bool:
    refusal = check_recording(
        sound,
        cues.decode("utf-8", errors="replace"),
        name=f"{slug}.audio.vtt",
        text_hash=address_of(lesson),
    )
    return refusal is not None and refusal.code == RECORDING_OUTDATED


def _is_guessed(cues: bytes, slug: str) -> bool:
    told = read_recorded(cues.decode("utf-8", errors="replace"), name=f"{slug}.audio.vtt")
    return not isinstance(told, Refusal) and told.are_times_guessed


def _video(
    folder: CourseFolder, by_role: Mapping[FileRole, Mapping[str, str]], slug: str
) -> VideoFacts | None:
    found = next(
        ((by_role[role][slug], kind) for role, kind in _VIDEOS.items() if slug in by_role[role]), None
    )
    if found is None:
        return None
    path, content_type = found
    source = source_of(folder.files, path)
    with opened(source) as file:
        looked = look_at_video(file, content_type)
    captions = by_role[FileRole.CAPTIONS].get(slug)
    return VideoFacts(
        path=path,
        digest=address(source),
        # One that can't be read is taken to speak: its fault of form stands beside it.
        has_sound=isinstance(looked, Refusal) or bool(looked.audio_codec),
        duration_ms=0 if isinstance(looked, Refusal) else looked.duration_ms,
        captions=_captions(folder.files[captions]) if captions else None,
        has_description=slug in by_role[FileRole.DESCRIPTION],
    )


def _captions(content: bytes) -> CaptionFacts:
    faults = look_at_track(content, duration_ms=0, may_overlap=False)
    cues = tuple((cue.start_ms, cue.end_ms, cue.text) for cue in cues_of(content))
    is_draft = any(fault.line == 1 and "机器草稿" in fault.sentence for fault in faults)
    return CaptionFacts(is_draft=is_draft, is_readable=bool(cues), cues=cues)


def _pictures(folder: CourseFolder, paths: Mapping[str, str]) -> dict[str, Drawing]:
    found = {}
    for name, path in paths.items():
        content = folder.files[path]
        try:
            size = look_at(content, path)
        except PictureFault:
            continue  # a fault of form says so
        is_drawn = size.content_type == "image/svg+xml"
        found[name] = Drawing(address_of(content), is_drawn, drawn_colours(content) if is_drawn else ())
    return found


def _rights(folder: CourseFolder) -> RightsFacts | None:
    told = survey_course(folder.files.get("course.toml", b""))
    if told is None:
        return None
    return RightsFacts(
        origin=told.word("origin"),
        licence=told.word("licence"),
        rights=told.word("rights"),
        acquired_from=told.word("acquired_from"),
        acquired_cost=told.word("acquired_cost"),
        acquired_proof=told.word("acquired_proof"),
        lines=told.lines,
    )


def _sign_notes(folder: CourseFolder, lessons: Collection[str]) -> dict[str, SignNote]:
    try:
        notes = read_slot_notes(folder.files.get("slots.toml", b""), frozenset(lessons), path="slots.toml")
    except Findings:
        return {}
    return {note.lesson: note for note in notes}
