"""Questions from lists that teachers have: a numbered list with A B C, or GIFT; they become quiz blocks; pure.

GIFT is read as Moodle documents it (docs.moodle.org, "GIFT format"), without essays, numeric ranges and partial marks: each line that
can't be taken over is named with a sentence. There is no maintained library for it in Python.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from learnhub.catalogue.rules.survey import LessonSurvey
from learnhub.catalogue.rules.text import QuestionKind
from learnhub.primitives import say

CHARACTERS_MAX = 20_000
QUESTIONS_MAX = 40
ANSWERS_MAX = 6

_NUMBERED = re.compile(r"^\s*(?:第?\s*)?(\d{1,3})\s*(?:题\s*[:：、.]?|[.、．)）])\s*(\S.*)$")
_INSTEAD = re.compile(r"^\s*(?:换题|换一题|备用题)\s*[:：]\s*(\S.*)$")
_OPTION = re.compile(r"^\s*[(（]?([A-Ha-h])[)）]?\s*[.、．:：)）]\s*(\S.*)$")
_NEXT_OPTION = re.compile(r"\s+(?=[(（]?[B-H][)）]?\s*[.、．:：]\s*\S)")
_ANSWER = re.compile(r"^\s*(?:正确|参考)?答案\s*(?:是|为)?\s*[:：]?\s*(\S.*)$")
_FEEDBACK = re.compile(r"^\s*反馈\s*[:：]\s*(\S.*)$")
_REASON = re.compile(r"^\s*(?:答案)?(?:解析|说明|反馈|理由)\s*[:：]\s*(\S.*)$")
_ANSWER_IN_STEM = re.compile(r"[(（]\s*([A-H]{1,6}|对|错|√|×|正确|错误)\s*[)）]\s*[。.？?]?\s*$")
_LETTERS = re.compile(r"^[A-Ha-h](?:[、，,\s]*[A-Ha-h])*$")
_TRUE, _FALSE = {"对", "√", "正确", "T", "TRUE", "是"}, {"错", "×", "错误", "F", "FALSE", "否"}
_TITLE = re.compile(r"::([^:]+)::")
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_ESCAPED = re.compile(r"\\([~=#{}:\\])")
_HELD = {mark: chr(0xE000 + at) for at, mark in enumerate("~=#{}:\\")}


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """One answer. partner: what belongs to it, in pairs. feedback: empty where the list has none."""

    text: str
    is_right: bool
    feedback: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """One question of a list. line: where it begins, from 1. otherwise: what is said to any other written answer, or empty.

    group: the same for questions that ask for one thing, so that one is asked after a wrong answer to another; empty where the list says
    nothing of it.
    """

    line: int
    kind: QuestionKind
    prompt: str
    answers: tuple[ListedAnswer, ...]
    otherwise: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be taken over. line: from 1."""

    line: int
    sentence: str


def read_questions(text: str) -> tuple[list[ListedQuestion], list[Left]]:
    """Return the questions of a list, and what could not be taken over, by line. GIFT is known by its braces."""
    if len(text) > CHARACTERS_MAX:
        return [], [
            Left(1, say("一次最多 %(characters_max)s 个字，请分几次导入。", characters_max=CHARACTERS_MAX))
        ]
    is_gift = "{" in text and "}" in text
    found, left = _read_gift(text) if is_gift else _read_list(text)
    if not found and not left:
        left = [Left(1, say("没有找到题目。请写成“1. 题目”，下面写“A. 选项”，再写“答案：A”。"))]
    if len(found) > QUESTIONS_MAX:
        left.append(
            Left(
                found[QUESTIONS_MAX].line,
                say("一次最多 %(questions_max)s 道题，后面的请下次导入。", questions_max=QUESTIONS_MAX),
            )
        )
    return found[:QUESTIONS_MAX], sorted(left, key=lambda one: one.line)


def quiz_blocks(questions: Sequence[ListedQuestion], taken: Collection[str]) -> str:
    """Return quiz blocks, those that ask for one thing under one check, so that a wrong answer brings another one.

    Questions of which the list doesn't say what belongs together stand two by two. taken: names of checks that are used.
    """
    blocks, number = [], 0
    for together in checks_of(questions):
        number += 1
        while f"listed-{number}" in taken:
            number += 1
        blocks += [_block(one, f"listed-{number}") for one in together]
    return "\n\n".join(blocks)


