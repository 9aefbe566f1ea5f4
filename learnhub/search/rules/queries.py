"""Turn what somebody typed into a query that any index can answer; pure.

Nothing that is typed reaches an engine as syntax: a query is made of terms of letters and digits alone, and of few of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from learnhub.language.romanised import borders
from learnhub.search.rules.lexicon import WordList, letter_runs
from learnhub.search.rules.numbers import numbers_with_units, spellings, with_units_joined
from learnhub.search.rules.synonyms import Synonyms
from learnhub.search.rules.text import is_hanzi, normalise, pairs, pieces, runs
from learnhub.search.rules.weights import weight

QUERY_CHARACTERS_MAX = 100
CLAUSES_MAX = 12
ALTERNATIVES_MAX = 16
# Of a question of a few words more than half must be what courses are about before part of it is answered at all: whoever asks for dental
# implants isn't helped by vegetables. A sentence says much around it: there a quarter is enough where a title or tag is among it.
_SHARE_KNOWN = 0.5
_SHARE_KNOWN_IN_SENTENCES = 0.25
# Ten characters and more; words that stand alone between blanks are none, pauses of somebody who speaks are.
_SENTENCE_CHARACTERS_MIN = 10
_SENTENCE_PART_CHARACTERS_MIN = 5


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is asked for: fits where all terms of one alternative are.

    surfaces: how it may stand in a text, normalised, for marking. is_known: a word that some course has in a title or tag.
    is_general: tells how or what for (入门, 技术), not what. part: which of the stretches between blanks it stood in.
    weight: how many of its characters can name what is looked for. is_topic: known from a title, tag or occupation of a course.
    is_word: it is no mere stretch that the dictionary doesn't hold.
    """

    surfaces: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]
    is_known: bool = False
    is_general: bool = False
    part: int = 0
    weight: int = 0
    is_topic: bool = False
    is_word: bool = True

    @property
    def is_number(self) -> bool:
        """Tell whether this is a number with its unit, which every course has some of."""
        return self.surfaces[0][0].isdecimal()


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. asked: as typed, without blanks around it, at most 100 characters; hurtful words are replaced.

    clauses: empty when nothing searchable was typed. facets: all must fit. is_loose: one clause is enough, beside all numbers.
    is_cut: more was typed than is searched for. is_sentence: it is long enough to say much besides what is looked for.
    spelt: letters that were read as words, and those words.
    """

    asked: str
    clauses: tuple[Clause, ...]
    facets: tuple[str, ...] = ()
    is_loose: bool = False
    is_cut: bool = False
    is_sentence: bool = False
    spelt: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def loosened(self) -> "Query":
        """Return the query for which one clause is enough."""
        return replace(self, is_loose=True)

    def narrowed(self) -> tuple["Query", ...]:
        """Return the queries that ask for part of this one, those for more of it first; none where too little of it is known.

        Only words that courses are about carry such an answer, and only in stretches that say mainly them.
        """
        carrying = tuple(
            clause for part in self._parts() for clause in _carrying(part, in_sentence=self.is_sentence)
        )
        if not carrying:
            return ()
        numbered = (*carrying, *(clause for clause in self.clauses if clause.is_number))
        kept = dict.fromkeys((numbered, carrying))
        # What stands together in a text isn't what a long sentence is about: there the courses that are about most of it come first.
        together = () if self.is_sentence and len(carrying) > 1 else kept
        found = [replace(self, clauses=one) for one in together if len(one) < len(self.clauses)]
        if len(carrying) > 1:
            found += [replace(self, clauses=one, is_loose=True) for one in kept]
        return tuple(found)

    @property
    def needed(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Return what must be there: of each, all terms of one alternative."""
        if not self.is_loose:
            return tuple(clause.alternatives for clause in self.clauses)
        numbers = tuple(clause.alternatives for clause in self.clauses if clause.is_number)
        others = [clause for clause in self.clauses if not clause.is_number]
        anything = tuple(one for clause in others for one in clause.alternatives)
        return (anything, *numbers) if anything else (tuple(one for every in numbers for one in every),)

    @property
    def names_a_topic(self) -> bool:
        """Tell whether it has a word from a title, tag or occupation of a course."""
        return any(clause.is_topic for clause in self.clauses)

    @property
    def is_guess(self) -> bool:
        """Tell whether it holds no word that the dictionary or a course has, so that it may well be written wrongly."""
        return all(not clause.is_word and not clause.is_known for clause in self.clauses)

    def _parts(self) -> list[list[Clause]]:
        parts: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            parts.setdefault(clause.part, []).append(clause)
        return list(parts.values())


def normal_query(typed: str, table: Synonyms) -> tuple[str, str]:
    """Return what was typed as it is shown and as it is compared, each at most 100 characters."""
    printable = "".join(c if c.isprintable() else " " for c in typed[: 2 * QUERY_CHARACTERS_MAX]).strip()
    asked = table.spoken_kindly(printable[:QUERY_CHARACTERS_MAX])[:QUERY_CHARACTERS_MAX]
    return asked, normalise(asked)[:QUERY_CHARACTERS_MAX]


