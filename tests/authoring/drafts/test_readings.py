"""The readings of a course that is being written, as lines and as a file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.authoring.rules.drafts.readings import reading_lines, typed_readings, with_readings
from learnhub.language.pronunciation import LexiconError, read_lexicon
from learnhub.settings import PROJECT_DIR

_FILE = '# 经络\n[words]\n"取穴" = "qu3 xue2"  # 不读 qu4\n"经络" = "jing1 luo4"\n\n[characters]\n"行" = "hang2"\n'
_WORDS = st.dictionaries(
    st.text("取穴长度经络", min_size=2, max_size=4), st.sampled_from(["qu3", "xue2", "zhang3", "lv4"])
).map(lambda found: {word: (said,) * len(word) for word, said in found.items()})


def test_words_are_typed_as_lines_with_numbers_or_marks() -> None:
    said = typed_readings("取穴 qǔ xué\n\n 长度：zhang3 du4 \n长度 chang2 du4\n")
    assert said == {"取穴": ("qu3", "xue2"), "长度": ("chang2", "du4")}
    assert typed_readings(reading_lines(_FILE)) == {"取穴": ("qu3", "xue2"), "经络": ("jing1", "luo4")}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("取穴 qu3 xue2\n长度 hello du4", "第 2 行：“hello”不是拼音"),
        ("取穴", "第 1 行：请填写“取穴”的拼音"),
        ("行 hang2", "第 1 行：一个字的读音"),
        ("😀 qu3", "第 1 行：词里只能写"),
        ("取穴 qu3 xue2\n" * 401, "最多写 400 个词"),
    ],
)
def test_a_line_that_is_no_reading_is_named(typed: str, told: str) -> None:
    with pytest.raises(LexiconError, match=told):
        typed_readings(typed)


def test_a_file_keeps_its_other_lines() -> None:
    changed = with_readings(_FILE, {"取穴": ("qu3", "xue2"), "长度": ("chang2", "du4")})
    assert changed == _FILE.replace('"经络" = "jing1 luo4"', '"长度" = "chang2 du4"')
    assert with_readings(_FILE, read_lexicon(_FILE).readings) == _FILE
    assert with_readings("", {"取穴": ("qu3", "xue2")}) == '[words]\n"取穴" = "qu3 xue2"\n'


def test_a_file_that_is_not_written_by_lines_is_left_alone() -> None:
    inline = 'words = { "取穴" = "qu3 xue2" }\n'
    with pytest.raises(LexiconError, match="改不了"):
        with_readings(inline, {"长度": ("chang2", "du4")})


@pytest.mark.parametrize(
    "path",
    sorted((PROJECT_DIR / "content" / "courses").glob("*/pronunciation.toml")),
    ids=lambda p: p.parent.name,
)
def test_every_sample_course_comes_back_as_it_was(path: Path) -> None:
    toml = path.read_text(encoding="utf-8")
    assert with_readings(toml, typed_readings(reading_lines(toml))) == toml


@settings(max_examples=30)
@given(_WORDS, _WORDS)
def test_whatever_is_changed_is_what_the_file_holds(
    first: dict[str, tuple[str, ...]], then: dict[str, tuple[str, ...]]
) -> None:
    made = with_readings(with_readings(_FILE, first), then)
    assert dict(read_lexicon(made).readings) == then
    assert read_lexicon(made).alone == read_lexicon(_FILE).alone
