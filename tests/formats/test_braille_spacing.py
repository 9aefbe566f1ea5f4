"""Where blanks stand in running text: sentences that somebody has set by hand, and the rules one by one."""

import pytest

from learnhub.formats.rules.braille import encode
from learnhub.language import house_lexicon, read_lexicon
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
        # 5.1.2: what says that it can or can't be done, and what is asked for by its first syllable
        "听不到 声音",
        "线 插不进去",
        "支不支持 退货",
        "酸不酸",
        "能 不能 按",
        # 6.1.2.4: the way of a verb of two syllables; what makes a quality
        "铜丝 露出来",
        "声音 变大",
        # 6.1.5, 6.1.8: a measure and what is counted, a preposition and its place
        "一节 课",
        "往 下 压",
        "手 拿着 布",
        "用 布巾 盖住",
        "各 有 一个 凹窝",
        "很 像 一个 硬角",
        "把 短语 过 一遍",
        # names of the trades, through what the cutter has guessed or left in pieces
        "安卓 读屏 念",
        "洗 奶缸",
        "竖脊肌 上",
        "按 音量键 的 上头",
        "喝 热牛奶",
        # 5.3: four syllables that are two words; 6.1.5: a count and what is counted
        "聊天 记录",
        "喜不喜欢",
        "两只 手",
        "每 换 一次",
        # 的话 of a condition, and the words that somebody says; 再说 at the end, and before what is said
        "没有 的话",
        "夸大 的 话",
        "以后 再说",
        "再 说 事实",
        "最 合适",
    ],
)
def test_words_are_joined_and_parted_as_the_rules_say(told: str) -> None:
    assert set_by_us(told.replace(" ", "")) == told


def test_a_reading_of_a_phrase_is_no_word_and_a_trade_word_of_the_course_is() -> None:
    course = read_lexicon(
        '[words]\n"只放纸" = "zhi3 fang4 zhi3"\n"镲片" = "cha3 pian4"\n"髎穴" = "liao2 xue2"\n'
    )
    lexicon = house_lexicon().with_course(course)
    told = "".join(
        (" " if one.follows_blank else "") + one.text for one in encode("桌上只放纸和镲片找髎穴", lexicon)
    )
    assert told == "桌上 只 放 纸 和 镲片 找 髎穴"


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("braille_spacing.tsv", 0.99),
        ("braille_spacing_held_back.tsv", 0.99),
        ("braille_spacing_unseen.tsv", 0.98),
        ("braille_spacing_drawn.tsv", 0.98),
        ("braille_spacing_second_draw.tsv", 0.98),
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
