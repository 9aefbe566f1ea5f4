"""Look at what stands beside a lesson's text: video, captions, sign, easy-read, recording; and at the course's rights and minutes."""

from collections.abc import Iterator

from learnhub.authoring.rules.gate.findings import (
    CaptionFacts,
    CourseFacts,
    DeclarationKind,
    Found,
    GateFinding,
    LessonFacts,
    VideoFacts,
)
from learnhub.authoring.rules.papers import ConsentState
from learnhub.catalogue.rules.minutes import told_minutes
from learnhub.catalogue.rules.survey import TaskPart
from learnhub.catalogue.rules.tasks import TASK_MINUTES_MAX
from learnhub.catalogue.rules.text import spoken_length
from learnhub.primitives import listed, say

CAPTION_CHARACTERS_PER_SECOND_MAX = 9
CAPTION_GAP_MS_MAX = 30_000
COURSE_FILE = "course.toml"
COLLECTED = frozenset({"collected", "purchased"})
# What course.toml has to say of any content, by key; what is said of others' content is asked on a page of its own.
RIGHTS_WORDS = {
    "origin": say("怎么来的（收集、开发、购买）"),
    "licence": say("许可"),
    "rights": say("谁有权利"),
}
ORIGINS = frozenset({"developed", *COLLECTED})
PROOF_LACKS = say("凭据的扫描件或照片")
CONSENT_LACKS = say("还没有放上拍到的人的同意书")
CONSENT_WITHDRAWN = say("拍到的人收回了同意，请换一段视频")


def media_findings(lesson: LessonFacts, course: CourseFacts) -> Iterator[GateFinding]:
    """Yield what there is to mend beside the text of one lesson."""

    def found(code: str, line: int, subject: str, path: str = "") -> GateFinding:
        return GateFinding(path or lesson.survey.path, line, code, subject, lesson.slug)

    if lesson.video is not None:
        yield from _video(lesson.video, course, found)
    if not lesson.has_sign:
        note = course.sign_notes.get(lesson.slug)
        if note is None or (not note.requested_of and note.promised_on is None):
            yield found("sign-missing", 1, lesson.survey.title)
        elif note.promised_on is not None and note.promised_on < course.today:
            yield found("sign-overdue", 1, f"{note.requested_of} {note.promised_on.isoformat()}")
    if lesson.easy is None and not lesson.survey.is_easy:
        yield found("easy-read-missing", 1, lesson.survey.title)
    if lesson.is_recording_outdated:
        yield found("recording-outdated", 1, f"{lesson.slug}.audio.mp3")
    if lesson.has_recording_without_cues:
        yield found("recording-without-cues", 1, f"{lesson.slug}.audio.mp3")
    if lesson.has_guessed_times:
        yield found(
            "recording-times-guessed", 1, f"{lesson.slug}.audio.vtt", f"lessons/{lesson.slug}.audio.vtt"
        )
    yield from _minutes(lesson, course, found)


def rights_findings(course: CourseFacts) -> Iterator[GateFinding]:
    """Yield what course.toml doesn't say about origin and rights."""
    rights = course.rights
    if rights is None:
        return

    def found(key: str, words: str) -> GateFinding:
        return GateFinding(COURSE_FILE, rights.lines.get(key, 1), "rights-not-stated", words)

    if rights.origin not in ORIGINS:
        yield found("origin", RIGHTS_WORDS["origin"])
    if not rights.licence:
        yield found("licence", RIGHTS_WORDS["licence"])
    if not rights.rights:
        yield found("rights", RIGHTS_WORDS["rights"])
    acquired = [(say("从哪里来"), rights.acquired_from), (say("凭据放在哪里"), rights.acquired_proof)]
    if rights.origin == "purchased":
        acquired.append((say("花了多少钱"), rights.acquired_cost))
    lacking = [words for words, said in acquired if not said]
    if course.has_proof is False:
        lacking.append(PROOF_LACKS)
    if rights.origin in COLLECTED and lacking:
        yield found("origin", listed(lacking))


def _video(video: VideoFacts, course: CourseFacts, found: Found) -> Iterator[GateFinding]:
    name = video.path.rpartition("/")[2]
    captions = video.captions
    if video.has_sound and (captions is None or captions.is_draft or not captions.is_readable):
        yield found("video-without-captions", 1, name, video.path)
    elif captions is not None:
        yield from _captions(captions, video, found)
    shows_more = course.declared(video.digest, DeclarationKind.VIDEO_SHOWS_MORE)
    if not video.has_description and not shows_more:
        yield found("video-undeclared", 1, name, video.path)
    elif not video.has_description and shows_more == "yes":
        yield found("video-without-description", 1, name, video.path)
    flashes = course.declared(video.digest, DeclarationKind.FLASHES)
    if flashes != "no":
        yield found("video-flashes" if flashes else "flashes-undeclared", 1, name, video.path)
    people = course.declared(video.digest, DeclarationKind.PEOPLE_SHOWN)
    if not people:
        yield found("people-undeclared", 1, name, video.path)
    elif people == "yes":
        yield found("rights-not-stated", 1, say("%(name)s：拍到的人还没有书面同意", name=name), video.path)
    if course.consents is not None:
        state = course.consents.get(video.digest)
        if state is ConsentState.WITHDRAWN:
            yield found(
                "rights-not-stated",
                1,
                say("%(name)s：%(consent_withdrawn)s", name=name, consent_withdrawn=CONSENT_WITHDRAWN),
                video.path,
            )
        elif people == "agreed" and state is None:
            yield found(
                "rights-not-stated",
                1,
                say("%(name)s：%(consent_lacks)s", name=name, consent_lacks=CONSENT_LACKS),
                video.path,
            )


def _captions(captions: CaptionFacts, video: VideoFacts, found: Found) -> Iterator[GateFinding]:
    fast = [
        text
        for start, end, text in captions.cues
        if spoken_length(text) * 1000 > CAPTION_CHARACTERS_PER_SECOND_MAX * max(end - start, 1)
    ]
    if fast:
        yield found("captions-too-fast", 1, fast[0], video.path)
    last = 0
    for start, end in [*((start, end) for start, end, _ in captions.cues), (video.duration_ms, 0)]:
        if video.has_sound and start - last > CAPTION_GAP_MS_MAX:
            yield found(
                "captions-with-gap",
                1,
                say("%(last)s 秒到 %(start)s 秒", last=last // 1000, start=start // 1000),
                video.path,
            )
            return
        last = max(last, end)


def _minutes(lesson: LessonFacts, course: CourseFacts, found: Found) -> Iterator[GateFinding]:
    for part in lesson.survey.parts:
        if isinstance(part, TaskPart) and part.minutes is not None and part.minutes > TASK_MINUTES_MAX:
            yield found(
                "minutes-above-cap",
                part.line,
                say("%(title)s %(minutes)s 分钟", title=part.title, minutes=part.minutes),
            )
    if lesson.text is not None:
        told, cap = told_minutes(lesson.text, course.figures)
        if told > cap:
            yield found("minutes-above-cap", 1, say("%(told)s 分钟，上限 %(cap)s 分钟", told=told, cap=cap))
