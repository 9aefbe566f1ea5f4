"""Put pinyin with tone marks over the words of a text."""

from functools import lru_cache

from learnhub.language.pinyin import syllables
from learnhub.language.pronunciation import Lexicon


@lru_cache(maxsize=4096)
def marked(pinyin: str) -> str:
    """Return a syllable with its tone mark instead of its number: lv4 → lǜ; "" stays ""."""
    from pypinyin.contrib.tone_convert import to_tone  # loaded with the first text, not with the program

    return str(to_tone(pinyin)) if pinyin else ""


def words_with_pinyin(text: str, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """Cut a text into (word, its pinyin); joined the words are the text again.

    The pinyin is "" for what has none: punctuation, digits, Latin letters. Tones as in dictionaries, before tone change
    (GB/T 16159-2012), syllables of a word written together.
    """
    found: list[tuple[str, str]] = []
    position = 0
    for syllable in syllables(text, lexicon):
        if position < syllable.start:
            found.append((text[position : syllable.start], ""))
        reading = marked(syllable.pinyin)
        if found and found[-1][1] and reading and not syllable.begins_word and position == syllable.start:
            word, said = found.pop()
            # 西安 is xī'ān: a syllable that begins with a, o or e is set off from the one before it.
            mark = "'" if syllable.pinyin[0] in "aoe" else ""
            found.append((word + syllable.hanzi, said + mark + reading))
        else:
            found.append((syllable.hanzi, reading))
        position = syllable.start + len(syllable.hanzi)
    if position < len(text):
        found.append((text[position:], ""))
    return tuple(found)
