"""Whatever is typed, few statements go to the database and few small questions to the index."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from learnhub.db import Database
from learnhub.search import service
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.rules import Document, Facet, Hit, Index, Query, facet_term
from learnhub.search.rules.queries import CLAUSES_MAX
from learnhub.settings import PROJECT_DIR
from tests.sample_site import SampleSite, statements

TABLE = read_synonyms(PROJECT_DIR / "content" / "language" / "synonyms.toml")
# Whatever is typed: two questions and two times four. None of what is typed here comes near it.
QUESTIONS_MAX = 10
STATEMENTS_MAX = 10
TERMS_MAX = 400
CHOSEN = {Facet.CERTIFICATE: ("培训合格证书",)}


class Counting:
    """An index that counts the questions it is asked, and their terms."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.finds: list[Query] = []
        self.all_courses: list[Query] = []

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        self._index.replace(course_id, documents)

    def find(self, query: Query, limit: int) -> list[Hit]:
        self.finds.append(query)
        assert limit <= service.HITS_MAX
        return self._index.find(query, limit)

    def courses(self, query: Query) -> list[int]:
        self.all_courses.append(query)
        return self._index.courses(query)


@pytest.fixture(scope="module")
def whoosh(sample_site: SampleSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample courses in a Whoosh folder."""
    folder = tmp_path_factory.mktemp("whoosh")
    with sample_site.database.reading() as session:
        WhooshFolder(folder).rebuild(service.documents_of(session))
    return folder


# What is typed, and how many times the index is asked at most.
BAD = {
    "nothing": ("", 0),
    "100 000 known characters": ("按摩" * 50_000, 1),
    "100 000 unknown characters": ("饕餮" * 50_000, 1),
    "100 000 letters": ("a" * 100_000, 1),
    "100 000 letters that are pinyin": ("anmokafei" * 11_112, 2),
    "100 000 digits": ("7" * 100_000, 1),
    "100 000 words": ("按摩 咖啡 手机 直播 剪纸 " * 6_250, 2),
    "stop words alone": ("我想学一下怎么的了吗呢", 0),
    "one stop word": ("的", 0),
    "every word is everyday": ("你们大家现在都喜欢说这个那个事情", 1),
    "emoji": ("😀👩‍🦯🏽" * 40, 0),
    "emoji around a word": ("😀按摩👩‍🦯", 1),
    "quotes": ("\"按摩' “洗手” 「推拿」 `灸`", 3),
    "wildcards": ("*按摩* 推?拿% _灸_ [a-z]*", 2),
    "control characters": ("\x00\x01\x1b[31m按摩\r\n\t\x7f", 1),
    "halves of a sign": ("按\ud83d摩\ude00", 1),
    "invisible signs": ("\u200b按\u200d摩\ufeff\u202e", 1),
    "SQL": ("'; DROP TABLE search_document; -- 按摩 OR 1=1 UNION SELECT", 2),
    "FTS5": ('{title} : "按摩" NEAR("洗手" "推拿", 3) OR title:* ^x NOT (a AND b)', 2),
    "tsquery": ("'按摩':A & !'洗手' <-> '推拿':* | (a <2> b) \\", 2),
    "Whoosh": ('title:[a TO z] AND "按摩 推拿"~3^2.5 NOT /x.*y/', 2),
    "HTML": ("<script>alert('按摩')</script><b onclick=x>", 1),
    "an address": ("https://example.com/search?q=%E6%8C%89%E6%91%A9&page=-1", 1),
    "ligatures that grow": ("ﷺ" * 1_000, 1),
    "marks upon marks": ("a" + "\u0301" * 5_000, 0),
    "unknown word of every alphabet": ("жжж ωωω אאא กกก かかか ハハハ", 1),
}


@pytest.mark.parametrize(("typed", "questions"), BAD.values(), ids=list(BAD))
@pytest.mark.parametrize("engine", ["database", "whoosh"])
def test_bad_input_takes_a_bounded_number_of_statements_and_questions(
    sample_database: Database, whoosh: Path, engine: str, typed: str, questions: int
) -> None:
    facets = [facet_term(facet, value) for facet, values in CHOSEN.items() for value in values]
    with sample_database.reading() as session:
        own = service.database_index(session)
        index = Counting(own if engine == "database" else WhooshFolder(whoosh))
        sent = statements(sample_database)
        answered = service.answer(session, index, typed, TABLE, facets)
        service.found_page(session, index, answered, CHOSEN, size=10)
    assert len(index.finds) <= questions <= QUESTIONS_MAX
    assert len(index.all_courses) <= 2
    asked = len(index.finds) + len(index.all_courses) if engine == "database" else 0
    # One for the words that fit and one for where they stand; the page with its counts needs seven.
    assert len(sent) - asked <= STATEMENTS_MAX, sent
    for query in (*index.finds, *index.all_courses):
        assert len(query.clauses) <= CLAUSES_MAX
        terms = [term for needed in query.needed for alternative in needed for term in alternative]
        assert len(terms) <= TERMS_MAX
        assert all(len(term) <= 100 and term.isalnum() for term in terms)
