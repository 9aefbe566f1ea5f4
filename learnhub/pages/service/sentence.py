"""Gather one sentence in every form there is so far, from a lesson that people can open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Card, Edition, LessonText, Paragraph, Sentence, SlotKind, SlotView
from learnhub.catalogue.rules.text import block_sentences
from learnhub.catalogue.service import CourseOutline, OutlineLesson
from learnhub.formats.rules.braille import encode, written
from learnhub.formats.rules.braille_signs import BLANK
from learnhub.language import house_lexicon
from learnhub.language.ruby import words_with_pinyin
from learnhub.search import service as search
from learnhub.search.rules import Facet
from learnhub.speech import service as speech
from learnhub.speech.rules import Cue
from learnhub.storage.rules import BlobStore

# A sentence that is quickly heard and read, and still says something.
_CHARACTERS = range(10, 31)
_COURSES_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class EasyCard:
    """One card of the easy-read edition. picture: address, width and height; None where it isn't stored."""

    sentence: str
    description: str
    picture: tuple[str, int, int] | None


@dataclass(frozen=True, slots=True)
class SentenceForms:
    """One sentence in its forms.

    readings: the sentence cut into words, each with its pinyin, or with "" where it has none.
    cells: the sentence in braille. cue: when it is heard in the audio slot;
    None while the lesson has no audio. easy: the same lesson's first card. slots: all of the lesson's.
    """

    outline: CourseOutline
    lesson: OutlineLesson
    sentence: Sentence
    readings: tuple[tuple[str, str], ...]
    cells: str
    cue: Cue | None
    easy: EasyCard | None
    slots: dict[SlotKind, SlotView]


def sentence_forms(
    session: Session, store: BlobStore, address_of: Callable[[str, str, str], str]
) -> SentenceForms | None:
    """Choose the lesson that has most forms among the first courses with an easy-read edition, and one of its sentences.

    None on a site without lessons. address_of: makes an address of course slug, digest and path of a picture.
    """
    chosen = _lesson(session)
    if chosen is None:
        return None
    outline, lesson = chosen
    text = catalogue.text_of(lesson.version)
    sentence = _sentence(text)
    course = catalogue.course_lexicon(session, store, lesson.home_course_id)
    lexicon = house_lexicon().with_course(catalogue.lesson_lexicon(course, text))
    return SentenceForms(
        outline=outline,
        lesson=lesson,
        sentence=sentence,
        readings=words_with_pinyin(sentence.text, lexicon),
        cells=written(encode(sentence.text, lexicon), BLANK),
        cue=_cue(session, lesson, sentence),
        easy=_easy_card(session, store, lesson, text, address_of),
        slots={slot.kind: slot for slot in lesson.slots},
    )


def _lesson(session: Session) -> tuple[CourseOutline, OutlineLesson] | None:
    found = search.listing(
        session, {Facet.WAY: ("easy-read",)}, number=1, size=_COURSES_LOOKED_AT
    ).courses.rows
    if not found:
        found = search.listing(session, {}, number=1, size=1).courses.rows
    candidates = [
        (outline, lesson)
        for summary in found
        for outline in [catalogue.outline(session, summary.course)]
        for lesson in outline.lessons
    ]
    # A lesson written in easy-read alone can't show both editions side by side.
    return max(
        candidates,
        key=lambda one: (one[1].version.edition is Edition.STANDARD, _forms(one[1]), -one[1].version.id),
        default=None,
    )


def _forms(lesson: OutlineLesson) -> int:
    return sum(slot.state.has_content for slot in lesson.slots)


def _sentence(text: LessonText) -> Sentence:
    plain = [
        sentence
        for block in text.blocks()
        if isinstance(block, Paragraph | Card)
        for sentence in block_sentences((block,), with_pictures=False)
    ]
    return next(
        (sentence for sentence in plain if len(sentence.text) in _CHARACTERS),
        text.summary.sentences[0],
    )


def _cue(session: Session, lesson: OutlineLesson, sentence: Sentence) -> Cue | None:
    version = lesson.version
    rendition = speech.rendition_or_none(session, version.text_hash, version.edition.value)
    cues: Sequence[Cue] = speech.cues(rendition) if rendition is not None else ()
    return next((cue for cue in cues if cue.sentence_id == sentence.id), None)


def _easy_card(
    session: Session,
    store: BlobStore,
    lesson: OutlineLesson,
    text: LessonText,
    address_of: Callable[[str, str, str], str],
) -> EasyCard | None:
    easy = text if text.edition is Edition.EASY_READ else catalogue.easy_text_or_none(store, lesson.slots)
    card = next((block for block in easy.blocks() if isinstance(block, Card)), None) if easy else None
    if easy is None or card is None:
        return None
    shown = catalogue.shown_pictures(session, lesson.home_course_id, easy, address_of).get(card.picture.path)
    return EasyCard(
        sentence=card.line.text,
        description=card.picture.description,
        picture=(shown.address, shown.width, shown.height) if shown is not None else None,
    )
