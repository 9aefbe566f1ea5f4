"""Course card, player, sign slot and the table of what each lesson has."""

import pytest

from tests.components.rendering import Render
from tests.page_checks.document import Document

AUDIO = (
    'audio_player("朗读：洗手", "/a.mp3", 200400, 1234567, "基础机器音", cues="/a.vtt", download="/a.mp3")'
)
STATES = ["missing", "requested", "generated", "uploaded", "reviewed", "outdated", "not needed"]


def words(document: Document) -> str:
    return document.words(document.all("body")[0])


def test_a_card_is_one_stop(render: Render) -> None:
    document = render(
        "course_card",
        'course_card("按摩", "/courses/a", "学按摩", [("线上", "60 学时")], [("手语：没有", "missing")], note="示例课程")',
    )
    assert len(document.stops) == 1
    assert document.words(document.all("h3")[0]) == "按摩"
    for part in ("学按摩", "60 学时", "手语：没有", "示例课程"):
        assert part in words(document)


def test_the_heading_of_a_card_fits_its_page(render: Render) -> None:
    document = render("course_card", 'course_card("按摩", "/a", "学按摩", level=2)')
    assert len(document.all("h2")) == 1
    assert document.all("ul", "dl") == []


def test_audio_says_length_size_and_voice_before_anything_loads(render: Render) -> None:
    document = render("audio_player", AUDIO)
    assert "3 分 20 秒，1.2 MB，基础机器音" in words(document)
    audio = document.all("audio")[0]
    assert (audio.get("preload"), audio.get("autoplay")) == ("none", None)
    assert audio.get("controls") is not None
    assert document.name(audio) == "朗读：洗手"


@pytest.mark.parametrize(
    ("milliseconds", "size", "told"),
    [
        (999, 999, "1 秒，1 KB"),
        (59_400, 1000, "59 秒，1 KB"),
        (60_000, 999_999, "1 分 0 秒，1000 KB"),
        (61_000, 1_000_000, "1 分 1 秒，1.0 MB"),
    ],
)
def test_lengths_and_sizes_are_told_in_words(render: Render, milliseconds: int, size: int, told: str) -> None:
    assert told in words(render("audio_player", f'audio_player("a", "/a", {milliseconds}, {size}, "声音")'))


def test_without_scripts_there_are_no_buttons_that_do_nothing(render: Render) -> None:
    document = render("audio_player", AUDIO)
    template = document.all("template")[0]
    assert all(template in document.ancestors(e) for e in document.all("button"))
    assert [document.name(e) for e in document.stops] == ["朗读：洗手", "下载“朗读：洗手”"]


def test_with_cues_there_are_buttons_for_sentences(render: Render) -> None:
    document = render("audio_player", AUDIO)
    told = ["".join(e.itertext()) for e in document.all("button")]
    assert told == ["播放", "上一句", "下一句", "慢一点", "快一点", "从这一句开始", "标出正在读的词"]
    assert [e.get("src") for e in document.all("track")] == ["/a.vtt"]
    without = render("audio_player", 'audio_player("a", "/a", 1000, 1000, "声音")')
    assert ["".join(e.itertext()) for e in without.all("button")] == ["播放", "慢一点", "快一点"]
    assert without.all("track") == []


def test_a_missing_sign_video_is_said(render: Render) -> None:
    document = render("sign_slot", 'sign_slot("手语视频", "missing")')
    assert "还没有手语视频" in words(document)
    assert document.all("video") == []


def test_a_requested_sign_video_names_who_and_when(render: Render) -> None:
    call = 'sign_slot("手语视频", "requested", requested_of="手语协会", promised_on="2026-12-01")'
    assert "请了手语协会录制，说好的日期是 2026-12-01。" in words(render("sign_slot", call))
    assert "还没有说好哪一天能好。" in words(render("sign_slot", call.replace("2026-12-01", "")))


def test_a_sign_video_that_is_not_needed_says_why(render: Render) -> None:
    document = render("sign_slot", 'sign_slot("手语视频", "not needed", reason="只有一张表格。")')
    assert "只有一张表格。" in words(document)


@pytest.mark.parametrize(
    ("state", "told"),
    [("uploaded", "还没有审核"), ("reviewed", "手语使用者已审核"), ("outdated", "课文后来改过")],
)
def test_a_sign_video_says_its_language_and_state_and_stands_in_the_page(
    render: Render, state: str, told: str
) -> None:
    call = f'sign_slot("手语视频", "{state}", src="/a.webm", milliseconds=5000, bytes=2000, language="国家通用手语")'
    document = render("sign_slot", call)
    assert told in words(document)
    assert "国家通用手语，5 秒，2 KB" in words(document)
    video = document.all("video")[0]
    assert (video.get("preload"), video.get("playsinline")) == ("none", "")


def test_a_state_without_a_file_never_shows_an_empty_player(render: Render) -> None:
    assert render("sign_slot", 'sign_slot("手语视频", "uploaded")').all("video") == []


@pytest.mark.parametrize("state", STATES)
def test_every_slot_state_has_words(render: Render, state: str) -> None:
    document = render("slot_table", "slot_table('每一课', ['朗读'], rows)", rows=[("洗手", [(state, None)])])
    assert document.words(document.all("td")[0])


def test_an_unknown_slot_state_fails(render: Render) -> None:
    with pytest.raises(Exception, match="has no"):
        render("slot_table", "slot_table('每一课', ['朗读'], rows)", rows=[("洗手", [("ready", None)])])


def test_slot_notes_stand_beside_their_state(render: Render) -> None:
    rows = [("洗手", [("requested", "12 月 1 日前"), ("missing", None)])]
    document = render("slot_table", "slot_table('每一课', ['手语', '易读版'], rows)", rows=rows)
    assert [document.words(e) for e in document.all("td")] == ["已请人做 12 月 1 日前", "没有"]
    assert [e.get("data-column") for e in document.all("td")] == ["手语", "易读版"]


def test_a_picture_choice_is_one_stop_named_by_its_words(render: Render) -> None:
    document = render(
        "picture_choices", 'picture_choices([("book", "接着学", "/a"), ("list", "看全部", "/b")])'
    )
    assert [document.name(stop) for stop in document.stops] == ["接着学", "看全部"]
    assert words(document) == "接着学 看全部"
    assert [one.get("class") for one in document.stops] == [
        "picture-choices__link picture-choices__link--first",
        "picture-choices__link",
    ]
