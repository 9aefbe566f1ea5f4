"""The gold lists: what is said, and how words are read where the sentence decides."""

from learnhub.language import house_lexicon, spoken_form, syllables
from tests.language.gold_lists import (
    ReadingCase,
    lesson_spoken_cases,
    reading_cases,
    second_reading_cases,
    second_spoken_cases,
    spoken_cases,
)


def test_spoken_list_has_its_sizes() -> None:
    cases = spoken_cases()
    assert len(cases) >= 250
    assert len({case.shown for case in cases}) == len(cases)
    assert len({case.kind for case in cases}) >= 15
    assert 0.25 < sum(case.is_held_back for case in cases) / len(cases) < 0.4


def test_what_is_shown_is_said_as_the_list_says() -> None:
    wrong = {
        case.shown: (said, case.said)
        for case in (*spoken_cases(), *second_spoken_cases(), *lesson_spoken_cases())
        if (said := spoken_form(case.shown).text) != case.said
    }
    assert not wrong


def reading_of(case: ReadingCase) -> str:
    end = case.start + len(case.word)
    found = syllables(case.sentence, house_lexicon())
    return " ".join(each.pinyin for each in found if case.start <= each.start < end)


def test_reading_list_has_its_sizes() -> None:
    cases = reading_cases()
    assert len({case.sentence for case in cases}) == len(cases)
    for topic in ("massage", "ecommerce", "everyday"):
        assert sum(case.topic == topic for case in cases) >= 100
    assert 0.25 < sum(case.is_held_back for case in cases) / len(cases) < 0.4


def test_readings_that_the_sentence_decides_are_right_in_99_of_100() -> None:
    cases = [*reading_cases(), *second_reading_cases()]
    wrong = {case.sentence: reading_of(case) for case in cases if reading_of(case) != case.pinyin}
    assert len(wrong) * 100 <= len(cases), wrong


def test_neutral_tone_holds_where_the_text_is_cut_so() -> None:
    wanted = {"晚上看书": "wan3 shang5 kan4 shu1", "今晚上课": "jin1 wan3 shang4 ke4", "打算": "da3 suan5"}
    said = {text: " ".join(each.pinyin for each in syllables(text, house_lexicon())) for text in wanted}
    assert said == wanted


def test_third_tone_of_a_lone_word_changes_before_one_that_is_said() -> None:
    wanted = {
        "很好": "hen2 hao3",
        "很美丽": "hen2 mei3 li4",
        "很勇敢": "hen3 yong2 gan3",
        "也可以": "ye3 ke2 yi3",
        "我想买": "wo3 xiang2 mai3",
        "请你": "qing2 ni3",
        "买雨伞": "mai3 yu2 san3",
        "老板请客": "lao2 ban3 qing3 ke4",  # between longer words: left
        "你，我": "ni3 wo3",
        "不一定": "bu4 yi2 ding4",
        "统一": "tong3 yi1",
        "要不要": "yao4 bu5 yao4",
    }
    said = {text: " ".join(each.spoken for each in syllables(text, house_lexicon())) for text in wanted}
    assert said == wanted
