"""The forms of the blocks of a lesson."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnhub.authoring.rules.drafts.block_fields import (
    CHOICES_MAX,
    WAYS,
    BlockFields,
    ChoiceFields,
    CriterionFields,
)
from learnhub.authoring.rules.drafts.blocks import ADDABLE, BlockKind
from learnhub.authoring.rules.drafts.merging import Choice
from learnhub.authoring.rules.easy_read import DESCRIPTION_MAX
from learnhub.catalogue.rules.tasks import CRITERIA_MAX, CRITERION_CHARACTERS_MAX, TaskWay, says_marks
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options, tidy
from learnhub.web.words import _

BLOCK_CHARACTERS_MAX = 6000
CHOICES_LEAST = 2
_MINUTES = say("请写 1 到 60 的整数。")
_CRITERION_PARTS = ("looked_at", "enough", "not_yet")
_CRITERION_LABELS = (say("看什么"), say("够了，是什么样"), say("还差一点，是什么样"))

KIND_WORDS = {
    BlockKind.HEAD: say("课名和简介"),
    BlockKind.HEADING: say("小节标题"),
    BlockKind.SUBHEADING: say("小标题"),
    BlockKind.PARAGRAPH: say("段落"),
    BlockKind.PICTURE: say("图片"),
    BlockKind.STEPS: say("步骤"),
    BlockKind.POINTS: say("要点"),
    BlockKind.TABLE: say("表格"),
    BlockKind.QUOTE: say("引文"),
    BlockKind.WARNING: say("提示：危险和禁忌"),
    BlockKind.QUIZ: say("题目"),
    BlockKind.TASK: say("任务"),
    BlockKind.TERM: say("术语"),
    BlockKind.OTHER: say("别的写法"),
}


def _words(label: Any, most: int = BLOCK_CHARACTERS_MAX) -> TextAreaField:
    return TextAreaField(
        label, [Needed(say("请写上内容。不要这一块了，请用“删除”。")), at_most(most)], filters=[tidy]
    )


def _one_line(typed: str | None) -> str:
    return " ".join((typed or "").split())


def _say(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


class BlockForm(SiteForm):
    """What every form of a block sends: the revision that its author saw, and where a new block goes."""

    revision = HiddenField()
    after = HiddenField()
    kind = HiddenField()
    text: Field = _words(say("内容"))

    def told(self) -> BlockFields:
        """Return what was typed, of a form that was found valid."""
        return BlockFields(text=self.text.data or "")

    def show(self, fields: BlockFields) -> None:
        """Fill the form with what a block says."""
        self.text.data = fields.text

    def restore(self, typed: Mapping[str, str]) -> None:
        """Fill the form with what somebody typed and didn't save."""
        for field in self:
            value = typed.get(field.name)
            if isinstance(field, BooleanField):
                field.data = value is not None  # browsers send nothing for a box without a tick
            elif value is None or isinstance(field, FileField) or field.name in {"revision", "after", "kind"}:
                continue
            elif isinstance(field, IntegerField):
                field.data = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else None
            else:
                field.data = value


class HeadingForm(BlockForm):
    """A heading."""

    text = StringField(say("标题"), [Needed(say("请写上标题。")), at_most(60)], filters=[tidy])


class ListForm(BlockForm):
    """Steps or points, one a line."""

    text = _words(say("一行写一条"))


class PictureForm(BlockForm):
    """A picture: one of the course, or a new photo. The pictures there are, are handed in."""

    text = StringField(
        say("图上有什么"),
        [Needed(say("请写图上有什么，看不见的人靠它知道。")), at_most(DESCRIPTION_MAX)],
        filters=[tidy],
    )
    path = SelectField(say("用课程里的哪张图"), [Optional()])
    photo = FileField(say("或者放一张新照片"), [Optional()])

    def validate_text(self, field: StringField) -> None:
        """Keep out what would be read as a sign of the lesson format."""
        if any(sign in (field.data or "") for sign in "[]\\`\n"):
            raise ValidationError(_("说明里请只写字和标点，不要用方括号这些符号。"))

    def told(self) -> BlockFields:
        """Return the description and the picture of the course that was chosen."""
        return BlockFields(text=self.text.data or "", path=self.path.data or "")

    def show(self, fields: BlockFields) -> None:
        """Fill the form with what the block says."""
        self.text.data, self.path.data = fields.text, fields.path


