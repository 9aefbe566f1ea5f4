"""Read the pinyin that a person typed for a word."""

import re
import unicodedata

from learnhub.language.pronunciation import WORD_CHARACTERS_MAX, LexiconError, is_syllable
from learnhub.primitives import say

TYPED_CHARACTERS_MAX = 120  # twelve syllables of six letters, with their tones and blanks
_HANZI = re.compile(r"[㐀-鿿〇]")
_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}  # ˘ is typed for ˇ
# A blank may be left out behind a tone number: qu3xue2.
_BETWEEN = re.compile(r"[\s·'’,，、-]+|(?<=[1-5])(?=[a-z])")


def typed_word(text: str) -> str:
    """Return a word as lists of readings keep it. Raises LexiconError with a sentence for what can't be one."""
    word = "".join(text.split())
    if not word:
        raise LexiconError(say("请填写要改读音的词，例如：取穴。"))
    strange = next((character for character in word if not _HANZI.fullmatch(character)), "")
    if strange:
        if not strange.isprintable():
            raise LexiconError(say("词里只能写常用的汉字，请删掉看不见的字符。"))
        raise LexiconError(say("词里只能写常用的汉字，请删掉“%(strange)s”。", strange=strange))
    if len(word) == 1:  # 行 alone says nothing: it would change every word that it stands in
        raise LexiconError(
            say("一个字的读音要看它在哪个词里，请写两个字以上的词，例如带“%(word)s”的词。", word=word)
        )
    if len(word) > WORD_CHARACTERS_MAX:
        raise LexiconError(say("一个词最多 %(maximum)s 个字，请写短一些。", maximum=WORD_CHARACTERS_MAX))
    return word


def typed_reading(word: str, text: str) -> tuple[str, ...]:
    """Return the syllables typed for a word, one a character: hao3 and hǎo are both taken.

    The neutral tone is 5 or 0: a syllable without any tone was rather forgotten.
    Raises LexiconError with a sentence for what is no pinyin, lacks a tone, or is too short or too long.
    """
    if not text.strip():
        raise LexiconError(say("请填写“%(word)s”的拼音，一个字一个音节，例如：qu3 xue2。", word=word))
    if len(text) > TYPED_CHARACTERS_MAX:
        raise LexiconError(
            say("拼音太长，请只写“%(word)s”这 %(count)s 个字的读音。", word=word, count=len(word))
        )
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text).lower().strip())
    typed = [part for part in parts if part]
    found = tuple(_numbered("".join(map(_without_mark, part))) for part in typed)
    for part, syllable in zip(typed, found, strict=True):
        if syllable[-1:] not in "12345" and is_syllable(syllable + "1"):
            raise LexiconError(
                say(
                    "“%(syllable)s”没有声调，请在后面写 1 到 5，轻声写 5，例如：%(example)s。",
                    syllable=part,
                    example=f"{syllable}2",
                )
            )
        if not is_syllable(syllable):
            raise LexiconError(
                say("“%(part)s”不是拼音，请写成 hao3 或 hǎo 这样的音节，两个音节之间空一格。", part=part)
            )
    if len(found) != len(word):
        raise LexiconError(
            say(
                "“%(word)s”有 %(count)s 个字，您写了 %(written)s 个音节，请一个字写一个音节，中间空一格。",
                word=word,
                count=len(word),
                written=len(found),
            )
        )
    return found


def _without_mark(character: str) -> str:
    """Turn a letter with a tone mark into the letter and its tone behind it: ǎ → a3."""
    letters = unicodedata.normalize("NFD", character)
    if "\u0308" in letters:
        letters = letters.replace("\u0308", "").replace("u", "v")
    return "".join(_MARKS.get(letter, letter) for letter in letters)


def _numbered(syllable: str) -> str:
    """Move the tone of a syllable to its end: xu3e → xue3; 0 is the neutral tone, too."""
    tone = re.search(r"[0-5]", syllable)
    if tone is None:
        return syllable
    return syllable.replace(tone[0], "", 1) + ("5" if tone[0] == "0" else tone[0])