def checks_of(questions: Sequence[ListedQuestion]) -> list[list[ListedQuestion]]:
    """Return the questions by check, each check where its first question stands."""
    counted = Counter(one.group for one in questions if one.group)
    found: list[list[ListedQuestion]] = []
    named: dict[str, list[ListedQuestion]] = {}
    lone: list[ListedQuestion] | None = None
    for one in questions:
        if counted[one.group] > 1:
            if one.group not in named:
                named[one.group] = []
                found.append(named[one.group])
            named[one.group].append(one)
        elif lone is None:
            lone = [one]
            found.append(lone)
        else:
            lone.append(one)
            lone = None
    return found


def with_blocks(source: str, survey: LessonSurvey, section_line: int, blocks: str) -> str:
    """Return a lesson file with blocks at the end of the section whose heading stands on a line; every other line as it was."""
    lines = source.split("\n")
    after = [one.line for one in survey.headings if one.level == 2 and one.line > section_line]
    at = min(after) - 1 if after else len(lines)
    head = "\n".join(lines[:at]).rstrip("\n")
    rest = "\n".join(lines[at:])
    return f"{head}\n\n{blocks}\n" + (f"\n{rest}" if rest else "")


def _block(question: ListedQuestion, name: str) -> str:
    lines = [f"```quiz {name}", *(_typed(line) for line in question.prompt.split("\n")), ""]
    for answer in question.answers:
        words, feedback = _typed(answer.text), _typed(answer.feedback)
        match question.kind:
            case QuestionKind.MATCHING:
                lines.append(f"- {words} = {_typed(answer.partner)}")
            case QuestionKind.SHORT:
                lines.append(f"- [{'=' if answer.is_right else ' '}] {words}")
            case _:
                lines.append(f"- [{'x' if answer.is_right else ' '}] {words}")
        lines += [f"  {feedback}"] if feedback else []
    if question.kind is QuestionKind.SHORT:
        lines += ["- [?]", *([f"  {_typed(question.otherwise)}"] if question.otherwise else [])]
    return "\n".join([*lines, "```"])


def _typed(text: str) -> str:
    """Return words that can't end the block they stand in or become a list or a heading of their own."""
    return text.replace("```", "").strip().lstrip("-*+#>~ ").strip()


def _read_list(text: str) -> tuple[list[ListedQuestion], list[Left]]:
    found: list[ListedQuestion] = []
    left: list[Left] = []
    open_: _Open | None = None
    for number, typed in enumerate([*text.split("\n"), "0. end"], start=1):
        line = typed.strip()
        if not line:
            continue
        asked = _NUMBERED.match(line)
        instead = _INSTEAD.match(line)
        if instead is not None and open_ is not None:
            _sort(open_.question(), found, left)
            open_ = _Open(number, instead[1].strip(), open_.group)
        elif asked is not None:
            if open_ is not None:
                _sort(open_.question(), found, left)
            open_ = _Open(number, asked[2].strip(), str(number))
        elif open_ is None:
            left.append(
                Left(
                    number,
                    say("这一行不在哪道题里：“%(line)s”。题目请以“1.”这样的数字开头。", line=line[:20]),
                )
            )
        elif not open_.take(line):
            left.append(
                Left(
                    number,
                    say("不知道这一行是什么：“%(line)s”。请以“A.”“答案：”或“解析：”开头。", line=line[:20]),
                )
            )
    return found, left


def _sort(outcome: ListedQuestion | Left, found: list[ListedQuestion], left: list[Left]) -> None:
    if isinstance(outcome, Left):
        left.append(outcome)
    else:
        found.append(outcome)