class TermForm(BlockForm):
    """A word of the trade."""

    word = StringField(say("词"), [Needed(say("请写上这个词。")), at_most(30)], filters=[_one_line])
    reading = StringField(say("读音"), [Optional(), at_most(60)], filters=[_one_line])
    text = StringField(
        say("意思"), [Needed(say("请用一两句话说明这个词。")), at_most(200)], filters=[_one_line]
    )

    def told(self) -> BlockFields:
        """Return the word, how it is read, and what it means."""
        return BlockFields(
            word=self.word.data or "", reading=self.reading.data or "", text=self.text.data or ""
        )

    def show(self, fields: BlockFields) -> None:
        """Fill the form with what the block says."""
        self.word.data, self.reading.data, self.text.data = fields.word, fields.reading, fields.text


class TaskForm(BlockForm):
    """What hands learn."""

    name = HiddenField()
    title = StringField(say("做什么"), [Needed(say("请写上做什么。")), at_most(60)], filters=[_one_line])
    minutes = IntegerField(
        say("大约几分钟"), [InputRequired(_MINUTES), NumberRange(min=1, max=60, message=_MINUTES)]
    )
    way = RadioField(
        say("怎么交"),
        [InputRequired(say("请选一种。"))],
        choices=options((one, one) for one in WAYS),
        default=WAYS[0],
    )
    text = _words(say("步骤，一行一步，前面写 1. 2. 3."))

    numbers: ClassVar[Sequence[int]] = range(1, CRITERIA_MAX + 1)

    def validate(self, *_args: Any, **_kwargs: Any) -> bool:
        """Check all fields; of what is looked at all three parts, or none."""
        super().validate()
        for number, one in enumerate(self.rubric(), start=1):
            told = dict(zip(_CRITERION_PARTS, (one.looked_at, one.enough, one.not_yet), strict=True))
            for part, words in told.items():
                field = self[f"{part}_{number}"]
                if any(told.values()) and not words:
                    _say(field, _("看什么、够了什么样、还差一点什么样，三行都要写；不要了就都清空。"))
                elif says_marks(words):
                    _say(field, _("这里不写分数，请写看得到、听得到或摸得到的样子。"))
        return not self.error_list

    def rubric(self) -> tuple[CriterionFields, ...]:
        """Return all that is looked at, empty ones too."""
        return tuple(
            CriterionFields(*(_one_line(self[f"{part}_{number}"].data) for part in _CRITERION_PARTS))
            for number in self.numbers
        )

    @property
    def offered(self) -> Sequence[int]:
        """Return the numbers of what is looked at that the page shows: those written and one more."""
        written = [number for number, one in enumerate(self.rubric(), start=1) if one != CriterionFields()]
        return self.numbers[: max((*written, 0)) + 1]

    def told(self) -> BlockFields:
        """Return the task."""
        return BlockFields(
            name=self.name.data or "",
            title=self.title.data or "",
            minutes=self.minutes.data or 1,
            way=TaskWay(self.way.data),
            rubric=tuple(one for one in self.rubric() if one.looked_at),
            text=self.text.data or "",
        )

    def show(self, fields: BlockFields) -> None:
        """Fill the form with what the block says."""
        self.name.data, self.title.data, self.minutes.data = fields.name, fields.title, fields.minutes
        self.way.data, self.text.data = fields.way.value, fields.text
        for number, one in enumerate(fields.rubric, start=1):
            for part, words in zip(_CRITERION_PARTS, (one.looked_at, one.enough, one.not_yet), strict=True):
                self[f"{part}_{number}"].data = words


for _number in TaskForm.numbers:
    for _part, _label in zip(_CRITERION_PARTS, _CRITERION_LABELS, strict=True):
        setattr(
            TaskForm,
            f"{_part}_{_number}",
            StringField(_label, [Optional(), at_most(CRITERION_CHARACTERS_MAX)], filters=[tidy]),
        )


