"""Sentences of the program: Chinese text everywhere, which still knows how it was made, so that a page can say it in another language.

Rules and services know no page and no reader. They say a sentence in Chinese; `learnhub.web.words` puts it into the reader's language
while a page is written, and nowhere else: rows, chains, logs, papers and voices get the Chinese text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

# How the page that is being written says a sentence; None where Chinese is written.
_teller: ContextVar["Callable[[Sentence], str] | None"] = ContextVar("learnhub_teller", default=None)


class Sentence(str):
    """A Chinese text with the message and the values that it was made of; equal to its text, and stored as it."""

    message: str
    values: Mapping[str, object]
    use: str | None

    def __new__(
        cls,
        text: str,
        message: str = "",
        values: Mapping[str, object] | None = None,
        use: str | None = None,
    ) -> "Sentence":
        """Keep a text with its message; without one the text is the message. use: as in say_as."""
        made = super().__new__(cls, text)
        made.message = message or text
        made.values = dict(values or {})
        made.use = use
        return made

    def __str__(self) -> str:
        """Return itself: str() of a sentence still knows how it was made."""
        return self

    def __html__(self) -> str:
        """Return what a page writes: escaped, in the language of its reader."""
        tell = _teller.get()
        return _escaped(self if tell is None else tell(self))

    def __add__(self, other: str) -> "Sentence":
        """Join with what follows; both keep how they were made."""
        return Sequel((self, other))

    def __radd__(self, other: str) -> "Sentence":
        """Join with what goes before; both keep how they were made."""
        return Sequel((other, self))

    def __mod__(self, values: Any) -> str:
        """Put values in, as forms do with their limits; those of a mapping stay known."""
        if not isinstance(values, Mapping):
            return super().__mod__(values)
        return Sentence(super().__mod__(values), self.message, {**self.values, **values}, self.use)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle with everything."""
        return type(self), (plain(self), self.message, dict(self.values), self.use)


class Sequel(Sentence):
    """Texts one after the other. parts: sentences and plain texts, in order; mark: what stands between them in Chinese."""

    parts: tuple[str, ...]
    mark: str

    def __new__(cls, parts: Iterable[str], mark: str = "") -> "Sequel":
        """Join parts, of which there may be none."""
        kept = tuple(parts)
        made = super().__new__(cls, mark.join(kept))
        assert isinstance(made, Sequel)
        made.parts, made.mark = kept, mark
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle with everything."""
        return type(self), (self.parts, self.mark)


class Dated(Sentence):
    """A day, or an instant in Shanghai. pattern: of Babel, as the templates' dates have it: yyyy年M月d日."""

    moment: date
    pattern: str

    def __new__(cls, text: str, moment: date, pattern: str) -> "Dated":
        """Keep the day that a text names."""
        made = super().__new__(cls, text)
        assert isinstance(made, Dated)
        made.moment, made.pattern = moment, pattern
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle with everything."""
        return type(self), (plain(self), self.moment, self.pattern)


class SaidFault(ValueError):
    """A fault whose words are a sentence for a person; str() of it is that sentence."""

    def __str__(self) -> str:
        """Return the sentence, which still knows how it was made."""
        return str(self.args[0]) if self.args else ""


def plain(text: str) -> str:
    """Return a text as a plain str, for what asks for nothing else."""
    return str.__str__(text)


def say(message: str, /, **values: object) -> Sentence:
    """Say a sentence: a message with %(count)s in it, and count=8. Without values the message is the text, and % is a plain sign.

    The message is a literal, so that it can be found and translated (docs/running.md). Raises KeyError for a missing value.
    """
    return Sentence(message % values if values else message, message, values)


def say_as(use: str, message: str, /, **values: object) -> Sentence:
    """Say a sentence whose Chinese has several English forms: 退回 is "Return" on a button, and "Returned" of what was done.

    use: which of them is meant, a few English words for whoever translates; the same Chinese comes out whatever it says.
    """
    return Sentence(message % values if values else message, message, values, use)


def listed(parts: Iterable[str], mark: str = "、") -> Sentence:
    """Join texts into one line, with a mark of Chinese between them; empty for none."""
    return Sequel(parts, mark)


@contextmanager
def telling(tell: Callable[[Sentence], str] | None) -> Iterator[None]:
    """Write pages in another language as long as the block lasts; None: in Chinese."""
    token = _teller.set(tell)
    try:
        yield
    finally:
        _teller.reset(token)


def _escaped(text: str) -> str:
    """Escape as the templates do."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&#34;")
        .replace("'", "&#39;")
    )