class _Open:
    """A question of a numbered list while it is read."""

    def __init__(self, line: int, prompt: str, group: str) -> None:
        self.line, self.prompt, self.group = line, prompt, group
        self.options: list[tuple[str, str]] = []
        self.feedback: dict[str, str] = {}
        self.answer = self.reason = ""
        self.is_answered_below = False
        inside = _ANSWER_IN_STEM.search(prompt)
        if inside is not None:
            self.answer = inside[1]
            self.prompt = f"{prompt[: inside.start()].rstrip()}（ ）"

    def take(self, line: str) -> bool:
        """Take a line that belongs to the question; False when it says nothing known.

        反馈 below an option is what who chooses it is told; below the answer it is, like 解析, said of the whole question.
        """
        if self.options and not self.is_answered_below and (own := _FEEDBACK.match(line)) is not None:
            self.feedback[self.options[-1][0]] = own[1].strip()
        elif (reason := _REASON.match(line)) is not None:
            self.reason = reason[1].strip()
        elif (answer := _ANSWER.match(line)) is not None:
            self.answer = answer[1].strip().rstrip("。.")
            self.is_answered_below = True
        elif _OPTION.match(line) is not None:
            for part in _NEXT_OPTION.split(line):
                option = _OPTION.match(part)
                if option is not None:
                    self.options.append((option[1].upper(), option[2].strip()))
        elif not self.options and not self.answer:
            self.prompt += "\n" + line
        else:
            return False
        return True

    def question(self) -> ListedQuestion | Left:
        """Return the question as far as it is whole."""
        made = self._made()
        return made if isinstance(made, Left) else replace(made, group=self.group)

    def _made(self) -> ListedQuestion | Left:
        told = self.answer.strip()
        if not told:
            return Left(self.line, say("第 %(line)s 行的题没有答案，请加一行“答案：”。", line=self.line))
        if self.options:
            return self._choosing(told)
        if told.upper() in _TRUE | _FALSE:
            is_true = told.upper() in _TRUE
            answers = tuple(
                ListedAnswer(words, right, self.reason)
                for words, right in (("对", is_true), ("错", not is_true))
            )
            return ListedQuestion(self.line, QuestionKind.CHOICE, self.prompt, answers)
        words = [one.strip() for one in re.split(r"[/／]|或者?(?=\S)", told) if one.strip()]
        answers = tuple(ListedAnswer(one, is_right=True, feedback=self.reason) for one in words[:ANSWERS_MAX])
        return ListedQuestion(self.line, QuestionKind.SHORT, self.prompt, answers, self.reason)

    def _choosing(self, told: str) -> ListedQuestion | Left:
        letters = set(re.findall(r"[A-H]", told.upper())) if _LETTERS.match(told) else set()
        known = {letter for letter, _ in self.options}
        if not letters or not letters <= known:
            return Left(
                self.line,
                say(
                    "第 %(line)s 行的题，答案“%(told)s”不是它的选项，请写选项的字母。",
                    line=self.line,
                    told=told[:20],
                ),
            )
        if len(self.options) > ANSWERS_MAX:
            return Left(
                self.line,
                say(
                    "第 %(line)s 行的题选项太多，一道题最多 %(answers_max)s 个，请删去多的。",
                    line=self.line,
                    answers_max=ANSWERS_MAX,
                ),
            )
        answers = tuple(
            # 解析 says why the right one is right: whoever chose another one needs to hear it first of all.
            ListedAnswer(words, letter in letters, self.feedback.get(letter, self.reason))
            for letter, words in self.options
        )
        return ListedQuestion(self.line, QuestionKind.CHOICE, self.prompt, answers)


def _read_gift(text: str) -> tuple[list[ListedQuestion], list[Left]]:
    found: list[ListedQuestion] = []
    left: list[Left] = []
    for line, source in _gift_pieces(text, left):
        made = _gift_question(line, source)
        titled = _TITLE.match(source)
        if titled is not None and not isinstance(made, Left):
            made = replace(made, group=titled[1].strip())
        _sort(made, found, left)
    return found, left


def _gift_pieces(text: str, left: list[Left]) -> Iterator[tuple[int, str]]:
    """Yield each question with the line it begins on: they are parted by empty lines."""
    begun, lines = 0, []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        plain = line.strip()
        if plain.startswith("//"):
            continue
        if plain.startswith("$"):
            left.append(Left(number, say("$CATEGORY 这样的分类不用导入，题目会放进您选的那一节。")))
        elif plain:
            begun = begun or number
            lines.append(plain)
        elif lines:
            yield begun, "\n".join(lines)
            begun, lines = 0, []


