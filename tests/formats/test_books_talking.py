"""A talking book is whole: every sentence with its sound, every picture with its words, every file in its list."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from learnhub.catalogue.rules.check_reading import answer_sentences, question_sentences
from learnhub.catalogue.service import read_lesson, spoken_sentences
from learnhub.formats.adapters.epub import write_talking_book
from learnhub.formats.adapters.xhtml import xhtml
from learnhub.formats.rules.books import Book, BookLesson, chapters, xml_text
from tests.catalogue.samples import lesson_md, quiz
from tests.catalogue.test_questions import ORDER, PAIRS, WORDS
from tests.formats.epub_judge import complaints
from tests.formats.sample_books import COLOURS, EASY, WASHING, sample_book, sample_lesson, silent_sound

XHTML, SMIL = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/ns/SMIL}"
OPF, OPS = "{http://www.idpf.org/2007/opf}", "{http://www.idpf.org/2007/ops}"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return sample_book(
        sample_lesson(tmp_path / "a", WASHING, unit="卫生"),
        sample_lesson(tmp_path / "b", COLOURS, unit="画画"),
        sample_lesson(tmp_path / "c", EASY, unit="画画"),
    )


def written(book: Book, folder: Path) -> zipfile.ZipFile:
    write_talking_book(book, folder / "book.epub")
    return zipfile.ZipFile(folder / "book.epub")


def tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(f"EPUB/{name}"))


def said(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The values of a metadata property."""
    return [
        one.text or ""
        for one in tree(archive, "package.opf").iter(f"{OPF}meta")
        if one.get("property") == name and one.get("refines") is None
    ]


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def lesson_ids(lesson: BookLesson) -> list[str]:
    return [one.id for one in spoken_sentences(lesson.text)]


def test_the_media_type_stands_first_as_it_is(book: Book, tmp_path: Path) -> None:
    content = (tmp_path / "book.epub", written(book, tmp_path))[0].read_bytes()
    assert content[30:58] == b"mimetypeapplication/epub+zip"


