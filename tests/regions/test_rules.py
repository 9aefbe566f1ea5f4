"""How regions contain one another."""

import pytest

from learnhub.regions.rules import chain, contains
from learnhub.regions.service import region_name
from learnhub.settings import PROJECT_DIR


def test_a_county_lies_in_its_prefecture_province_and_country() -> None:
    assert chain("532801") == ("532801", "532800", "530000", "")


def test_a_province_lies_in_the_country() -> None:
    assert chain("530000") == ("530000", "")


@pytest.mark.parametrize(
    ("outer", "inner", "answer"),
    [
        ("530000", "532801", True),
        ("532801", "532801", True),
        ("532801", "530000", False),
        ("532800", "530100", False),
        ("", "530100", True),
        ("410000", "530000", False),
    ],
)
def test_containment(outer: str, inner: str, answer: bool) -> None:
    assert contains(outer, inner) is answer


@pytest.mark.parametrize("text", ["5328", "053280", "53280a", "5328011", "５３２８０１"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a region code"):
        chain(text)


def test_names_are_written_whole() -> None:
    assert region_name(PROJECT_DIR / "content", "532801") == "云南省西双版纳傣族自治州景洪市"
    assert region_name(PROJECT_DIR / "content", "") == "全国"
    assert region_name(PROJECT_DIR / "content", "999999") == "999999"
