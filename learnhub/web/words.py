"""Words in the language of whoever reads the page: Chinese is the source, English comes from translations/en."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from babel import dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, format_date, format_datetime
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from learnhub.primitives import SHANGHAI
from learnhub.primitives.sentences import Dated, Sentence, Sequel, say_as
from learnhub.settings import PROJECT_DIR
from learnhub.web.site import EXTENSION, Site, settings

CHINESE, ENGLISH = "zh", "en"
# Each in its own words: whoever doesn't read the present language finds the own one.
NAMES = {CHINESE: "中文", ENGLISH: "English"}
TAGS = {CHINESE: "zh-CN", ENGLISH: "en-GB"}
LOCALES = {CHINESE: "zh_Hans_CN", ENGLISH: "en_GB"}
SOURCE = PROJECT_DIR / "translations" / "en" / "LC_MESSAGES" / "messages.po"
# In the environment of a request that is made for a Mandarin voice: no header of a browser can put it there.
FOR_A_VOICE = "learnhub.for_a_voice"

# {count:lesson|lessons}: the first form where the value is exactly 1. Chinese has one form, so gettext's own plurals have no source.
_FORMS = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")
_MARKS = {"、": ", ", "，": ", ", "；": "; ", "：": ": ", "。": ". "}
_HANGS_ON = tuple(" ,.;:!?)")


def language() -> str:
    """Return the language of this request's page; outside of a request, Chinese."""
    if not has_request_context():
        return CHINESE
    if "language" not in g:
        current: Site | None = current_app.extensions.get(EXTENSION)
        is_chosen = current is not None and FOR_A_VOICE not in request.environ
        g.language = current.parts.language() if current and is_chosen else CHINESE
    return cast(str, g.language)


def speak(wanted: str) -> None:
    """Make this request's page in the language that its address names, whoever asks; what is no language changes nothing."""
    if wanted in NAMES:
        g.language = wanted


def _(message: str, /, **values: object) -> str:
    """Say a message in the reader's language, as plain text: what a view hands to a page, or answers to a script.

    message: a literal of the program, or a sentence that a rule said. Sentences among the values are put into the same language.
    """
    if language() == CHINESE:
        return message % values if values else str(message)
    if isinstance(message, Sentence):
        return in_english(message)
    return _put(_english(message), values) if values else _english(message)


def _as(use: str, message: str, /, **values: object) -> str:
    """Say a message whose Chinese has several English forms; use: which one is meant (primitives.sentences.say_as)."""
    return _(say_as(use, message, **values))


def other_language() -> Mapping[str, str]:
    """Return the language that the layout's switch offers: its value, its name in itself, its tag."""
    other = ENGLISH if language() == CHINESE else CHINESE
    return {"value": other, "name": NAMES[other], "tag": TAGS[other]}


def in_english(sentence: Sentence) -> str:
    """Put what a rule said into English; what has no English yet stays Chinese."""
    match sentence:
        case Dated(moment=moment, pattern=pattern):
            return english_date(moment, pattern)
        case Sequel(parts=parts, mark=mark):
            return _row((_told(part) for part in parts), mark)
    text = _english(sentence.message, sentence.use)
    return _put(text, sentence.values) if sentence.values else text


def with_forms(text: str, values: Mapping[str, object]) -> str:
    """Choose each {name:one|many} by its value: the first form for 1, the second for everything else."""
    if "{" not in text:
        return text
    return _FORMS.sub(lambda found: found[2] if str(values.get(found[1])) == "1" else found[3], text)


def english_pattern(pattern: str) -> str:
    """Turn a pattern of dates that is written in Chinese into the English one; others stay as they are."""
    if "月" not in pattern:
        return pattern
    plain = pattern.replace("（EEEE）", "").replace("yyyy年M月d日", "d MMMM yyyy").replace("M月d日", "d MMMM")
    plain = re.sub(r"(?<=[My]) ?HH:", ", HH:", plain)
    return f"EEEE {plain}" if "EEEE" in pattern else plain


def english_date(moment: date, pattern: str) -> str:
    """Write a day, or an aware instant by the clock of Shanghai, in English."""
    shape = english_pattern(pattern)
    if isinstance(moment, datetime):
        return dates.format_datetime(moment.astimezone(SHANGHAI), shape, locale=LOCALES[ENGLISH])
    return dates.format_date(moment, shape, locale=LOCALES[ENGLISH])


def install(app: Flask) -> None:
    """Give templates the reader's words and dates."""
    Babel(app, locale_selector=lambda: LOCALES[language()])
    app.jinja_env.globals.update(_=_in_template, _as=_as, gettext=_in_template)
    app.jinja_env.filters.update(dateformat=shown_date, datetimeformat=shown_instant)


@pass_eval_context
def _in_template(context: EvalContext, message: str, /, **values: Any) -> Any:
    """Say a message in a template: values are escaped, and % is doubled in every message, as the i18n extension has it."""
    if isinstance(message, Sentence):
        return escape(message) if context.autoescape else _(message)
    text = message if language() == CHINESE else with_forms(_english(message), values)
    return Markup(text) % values if context.autoescape else text % values  # noqa: S704  messages are the program's own


def shown_date(moment: Any, pattern: str | None = None) -> str:
    """Write a day by a pattern of Babel, or one of its names, as the reader's language has it."""
    return str(format_date(moment, _pattern(pattern)))


def shown_instant(moment: Any, pattern: str | None = None) -> str:
    """Write an instant by the clock of Shanghai, as the reader's language has it."""
    return str(format_datetime(moment, _pattern(pattern)))


def _pattern(pattern: str | None) -> str | None:
    return pattern if pattern is None or language() == CHINESE else english_pattern(pattern)


def _told(value: object) -> object:
    return in_english(value) if isinstance(value, Sentence) else value


def _put(text: str, values: Mapping[str, object]) -> str:
    return with_forms(text, values) % {name: _told(value) for name, value in values.items()}


def _row(parts: Iterable[object], mark: str) -> str:
    """Join parts as English has it: a blank between sentences, none before a mark that hangs on what it follows."""
    between, said = _MARKS.get(mark, mark or " "), ""
    for part in (_MARKS.get(str(part), str(part)) for part in parts):
        glue = between if mark or (not part.startswith(_HANGS_ON) and not said.endswith(" ")) else ""
        said = f"{said}{glue}{part}" if said and part else said or part
    return said.rstrip()


def _english(message: str, use: str | None = None) -> str:
    """Return the English of a message, which may be nothing (one blank in the catalogue), or the message where it has none."""
    catalogue = _catalogue(SOURCE.stat().st_mtime_ns)
    said = str(catalogue.gettext(message) if use is None else catalogue.pgettext(use, message))
    return "" if said == " " else said


@lru_cache(maxsize=2)
def _catalogue(_changed_ns: int) -> Translations:
    with compiled(SOURCE, settings().instance_dir / "words").open("rb") as catalogue:
        return Translations(catalogue)


def compiled(source: Path, folder: Path) -> Path:
    """Return the catalogue as a file that is read quickly; made where there is none of these words, in place of older ones."""
    words = source.read_bytes()
    target = folder / f"{hashlib.sha256(words).hexdigest()[:16]}.mo"
    if target.exists():
        return target
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    older = list(folder.glob("*.mo"))
    # Several processes may come here at once: each writes its own, and the last one stays.
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as made, source.open("rb") as text:
        write_mo(made, read_po(text, locale=ENGLISH))
    os.replace(made.name, target)
    for one in older:
        one.unlink(missing_ok=True)
    return target
