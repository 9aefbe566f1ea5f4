"""Courses of one title are told apart by their base, and by a number where that is the same."""

from learnhub.search.rules.telling_apart import told_apart


def test_only_namesakes_have_something_beside_them_and_never_the_same() -> None:
    shown = [
        ("焊接", "甲基地"),
        ("按摩", "甲基地"),
        ("焊接", "乙基地"),
        ("剪纸", ""),
        ("剪纸", ""),
        ("焊接", "乙基地"),
    ]
    assert told_apart(shown) == ["甲基地", "", "乙基地 1", "1", "2", "乙基地 2"]
    assert told_apart([]) == []
