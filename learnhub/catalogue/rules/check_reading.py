"""How the checks of a lesson are read one after the other, where nobody can answer: all questions, then all answers."""

from collections.abc import Iterator

from learnhub.catalogue.rules.answers import right_answer
from learnhub.catalogue.rules.text import Choice, LessonText, Question, QuestionKind, Section
from learnhub.speech.rules import SpokenSentence

# The editions under which they are spoken; their text is the lesson's, named by its hash.
QUESTIONS, ANSWERS = "questions", "answers"
_HEADING_PAUSE_MS = 400
_CHOICE_PAUSE_MS = 300
_THINKING_PAUSE_MS = 2_000


def numbered_questions(text: LessonText) -> Iterator[tuple[Section, int, int, int]]:
    """Yield (section, check's place in it, question's place in the check, number in the lesson from 1) for each question."""
    number = 0
    for section in text.sections:
        for check_index, check in enumerate(section.checks):
            for question_index, _ in enumerate(check.questions):
                number += 1
                yield section, check_index, question_index, number


def choice_letter(index: int) -> str:
    """Return the letter that names a choice, from 0: A, B, C."""
    return chr(ord("A") + index)


def question_title_id(number: int) -> str:
    """Return the id of what opens a question; so for the other ids: equal in books and in cues."""
    return f"question-title-{number}"


def choice_id(number: int, choice: Choice) -> str:
    """Return the id of a choice in its question."""
    return f"question-{number}-{choice.key}"


def answer_title_id(number: int) -> str:
    """Return the id of what opens an answer."""
    return f"answer-title-{number}"


def answer_prompt_id(number: int) -> str:
    """Return the id of a question repeated above its answer."""
    return f"answer-prompt-{number}"


def answer_choice_id(number: int, choice: Choice) -> str:
    """Return the id of a choice with what is said to it."""
    return f"answer-{number}-{choice.key}"


def hint_words(question: Question) -> str:
    """Return how a question is answered, where that isn't by choosing one; else empty."""
    match question.kind:
        case QuestionKind.CHOICE:
            return "可以选几个" if question.is_multiple else ""
        case QuestionKind.ORDERING:
            return "请排出顺序"
        case QuestionKind.MATCHING:
            return "请找出每一项配哪一个"
        case QuestionKind.SHORT:
            return "请自己说出答案"


def question_sentences(text: LessonText) -> tuple[SpokenSentence, ...]:
    """Return what is read of a lesson's questions: each with its choices, then a rest to think; empty without checks."""
    found = []
    for number, question in _numbered(text):
        opening = "，".join(part for part in (f"第 {number} 题", hint_words(question)) if part)
        found.append(SpokenSentence(question_title_id(number), f"{opening}。", _HEADING_PAUSE_MS))
        found += [SpokenSentence(one.id, one.text) for one in question.prompt.sentences]
        for index, choice in enumerate(question.choices):
            told = f"{choice_letter(index)}：{_words(choice)}。"
            found.append(SpokenSentence(choice_id(number, choice), told, _CHOICE_PAUSE_MS))
        found[-1] = SpokenSentence(found[-1].id, found[-1].text, _THINKING_PAUSE_MS)
    return tuple(found)


def answer_sentences(text: LessonText) -> tuple[SpokenSentence, ...]:
    """Return what is read of a lesson's answers: the right ones, the question again, what is said to each choice."""
    found = []
    for number, question in _numbered(text):
        told = f"第 {number} 题，答案是 {right_answer(question, choice_letter)}。"
        found.append(SpokenSentence(answer_title_id(number), told, _HEADING_PAUSE_MS))
        found.append(SpokenSentence(answer_prompt_id(number), " ".join(question.prompt.text.split())))
        for name, choice in named_choices(question):
            words = f"{_words(choice)}。" if question.choices else ""
            told = f"{name}：{words}{choice.feedback.text}"
            found.append(SpokenSentence(answer_choice_id(number, choice), told, _CHOICE_PAUSE_MS))
    return tuple(found)


def named_choices(question: Question) -> tuple[tuple[str, Choice], ...]:
    """Return everything that something is said to, with its name: a letter; of written answers the words themselves."""
    if question.choices:
        return tuple((choice_letter(index), choice) for index, choice in enumerate(question.choices))
    return tuple((f"“{one.text}”" if one.text.text else "别的答案", one) for one in question.answers)


def _numbered(text: LessonText) -> Iterator[tuple[int, Question]]:
    for section, check, question, number in numbered_questions(text):
        yield number, section.checks[check].questions[question]


def _words(choice: Choice) -> str:
    picture = choice.picture.description if choice.picture is not None else ""
    return "，".join(part.rstrip("。") for part in (picture, choice.text.text) if part)