def test_the_same_book_is_the_same_file(book: Book, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_talking_book(book, tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    write_talking_book(replace(book, title="另一本"), tmp_path / "second")
    assert (tmp_path / "first").read_bytes() != (tmp_path / "second").read_bytes()


def test_the_list_of_files_is_right_and_every_link_leads_somewhere(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    package = tree(archive, "package.opf")
    listed = {item.get("href") for item in package.iter(f"{OPF}item")}
    there = {name.removeprefix("EPUB/") for name in archive.namelist() if name.startswith("EPUB/")}
    assert there - {"package.opf"} == listed
    ids = {
        name: {element.get("id") for element in tree(archive, name).iter() if element.get("id")}
        for name in there
        if name.endswith(".xhtml")
    }
    for name in ids:
        for element in tree(archive, name).iter():
            target = element.get("href") or element.get("src")
            if target is None or target.startswith(("http", "tel:")):
                continue
            file, _hash, fragment = target.partition("#")
            assert (file or name) in there, target
            assert not fragment or fragment in ids[file or name], target
    assert [len(found) for found in ids.values()] == [
        len([e for e in tree(archive, name).iter() if e.get("id")]) for name in ids
    ], "no id stands twice"


def test_every_spoken_sentence_is_heard_at_its_place_in_reading_order(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    for number, lesson in enumerate(book.lessons, start=1):
        overlay, page = tree(archive, f"lesson-{number:03}.smil"), tree(archive, f"lesson-{number:03}.xhtml")
        heard, clips = [], []
        for par in overlay.iter(f"{SMIL}par"):
            text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
            assert text is not None
            assert audio is not None
            heard.append(text.get("src", "").partition("#")[2])
            clips.append([seconds(audio.get(name, "")) * 1000 for name in ("clipBegin", "clipEnd")])
        expected = {cue.sentence_id: cue for sound in lesson.sounds for cue in sound.cues}
        assert sorted(heard) == sorted(expected), "every sentence once"
        assert [one for one in heard if one in lesson_ids(lesson)] == lesson_ids(lesson)
        assert clips == [pytest.approx([expected[one].start_ms, expected[one].end_ms]) for one in heard]
        order = [element.get("id") for element in page.iter() if element.get("id")]
        assert [order.index(one) for one in heard] == sorted(order.index(one) for one in heard)
        for element in overlay.iter():
            reference = element.get(f"{OPS}textref")
            assert reference is None or reference.partition("#")[2] in order
    package = tree(archive, "package.opf")
    each = [
        seconds(str(one.text))
        for one in package.iter(f"{OPF}meta")
        if one.get("property") == "media:duration" and one.get("refines")
    ]
    assert seconds(said(archive, "media:duration")[0]) == pytest.approx(sum(each))


def test_questions_are_heard_behind_their_section_and_answers_at_the_end(book: Book, tmp_path: Path) -> None:
    overlay = tree(written(book, tmp_path), "lesson-001.smil")
    stretches = {one.get("id"): one for one in overlay.iter(f"{SMIL}seq")}
    section = next(one for one in book.lessons[0].text.sections if one.checks)
    heard = [one.get("src", "") for one in stretches[f"overlay-section-{section.key}"].iter(f"{SMIL}audio")]
    assert list(dict.fromkeys(heard)) == ["lesson-001.mp3", "lesson-001-questions.mp3"]
    assert list(stretches)[-1] == "overlay-answers"
    assert {one.get("src") for one in stretches["overlay-answers"].iter(f"{SMIL}audio")} == {
        "lesson-001-answers.mp3"
    }
    silent = sample_book(sample_lesson(tmp_path / "d", WASHING, are_checks_spoken=False))
    assert "题目和答案没有录音" in "".join(tree(written(silent, tmp_path), "title.xhtml").itertext())


@pytest.mark.survey
def test_questions_of_every_kind_are_asked_and_answered_and_epubcheck_finds_nothing(tmp_path: Path) -> None:
    blocks = [block.format(name=f"new-{at}") for at, block in enumerate((ORDER, PAIRS, WORDS))]
    put = "\n".join(block + "\n" + quiz(f"new-{at}", f"先做哪一步{at}？") for at, block in enumerate(blocks))
    source = lesson_md(first=put)
    plain = sample_lesson(tmp_path, WASHING)
    text = read_lesson(source.encode())
    sounds = [
        silent_sound(tmp_path / name, found(text))
        for name, found in (("a", spoken_sentences), ("q", question_sentences), ("k", answer_sentences))
    ]
    lesson = replace(plain, source=source, text=text, sound=sounds[0], questions=sounds[1], answers=sounds[2])
    others = [
        sample_lesson(tmp_path / name, told, unit=name) for name, told in (("画画", COLOURS), ("咖啡", EASY))
    ]
    archive = written(sample_book(replace(lesson, pictures={}), *others), tmp_path)
    words = "".join(tree(archive, "lesson-001.xhtml").itertext())
    for told in (
        "（请排出顺序）",
        "可以配的有：",
        "（请自己说出答案）",
        "第 5 题：“20”或者“二十”",
        "“5”：五秒只够冲一下。",
    ):
        assert told in words
    assert complaints(tmp_path / "book.epub") == []


def test_what_it_says_of_its_accessibility_is_so(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    assert said(archive, "schema:accessMode") == ["textual", "auditory", "visual"]
    assert "textual" in said(archive, "schema:accessModeSufficient")
    assert "synchronizedAudioText" in said(archive, "schema:accessibilityFeature")
    assert said(archive, "schema:accessibilityHazard") == ["none"]
    assert "图片都有文字说明" in said(archive, "schema:accessibilitySummary")[0]
    assert said(archive, "dcterms:modified") == ["2026-03-01T04:05:06Z"]
    assert said(archive, "media:active-class") == ["-epub-media-overlay-active"]
    assert said(archive, "media:narrator") == ["自然机器音"]
    assert said(archive, "dcterms:conformsTo") == [], "nobody has certified it"
    assert b".-epub-media-overlay-active" in archive.read("EPUB/style.css")
    bare = written(sample_book(replace(book.lessons[0], pictures={})), tmp_path)
    assert said(bare, "schema:accessMode") == ["textual", "auditory"]
    assert "alternativeText" not in said(bare, "schema:accessibilityFeature")
    assert "书里没有图片" in said(bare, "schema:accessibilitySummary")[0]


def test_pages_are_chinese_and_pictures_are_described(book: Book, tmp_path: Path) -> None:
    archive = written(book, tmp_path)
    pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
    for name in pages:
        page = ElementTree.fromstring(archive.read(name))
        assert page.get("lang") == page.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
        assert len(list(page.iter(f"{XHTML}h1"))) == 1
        assert all(image.get("alt") for image in page.iter(f"{XHTML}img"))
    first = "".join(tree(archive, "lesson-001.xhtml").itertext())
    for picture in book.lessons[0].text.pictures():
        assert f'alt="{picture.description}"' in archive.read("EPUB/lesson-001.xhtml").decode()
    for check in book.lessons[0].text.checks:
        for question in check.questions:
            assert first.count(question.prompt.text) == 2, "asked, and answered at the end"
            assert all(choice.feedback.text in first for choice in question.choices)


def test_sound_of_a_lesson_is_cut_into_its_sections(book: Book) -> None:
    found = chapters(book.lessons[0])
    assert [one.key for one in found] == ["", "s1", "s2", "s3"]
    assert book.lessons[0].sound is not None
    assert [cue for one in found for cue in one.cues] == list(book.lessons[0].sound.cues)


def test_a_lesson_that_nobody_has_spoken_makes_no_half_book(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nobody has spoken"):
        write_talking_book(
            sample_book(sample_lesson(tmp_path, WASHING, is_spoken=False)), tmp_path / "book.epub"
        )


def test_a_missing_picture_is_told_in_words(book: Book, tmp_path: Path) -> None:
    archive = written(sample_book(replace(book.lessons[0], pictures={})), tmp_path)
    page = tree(archive, "lesson-001.xhtml")
    assert list(page.iter(f"{XHTML}img")) == []
    for picture in book.lessons[0].text.pictures():
        assert picture.sentence.text in "".join(page.itertext())


def test_what_xml_forbids_and_a_title_without_end_break_nothing(tmp_path: Path) -> None:
    lesson = sample_lesson(tmp_path, WASHING)
    source = lesson.source.replace("按摩师靠手工作。", "按摩师靠手工作\ufffe\uffff & 5 < 6 ]]> 😀。")
    assert source != lesson.source
    text = read_lesson(source.encode())
    strange = replace(lesson, source=source, text=text)
    title = "长" * 1000 + "\x00\x0b\ud800\ufffe<&\"'"
    archive = written(sample_book(strange, title=title, notice="\x1b[0m注意"), tmp_path)
    for name in archive.namelist():
        if name.endswith((".xhtml", ".opf", ".smil")):
            ElementTree.fromstring(archive.read(name))
    words = "".join(tree(archive, "lesson-001.xhtml").itertext())
    assert "按摩师靠手工作 & 5 < 6 ]]> 😀。" in words
    assert "长" * 1000 + "<&\"'" in "".join(tree(archive, "title.xhtml").itertext())


@given(st.text())
def test_whatever_is_cleaned_can_stand_in_xml(text: str) -> None:
    shown = xml_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    found = ElementTree.fromstring(f"<p>{shown}</p>").text or ""
    # XML folds line ends; nothing else changes.
    assert found == re.sub("\r\n?", "\n", xml_text(text))


@given(st.text(st.characters(codec="utf-8")))
def test_html_of_any_text_becomes_xhtml_with_the_same_words(text: str) -> None:
    made = ElementTree.fromstring(f"<div>{xhtml(f'<p>{escape(text)}<br><b>x</b></p>')}</div>")
    assert "".join(made.itertext()).replace("\r", "\n") == re.sub("\r\n?", "\n", xml_text(text)) + "x"
