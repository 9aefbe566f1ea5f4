"""What stands beside a lesson's text is looked at too: video, captions, sign, easy-read, recordings; and what authors declare."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from learnhub.authoring.rules.gate.findings import (
    CaptionFacts,
    CourseFacts,
    Declaration,
    DeclarationKind,
    VideoFacts,
)
from learnhub.authoring.rules.gate.run import blocking, gate
from learnhub.catalogue.rules import SignLanguage, SignNote
from learnhub.catalogue.rules.assessments import bank_of
from tests.authoring.folders.test_check import recording
from tests.authoring.gate.gated import SIGNS, files, found, report

_CUES = ((0, 4000, "先湿手，再抹洗手液。"), (5000, 9000, "来回搓二十秒。"))
_DIGEST = "d" * 64
VIDEO = VideoFacts(
    "lessons/wash-hands.video.mp4",
    _DIGEST,
    True,
    20_000,
    CaptionFacts(False, True, _CUES),
    has_description=False,
)
_FINE = frozenset(Declaration(_DIGEST, kind, "no") for kind in DeclarationKind)


def course(video: VideoFacts | None = None, declarations: frozenset[Declaration] = _FINE) -> CourseFacts:
    """Return a whole course whose first lesson has a video."""
    facts = report(files()).facts
    first = replace(facts.lessons[0], video=video)
    return replace(facts, lessons=(first, *facts.lessons[1:]), declarations=declarations)


def codes(facts: CourseFacts) -> list[str]:
    return [finding.code for finding in gate(facts)]


def test_a_video_with_captions_and_declarations_is_clean() -> None:
    assert codes(course(VIDEO)) == []


@pytest.mark.parametrize(
    "captions",
    [None, CaptionFacts(True, True, _CUES), CaptionFacts(False, False)],
    ids=["none", "draft", "unreadable"],
)
def test_a_video_that_speaks_without_corrected_captions_blocks(captions: CaptionFacts | None) -> None:
    facts = course(replace(VIDEO, captions=captions))
    assert [finding.code for finding in blocking(gate(facts))] == ["video-without-captions"]
    assert codes(course(replace(VIDEO, captions=None, has_sound=False))) == []


def test_captions_that_nobody_can_read_in_time_are_found() -> None:
    fast = CaptionFacts(False, True, ((0, 1000, "先湿手再抹洗手液然后来回搓满二十秒。"),))
    assert codes(course(replace(VIDEO, captions=fast))) == ["captions-too-fast"]


def test_a_long_stretch_without_captions_is_found() -> None:
    long = replace(VIDEO, duration_ms=90_000)
    assert codes(course(long)) == ["captions-with-gap"]
    quiet = replace(long, captions=CaptionFacts(False, True, (*_CUES, (30_000, 61_000, "（水声）"))))
    assert codes(course(quiet)) == []


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        (DeclarationKind.VIDEO_SHOWS_MORE, "", "video-undeclared"),
        (DeclarationKind.VIDEO_SHOWS_MORE, "yes", "video-without-description"),
        (DeclarationKind.FLASHES, "", "flashes-undeclared"),
        (DeclarationKind.FLASHES, "yes", "video-flashes"),
        (DeclarationKind.PEOPLE_SHOWN, "", "people-undeclared"),
        (DeclarationKind.PEOPLE_SHOWN, "yes", "rights-not-stated"),
        (DeclarationKind.PEOPLE_SHOWN, "agreed", ""),
    ],
)
def test_what_is_declared_of_a_video_decides(kind: DeclarationKind, answer: str, code: str) -> None:
    others = {one for one in _FINE if one.kind is not kind}
    told = {Declaration(_DIGEST, kind, answer)} if answer else set()
    assert codes(course(VIDEO, frozenset(others | told))) == ([code] if code else [])


def test_a_description_answers_what_the_video_shows() -> None:
    others = frozenset(one for one in _FINE if one.kind is not DeclarationKind.VIDEO_SHOWS_MORE)
    assert codes(course(replace(VIDEO, has_description=True), others)) == []


def test_a_declaration_belongs_to_the_file_as_it_was() -> None:
    changed = replace(VIDEO, digest="e" * 64)
    assert set(codes(course(changed))) == {"video-undeclared", "flashes-undeclared", "people-undeclared"}


def test_a_sign_video_that_nobody_was_asked_for_is_found() -> None:
    content = files()
    del content["slots.toml"]
    assert [finding.lesson for finding in found(content, "sign-missing")] == ["wash-hands", "find-shoulder"]


def test_a_sign_video_past_its_day_is_found() -> None:
    content = files() | {"slots.toml": SIGNS.replace("2025-07-31", "2025-06-01").encode()}
    assert [finding.subject for finding in found(content, "sign-overdue")] == ["市聋人协会 2025-06-01"] * 2
    note = SignNote("wash-hands", "市聋人协会", date(2025, 5, 20), None, SignLanguage.NATIONAL)
    facts = course()
    assert codes(replace(facts, sign_notes={**facts.sign_notes, "wash-hands": note})) == []


def test_a_lesson_without_easy_read_is_found() -> None:
    content = files()
    del content["lessons/wash-hands.easy.md"]
    assert [finding.lesson for finding in found(content, "easy-read-missing")] == ["wash-hands"]


def test_a_recording_of_an_earlier_text_is_found() -> None:
    content = files()
    assert found(content | recording(content["lessons/wash-hands.md"]), "recording-outdated") == []
    assert len(found(content | recording(b"another text"), "recording-outdated")) == 1


def test_a_recording_without_its_times_is_found() -> None:
    content = files()
    sound = recording(content["lessons/wash-hands.md"])["lessons/wash-hands.audio.mp3"]
    told = report(content | {"lessons/wash-hands.audio.mp3": sound})
    assert [finding.code for finding in told.findings] == ["recording-without-cues"]


def test_times_that_a_machine_guessed_are_told_until_somebody_has_heard_them() -> None:
    content = files()
    heard = content | recording(content["lessons/wash-hands.md"])
    cues = heard["lessons/wash-hands.audio.vtt"]
    guessed = heard | {
        "lessons/wash-hands.audio.vtt": cues.replace(b"\n\ns-1\n", b"\ntimes: guessed\n\ns-1\n")
    }
    assert list(report(heard).findings) == []
    told = report(guessed)
    assert [finding.code for finding in told.findings] == ["recording-times-guessed"]
    assert not told.form, "it can be published all the same"


def test_a_cap_in_force_blocks_what_says_it_takes_longer() -> None:
    facts = course()
    strict = replace(facts.figures, cap_spoken_multiple=1, cap_minutes_per_check=0)
    told = blocking(gate(replace(facts, figures=strict)))
    assert {finding.code for finding in told} == {"minutes-above-cap"}


def test_half_written_files_are_looked_at_all_the_same() -> None:
    content = files() | {
        "course.toml": b"format = ",
        "lessons/wash-hands.md": b"![](media/hands.svg)",
    }
    told = report(content)
    assert "picture-without-description" in {finding.code for finding in told.findings}
    assert "rights-not-stated" not in {finding.code for finding in told.findings}
    assert {"course.toml", "lessons/wash-hands.md"} <= {fault.path for fault in told.form}


def test_what_is_no_text_at_all_is_a_fault_of_form() -> None:
    told = report(files() | {"lessons/wash-hands.md": b"\xff\xfe\x00"})
    assert [fault.path for fault in told.form][:1] == ["lessons/wash-hands.md"]


def test_a_fault_of_form_is_not_named_twice() -> None:
    told = report(files("![](media/hands.svg)"))
    assert [finding.code for finding in told.findings] == ["picture-without-description"]
    assert told.form == ()


@pytest.mark.parametrize(
    ("origin", "missing"),
    [
        ("developed", []),
        ("collected", ["从哪里来、凭据放在哪里"]),
        ("purchased", ["从哪里来、凭据放在哪里、花了多少钱"]),
    ],
)
def test_what_others_made_says_where_it_comes_from(origin: str, missing: list[str]) -> None:
    content = files(course=('origin = "developed"', f'origin = "{origin}"'))
    assert [finding.subject for finding in found(content, "rights-not-stated")] == missing
    told = (
        'origin = "developed"',
        f'origin = "{origin}"\nacquired_from = "某某出版社"\nacquired_cost = "3000 元"\nacquired_proof = "合同 3 号"',
    )
    assert report(files(course=told)).findings == ()
    assert report(files(course=told)).form == ()


def test_a_test_that_would_ask_the_same_again_is_told_and_blocks_nothing() -> None:
    content = files()
    unit = tomllib.loads(content["course.toml"].decode())["units"][0]
    texts = {one.slug: one.text for one in report(content).facts.lessons if one.text is not None}
    count = len(bank_of((slug, texts[slug]) for slug in unit["lessons"]))
    assert count >= 2
    for questions, is_told in ((count // 2, False), (count // 2 + 1, True), (count + 1, False)):
        draw = f'draw = [{{ unit = "{unit["title"]}", questions = {questions} }}]'
        test = f'\n[[assessments]]\nslug = "theory"\ntitle = "学会了吗"\n{draw}\n'
        written = content | {"course.toml": content["course.toml"] + test.encode()}
        told = found(written, "test-asks-the-same")
        line = written["course.toml"].decode().split("\n").index("[[assessments]]") + 1
        assert [(one.path, one.line) for one in told] == [("course.toml", line)] * is_told, questions
        assert blocking(told) == ()
