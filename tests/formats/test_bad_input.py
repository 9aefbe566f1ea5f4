"""What nobody should send and somebody will: each is answered by a Chinese sentence that says what to do, and nothing is lost."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import load_course
from learnhub.catalogue.models import CourseVersion
from learnhub.catalogue.rules import Findings, publication_figures
from learnhub.catalogue.service import read_lesson, spoken_sentences
from learnhub.db import Database
from learnhub.formats.rules.braille import Kind, encode
from learnhub.language import LexiconError, house_lexicon, read_lexicon
from learnhub.language.typed_pinyin import typed_reading, typed_word
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.adapters.page_text import Line, PageText
from learnhub.speech.rules import saying_of
from learnhub.speech.service import page_sentences
from learnhub.storage.service import store_for
from tests.tiny_course import FIGURES, TinyCourse, lesson

MANY = "按" * 200_000
STRANGE = "手心贴住 👍🏽 桌面，念“𠮷”和“한”。"


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (lambda: typed_word(MANY), "一个词最多 12 个字，请写短一些。"),
        (lambda: typed_reading("取穴", "qu3 " * 50_000), "拼音太长，请只写“取穴”这 2 个字的读音。"),
        (lambda: read_lexicon("#" + MANY), "pronunciation.toml 太大，请把读音表控制在 100 KB 以内。"),
        (lambda: typed_word("😀取穴"), "词里只能写常用的汉字，请删掉“😀”。"),
        (lambda: typed_word("𠮷利"), "词里只能写常用的汉字，请删掉“𠮷”。"),
        (lambda: typed_word("取\u200b穴"), "词里只能写常用的汉字，请删掉看不见的字符。"),
        (
            lambda: typed_reading("取穴", "qu3 shve9"),
            "“shve9”不是拼音，请写成 hao3 或 hǎo 这样的音节，两个音节之间空一格。",
        ),
        (
            lambda: typed_reading("取穴", "qu3 😀"),
            "“😀”不是拼音，请写成 hao3 或 hǎo 这样的音节，两个音节之间空一格。",
        ),
        (
            lambda: read_lexicon('[words]\n"取穴" = "qu3 shve9"'),
            "pronunciation.toml 里“取穴”的“shve9”不是带声调数字的拼音，请改成像 xue2 这样的写法。",
        ),
        (
            lambda: read_lexicon('[words]\n"😀" = "xiao4"'),
            "pronunciation.toml 里的“😀”请只写汉字，最多 12 个字。",
        ),
    ],
)
def test_what_is_no_word_and_no_reading_is_told_in_a_sentence(
    read: Callable[[], object], sentence: str
) -> None:
    with pytest.raises(LexiconError) as told:
        read()
    assert str(told.value) == sentence


def test_lesson_of_two_hundred_thousand_characters_is_told_how_long_it_may_be() -> None:
    with pytest.raises(Findings) as told:
        read_lesson(lesson("按", sentence=MANY).encode())
    assert [one.sentence for one in told.value.findings] == ["这个文件太大，请减到 30 KB 以内。"]


def test_page_of_two_hundred_thousand_characters_is_read_as_far_as_it_says() -> None:
    sentences = page_sentences(PageText("", (Line(MANY),)))
    assert sentences[-1].text == "这一页很长，朗读到这里为止。"
    assert sum(len(one.text) for one in sentences[:-1]) <= 6_000


def test_emoji_and_unknown_characters_are_named_in_braille_and_passed_over_by_the_voice() -> None:
    text = read_lesson(lesson("按", sentence=STRANGE * 3).encode())
    sentence = next(one.text for one in spoken_sentences(text) if "👍" in one.text)
    pieces = encode(sentence, house_lexicon())
    assert [(one.text, one.reading) for one in pieces if one.kind is Kind.UNKNOWN] == [
        ("👍🏽", "图形符号"),
        ("𠮷", "生僻字"),
        ("한", "外文字母"),
    ]
    assert "".join(one.text for one in pieces) == sentence.replace(" ", ""), "nothing is lost"
    voice = Espeak()
    form = voice.form(saying_of(sentence, house_lexicon()))
    assert voice.speak(form, 24)
    voice.close()


@pytest.mark.parametrize("typed", ["xve2 shve9", "qu3 😀", "qu3 " * 50_000])
def test_course_with_a_broken_reading_is_refused_whole_and_the_one_before_stays(
    database: Database, settings: Settings, typed: str
) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store_for(settings))
    files = {
        **TinyCourse("tiny-one").folder().files,
        "pronunciation.toml": f'[words]\n"手心" = "{typed}"\n'.encode(),
    }
    now = instant_now()
    with pytest.raises(Findings) as told, database.transaction() as session:
        load_course(
            session,
            store_for(settings),
            CourseFolder("tiny-one", files),
            figures=publication_figures(FIGURES, local_date(now)),
            now=now,
        )
    [finding] = told.value.findings
    assert finding.sentence.startswith(("pronunciation.toml 里“手心”的", "pronunciation.toml 太大，"))
    assert finding.sentence.endswith("。")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CourseVersion)) == 1
