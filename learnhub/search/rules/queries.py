"""Turn what somebody typed into a query that any index can answer; pure.

Nothing that is typed reaches an engine as syntax: a query is made of terms of letters and digits alone, and of few of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from learnhub.search.rules.text import is_hanzi, normalise, pairs, pieces, runs

QUERY_CHARACTERS_MAX = 100
CLAUSES_MAX = 12


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is asked for: fits where all terms of one alternative are.

    surfaces: how it may stand in a text, normalised, for marking.
    """

    surfaces: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. asked: as typed, without blanks around it, at most 100 characters.

    clauses: empty when nothing searchable was typed. facets: all must fit. is_loose: one clause is enough.
    is_cut: more was typed than is searched for.
    """

    asked: str
    clauses: tuple[Clause, ...]
    facets: tuple[str, ...] = ()
    is_loose: bool = False
    is_cut: bool = False

    def loosened(self) -> "Query":
        """Return the query for which one clause is enough."""
        return replace(self, is_loose=True)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The editable word table. groups: words that mean the same, normalised. unasked: phrases that ask for nothing (我想学), too."""

    groups: tuple[tuple[str, ...], ...] = ()
    unasked: frozenset[str] = frozenset()

    @property
    def group_of(self) -> Mapping[str, tuple[str, ...]]:
        """Return the group of each word."""
        return {word: group for group in self.groups for word in group}


def synonyms(groups: Iterable[Sequence[str]], unasked: Iterable[str]) -> Synonyms:
    """Make the table from words as people write them."""
    return Synonyms(
        groups=tuple(tuple(dict.fromkeys(normalise(word) for word in group)) for group in groups),
        unasked=frozenset(normalise(phrase) for phrase in unasked),
    )


def query_for(typed: str, table: Synonyms, facets: Iterable[str] = ()) -> Query:
    """Read what was typed: at most 100 characters and 12 clauses of it.

    Phrases that ask for nothing are left out, words of the table stand for their whole group, a single loose character counts only
    where nothing else was typed.
    """
    asked = "".join(c if c.isprintable() else " " for c in typed[: 2 * QUERY_CHARACTERS_MAX]).strip()
    normal = normalise(asked[:QUERY_CHARACTERS_MAX])[:QUERY_CHARACTERS_MAX]
    found: list[Clause] = []
    characters: list[str] = []
    for stretch, group in _stretches(normal, table):
        if group:
            found.append(
                Clause(group, tuple(alternative for word in group if (alternative := phrase_terms(word))))
            )
            continue
        for run in runs(stretch):
            clauses, loose = _clauses(run)
            found += clauses
            characters += loose
    if not found:
        found = [Clause((one,), ((one,),)) for one in characters]
    unique = tuple(dict.fromkeys(found))
    return Query(
        asked=asked[:QUERY_CHARACTERS_MAX],
        clauses=unique[:CLAUSES_MAX],
        facets=tuple(facets),
        is_cut=len(typed.strip()) > QUERY_CHARACTERS_MAX or len(unique) > CLAUSES_MAX,
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


def _stretches(normal: str, table: Synonyms) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Cut a query at the words of the table, the longest at each place: yield (text, its group or nothing)."""
    group_of = table.group_of
    known = sorted({*group_of, *table.unasked}, key=len, reverse=True)
    plain = ""
    position = 0
    while position < len(normal):
        word = next((one for one in known if one and normal.startswith(one, position)), "")
        if not word:
            plain += normal[position]
            position += 1
            continue
        yield plain, ()
        plain = ""
        if word in group_of:
            yield word, group_of[word]
        position += len(word)
    yield plain, ()


def _clauses(run: str) -> tuple[list[Clause], list[str]]:
    """Return the clauses of a run, and the single characters that lay loose in it."""
    if not is_hanzi(run[0]):
        return [Clause((run,), ((run,),))], []
    found: list[Clause] = []
    characters: list[str] = []
    for piece, is_word in pieces(run):
        if is_word:
            # A word of three and more characters may have been cut elsewhere in the text: 按摩师 as 按摩 and 师.
            cut = (tuple(pairs(piece)),) if len(piece) > 2 else ()
            found.append(Clause((piece,), ((piece,), *cut)))
        elif len(piece) > 1:
            found.append(Clause((piece, *pairs(piece)), (tuple(pairs(piece)),)))
        else:
            characters.append(piece)
    return found, characters