def query_for(
    typed: str, table: Synonyms, facets: Iterable[str] = (), words: WordList | None = None
) -> Query:
    """Read what was typed: at most 100 characters and 12 clauses of it.

    Phrases that ask for nothing are left out, words of the table stand for their whole group, letters stand for the words that they spell,
    a single loose character counts only where nothing else was typed. words: those of the catalogue that fit keys_of(normal query).
    """
    asked, normal = normal_query(typed, table)
    normal = with_units_joined(table.without_taken_back(normal))
    parts = normal.split()
    length = sum(map(len, parts))
    is_sentence = length >= max(_SENTENCE_CHARACTERS_MIN, _SENTENCE_PART_CHARACTERS_MIN * len(parts))
    reader = _Reader(table, words or WordList(), in_sentence=is_sentence)
    for part, text in enumerate(parts):
        if text.isascii() and text.isalpha():
            continue
        reader.read(text, part)
    reader.read_letters(normal)
    unique = reader.unique()
    return Query(
        asked=asked,
        clauses=unique[:CLAUSES_MAX],
        facets=tuple(facets),
        is_cut=len(typed.strip()) > QUERY_CHARACTERS_MAX or len(unique) > CLAUSES_MAX,
        is_sentence=is_sentence,
        spelt=tuple(reader.spelt),
    )


def phrase_terms(phrase: str) -> tuple[str, ...]:
    """Return the terms that are all there where a normalised phrase stands, whatever stands around it."""
    found: list[str] = []
    for run in runs(phrase):
        if not is_hanzi(run[0]):
            found.append(run)
            continue
        start = 0
        for piece, is_word in pieces(run):
            end = start + len(piece)
            found += [piece] if is_word else pairs(run[max(0, start - 1) : end + 1])
            start = end
    return tuple(dict.fromkeys(found))


def _carrying(part: Sequence[Clause], *, in_sentence: bool) -> list[Clause]:
    """Return the clauses of a stretch that carry an answer to part of the question; none where most of it is unknown."""
    content = [clause for clause in part if not clause.is_general]
    known = [clause for clause in content if clause.is_known]
    is_enough = in_sentence and any(clause.is_topic for clause in known)
    share = _SHARE_KNOWN_IN_SENTENCES if is_enough else _SHARE_KNOWN
    return known if _weight(known) > share * _weight(content) else []


def _weight(clauses: Iterable[Clause]) -> int:
    return sum(clause.weight for clause in clauses)


