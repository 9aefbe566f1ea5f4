"""What trainees thought of a class: who gave an answer, and apart from it what was answered (decision 0058)."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.db import Model, enum_type
from learnhub.training.rules.satisfaction import Choice, Question


class SurveyMark(Model):
    """Somebody's answer about a class is given. No day and no number: nothing that an answer could be found by."""

    __tablename__ = "survey_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class SurveyTally(Model):
    """How often a choice was made in a class. There is no row of one person's answers, so none can be put together again."""

    __tablename__ = "survey_tally"
    __table_args__ = (CheckConstraint("count >= 0", name="count_from_zero"),)

    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    question: Mapped[Question] = mapped_column(enum_type(Question, "question_known"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(enum_type(Choice, "choice_known"), primary_key=True)
    count: Mapped[int]


class SurveyWords(Model):
    """Open words about a class. key: drawn anew for every row of the class whenever one is added, so that rows have no order."""

    __tablename__ = "survey_words"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(primary_key=True)
    training_class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    words: Mapped[str]
