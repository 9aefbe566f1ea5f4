"""Write a lesson as HTML: every sentence has its id, and nothing comes out that the allow-list doesn't know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markupsafe import Markup, escape

from learnhub.catalogue.adapters.lesson_file import lesson_of
from learnhub.catalogue.rules.text import (
    Block,
    Card,
    Check,
    Choice,
    Edition,
    LessonText,
    Line,
    Listing,
    Paragraph,
    Picture,
    Question,
    Quote,
    Run,
    Section,
    Sentence,
    Subheading,
    Table,
    Task,
    Term,
    Warning_,
    block_sentences,
)

# Everything above is escaped where it is written; this is the second lock (FACTS: nh3 with our own list).
_CLEANER = nh3.Cleaner(
    tags={
        *[
            "a",
            "blockquote",
            "br",
            "caption",
            "code",
            "dd",
            "dfn",
            "div",
            "dl",
            "dt",
            "figure",
            "h3",
            "img",
            "li",
            "ol",
            "p",
            "span",
            "strong",
        ],
        *["table", "tbody", "td", "th", "thead", "tr", "ul"],
    },
    attributes={
        "*": {"class", "id"},
        "a": {"href"},
        "div": {"class", "id", "role", "tabindex", "aria-label"},
        "img": {"class", "src", "alt", "width", "height", "loading"},
        "ol": {"class", "start"},
        "span": {"class", "id", "lang"},
        "td": {"class", "data-column"},
        "th": {"class", "scope"},
    },
    url_schemes={"http", "https", "tel"},
)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """Where a picture is found, and its size in CSS pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ChoiceHtml:
    """One choice: words with their sentences marked, with its picture before them; what is said to who chose it."""

    key: str
    words: Markup
    feedback: Markup
    is_right: bool
    partner: Markup | None = None