class _Reader:
    """Reads one query: collects the clauses, the loose characters, and what letters were read as."""

    def __init__(self, table: Synonyms, words: WordList, *, in_sentence: bool) -> None:
        self._table = table
        self._words = words
        self._in_sentence = in_sentence
        self._found: list[Clause] = []
        self._said: list[Clause] = []
        self._people: list[Clause] = []
        self._characters: list[str] = []
        self.spelt: list[tuple[str, tuple[str, ...]]] = []

    def unique(self) -> tuple[Clause, ...]:
        """Return the clauses, each once; what is said around them and loose characters only where there is nothing else.

        What is said around something that no course is about counts too: one of its words may stand in any text.
        """
        if any(clause.is_known for clause in self._found):
            found = self._found
        else:
            found = [*self._found, *self._said] or self._people
        found = found or [Clause((one,), ((one,),)) for one in self._characters]
        return tuple({clause.alternatives: clause for clause in reversed(found)}.values())[::-1]

    def read(self, text: str, part: int) -> None:
        """Read a stretch without blanks; letters are read by read_letters."""
        position = 0
        for start, end, term in numbers_with_units(text):
            self._read_words(text[position:start], part)
            self._found.append(Clause(spellings(term), ((term,),), is_known=True, is_general=True, part=part))
            position = end
        self._read_words(text[position:], part)

    def _read_words(self, text: str, part: int) -> None:
        for stretch, group in stretches(text, self._table, self._words):
            if group:
                self._add_words(group, part)
                continue
            for run in runs(stretch):
                if not is_hanzi(run[0]):
                    if not run.isascii() or not run.isalpha():
                        known = self._is_known(run)
                        self._found.append(Clause((run,), ((run,),), known, part=part, weight=len(run)))
                    continue
                self._read_hanzi(run, part)

    def _read_hanzi(self, run: str, part: int) -> None:
        for piece, is_word in pieces(run):
            if len(piece) == 1:
                self._characters.append(piece)
                continue
            weighs, is_topic = weight(piece, is_word=is_word), self._is_topic(piece)
            # What everybody says is no topic only because some lesson is called so: 说话, 一张.
            is_known = is_topic or (weighs > 0 and self._is_known(piece))
            apart = tuple(pairs(piece))
            surfaces: tuple[str, ...] = (piece,) if is_word else (piece, *apart)
            alternatives: tuple[tuple[str, ...], ...] = ((piece,),) if is_word else (apart,)
            if is_word and len(piece) > 2:
                # It may have been cut elsewhere in the text: 按摩师 as 按摩 and 师.
                alternatives = (*alternatives, apart)
            clause = Clause(
                surfaces,
                alternatives,
                is_known,
                is_general=piece in self._table.general,
                part=part,
                weight=len(piece) if is_known else weighs,
                is_topic=is_topic,
                is_word=is_word,
            )
            if piece in self._table.people:
                self._people.append(clause)
            else:
                is_aside = self._in_sentence and not is_known and not weighs
                (self._said if is_aside else self._found).append(clause)

    def read_letters(self, normal: str) -> None:
        """Read the Latin letters of a whole normalised query: words that are written so, pinyin, initials."""
        runs_ = letter_runs(normal)
        whole = runs_[0] if runs_ else ""
        parts = [one for one in runs_ if one != whole or len(runs_) == 1]
        is_cut = len(parts) > 1 and "".join(parts) == whole and not any(map(self._is_known, parts))
        if is_cut and self._read_spelling(whole):
            return
        for one in parts or runs_:
            if self._is_known(one) or one in self._table.group_of:
                self._add_words(self._table.group_of.get(one, (one,)), 0)
            elif not self._read_spelling(one):
                self._found.append(Clause((one,), ((one,),), weight=len(one)))

    def _read_spelling(self, letters: str) -> bool:
        """Read letters as the pinyin or the initials of words; tell whether they are."""
        found = self._words.spelt(letters) or self._words.shortened(letters)
        words = [one for one in found if one not in self._table.general] or found
        if words:
            self._add_spelt(letters, words)
            return True
        cover = _cover(letters, self._words, self._table)
        for part in cover:
            self._add_spelt(part, self._words.spelt(part))
        return bool(cover)

    def _add_spelt(self, letters: str, words: Sequence[str]) -> None:
        # Every word that the letters may mean has its turn before any word of its group.
        meant = dict.fromkeys((*words, *(one for w in words for one in self._table.group_of.get(w, ()))))
        self.spelt.append((letters, tuple(words[:3])))
        self._add_words(tuple(meant)[:ALTERNATIVES_MAX], 0)

    def _add_words(self, group: tuple[str, ...], part: int) -> None:
        alternatives = tuple(dict.fromkeys(found for one in group if (found := phrase_terms(one))))
        if alternatives:
            self._found.append(
                Clause(
                    group,
                    alternatives,
                    any(map(self._is_known, group)),
                    is_general=all(one in self._table.general for one in group),
                    part=part,
                    weight=len(group[0]),
                    is_topic=any(map(self._is_topic, group)),
                )
            )

    def _is_known(self, text: str) -> bool:
        return text in self._words.texts

    def _is_topic(self, text: str) -> bool:
        known = self._words.texts.get(text)
        return known is not None and known.is_topic


def _cover(letters: str, words: WordList, table: Synonyms) -> list[str]:
    """Cut letters that are pinyin into words of the list and phrases that ask for nothing; return the words' letters.

    Empty where less than all of it is known. The fewest cuts win.
    """
    places = borders(letters)
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    for index, start in enumerate(places):
        if start not in best:
            continue
        cost, kept = best[start]
        for end in places[index + 1 :]:
            part = letters[start:end]
            is_phrase = part in table.unasked_letters
            if not is_phrase and (len(part) < 4 or not words.spelt(part)):  # a lone syllable spells anything
                continue
            if end not in best or best[end][0] > cost + 1:
                best[end] = (cost + 1, kept if is_phrase else [*kept, part])
    return best.get(len(letters), (0, []))[1] if places else []


def stretches(normal: str, table: Synonyms, words: WordList) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Cut a query at the words of the table, the longest at each place: yield (text, its group or nothing).

    A phrase that asks for nothing isn't taken out of a word that courses are about: 学会计 asks for 会计, 化学 for 化学.
    """
    kept = _places(normal, words)
    plain = ""
    position = 0
    while position < len(normal):
        found = next(
            (
                one
                for one in table.longest_first
                if normal.startswith(one, position)
                and (one in table.group_of or not _cuts(position, position + len(one), kept))
            ),
            "",
        )
        if not found:
            plain += normal[position]
            position += 1
            continue
        yield plain, ()
        plain = ""
        if found in table.group_of:
            yield found, table.group_of[found]
        position += len(found)
    yield plain, ()


def _cuts(start: int, end: int, kept: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a stretch takes part of a kept one, but not all of it."""
    return any(first < end and start < last and not (start <= first and last <= end) for first, last in kept)


def _places(normal: str, words: WordList) -> list[tuple[int, int]]:
    """Return where the words of the list stand in a text."""
    found = []
    for known in words.texts:
        start = normal.find(known)
        while start >= 0:
            found.append((start, start + len(known)))
            start = normal.find(known, start + 1)
    return found
