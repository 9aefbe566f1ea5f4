"""Where blanks stand in running text: sentences that somebody has set by hand, and the rules one by one."""

import pytest

from learnhub.formats.rules.braille import encode
from learnhub.language import house_lexicon
from tests.formats.spacing import gaps, sentences


def set_by_us(text: str) -> str:
    return "".join((" " if one.follows_blank else "") + one.text for one in encode(text, house_lexicon()))


@pytest.mark.parametrize(
    "told",
    [
        # GB/T 16159-2012, 6.1.2.4: verb and complement, one syllable each
        "容易 打错",
        "扣走 你的 钱",
        "不知道 做完 没有",
        "念给 他 听",
        "用力 按住",
        # 6.1.6 to 6.1.9: adverbs, auxiliaries, prepositions stand by themselves
        "先 放好",
        "再 报 店长",
        "人 会 更急",
        "下班 前 写 两行",
        "先 讲 规则",
        # GF 0019-2018, 12.2.6, and not where 后 and 前 are adverbs
        "放在 桌上",
        "先 加 后 减",
        # 6.1.2.2: verb and object, subject and predicate, where the cutter has guessed one word
        "要 查 床的 高度",
        "弯 肘",
        "手 停 一 停",
        "用 手 检查",
        "用 读屏 念",
        # one idea of three syllables (5.1.2, GF 0019 12.2.2)
        "接水盘",
        "急不急",
        "念出来",
        "选 哪一件",
        # 6.1.2.1: 了 behind a noun belongs to the sentence
        "同意 全身 了",
        "枪 坏了",
        # GF 0019-2018, 12.2.6, 每年, but as an adverb it stands apart
        "各 做 一分钟",
        # what isn't an action has no complement
        "要 开会",
        "手 放到 腿上",
    ],
)
def test_words_are_joined_and_parted_as_the_rules_say(told: str) -> None:
    assert set_by_us(told.replace(" ", "")) == told


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("braille_spacing.tsv", 0.97),
        ("braille_spacing_held_back.tsv", 0.965),
        ("braille_spacing_unseen.tsv", 0.965),
    ],
)
def test_blanks_of_running_text_stand_where_a_hand_has_set_them(name: str, share: float) -> None:
    compared, wrong = 0, []
    for told in sentences(name):
        count, ours = gaps(told, house_lexicon())
        compared += count
        wrong += ours
    assert compared > 250
    assert len(wrong) <= (1 - share) * compared, wrong
