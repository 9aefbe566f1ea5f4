"""The list of other formats, and a sentence for proof-reading: their contracts."""

from tests.components.rendering import Render

WAY = {"words": "盲文", "href": "/x", "told": "未经校对。", "byte_count": 6527, "page_count": 9}


def test_pages_and_size_stand_in_the_links_own_words(render: Render) -> None:
    shown = render("ways_list", "ways_list(items)", items=[WAY])
    [link] = shown.all("a")
    assert shown.name(link) == "盲文（9 页，7 KB）"
    shown = render("ways_list", "ways_list(items)", items=[{**WAY, "page_count": 0}])
    assert shown.name(shown.all("a")[0]) == "盲文（7 KB）"


def test_what_is_not_made_yet_says_nothing_of_its_size(render: Render) -> None:
    shown = render("ways_list", "ways_list(items)", items=[{**WAY, "byte_count": 0, "page_count": 0}])
    assert shown.name(shown.all("a")[0]) == "盲文"
    assert "未经校对。" in shown.words(shown.all("li")[0])


def test_a_sentence_is_three_pairs_and_its_cells_are_braille(render: Render) -> None:
    shown = render(
        "braille_sentence",
        "braille_sentence(3, words, readings, cells)",
        words="好",
        readings="hǎo",
        cells="⠓⠖⠄",
    )
    assert [shown.words(term) for term in shown.all("dt")] == ["文字", "拼音", "盲文"]
    assert [(text.get("lang"), shown.words(text)) for text in shown.all("dd")] == [
        (None, "好"),
        ("zh-Latn-pinyin", "hǎo"),
        ("zh-Brai", "⠓⠖⠄"),
    ]
    [section] = shown.all("section")
    assert shown.words(shown.by_id[section.get("aria-labelledby", "")]) == "第 3 句"


def test_what_braille_has_no_cells_for_is_named_below(render: Render) -> None:
    shown = render(
        "braille_sentence",
        "braille_sentence(1, '👍', '（图形符号）', '⠰', gaps)",
        gaps=["👍（图形符号）"],
    )
    assert "用括号里的名字代替：👍（图形符号）" in shown.words(shown.all("section")[0])
