"""Checks read one after the other: every question with its choices, and no answer before all are asked."""

from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.rules import (
    Check,
    Choice,
    Edition,
    LessonText,
    Line,
    Question,
    Run,
    Section,
    Sentence,
)
from learnhub.catalogue.rules.check_reading import answer_sentences, numbered_questions, question_sentences
from tests.catalogue.samples import lesson_md, quiz
from tests.catalogue.test_questions import ORDER, PAIRS, WORDS


def line(text: str, name: str = "s") -> Line:
    return Line((Sentence(name, text, (Run(text),)),) if text else ())


def question(number: int, prompt: str, *choices: tuple[bool, str, str]) -> Question:
    told = tuple(
        Choice(f"c{index}", line(words), None, is_right, line(feedback))
        for index, (is_right, words, feedback) in enumerate(choices, start=1)
    )
    return Question(number, line(prompt, f"p{number}"), told, sum(one.is_right for one in told) > 1)


WHEN = question(1, "什么时候洗手？", (False, "按完再洗。", "按之前就要洗。"), (True, "按之前", "对。"))
FIRST = question(
    2, "先做什么？", (True, "洗手", "对。"), (True, "问好", "也对。"), (False, "倒茶", "先洗手。")
)
TEXT = LessonText(
    line("洗手"),
    line("先洗手。"),
    Edition.STANDARD,
    (Section("s1", line("洗"), (), (Check("when", (WHEN, FIRST)),)), Section("s2", line("擦"), (), ())),
)


def test_each_question_is_read_with_its_choices_and_a_rest_to_think() -> None:
    found = question_sentences(TEXT)
    assert [one.text for one in found] == [
        "第 1 题。",
        "什么时候洗手？",
        "A：按完再洗。",
        "B：按之前。",
        "第 2 题，可以选几个。",
        "先做什么？",
        "A：洗手。",
        "B：问好。",
        "C：倒茶。",
    ]
    assert [one.pause_ms for one in found if one.pause_ms >= 2000] == [2000, 2000]
    assert found[3].pause_ms == found[-1].pause_ms == 2000
    assert not any("对" in one.text for one in found), "no answer is given away"


def test_answers_name_the_right_letters_and_say_why_for_every_choice() -> None:
    assert [one.text for one in answer_sentences(TEXT)] == [
        "第 1 题，答案是 B。",
        "什么时候洗手？",
        "A：按完再洗。按之前就要洗。",
        "B：按之前。对。",
        "第 2 题，答案是 A、B。",
        "先做什么？",
        "A：洗手。对。",
        "B：问好。也对。",
        "C：倒茶。先洗手。",
    ]


def test_ids_are_unique_and_numbers_run_through_the_lesson() -> None:
    ids = [one.id for one in (*question_sentences(TEXT), *answer_sentences(TEXT))]
    assert len(set(ids)) == len(ids)
    assert [number for *_place, number in numbered_questions(TEXT)] == [1, 2]


def test_lesson_without_checks_has_nothing_to_read() -> None:
    bare = LessonText(TEXT.title, TEXT.summary, TEXT.edition, TEXT.sections[1:])
    assert question_sentences(bare) == answer_sentences(bare) == ()


def test_what_is_ordered_paired_or_said_is_asked_and_answered_in_words() -> None:
    blocks = [block.format(name=f"new-{at}") for at, block in enumerate((ORDER, PAIRS, WORDS))]
    put = "\n".join(block + "\n" + quiz(f"new-{at}", f"先做哪一步{at}？") for at, block in enumerate(blocks))
    text = read_lesson(lesson_md(first=put).encode())
    asked = [one.text for one in question_sentences(text)]
    told = [one.text for one in answer_sentences(text)]
    assert [one for one in asked if "，请" in one] == [
        "第 1 题，请排出顺序。",
        "第 3 题，请找出每一项配哪一个。",
        "第 5 题，请自己说出答案。",
    ]
    assert sum("可以配的有" in one for one in asked) == 1, "as the question itself says"
    letters = {one[2:-1]: one[0] for one in asked if one[1] == "："}
    order = [letters[step] for step in ("打湿双手", "抹上洗手液", "搓满二十秒")]
    assert f"第 1 题，答案是 {'、'.join(order)}。" in told
    assert "第 3 题，答案是 A配“虎口上”，B配“手腕横纹上三横指”。" in told
    assert "第 5 题，答案是 “20”或者“二十”。" in told
    assert "“5”：五秒只够冲一下。" in told
    assert "别的答案：再听一遍“要搓多久”那一段。" in told
