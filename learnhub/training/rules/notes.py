"""What may stand in a teacher's note about a trainee: what helps, no category, no number; pure.

Source: DESIGN §4 (the class sheet shows accommodations without a category) and §7 (numbers stay where they are encrypted).
"""

import re
import unicodedata

from learnhub.primitives import Refusal, say

WORDS_CHARACTERS_MAX = 500
_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}[ -]?[\dXx]?")
_KINDS = "视力|听力|言语|肢体|智力|精神|多重"
_CATEGORY = re.compile(
    rf"(?:{_KINDS})(?:一|二|三|四|[1-4])级|(?:{_KINDS})残疾|(?:一|二|三|四|[1-4])级(?:残疾|{_KINDS})"
    r"|[智聋盲肢视听]残|残疾[等类]?[级别]|残废|弱智|智障|聋哑|瞎子|瘸"
)
_EMPTY = Refusal("empty", say("请写下怎样能帮到他，再按“记下”。"), field="words")
_HAS_NUMBER = Refusal(
    "number", say("这里不写证件号、电话、账号这样的号码。请删掉号码，再按“记下”。"), field="words"
)
_HAS_CATEGORY = Refusal(
    "category", say("这里不写残疾的类别和等级，只写怎样能帮到他，比如“请说慢一点”“要坐前排”。"), field="words"
)


def note_refusal(words: str) -> Refusal | None:
    """Refuse a note that is empty, or holds a number of eight digits and more, or a category or grade of disability."""
    plain = unicodedata.normalize("NFKC", words)
    if not plain.strip():
        return _EMPTY
    if _NUMBER.search(plain):
        return _HAS_NUMBER
    if _CATEGORY.search(re.sub(r"\s", "", plain)):
        return _HAS_CATEGORY
    return None
