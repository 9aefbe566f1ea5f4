"""The gold lists: what is said, and how words are read where the sentence decides."""

from learnhub.language import spoken_form
from tests.language.gold_lists import spoken_cases


def test_spoken_list_has_its_sizes() -> None:
    cases = spoken_cases()
    assert len(cases) >= 250
    assert len({case.shown for case in cases}) == len(cases)
    assert len({case.kind for case in cases}) >= 15
    assert 0.25 < sum(case.is_held_back for case in cases) / len(cases) < 0.4


def test_what_is_shown_is_said_as_the_list_says() -> None:
    wrong = {
        case.shown: (said, case.said)
        for case in spoken_cases()
        if not case.is_held_back and (said := spoken_form(case.shown).text) != case.said
    }
    assert not wrong
