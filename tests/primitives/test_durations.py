"""学时 are said as people say them."""

import pytest

from learnhub.primitives import class_hours, hours_words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 学时"), (44, "44 分钟"), (45, "1 学时"), (100, "2 学时余 10 分钟"), (1800, "40 学时")],
)
def test_only_what_there_is_is_named(minutes: int, words: str) -> None:
    assert str(hours_words(class_hours(minutes))) == words


def test_a_record_is_never_worth_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="negative"):
        class_hours(-1)
