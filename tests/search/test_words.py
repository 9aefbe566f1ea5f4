"""Officers' words, what they change, and questions that are counted without person."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from learnhub.search import service
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.models import SynonymGroup, UnansweredQuery
from learnhub.search.rules import synonyms
from learnhub.search.rules.word_groups import countable, read_group, with_groups
from learnhub.settings import Settings
from tests.people import Someone
from tests.sample_site import SampleSite, statements
from tests.visit import Clients, Submit, Visit

TABLE = synonyms([["按摩", "推拿", "松骨"]], ["想学"], replaced={"瞎子": "盲人"})


@pytest.fixture
def database(sample_database: Database) -> Database:
    return sample_database


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("糕点、面点", ("糕点", "面点")),
        ("  糕點 ＝ 面点  糕点 ", ("糕点", "面点")),
        ("latte art，拉花", ("latte", "art", "拉花")),
        ("糕点", "few-words"),
        ("糕点 糕點", "few-words"),
        ("一 二 三 四 五 六 七 八 九", "many-words"),
        ("糕点 " + "长" * 21, "long-word"),
        ("糕点 ！！", "no-word"),
        ("糕点 13800001234", "no-word"),
        ("瞎子按摩 按摩", "hurtful"),
        ("按摩 想学", "asks-nothing"),
        ("推拿 按摩", "known"),
        ("", "few-words"),
    ],
)
def test_words_that_mean_the_same_are_read_or_refused_with_what_to_do(
    typed: str, read: tuple[str, ...] | str
) -> None:
    found = read_group(typed, TABLE)
    assert (found.code if isinstance(found, Refusal) else found) == read


def test_a_group_of_officers_stands_beside_those_of_the_file() -> None:
    wider = with_groups(TABLE, [("按摩", "保健")])
    assert set(wider.group_of["按摩"]) == {"按摩", "推拿", "松骨", "保健"}
    assert set(wider.group_of["保健"]) == {"按摩", "保健"}


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("潛水艇", "潜水艇"),
        ("41010519900101123X 潜水艇", "x 潜水艇"),
        ("我的电话13800001234", "我的电话"),
        ("123456", ""),
        ("12345 天", "12345 天"),
    ],
)
def test_what_is_counted_has_no_long_number(asked: str, kept: str) -> None:
    assert countable(asked) == kept


def test_a_question_is_kept_in_words_from_the_third_time_and_repeating_at_once_counts_once(
    database: Database, settings: Settings
) -> None:
    keys, now = site_keys(settings), instant_now()
    with database.transaction() as session:
        for hours, words in ((0, "潜水艇"), (0.5, "潜水艇"), (2, "潛水艇"), (4, "开飞机")):
            service.count_unanswered(session, keys, words, now=now + timedelta(hours=hours))
        rows = session.scalars(sa.select(UnansweredQuery).order_by(UnansweredQuery.id)).all()
        assert [(row.text, row.asked_count) for row in rows] == [("", 2), ("", 1)]
        assert all("潜" not in row.digest for row in rows)
        service.count_unanswered(session, keys, "潜水艇", now=now + timedelta(hours=6))
        assert [(row.text, row.asked_count) for row in service.unanswered(session, 5)] == [("潜水艇", 3)]
        service.count_unanswered(session, keys, "别的", now=now + timedelta(days=200))
        assert service.unanswered(session, 5) == []


def test_an_officer_sees_what_a_group_changes_adds_it_and_ends_it(
    visit: Visit, submit: Submit, officer: Someone, database: Database, settings: Settings
) -> None:
    with database.transaction() as session:
        for hour in (0, 2, 4):
            service.count_unanswered(
                session, site_keys(settings), "松筋骨", now=instant_now() + timedelta(hours=hour)
            )
    assert "没有找到课程" in visit("search.results", q="松筋骨").words
    page = visit("search.office_words", officer, words="松筋骨 按摩")
    assert "会变的搜索" in page.words
    assert "“松筋骨”，问过 3 次" in page.words
    assert "盲人保健按摩（五级入门）" in page.words
    with database.reading() as session:
        assert not session.scalars(sa.select(SynonymGroup)).all(), "looking changes nothing"
    submit("search.add_words", {"words": "松筋骨 按摩"}, officer, target="/office/search-words?done=added")
    assert "盲人保健按摩（五级入门）" in visit("search.results", q="松筋骨").words
    with database.reading() as session:
        [group] = session.scalars(sa.select(SynonymGroup)).all()
        line = service.unanswered(session, 1)[0].id
    submit("search.hide_question", {"line": str(line)}, officer, target="/office/search-words?done=hidden")
    submit("search.end_words", {"group": str(group.id)}, officer, target="/office/search-words?done=ended")
    ended = visit("search.office_words", officer)
    assert "松筋骨" not in ended.words
    assert "没有找到课程" in visit("search.results", q="松筋骨").words


def test_words_that_cannot_be_a_group_are_kept_in_the_form_with_what_to_do(
    submit: Submit, officer: Someone
) -> None:
    page = submit("search.add_words", {"words": "按摩"}, officer, status=422)
    assert "请写两个以上意思一样的词" in page.words
    assert page.fields["意思一样的词"] == "按摩"


def test_a_search_that_finds_nothing_counts_it_without_its_words(
    visit: Visit, database: Database, sample_site: SampleSite
) -> None:
    visit("search.results", q="潜水艇")
    visit("search.results", q="潜水艇")
    with database.reading() as session:
        [row] = session.scalars(sa.select(UnansweredQuery)).all()
    assert (row.text, row.asked_count) == ("", 1), "the same words within an hour"


def test_words_to_go_on_with_are_topics_by_characters_pinyin_or_initials_and_none_that_hurts(
    visit: Visit, clients: Clients, database: Database, settings: Settings
) -> None:
    with database.reading() as session:
        table = service.word_table(session, settings)
        for typed in ("按", "anm", "an mo", "am"):
            assert "按摩" in service.suggestions(session, typed, table), typed
        for typed in ("", "a", "瞎", "%", "_", "'", "按" * 30, "\x00", "😀", "按 OR 1=1"):
            assert service.suggestions(session, typed, table) == [], typed
        kind = read_synonyms(settings.content_dir / "language" / "synonyms.toml")
        hurts = synonyms([], [], replaced={"按摩": "推拿"})
        assert service.suggestions(session, "按", hurts) == []
        assert len(service.suggestions(session, "s", kind)) == 0
    answer = clients.of(None).get("/search/suggestions?q=按")
    assert "按摩" in answer.json["words"]
    assert len(answer.json["words"]) <= 8


def test_the_word_table_is_read_anew_only_when_a_group_was_added_or_ended(
    database: Database, settings: Settings, officer: Someone
) -> None:
    sent = statements(database)

    def kept() -> tuple[bool, int]:
        before = len(sent)
        with database.reading() as session:
            known = "糕粑" in service.word_table(session, settings).group_of
        return known, sum("search_synonym_group" in one for one in sent[before:])

    assert not kept()[0]
    assert kept() == (False, 1)
    for words in ("糕粑、小糕粑", "糕粑、米糕粑"):
        with database.transaction() as session:
            table = service.word_table(session, settings)
            added = service.add_group(session, words, table, by=Actor(officer.person_id), now=instant_now())
            assert isinstance(added, SynonymGroup)
        assert kept()[0]
        assert kept() == (True, 1)
        with database.transaction() as session:
            assert service.end_group(session, added.id, by=Actor(officer.person_id), now=instant_now())
        assert not kept()[0]
