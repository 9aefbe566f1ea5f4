"""English words inside Chinese, as the engines are given them."""

import pytest

from learnhub.language.english import english_words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("USB", "U S B"),
        ("VIP", "V I P"),
        ("LED", "L E D"),
        ("AI", "eigh I"),
        ("A", "eigh"),
        ("B to C", "B to C"),
        ("APP", "app"),
        ("SIM", "sim"),
        ("Wi-Fi", "wi fi"),
        ("WiFi", "wi fi"),
        ("WeChat", "we chat"),
        ("iPhone", "i phone"),
        ("iOS", "i O S"),
        ("HarmonyOS", "harmony O S"),
        ("TalkBack", "talk back"),
        ("Ctrl", "control"),
        ("HUAWEI Mate", "huawei mate"),
        ("it's", "it's"),
    ],
)
def test_words_are_said_and_capitals_are_spelled(written: str, said: str) -> None:
    assert english_words(written) == said
