"""Check a course folder against docs/content-format.md, whole, before anything of it is used."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from learnhub.authoring.adapters import sign_cue_file
from learnhub.authoring.adapters.files_at_rest import holds, mapped, opened, source_of
from learnhub.authoring.adapters.scorm import look_at_package
from learnhub.authoring.adapters.sign_cue_file import SignCueFault
from learnhub.authoring.adapters.video_file import VideoFault, length_milliseconds
from learnhub.authoring.rules import CourseFolder, FilePlace, FileRole, place_of
from learnhub.authoring.rules.signing.works import TEST_PICTURE, TEST_PICTURE_MARK
from learnhub.authoring.service.folders.check_assessments import assessment_faults
from learnhub.authoring.service.signing.passages import PassageClip, look_at_clips
from learnhub.catalogue.rules.course import CourseText
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.catalogue.rules.slots import SignNote
from learnhub.catalogue.rules.text import Edition, LessonText
from learnhub.catalogue.service import (
    PictureFault,
    PictureSize,
    look_at,
    read_course,
    read_lesson,
    read_slot_notes,
)
from learnhub.language.pronunciation import Lexicon, LexiconError, read_lexicon
from learnhub.media.rules.facts import MediaFacts
from learnhub.media.service.folder_files import look_at_track, look_at_video
from learnhub.primitives import Refusal, say
from learnhub.speech.service import RECORDING_OUTDATED, check_recording
from learnhub.storage.rules import address_of

_SIGN_SUFFIXES = {FileRole.SIGN_WEBM: ".webm", FileRole.SIGN_MP4: ".mp4"}
_VIDEO_TYPES = {FileRole.VIDEO_MP4: "video/mp4", FileRole.VIDEO_WEBM: "video/webm"}
_VTT_BYTES_MAX = 500_000
NOT_UTF8 = say("这里不是 UTF-8 文字，请用 UTF-8 编码重新保存文件。")
UNKNOWN_FILE = say("格式里没有这样的文件；名字只用小写字母、数字和连字符，放错地方的请移走，用不到的请删掉。")


@dataclass(frozen=True, slots=True)
class CheckedCourse:
    """A folder without findings, read.

    lessons and easy_lessons: by slug, in the order of course.toml. pictures: by path under lessons/.
    sign_milliseconds: how long the sign videos are, by slug. outdated_recordings: slugs whose recording reads an earlier text:
    it stays in the folder and isn't used. outdated_signs: slugs whose sign video shows an earlier text, likewise. videos: what the main videos are, by slug.
    clips: signed questions and feedback.
    """

    folder: CourseFolder
    course: CourseText
    lessons: Mapping[str, LessonText]
    easy_lessons: Mapping[str, LessonText]
    pictures: Mapping[str, PictureSize]
    sign_notes: Mapping[str, SignNote]
    sign_milliseconds: Mapping[str, int]
    lexicon: Lexicon
    outdated_recordings: frozenset[str] = frozenset()
    outdated_signs: frozenset[str] = frozenset()
    videos: Mapping[str, MediaFacts] = field(default_factory=dict)
    clips: tuple[PassageClip, ...] = ()


def check_course(folder: CourseFolder, shared_modules: Collection[str]) -> CheckedCourse:
    """Read and check every file of a course folder.

    shared_modules: slugs that `include` may name. Raises Findings with all faults of all files.
    """
    return _Check(folder, shared_modules).run()


class _Check:
    def __init__(self, folder: CourseFolder, shared_modules: Collection[str]) -> None:
        self.folder = folder
        self.shared_modules = shared_modules
        self.findings: list[Finding] = []
        self.by_role: dict[FileRole, dict[str, str]] = {role: {} for role in FileRole}
        self.outdated: set[str] = set()
        self.outdated_signs: set[str] = set()

    def run(self) -> CheckedCourse:
        """Go through all files, collecting findings."""
        self._place_files()
        course = self._course()
        pictures = self._pictures()
        named = course.lesson_slugs if course is not None else tuple(self.by_role[FileRole.LESSON])
        lessons = self._lessons(FileRole.LESSON, None, named)
        easy = self._lessons(FileRole.EASY_READ, Edition.EASY_READ, named)
        lexicon = self._lexicon()
        notes = self._sign_notes(frozenset(named))
        videos = self._videos()
        self._cue_files(videos)
        self._recordings()
        lengths = self._sign_lengths()
        self._sign_cues(lessons)
        clips = self._clips(lessons, easy)
        self._courseware()
        if course is not None:
            self._against_course(course, notes)
            for line, sentence in assessment_faults(course, lessons, self.folder.files["course.toml"]):
                self._find("course.toml", line, sentence)
        self._equal_lessons()
        if self.findings or course is None:
            raise Findings(self.findings)
        return CheckedCourse(
            self.folder,
            course,
            lessons,
            easy,
            pictures,
            notes,
            lengths,
            lexicon,
            frozenset(self.outdated),
            frozenset(self.outdated_signs),
            videos,
            clips,
        )

    def _find(self, path: str, line: int, sentence: str) -> None:
        self.findings.append(Finding(self.folder.shown + path, line, sentence))

    def _place_files(self) -> None:
        for path in sorted(self.folder.files):
            place = place_of(path)
            if place is None:
                self._find(path, 1, UNKNOWN_FILE)
            else:
                self.by_role[place.role][place.name] = path

    def _course(self) -> CourseText | None:
        content = self.folder.files.get("course.toml")
        if content is None:
            self._find("course.toml", 1, say("缺少 course.toml，请照格式说明写一个，放在课程文件夹里。"))
            return None
        try:
            return read_course(content, path=f"{self.folder.shown}course.toml", slug=self.folder.slug)
        except Findings as error:
            self.findings += error.findings
            return None

    def _pictures(self) -> dict[str, PictureSize]:
        sizes = {}
        for name, path in self.by_role[FileRole.PICTURE].items():
            try:
                sizes[name] = look_at(self.folder.files[path], path)
            except PictureFault as fault:
                self._find(path, 1, str(fault))
        return sizes

    def _lessons(
        self, role: FileRole, edition: Edition | None, named: Collection[str]
    ) -> dict[str, LessonText]:
        read = {}
        order = {slug: index for index, slug in enumerate(named)}
        paths = self.by_role[role]
        for slug in sorted(paths, key=lambda slug: order.get(slug, len(order))):
            path = paths[slug]
            try:
                read[slug] = read_lesson(
                    self.folder.files[path],
                    path=self.folder.shown + path,
                    pictures=self.by_role[FileRole.PICTURE].keys(),
                    edition=edition,
                )
            except Findings as error:
                self.findings += error.findings
        return read

    def _equal_lessons(self) -> None:
        """Two lessons with one text would share their audio, their video and their history."""
        seen: dict[bytes, str] = {}
        for path in self.by_role[FileRole.LESSON].values():
            content = self.folder.files[path]
            if content in seen:
                self._find(
                    path, 1, say("这个文件和 %(seen)s 一模一样，请改写，或者删掉一个。", seen=seen[content])
                )
            seen.setdefault(content, path)

    def _lexicon(self) -> Lexicon:
        content = self.folder.files.get("pronunciation.toml")
        if content is None:
            return Lexicon()
        text = _text_or_none(content)
        if text is None:
            self._find("pronunciation.toml", 1, NOT_UTF8)
            return Lexicon()
        try:
            return read_lexicon(text)
        except LexiconError as error:
            self._find("pronunciation.toml", _line_of_word(text, str(error)), str(error))
            return Lexicon()

    def _sign_notes(self, lessons: frozenset[str]) -> dict[str, SignNote]:
        content = self.folder.files.get("slots.toml")
        if content is None:
            return {}
        try:
            notes = read_slot_notes(content, lessons, path=f"{self.folder.shown}slots.toml")
        except Findings as error:
            self.findings += error.findings
            return {}
        return {note.lesson: note for note in notes}

    def _videos(self) -> dict[str, MediaFacts]:
        found: dict[str, MediaFacts] = {}
        for role, content_type in _VIDEO_TYPES.items():
            for slug, path in self.by_role[role].items():
                if slug in found:
                    self._find(path, 1, say("同一课有两个视频，请只留一个。"))
                with opened(source_of(self.folder.files, path)) as file:
                    looked = look_at_video(file, content_type)
                if isinstance(looked, Refusal):
                    self._find(path, 1, looked.sentence)
                    continue
                found[slug] = looked
                if looked.audio_codec and slug not in self.by_role[FileRole.CAPTIONS]:
                    lacks = say(
                        "这段视频有声音，没有字幕。聋人要靠字幕学，请补上 %(file)s。",
                        file=f"{slug}.captions.vtt",
                    )
                    self._find(path, 1, lacks)
        return found

    def _cue_files(self, videos: Mapping[str, MediaFacts]) -> None:
        for role in (FileRole.CAPTIONS, FileRole.DESCRIPTION):
            for slug, path in self.by_role[role].items():
                content = self.folder.files[path]
                if (
                    len(content) > _VTT_BYTES_MAX
                    or content[:6] != b"WEBVTT"
                    or _text_or_none(content) is None
                ):
                    self._find(path, 1, say("这个文件里不是 WebVTT，请重新导出，或者改正后缀。"))
                    continue
                faults = look_at_track(
                    content,
                    duration_ms=videos[slug].duration_ms if slug in videos else 0,
                    may_overlap=role is FileRole.DESCRIPTION,
                )
                for fault in faults:
                    self._find(path, fault.line, fault.sentence)

    def _recordings(self) -> None:
        sounds, cues = self.by_role[FileRole.AUDIO], self.by_role[FileRole.AUDIO_CUES]
        for slug in sounds.keys() ^ cues.keys():
            is_sound = slug in sounds
            lacking = f"{slug}.audio.{'vtt' if is_sound else 'mp3'}"
            words = say("录音和它的时间表要成对，请补上 %(file)s。", file=lacking)
            self._find((sounds if is_sound else cues)[slug], 1, words)
        for slug in sounds.keys() & cues.keys() & self.by_role[FileRole.LESSON].keys():
            cue_text = _text_or_none(self.folder.files[cues[slug]])
            if cue_text is None:
                self._find(cues[slug], 1, NOT_UTF8)
                continue
            refusal = check_recording(
                self.folder.files[sounds[slug]],
                cue_text,
                name=f"{slug}.audio.vtt",
                text_hash=address_of(self.folder.files[self.by_role[FileRole.LESSON][slug]]),
            )
            if refusal is not None and refusal.code == RECORDING_OUTDATED:
                # A word mended in the text must not keep the whole course from being loaded: the machine reads it meanwhile.
                self.outdated.add(slug)
            elif refusal is not None:
                self._find(cues[slug], 1, refusal.sentence)

    def _sign_lengths(self) -> dict[str, int]:
        lengths: dict[str, int] = {}
        for role, suffix in _SIGN_SUFFIXES.items():
            for slug, path in self.by_role[role].items():
                source = source_of(self.folder.files, path)
                if holds(source, TEST_PICTURE_MARK):
                    self._find(path, 1, TEST_PICTURE.sentence)
                if slug in lengths:
                    self._find(path, 1, say("同一课有两个手语视频，请只留一个。"))
                try:
                    with mapped(source) as content:
                        lengths[slug] = length_milliseconds(content, suffix)
                except VideoFault as fault:
                    self._find(path, 1, str(fault))
        return lengths

    def _sign_cues(self, lessons: Mapping[str, LessonText]) -> None:
        videos = self.by_role[FileRole.SIGN_WEBM].keys() | self.by_role[FileRole.SIGN_MP4].keys()
        for slug, path in self.by_role[FileRole.SIGN_CUES].items():
            if slug not in videos:
                self._find(
                    path,
                    1,
                    say(
                        "这里有时间表，但没有手语视频，请补上 %(slug)s.sign.webm 或 .sign.mp4，或者删掉它。",
                        slug=slug,
                    ),
                )
            if slug not in lessons:
                continue
            content, name = self.folder.files[path], f"{slug}.sign.vtt"
            try:
                told = sign_cue_file.read(content, name=name)
                if told.text_hash != address_of(self.folder.files[self.by_role[FileRole.LESSON][slug]]):
                    # As with recordings: a mended word must not keep the whole course from being loaded.
                    self.outdated_signs.add(slug)
                else:
                    ids = [sentence.id for sentence in lessons[slug].sentences()]
                    sign_cue_file.read(content, name=name, sentence_ids=ids)
            except SignCueFault as fault:
                self._find(path, 1, str(fault))

    def _clips(
        self, lessons: Mapping[str, LessonText], easy: Mapping[str, LessonText]
    ) -> tuple[PassageClip, ...]:
        texts = [*lessons.values(), *easy.values()]
        paths = self.by_role[FileRole.PASSAGE_SIGN].values()
        found, faults = look_at_clips(self.folder.files, paths, texts)
        for path, sentence in faults:
            self._find(path, 1, sentence)
        return tuple(found)

    def _courseware(self) -> None:
        for path in self.by_role[FileRole.COURSEWARE].values():
            try:
                look_at_package(source_of(self.folder.files, path), shown=self.folder.shown + path)
            except Findings as error:
                self.findings += error.findings

    def _against_course(self, course: CourseText, notes: Mapping[str, SignNote]) -> None:
        text = self.folder.files["course.toml"].decode("utf-8")
        lessons = self.by_role[FileRole.LESSON]
        for slug in course.lesson_slugs:
            if slug not in lessons:
                self._find(
                    "course.toml",
                    _line_with(text, f'"{slug}"'),
                    say("找不到 lessons/%(slug)s.md，请写这一课，或者把它从单元里删掉。", slug=slug),
                )
        for slug, path in lessons.items():
            if slug not in course.lesson_slugs:
                self._find(
                    path,
                    1,
                    say(
                        "没有哪个单元写着“%(slug)s”，请在 course.toml 的 lessons 里加上它，或者删掉这个文件。",
                        slug=slug,
                    ),
                )
        for role, paths in self.by_role.items():
            if (role.value.startswith(".") and role is not FileRole.LESSON) or role is FileRole.PASSAGE_SIGN:
                for name, path in paths.items():
                    slug = FilePlace(role, name).lesson
                    if slug not in lessons:
                        words = say(
                            "没有 lessons/%(slug)s.md，请把这个文件改成一课的名字，或者删掉它。", slug=slug
                        )
                        self._find(path, 1, words)
        signed = {**self.by_role[FileRole.SIGN_WEBM], **self.by_role[FileRole.SIGN_MP4]}
        for slug, path in signed.items():
            if slug not in notes or notes[slug].language is None:
                self._find(
                    path,
                    1,
                    say(
                        '请在 slots.toml 里说明这段手语是哪一种：[[sign]] lesson = "%(slug)s"，language = "国家通用手语"。',
                        slug=slug,
                    ),
                )
        for module in course.includes:
            if module not in self.shared_modules:
                self._find(
                    "course.toml",
                    _line_with(text, f'"{module}"'),
                    say(
                        "找不到公共模块“%(module)s”，请检查 include 的名字，或者先载入那个模块。",
                        module=module,
                    ),
                )


def _text_or_none(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _line_with(text: str, part: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if part in line.replace("'", '"'):
            return number
    return 1


def _line_of_word(text: str, sentence: str) -> int:
    """Return the line of the word that a lexicon's sentence quotes first."""
    _, _, rest = sentence.partition("“")
    word = rest.partition("”")[0]
    return _line_with(text, word) if word else 1