def _gift_question(line: int, source: str) -> ListedQuestion | Left:
    held = _ESCAPED.sub(lambda match: _HELD[match[1]], source)
    parts = re.fullmatch(
        r"(?:::[^:]*::)?\s*(?:\[\w+\])?\s*(?P<stem>[^{}]*)\{(?P<inside>[^{}]*)\}(?P<after>[^{}]*)",
        held,
        re.DOTALL,
    )
    if parts is None:
        return Left(line, say("第 %(line)s 行的题，大括号不成对，请检查 { 和 }。", line=line))
    stem, inside = _plain(parts["stem"]), parts["inside"].strip()
    if after := _plain(parts["after"]):
        stem = f"{stem}____{after}"
    if not stem:
        return Left(line, say("第 %(line)s 行的题没有题目，请在大括号前面写上。", line=line))
    if not inside:
        return Left(
            line,
            say(
                "第 %(line)s 行是问答题（大括号是空的），这里还不能用，请改写成选择题，或者写成 task。",
                line=line,
            ),
        )
    if inside.startswith("#") and not inside.startswith("####"):
        return Left(line, say("第 %(line)s 行是数字题（{#…}），这里还不能用，请改写成 {=答案}。", line=line))
    inside, _, general = inside.partition("####")
    word, _, feedback = inside.partition("#")
    if word.strip().upper() in _TRUE | _FALSE:
        return _true_or_false(line, stem, word.strip().upper() in _TRUE, feedback)
    return _gift_answers(line, stem, inside, _plain(general))


def _true_or_false(line: int, stem: str, is_true: bool, feedback: str) -> ListedQuestion:
    # GIFT says first what is told to a wrong answer, then to a right one.
    wrong, _, right = feedback.partition("#")
    answers = tuple(
        ListedAnswer(words, is_right, _plain(right if is_right else wrong))
        for words, is_right in (("对", is_true), ("错", not is_true))
    )
    return ListedQuestion(line, QuestionKind.CHOICE, stem, answers)


def _gift_answers(line: int, stem: str, inside: str, general: str) -> ListedQuestion | Left:
    answers = []
    for mark, told in re.findall(r"([=~])([^=~]*)", inside.replace("->", "\ue010")):
        words, _, feedback = told.partition("#")
        weight = _WEIGHT.match(words.strip())
        if weight is not None:
            words = words.strip()[weight.end() :]
        is_right = mark == "=" if weight is None else float(weight[1]) > 0
        text, _, partner = words.partition("\ue010")
        answers.append(ListedAnswer(_plain(text), is_right, _plain(feedback), _plain(partner)))
    if not answers or any(not answer.text for answer in answers):
        return Left(line, say("第 %(line)s 行的题有空的答案，请在 = 和 ~ 后面写上字。", line=line))
    if len(answers) > ANSWERS_MAX:
        return Left(
            line,
            say(
                "第 %(line)s 行的题答案太多，最多 %(answers_max)s 个，请删去多的。",
                line=line,
                answers_max=ANSWERS_MAX,
            ),
        )
    paired = sum(bool(answer.partner) for answer in answers)
    if paired and paired < len(answers):
        return Left(
            line, say("第 %(line)s 行的题，有的答案有 ->，有的没有，请每一行都写成 =甲 -> 乙。", line=line)
        )
    if paired:
        return ListedQuestion(line, QuestionKind.MATCHING, stem, tuple(answers))
    if "~" not in inside:
        return ListedQuestion(line, QuestionKind.SHORT, stem, tuple(answers), general)
    if not any(answer.is_right for answer in answers) or all(answer.is_right for answer in answers):
        return Left(line, say("第 %(line)s 行的题要有对的答案（=），也要有错的（~），请补上。", line=line))
    return ListedQuestion(line, QuestionKind.CHOICE, stem, tuple(answers))


def _plain(text: str) -> str:
    back = {held: mark for mark, held in _HELD.items()}
    whole = "".join(back.get(character, "->" if character == "\ue010" else character) for character in text)
    return " ".join(re.sub(r"<[^>]*>", "", whole).split())