class QuizForm(BlockForm):
    """A question with up to six choices; the checks of the lesson are handed in."""

    text = TextAreaField(say("题目"), [Needed(say("请写上题目。")), at_most(300)], filters=[tidy])
    name = SelectField(say("属于哪个检查"), [Asked()])

    numbers: ClassVar[Sequence[int]] = range(1, CHOICES_MAX + 1)

    def validate(self, *_args: Any, **_kwargs: Any) -> bool:
        """Check all fields: two choices at least, one right and one wrong, each with what is said to who chose it."""
        super().validate()
        told = self.choices()
        for number, choice in enumerate(told, start=1):
            if choice.text and not choice.feedback:
                _say(self[f"feedback_{number}"], _("请写选它的人需要知道什么，不要空着。"))
            if choice.feedback and not choice.text:
                _say(self[f"choice_{number}"], _("请写上这个选项。"))
        written = [choice for choice in told if choice.text or choice.feedback]
        if len(written) < CHOICES_LEAST:
            _say(self[f"choice_{len(written) + 1}"], _("一道题至少要两个选项，请补上。"))
        elif not any(choice.is_right for choice in written):
            _say(self["choice_1"], _("还没有对的选项，请在对的那一个打上勾。"))
        elif all(choice.is_right for choice in written):
            _say(self["choice_1"], _("选项全是对的，请至少写一个常见的错误做法。"))
        return not self.error_list

    def choices(self) -> tuple[ChoiceFields, ...]:
        """Return all choices, empty ones too."""
        return tuple(
            ChoiceFields(
                self[f"choice_{number}"].data or "",
                bool(self[f"right_{number}"].data),
                self[f"feedback_{number}"].data or "",
            )
            for number in self.numbers
        )

    @property
    def offered(self) -> Sequence[int]:
        """Return the numbers of the choices that the page shows: those written and one more, three at least."""
        written = [number for number, one in enumerate(self.choices(), start=1) if one.text or one.feedback]
        return self.numbers[: max(3, *written, len(written) + 1) if written else 3]

    def told(self) -> BlockFields:
        """Return the question with the choices that were written."""
        written = tuple(choice for choice in self.choices() if choice.text)
        return BlockFields(text=self.text.data or "", name=self.name.data or "", choices=written)

    def show(self, fields: BlockFields) -> None:
        """Fill the form with what the block says."""
        self.text.data, self.name.data = fields.text, fields.name
        for number, choice in enumerate(fields.choices, start=1):
            self[f"choice_{number}"].data = choice.text
            self[f"right_{number}"].data = choice.is_right
            self[f"feedback_{number}"].data = choice.feedback


for _number in QuizForm.numbers:
    # WTForms keeps fields in the order in which they were made: each choice with its own parts.
    setattr(
        QuizForm,
        f"choice_{_number}",
        StringField(say("选项 %(number)d", number=_number), [Optional(), at_most(100)], filters=[tidy]),
    )
    setattr(QuizForm, f"right_{_number}", BooleanField(say("这个选项是对的")))
    setattr(
        QuizForm,
        f"feedback_{_number}",
        TextAreaField(say("选了它，听到什么"), [Optional(), at_most(300)], filters=[tidy]),
    )


FORMS: Mapping[BlockKind, type[BlockForm]] = {
    BlockKind.HEADING: HeadingForm,
    BlockKind.SUBHEADING: HeadingForm,
    BlockKind.PICTURE: PictureForm,
    BlockKind.STEPS: ListForm,
    BlockKind.POINTS: ListForm,
    BlockKind.TERM: TermForm,
    BlockKind.TASK: TaskForm,
    BlockKind.QUIZ: QuizForm,
}


class AddForm(SiteForm):
    """Which kind of block comes next."""

    after = HiddenField()
    kind = SelectField(
        say("加哪一种"),
        [InputRequired(say("请选一种。"))],
        choices=options((one.value, KIND_WORDS[one]) for one in ADDABLE),
    )


CHOICE_WORDS = {
    Choice.THEIRS: say("用同事写的"),
    Choice.MINE: say("用我写的"),
    Choice.BOTH: say("两个都留下，以后再改"),
}


def merge_form(count: int) -> type[SiteForm]:
    """Return a form that asks for one choice at each disputed place."""
    fields = {
        f"choice_{number}": RadioField(
            say("第 %(number)d 处留哪一个", number=number + 1),
            [InputRequired(say("请选一个。拿不准就选“两个都留下”。"))],
            choices=options((one.value, words) for one, words in CHOICE_WORDS.items()),
        )
        for number in range(count)
    }
    return type("MergeForm", (SiteForm,), {"head": HiddenField(), **fields})
