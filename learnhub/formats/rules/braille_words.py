"""Join words that braille writes without a blank between them (分词连写)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from learnhub.formats.rules.braille_names import is_name, names_in, parts_of
from learnhub.language import Lexicon, Syllable
from learnhub.language.segment import is_known_word, is_verb, known_words, word_class

_MISCUT = frozenset({"本", "个"})
_SUFFIXES = frozenset("们者性化员")
_ASPECTS = frozenset({("了", "le5"), ("着", "zhe5"), ("过", "guo4"), ("过", "guo5")})
_STRUCTURE = frozenset({("的", "de5"), ("地", "de5"), ("得", "de5")})
# Qualities, which the dictionary often counts as nouns: 手 湿, 床 高, but 擦红.
_QUALITIES = frozenset(
    "冷热凉烫痛疼麻湿脏软硬轻重快慢高低深浅长短宽窄厚薄粗细大小多少满空亮暗红黄白黑累稠稀坏近远"
)
# What 过 isn't the aspect of: after these it is a verb, 要过马路.
_BEFORE_A_VERB = frozenset("要会能可想不没别再又也都就去来正在快难好")
_DEGREES = frozenset("很太最更极挺")
_NO_QUALITIES = frozenset("像会想要能靠有是不")  # 很 像, 最 想
_PLACES = frozenset("上下里中内外前后旁边间侧")
_NOT_A_PLACE = frozenset("在到往向朝从由的地得了着过是和与或跟把被也都又再先就不没从请要会能可")
_EACH = frozenset("每各某本该")
_THIS = frozenset("这那哪几")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两半几第")
# Words of one character that stand by themselves in front of another word or behind it: adverbs, auxiliaries, prepositions, pronouns,
# conjunctions (GB/T 16159-2012, 6.1.6 to 6.1.9). Where the cutter guesses a word that holds one, it has guessed wrongly.
_ALONE = frozenset(
    "先再就都也还要能会可太最又才已将只各另把被给让往从向朝对跟和与或及比由得前后我你他它您人力有是来去越时沿"
)
# The same by what the dictionary calls them: adverb, pronoun, conjunction, and 地 before a verb.
_ALONE_CLASSES = frozenset({"d", "r", "c", "uv"})
# Prepositions stand apart from what they lead (6.1.8), but not from a verb of one syllable before them: 放在, 送给.
_BEHIND_A_VERB = frozenset("在到给向于往")
# Subject and predicate, verb and object (6.1.2.2): 手 停, 皮 痛, 看 信.
_PARTED = frozenset({("n", "v"), ("v", "n"), ("v", "v")})
# Three syllables of one thing, the last of which says what kind of thing (12.2.2): 接水盘, 扫码器, 一横指.
_THINGS = frozenset({("v", "n", "n"), ("v", "n", "q"), ("m", "v", "n")})
# What only stands before another syllable: 相叠, 误吸, 反诈.
_PREFIXES = frozenset("相误反互")
# What a verb of one character has at once: 打错, 做完, 扣走 (GB/T 16159-2012, 6.1.2.4: both of one syllable).
_COMPLEMENTS = frozenset(
    "完好到住掉开走错熟成出进起动见懂清净破满光死坏伤够透在红热凉烫痛湿准稳倒脱断紧松散齐平直干给回来拢匀遍应"
)
# What makes a quality: 变大, 调高, 弄湿. Behind other verbs a quality may belong to the noun that follows: 换 大 毛巾.
_CHANGES = frozenset("变调弄")
_NO_ACTIONS = frozenset("像是有要会能可在去来让叫请肯敢等使令")
_ACTIONS = frozenset(
    "按选点换学问量报擦连滑冲涂贴缠敷数系流喘录记冰轮张插"
)  # verbs that the dictionary counts as something else
# The way a verb of one syllable goes. GB/T 16159 parts three syllables (走 进来, 6.1.2.4), but calls 吃得消 one word (5.1.2):
# joined here, as the hand that judged did throughout; which of both braille presses follow wasn't seen.
_WAYS = frozenset(f"{way}{towards}" for way in "上下进出回过" for towards in "来去") | {"起来", "开来"}
_MEASURES = frozenset(
    "个只条款张件次回遍位名块元角分天年月日周岁点秒层节课种台部辆双对套片颗根把杯碗瓶盒袋包斤克米寸尺里页"
    "行步处口句声场家所座支枝份段组排队群门项级样些本下笔股类批步格节组圈滴勺撮层"
)


@dataclass(frozen=True, slots=True)
class Word:
    """Syllables without anything between them; never empty."""

    syllables: tuple[Syllable, ...]

    @property
    def text(self) -> str:
        """Return its characters."""
        return "".join(one.hanzi for one in self.syllables)


def braille_words(
    syllables: Sequence[Syllable], lexicon: Lexicon, *, after_number: bool = False
) -> tuple[Word, ...]:
    """Group the syllables of an unbroken run of hanzi into the words that braille sets blanks between.

    syllables: as language.syllables gives them with this lexicon. Every syllable comes back, in order. after_number: whether digits
    stand right before them.
    Source: GF 0019-2018, 12.2 as far as its examples are known; GB/T 16159-2012, 6.1; the rest is common practice (docs/braille.md).
    """
    cut = _as_cut(_with_names(syllables, lexicon), after_number=after_number)
    words = [part for word in cut for part in _unguessed(word, lexicon)]
    if not words:
        return ()
    joined = [words[0]]
    for before, word in pairwise(words):
        if _belongs(joined[-1], before, word):
            joined[-1] = Word((*joined[-1].syllables, *word.syllables))
        else:
            joined.append(word)
        if len(joined) > 1 and _asks_back(joined[-2].text, joined[-1].text):
            joined[-2:] = [Word((*joined[-2].syllables, *joined[-1].syllables))]
    return tuple(joined)


def _asks_back(word: str, following: str) -> bool:
    """Tell whether a word asks for the one before it, or says that it can't be done: 支 不支持, 酸 不酸, 插 不进去."""
    is_asked = following.startswith(f"不{word}") and word not in _NO_ACTIONS  # but 能 不能
    return len(word) == 1 and (is_asked or (_is_possible(following) and _is_action(word)))


