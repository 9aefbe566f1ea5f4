"""The arithmetic of verify.py against the rules of subsidy, which it never saw: whatever is granted is the same to the 分."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR
from learnhub.oversight.adapters.verify import LIMITS, Rules
from learnhub.policy.rules import Figure, Figures, Value
from learnhub.subsidy.rules import (
    FIGURE_KEYS,
    RULES,
    AgeStanding,
    CertificateFact,
    Counts,
    Facts,
    Granted,
    LineKind,
    LineState,
    Proof,
    decide,
    rule_key,
)
from learnhub.subsidy.service.digests import day_values, further_values, line_values
from learnhub.training.rules import Day

OPENED = date(2026, 11, 2)  # some days of a class lie behind the new year
DAYS = st.dates(OPENED, OPENED + timedelta(days=90))
OCCUPATIONS, TYPES = st.sampled_from(["", "2022:4-10-04-02"]), st.sampled_from(["", "就业技能"])
NUMBERS = {
    "千分之": 1000,
    "分钟/天": 400,
    "学时": 60,
    "天": 20,
    "天/年": 20,
    "学时/天": 8,
    "个月": 12,
    "次/年": 3,
}


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    days = sorted(draw(st.sets(DAYS, max_size=12)))
    attended = tuple(
        Day(day, draw(st.sampled_from([60, 90, 179, 180, 315])), ("person:1 #1",)) for day in days
    )
    levels = st.sampled_from([None, 1, 2, 3, 4, 5])
    certificates = draw(
        st.lists(st.builds(CertificateFact, st.sampled_from(Proof), DAYS, levels), max_size=2)
    )
    counts = st.builds(
        Counts,
        DAYS,
        st.lists(DAYS, max_size=3, unique=True).map(lambda d: tuple(sorted(d))),
        OCCUPATIONS,
        st.sampled_from([None, 4]),
        TYPES,
    )
    earlier = st.builds(
        Granted,
        st.sampled_from(["一班", "二班"]),
        st.sampled_from(LineKind),
        st.just(""),
        st.integers(1, 90_000),
        counts,
    )
    online = draw(st.lists(st.tuples(DAYS, st.integers(10, 400)), max_size=4, unique_by=lambda one: one[0]))
    lessons = draw(st.integers(0, 3))
    return Facts(
        region_code="410100",
        opened_on=OPENED,
        scheduled_days=draw(st.integers(1, 12)),
        days=attended,
        online_minutes=sum(minutes for _day, minutes in online),
        lessons_done=lessons,
        lessons_published=draw(st.sampled_from([lessons, lessons, lessons, lessons + 1])),
        paid_elsewhere=tuple((day, "一班") for day in days[: draw(st.integers(0, 2))]),
        occupation=draw(OCCUPATIONS),
        level=draw(st.sampled_from([None, 4])),
        training_type=draw(TYPES),
        age_standing=draw(st.sampled_from(AgeStanding)),
        planned_online_minutes=draw(st.integers(0, 3000)),
        planned_offline_minutes=draw(st.integers(0, 6000)),
        online_by_day=tuple(sorted(online)),
        certificates=tuple(certificates),
        completed_on=draw(st.none() | DAYS),
        employed_on=draw(st.none() | DAYS),
        earlier=tuple(draw(st.lists(earlier, max_size=3))),
    )


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    values: dict[str, Value] = {MINUTES_PER_CLASS_HOUR: draw(st.sampled_from([40, 45]))}
    for key, one in FIGURE_KEYS.items():
        if key.startswith("subsidy.") and not one.choices and "age" not in key and draw(st.booleans()):
            values[key] = draw(st.integers(1, NUMBERS.get(one.unit, 60_000)))
        elif one.choices and not key.startswith("subsidy.rule") and draw(st.booleans()):
            values[key] = draw(st.sampled_from(sorted(one.choices)))
    if draw(st.integers(0, 4)) == 0:
        values["subsidy.age_male_max_years"] = 59
    for kind in LineKind:
        values[rule_key(kind)] = draw(st.sampled_from([name for whose, name in RULES if whose is kind]))
    return Figures(tuple(figure(key, value) for key, value in values.items()))


def figure(key: str, value: Value) -> Figure:
    return Figure(key, "", value, "", date(2020, 1, 1), None, "示例", True, "", "test")


def told(one: Facts) -> Mapping[str, Any]:
    names = ("scheduled_days", "online_minutes", "lessons_done", "lessons_published")
    plain = {name: getattr(one, name) for name in names}
    return plain | {"opened_on": one.opened_on.isoformat(), "days": day_values(one)} | further_values(one)


@seed(2026)
@settings(max_examples=100, database=None)
@given(facts(), figures())
def test_every_line_that_is_granted_or_limited_comes_out_the_same_in_the_auditors_program(
    one: Facts, known: Figures
) -> None:
    beside: list[str] = []
    for line in decide(one, known):
        kept = {f["key"]: f["value"] for f in line_values(line)["figures"] if f["value"] is not None}
        rules = Rules(told(one), kept, line.kind.value)
        limits = rules.limits(line.kind.value, beside)
        if line.state is LineState.GRANTED:
            assert (rules.amount(line.rule), limits) == (line.amount_fen, set()), line
            beside.append(line.kind.value)
        elif line.rule in LIMITS:
            assert line.rule in limits, line


def test_every_rule_that_can_grant_is_known_to_the_auditors_program() -> None:
    for rule in RULES.values():
        assert hasattr(Rules, rule.__name__), rule.__name__