@dataclass(frozen=True, slots=True)
class QuestionHtml:
    """One question of a check; number from 1. answers: of words that are written, with what is said to each."""

    number: int
    prompt: Markup
    choices: tuple[ChoiceHtml, ...]
    is_multiple: bool
    answers: tuple[ChoiceHtml, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckHtml:
    """One check."""

    name: str
    questions: tuple[QuestionHtml, ...]


@dataclass(frozen=True, slots=True)
class CardHtml:
    """One step of an easy-read section, to stand alone on a page.

    picture: an img with its description, empty where the step has none. words: the sentence of a card, else a whole block
    (is_block). sentence_ids: what is read aloud for it, in order.
    """

    picture: Markup
    words: Markup
    sentence_ids: tuple[str, ...]
    is_block: bool


@dataclass(frozen=True, slots=True)
class SectionHtml:
    """One section: the words of its heading (to stand in an h2), its blocks, its checks.

    cards: the same blocks one by one; empty but in easy-read.
    """

    key: str
    heading: Markup
    body: Markup
    checks: tuple[CheckHtml, ...]
    cards: tuple[CardHtml, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonHtml:
    """A lesson as HTML. title and summary: words with their sentences marked, to stand in an h1 and a p."""

    title: Markup
    summary: Markup
    sections: tuple[SectionHtml, ...]


def lesson_html(source: str, pictures: Mapping[str, ShownPicture]) -> LessonHtml:
    """Return the HTML of a lesson that was checked when it was loaded; the same text and pictures are written once.

    pictures: by path ("media/x.svg"); one that isn't there is told by its description.
    """
    return _written(source, tuple(sorted(pictures.items(), key=lambda item: item[0])))


@lru_cache(maxsize=512)
def _written(source: str, pictures: tuple[tuple[str, ShownPicture], ...]) -> LessonHtml:
    return html_of_text(lesson_of(source), dict(pictures))


def html_of_text(lesson: LessonText, pictures: Mapping[str, ShownPicture]) -> LessonHtml:
    """Return the HTML of a lesson that may be half done, for its author; nothing is remembered."""
    writer = _Writer(pictures)
    return LessonHtml(
        title=_clean(_line(lesson.title)),
        summary=_clean(_line(lesson.summary)),
        sections=tuple(
            writer.section(section, with_cards=lesson.edition is Edition.EASY_READ)
            for section in lesson.sections
        ),
    )


class _Writer:
    def __init__(self, pictures: Mapping[str, ShownPicture]) -> None:
        self.pictures = pictures

    def section(self, section: Section, *, with_cards: bool) -> SectionHtml:
        return SectionHtml(
            key=section.key,
            heading=_clean(_line(section.heading)),
            body=_clean(self.blocks(section.blocks)),
            checks=tuple(self.check(check) for check in section.checks),
            cards=tuple(self.step(block) for block in section.blocks) if with_cards else (),
        )

    def step(self, block: Block) -> CardHtml:
        if isinstance(block, Card):
            spoken = tuple(sentence.id for sentence in block.line.sentences)
            picture = _clean(self.image(block.picture, "card__picture"))
            return CardHtml(picture, _clean(_line(block.line)), spoken, is_block=False)
        spoken = tuple(sentence.id for sentence in block_sentences((block,)))
        return CardHtml(Markup(""), _clean(self.block(block)), spoken, is_block=True)

    def check(self, check: Check) -> CheckHtml:
        return CheckHtml(check.name, tuple(self.question(question) for question in check.questions))

    def question(self, question: Question) -> QuestionHtml:
        choices = tuple(self.choice(choice) for choice in question.choices)
        answers = tuple(self.choice(answer) for answer in question.answers)
        prompt = _clean(_line(question.prompt))
        return QuestionHtml(question.number, prompt, choices, question.is_multiple, answers)

    def choice(self, choice: Choice) -> ChoiceHtml:
        picture = self.image(choice.picture, "choice__picture") if choice.picture is not None else ""
        words = _clean(picture + _line(choice.text))
        partner = _clean(_line(choice.partner)) if choice.partner is not None else None
        return ChoiceHtml(choice.key, words, _clean(_line(choice.feedback)), choice.is_right, partner)

    def blocks(self, blocks: Iterable[Block]) -> str:
        written: list[str] = []
        cards: list[str] = []
        for block in blocks:
            if isinstance(block, Card):
                cards.append(self.card(block))
                continue
            written += _card_list(cards)
            cards = []
            written.append(self.block(block))
        written += _card_list(cards)
        return "".join(written)

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(line):
                return f"<p>{_line(line)}</p>"
            case Subheading(line):
                return f"<h3>{_line(line)}</h3>"
            case Listing():
                return self.listing(block)
            case Table():
                return _table(block)
            case Quote(inner):
                return f"<blockquote>{self.blocks(inner)}</blockquote>"
            case Picture():
                return self.figure(block)
            case Term():
                return _term(block)
            case Warning_():
                return (
                    '<div class="notice notice--warning"><p class="notice__title">'
                    f'<span class="notice__kind">{_line(block.label)}</span></p>{self.blocks(block.blocks)}</div>'
                )
            case Task():
                return (
                    f'<div class="task"><h3 class="task__title">{_line(block.label)}</h3>'
                    f'<p class="task__terms">{_line(block.terms)}</p>{self.blocks(block.blocks)}</div>'
                )
            case Card():
                return "".join(_card_list([self.card(block)]))

    def listing(self, listing: Listing) -> str:
        items = "".join(f"<li>{self.item(item)}</li>" for item in listing.items)
        if listing.start is None:
            return f"<ul>{items}</ul>"
        start = f' start="{listing.start}"' if listing.start != 1 else ""
        return f"<ol{start}>{items}</ol>"

    def item(self, blocks: tuple[Block, ...]) -> str:
        # A first paragraph stands without its own element: screen readers then read marker and words as one.
        if blocks and isinstance(blocks[0], Paragraph):
            return _line(blocks[0].line) + self.blocks(blocks[1:])
        return self.blocks(blocks)

    def figure(self, picture: Picture) -> str:
        return f'<figure class="figure" id="{escape(picture.sentence.id)}">{self.image(picture, "figure__picture")}</figure>'

    def card(self, card: Card) -> str:
        return f'<li class="cards__card">{self.figure(card.picture)}<p class="cards__words">{_line(card.line)}</p></li>'

    def image(self, picture: Picture, css_class: str) -> str:
        shown = self.pictures.get(picture.path)
        if shown is None:
            is_alone = css_class in {"figure__picture", "card__picture"}
            return f"<p>{escape(picture.sentence.text)}</p>" if is_alone else ""
        return (
            f'<img class="{css_class}" src="{escape(shown.address)}" alt="{escape(picture.description)}" '
            f'width="{shown.width}" height="{shown.height}" loading="lazy">'
        )


def _clean(html: str) -> Markup:
    return Markup(_CLEANER.clean(html))  # noqa: S704  escaped part by part and cleaned by the allow-list


def _card_list(cards: list[str]) -> list[str]:
    return [f'<ul class="cards">{"".join(cards)}</ul>'] if cards else []


def _line(line: Line) -> str:
    return "".join(_sentence(sentence) for sentence in line.sentences)


def _sentence(sentence: Sentence) -> str:
    words = "".join(_run(run) for run in sentence.runs)
    return f'<span class="sentence" id="{escape(sentence.id)}">{words}</span>'


def _run(run: Run) -> str:
    html = str(escape(run.text)).replace("\n", "<br>")
    if run.is_code:
        html = f"<code>{html}</code>"
    if run.is_strong:
        html = f"<strong>{html}</strong>"
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html


def _term(term: Term) -> str:
    reading = (
        f' <span class="term__reading" lang="zh-Latn-pinyin">{escape(term.reading)}</span>'
        if term.reading
        else ""
    )
    return (
        f'<dl class="term"><dt class="term__word"><dfn>{_line(term.word)}</dfn>{reading}</dt>'
        f'<dd class="term__meaning">{_line(term.meaning)}</dd></dl>'
    )


def _table(table: Table) -> str:
    # The caption is often the heading of the section, whose name no second landmark may bear.
    columns = [cell.text for cell in table.header]
    head = "".join(f'<th class="table__column" scope="col">{_line(cell)}</th>' for cell in table.header)
    rows = "".join(_row(row, columns) for row in table.rows)
    return (
        f'<div class="table-box" role="region" tabindex="0" aria-label="表格：{escape(table.caption)}"><table class="table">'
        f'<caption class="table__caption">{escape(table.caption)}</caption>'
        f'<thead class="table__head"><tr>{head}</tr></thead><tbody class="table__body">{rows}</tbody></table></div>'
    )


def _row(cells: tuple[Line, ...], columns: list[str]) -> str:
    name = f'<th class="table__name" scope="row">{_line(cells[0])}</th>' if cells else ""
    rest = "".join(
        f'<td class="table__cell" data-column="{escape(column)}">{_line(cell)}</td>'
        for column, cell in zip(columns[1:], cells[1:], strict=True)
    )
    return f'<tr class="table__row">{name}{rest}</tr>'