def _with_names(syllables: Sequence[Syllable], lexicon: Lexicon) -> list[Syllable]:
    """Cut names out of what was cut, where nothing is torn that the dictionary holds: 安卓读 屏, but 家乡 in 艺术家乡."""
    text = "".join(one.hanzi for one in syllables)
    starts = [one.begins_word for one in syllables]
    before = ""
    for word, begin in _cut_words(text, starts):
        at = begin
        for part in parts_of(word, text[begin + len(word) : begin + len(word) + 1], before)[:-1]:
            at += len(part)
            starts[at] = True
        before = word
    for begin, end in names_in(text, lexicon).items():
        if all(_may_be_torn(text, starts, edge) for edge in (begin, end)):
            starts[begin] = True
            starts[begin + 1 : end] = [False] * (end - begin - 1)
            if end < len(starts):
                starts[end] = True
    return [replace(one, begins_word=start) for one, start in zip(syllables, starts, strict=True)]


def _cut_words(text: str, starts: Sequence[bool]) -> list[tuple[str, int]]:
    edges = [at for at in range(len(text)) if starts[at] or not at] + [len(text)]
    return [(text[begin:end], begin) for begin, end in pairwise(edges)]


def _may_be_torn(text: str, starts: Sequence[bool], edge: int) -> bool:
    if edge in (0, len(text)) or starts[edge]:
        return True
    begin = max(at for at in range(edge) if starts[at])
    end = next((at for at in range(edge, len(text)) if starts[at]), len(text))
    return not is_known_word(text[begin:end])


def _as_cut(syllables: Sequence[Syllable], *, after_number: bool) -> list[Word]:
    words: list[Word] = []
    for syllable in syllables:
        is_apart = syllable.begins_word or _is_measured(words, after_number) or _has_aspect(words)
        if words and not is_apart:
            words[-1] = Word((*words[-1].syllables, syllable))
        else:
            words.append(Word((syllable,)))
    return words


def _unguessed(word: Word, lexicon: Lexicon) -> Iterator[Word]:
    """Cut what the cutter only guessed, where the guess takes in what stands alone: 先放好, 手停, 查床."""
    parts: tuple[str, ...] = (word.text,)
    if len(word.syllables) > 1 and not is_name(word.text, lexicon):
        parts = known_words(word.text)
    if _asks_or_fails(parts) or tuple(map(_kind, parts)) in _THINGS:
        parts = (word.text,)
    is_named = is_known_word(word.text)
    at, held = 0, 0
    for before, part in pairwise((*parts, "")):
        held += len(before)
        if not part or _is_parted(before, part, is_named=is_named):
            yield Word(word.syllables[at : at + held])
            at, held = at + held, 0


def _asks_or_fails(parts: Sequence[str]) -> bool:
    """Tell whether 不, 得 or 一 stands between two verbs, which is one word: 急不急, 跳不动, 扫一扫 (5.1.2, 吃得消)."""
    if len(parts) == 3 and parts[0] == parts[2]:
        return parts[1] in ("不", "得", "一", "没")
    return len(parts) > 1 and _is_action(parts[0][-1]) and _is_possible("".join(parts[1:]))


