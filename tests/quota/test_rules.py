"""Where a base stands with its quota."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from learnhub.quota.adapters.rule_file import read_rules
from learnhub.quota.rules import (
    CourseFact,
    Measure,
    Subject,
    copies_of,
    gap_before,
    has_duty,
    owes,
    quota_status,
    reminder_due,
)
from learnhub.settings import PROJECT_DIR

RULES = {rule.key: rule for rule in read_rules(PROJECT_DIR / "content" / "policy" / "quota.toml")}
S1 = RULES["yunnan-2021-2025"]
DAY = date(2023, 5, 1)


def course(slug: str = "a", state: str = "published", copied_from: str = "") -> CourseFact:
    sent = None if state in {"in preparation", "draft"} else DAY
    return CourseFact(slug, slug, state, sent, DAY if state == "published" else None, copied_from)


def test_the_rule_of_the_policy_text_counts_courses_sent_in_and_has_ended() -> None:
    status = quota_status(S1, [course(state="in review")], date(2026, 11, 21))
    assert S1.measure is Measure.SUBMITTED
    assert (status.submitted, status.published, status.counted, status.gap) == (1, 0, 1, 0)
    assert status.days_left is None


def test_the_last_day_of_a_period_is_still_inside() -> None:
    assert quota_status(S1, [], date(2025, 12, 31)).days_left == 0
    assert quota_status(S1, [], date(2026, 1, 1)).days_left is None


@pytest.mark.parametrize(
    ("level", "region", "duty"),
    [
        ("provincial", "532801", True),
        ("national", "530000", True),
        ("prefecture", "532800", False),
        ("county", "532801", False),
        ("provincial", "410100", False),
    ],
)
def test_only_provincial_and_higher_bases_of_the_province_have_the_duty(
    level: str, region: str, duty: bool
) -> None:
    assert has_duty(S1, level, region) is duty


def test_courses_in_preparation_and_drafts_count_for_nothing() -> None:
    status = quota_status(S1, [course(state="in preparation"), course("b", state="draft")], DAY)
    assert (status.submitted, status.counted, status.gap) == (0, 0, 1)


def test_sent_in_is_not_yet_online() -> None:
    online = replace(S1, measure=Measure.PUBLISHED)
    assert quota_status(online, [course(state="returned")], DAY).gap == 1
    assert quota_status(online, [course()], DAY).gap == 0


def test_a_withdrawn_course_is_not_online() -> None:
    online = replace(S1, measure=Measure.PUBLISHED)
    withdrawn = replace(course(), state="withdrawn")
    assert quota_status(online, [withdrawn], DAY).counted == 0


def test_a_copy_under_another_name_counts_once_and_is_pointed_out() -> None:
    status = quota_status(replace(S1, minimum=2), [course("a"), course("b", copied_from="a")], DAY)
    assert (status.counted, status.gap, status.copies) == (1, 1, ("b",))


def test_a_copy_of_another_bases_course_does_not_count_either() -> None:
    status = quota_status(S1, [course("b", copied_from="of-another-base")], DAY)
    assert (status.counted, status.gap, status.copies) == (0, 1, ("b",))


def test_more_than_half_the_texts_word_for_word_make_a_copy_of_the_older_course() -> None:
    texts = {
        "old": frozenset("abcd"),
        "renamed": frozenset("abcx"),
        "half": frozenset("abyz"),
        "empty": frozenset[str](),
        "copy-of-copy": frozenset("abcx"),
    }
    order = list(texts)
    assert copies_of(texts, order) == {"renamed": "old", "copy-of-copy": "old"}
    assert copies_of(texts, order[::-1])["old"] == "copy-of-copy"


def test_a_course_sent_in_before_the_period_does_not_count() -> None:
    early = replace(course(), submitted_on=date(2020, 12, 31))
    assert quota_status(S1, [early], DAY).counted == 0


def test_more_than_owed_is_no_negative_gap() -> None:
    assert quota_status(S1, [course(c) for c in "abc"], DAY).gap == 0


@pytest.mark.parametrize("line", ['source = ""', "minimum = 0", 'measure = "liked"', "to = 2020-01-01"])
def test_a_rule_that_is_not_whole_is_refused(tmp_path: Path, line: str) -> None:
    rows = {
        "key": '"k"', "region": '"530000"', "levels": '["county"]', "measure": '"submitted"', "minimum": "1",
        "from": "2021-01-01", "to": "2021-12-31", "source": '"文件"',
    }  # fmt: skip
    name, value = line.split(" = ")
    text = "[[quota]]\n" + "\n".join(f"{k} = {v}" for k, v in {**rows, name: value}.items())
    (tmp_path / "quota.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError):  # noqa: PT011  enum, date and emptiness each say it in their own words
        read_rules(tmp_path / "quota.toml")


@pytest.mark.parametrize(
    ("key", "owed_by", "not_by"),
    [
        ("yunnan-base-in-each-county", "532822", "532800"),
        ("yunnan-base-in-each-prefecture", "532800", "410100"),
        ("guizhou-shape-prefectures", "520100", "520000"),
        ("guizhou-shape-province", "520000", "530000"),
        ("guangdong-shape-province", "440000", "440300"),
    ],
)
def test_divisions_of_its_size_within_its_region_owe_a_rule(key: str, owed_by: str, not_by: str) -> None:
    assert owes(RULES[key], owed_by)
    assert not owes(RULES[key], not_by)
    assert not any(has_duty(RULES[key], level, owed_by) for level in ("national", "provincial", "county"))


def test_what_is_owed_every_year_is_a_rule_for_each_year() -> None:
    years = [RULES[f"yunnan-brand-{year}"] for year in range(2022, 2026)]
    assert [(rule.starts_on, rule.ends_on) for rule in years] == [
        (date(year, 1, 1), date(year, 12, 31)) for year in range(2022, 2026)
    ]
    named = [date(2023, 5, 1), date(2023, 6, 1), date(2025, 1, 1)]
    gaps = [quota_status(rule, [], date(2026, 1, 1), counted_apart=named).gap for rule in years]
    assert gaps == [1, 0, 1, 0]


def test_a_base_that_was_listed_before_the_period_is_a_listed_base_in_it() -> None:
    rule = RULES["yunnan-base-in-each-county"]
    assert quota_status(rule, [], DAY, counted_apart=[date(2015, 1, 1)]).gap == 0
    assert quota_status(rule, [], DAY, counted_apart=[date(2026, 1, 1)]).gap == 1


def test_the_examples_say_that_they_are_and_the_rules_of_the_plan_name_their_document() -> None:
    for rule in RULES.values():
        assert rule.is_example is rule.source.startswith("示例")
        assert rule.is_example or "云残发〔2022〕55号" in rule.source


def test_the_trend_compares_with_what_was_there_ninety_days_ago() -> None:
    rule = replace(S1, minimum=2)
    late = replace(course("b"), submitted_on=date(2023, 8, 1))
    assert gap_before(rule, [course(), late], date(2023, 9, 1)) == 1
    assert gap_before(rule, [course(), late], date(2023, 12, 1)) == 0
    assert gap_before(rule, [course()], date(2021, 2, 1)) is None


@pytest.mark.parametrize(
    ("today", "minimum", "due"),
    [
        (date(2025, 10, 1), 1, None),
        (date(2025, 10, 2), 1, 90),
        (date(2025, 12, 1), 1, 30),
        (date(2025, 12, 31), 1, 7),
        (date(2026, 1, 1), 1, None),
        (date(2025, 12, 31), 0, None),
    ],
)
def test_a_reminder_is_due_on_each_of_its_days_while_something_is_lacking(
    today: date, minimum: int, due: int | None
) -> None:
    status = quota_status(replace(S1, minimum=minimum), [], today)
    assert reminder_due(status, (90, 30, 7)) == due


@pytest.mark.parametrize(
    "row",
    [
        'subject = "county"\nlevels = ["county"]\nmeasure = "submitted"',
        'levels = []\nmeasure = "submitted"',
        'levels = ["county"]\nmeasure = "brand projects"',
    ],
)
def test_a_rule_that_mixes_bases_and_divisions_is_no_rule(tmp_path: Path, row: str) -> None:
    path = tmp_path / "quota.toml"
    rest = 'key = "k"\nregion = "530000"\nminimum = 1\nfrom = 2026-01-01\nto = 2026-12-31\nsource = "s"'
    path.write_text(f"[[quota]]\n{row}\n{rest}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="k: "):
        read_rules(path)


def test_every_subject_and_every_measure_has_a_rule() -> None:
    assert {rule.subject for rule in RULES.values()} == set(Subject)
    assert {rule.measure for rule in RULES.values()} == set(Measure)
