"""Numbers with their units, which people write in digits and in words; pure."""

import re

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
# A unit stands for itself unless it is said in another way here: so many of another one.
_UNITS = {
    "天": "天", "日": "天", "级": "级", "周": "7天", "星期": "7天", "个星期": "7天", "月": "月", "个月": "30天", "年": "年",
    "小时": "小时", "个小时": "小时", "钟头": "小时", "个钟头": "小时", "分钟": "分钟", "课时": "课时", "学时": "课时",
    "步": "步", "元": "元", "块": "元", "块钱": "元", "岁": "岁",
}  # fmt: skip
_WORDS = "零〇一二两三四五六七八九十百"
# Whole numbers alone, and none that counts off: 第三周 is no three weeks.
_NUMBER_WITH_UNIT = re.compile(
    rf"(?<![第\d{_WORDS}])(?P<number>\d{{1,4}}|[{_WORDS}]{{1,5}})\s*(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    "|半个月"
)
_HALF_A_MONTH = "15天"


def numbers_with_units(normal: str) -> list[tuple[int, int, str]]:
    """Return the numbers with units of a normalised text: (start, end, the one term that stands for it in whatever way it was written).

    五级 and 5 级 are 5级, 一周 and 7 日 are 7天, 一个月 is 30天: courses are offered in days.
    A number in words that is no whole number below a thousand is left out, and so is one after 第.
    """
    found = []
    for match in _NUMBER_WITH_UNIT.finditer(normal):
        if match["number"] is None:
            found.append((match.start(), match.end(), _HALF_A_MONTH))
            continue
        number = int(match["number"]) if match["number"].isdecimal() else _value(match["number"])
        if number is not None:
            found.append((match.start(), match.end(), _term(number, _UNITS[match["unit"]])))
    return found


def with_units_joined(normal: str) -> str:
    """Return a normalised text without blanks between numbers and their units: 20 天 is one thing."""
    return _NUMBER_WITH_UNIT.sub(lambda match: "".join(match[0].split()), normal)


def spellings(term: str) -> tuple[str, ...]:
    """Return how a term of numbers_with_units may stand in a text, for marking: 5级, 五级."""
    number = re.match(r"\d+", term)
    if number is None or int(number[0]) > 99:
        return (term,)
    return (term, _in_words(int(number[0])) + term[number.end() :])


def _term(number: int, unit: str) -> str:
    times = re.match(r"\d+", unit)
    return f"{number * int(times[0])}{unit[times.end() :]}" if times else f"{number}{unit}"


def _value(words: str) -> int | None:
    """Return the value of a number in words: 十五, 三百二十; None for what isn't one."""
    total = current = 0
    for word in words:
        if word in _DIGITS:
            current = _DIGITS[word]
        elif word == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            total, current = (total + current) * 100, 0
    plain = total + current
    return plain if plain or words in "零〇" else None


def _in_words(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")