def _is_parted(before: str, part: str, *, is_named: bool) -> bool:
    """Tell whether two known words are two in braille as well. is_named: whether the dictionary holds both as one, too."""
    kinds = _kind(before), _kind(part)
    if part in _BEHIND_A_VERB:
        return not _is_action(before[-1])
    if len(before) == 2 and before[1] + part in _WAYS and _is_action(before[0]):
        return False  # 调出来
    if before in _ALONE or part in _ALONE or (before in "一每各某" and kinds[1] == "v"):
        return True
    if not _ALONE_CLASSES.isdisjoint(kinds) or (kinds[0] == "p" and before not in _ACTIONS):
        return True
    if kinds[1] == "p" and part not in _COMPLEMENTS:
        return True  # 按 用
    if is_named or before in _PREFIXES or _is_result(before, part):
        return False
    return (kinds in _PARTED and before != part) or (kinds[0] == "n" and part in _QUALITIES)


def _kind(word: str) -> str:
    if word in _ACTIONS:
        return "v"
    if word in _QUALITIES:
        return "a"
    kind = word_class(word)
    return (
        "n" if kind == "ng" or word == "尺" else kind
    )  # 肘, 膝: nouns that the dictionary counts as parts of words


def _is_result(before: str, part: str) -> bool:
    return part in _COMPLEMENTS and (_is_action(before) or (before == "用" and part in "完好错到掉"))


def _has_aspect(words: Sequence[Word]) -> bool:
    """Tell whether what was begun is a verb with 了, which the cutter has left at its object: 吃了 饭."""
    begun = words[-1].syllables if words else ()
    return len(begun) == 2 and (begun[1].hanzi, begun[1].pinyin) == ("了", "le5")


def _is_measured(words: Sequence[Word], after_number: bool) -> bool:
    """Tell whether the last character begun is a measure that the cutter took for the beginning of a word: 这 本书, 3 个人."""
    if not words:
        return False
    before = words[-2].text if len(words) > 1 else ""
    counts = (before in _THIS | _EACH or _counts(before)) if before else after_number
    return counts and words[-1].text in _MISCUT


def _belongs(group: Word, before: Word, word: Word) -> bool:
    """Tell whether a word is written at once with the group before it; before: the last word of that group, as it was cut."""
    previous, text = before.text, word.text
    reading = (text, word.syllables[0].pinyin)
    if len(text) > 1:
        return (
            (previous == "不" and len(text) == 2)  # 不知道
            or (group.text == previous and previous in _THIS and _is_counted(text))  # 这一项
            or (len(group.text) == 1 and (text in _WAYS or _is_possible(text)) and _is_action(previous))
            or group.text + text == "够得到"
        )
    if text in _SUFFIXES:  # 12.2.5: 孩子们
        return True
    if reading in _ASPECTS:
        if (
            text in "了过"
            and len(previous) > 1
            and word_class(previous).startswith("n")
            and is_known_word(previous)
        ):
            return False  # 全身 了, the 了 of the sentence (GB/T 16159-2012, 6.1.2.1); 短语 过 一遍
        return text != "过" or previous[-1] not in _BEFORE_A_VERB
    if reading == ("了", "liao3"):
        return True  # 到得了
    if reading in _STRUCTURE:  # 我的, but 老师 的
        return len(group.text) == 1
    if (
        len(previous) == 2
        and group.text == previous
        and previous[1] + text in _WAYS
        and _is_action(previous[0])
    ):
        return True  # 露出来
    if len(previous) > 1 or previous in _NOT_A_PLACE - {"不"}:
        return _counts(previous) and text in _MEASURES
    return (
        previous == "不"
        or (group.text == previous and _is_result(previous, text))
        or (group.text == previous and previous in _CHANGES and text in _QUALITIES)
        or (group.text == previous and previous in _DEGREES and text not in _NO_QUALITIES)  # 12.2.6: 很好
        or (
            group.text == previous and previous in _EACH and not _is_action(text) and text not in _NO_ACTIONS
        )  # 12.2.6: 每年; but 各 有
        or previous == text  # 看看
        or (
            text in _PLACES and not (text in "前后边" and _is_action(previous))
        )  # 12.2.6: 山上; but 先 加 后 减
        or (text in _MEASURES and (previous in _THIS or _counts(previous)))
    )


def _is_action(character: str) -> bool:
    return character in _ACTIONS or (character not in _NO_ACTIONS and is_verb(character))


def _is_possible(text: str) -> bool:
    """Tell whether a word says that what stands before it can or can't be done: 听 不到, 看 得清 (5.1.2, 吃得消)."""
    return text[0] in ("不", "得") and (
        text[1:] in _COMPLEMENTS | _WAYS or text[1:] in ("了", "下", "上", "过", "去")
    )


def _is_counted(text: str) -> bool:
    return len(text) == 2 and text[0] in _NUMERALS and text[1] in _MEASURES


def _counts(text: str) -> bool:
    return all(character in _NUMERALS for character in text)
