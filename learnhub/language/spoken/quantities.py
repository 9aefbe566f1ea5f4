"""Say amounts with their units: money, percentages, ranges, ratios, measures."""

import re

from learnhub.language.spoken.numerals import amount, count, digits, money
from learnhub.language.spoken.rule import DASH, FRESH, NUMBER, Rule, after, before, rule

_UNITS = {
    "mmHg": "毫米汞柱",
    "kbit/s": "千比特每秒",
    "kbps": "千比特每秒",
    "kcal": "千卡",
    "mAh": "毫安时",
    "GB": "G",
    "MB": "兆",
    "KB": "K",
    "TB": "T",
    "kg": "千克",
    "mg": "毫克",
    "mL": "毫升",
    "ml": "毫升",
    "cm": "厘米",
    "mm": "毫米",
    "km": "千米",
    "m²": "平方米",
    "㎡": "平方米",
    "min": "分钟",
    "Hz": "赫兹",
    "bar": "巴",
    "dB": "分贝",
    "px": "像素",
    "°C": "摄氏度",
    "℃": "摄氏度",
    "g": "克",
    "L": "升",
    "l": "升",
    "m": "米",
    "s": "秒",
    "h": "小时",
    "W": "瓦",
    "V": "伏",
}
_UNIT = "(?:" + "|".join(re.escape(unit) for unit in _UNITS) + ")(?![A-Za-z])"


def _fraction(match: re.Match[str]) -> str:
    first, second = match["first"], match["second"]
    if int(first) < int(second) and match["unit"] is None:
        return f"{amount(second)}分之{amount(first)}"
    return f"{amount(first)}比{amount(second)}{_UNITS.get(match['unit'] or '', '')}"


def _ratio(match: re.Match[str]) -> str:
    return "比".join(amount(part) for part in re.split("[:：]", match[0]))


def _percent(match: re.Match[str]) -> str:
    number = match["number"]
    return "百分之" + ("百" if number == "100" else amount(number))


def _range(match: re.Match[str]) -> str | None:
    first, last = match["first"], match["last"]
    if float(first.replace(",", "")) >= float(last.replace(",", "")):
        return None
    return f"{count(first, match.string[match.end('last') :])}到"


def _negative(match: re.Match[str]) -> str:
    if match["degrees"]:
        return f"零下{amount(match['number'])}{'度' if match['degrees'] == '度' else '摄氏度'}"
    return ("减" if re.search(r"[㐀-鿿\d]\Z", before(match)) else "负") + amount(match["number"])


def _number(match: re.Match[str]) -> str:
    unit = match["unit"]
    if unit:
        return count(match["number"], _UNITS[unit]) + _UNITS[unit]
    is_ordinal = before(match).endswith("第")
    return amount(match["number"]) if is_ordinal else count(match["number"], after(match))


def _per(match: re.Match[str]) -> str | None:
    # 每 only after a unit; 早/晚 is a choice, and choices are left to the signs.
    return (
        "每" if re.search(r"(?:元|次|克|毫升|升|斤|千米|米|人|块|分|角|节|个|件)\Z", before(match)) else None
    )


RULES: tuple[Rule, ...] = (
    rule(
        r"\A\s*[(（]?(?P<number>\d{1,2})\s?[.、．)）]\s*(?!\d)", lambda match: amount(match["number"]) + "，"
    ),
    rule(
        FRESH + r"(?P<first>\d+)/(?P<second>\d+)\s?(?P<unit>mmHg)?(?![\d/])",
        _fraction,
    ),
    rule(FRESH + r"\d+(?:\.\d+)?[:：]\d+(?:\.\d+)?(?!\d)", _ratio),
    rule(rf"[￥¥]\s?(?P<number>{NUMBER})\s?元?", lambda match: money(match["number"])),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?元(?![素件器])", lambda match: money(match["number"])),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?[%％]", _percent),
    rule(rf"(?<=[%％℃C])\s?{DASH}\s?(?=\d)", lambda match: "到"),
    rule(
        FRESH + r"\d\.\d(?=\s?折(?!叠))|(?<![\d.])[1-9][1-9](?=\s?折(?!叠))",
        lambda match: digits(match[0], "一"),
    ),
    # The range says its first number and 到; the last number is then said with its unit.
    rule(FRESH + rf"(?P<first>{NUMBER})\s?{DASH}\s?(?=(?P<last>{NUMBER}))", _range),
    rule(rf"(?<![\dA-Za-z])[-−–]\s?(?P<number>{NUMBER})\s?(?P<degrees>℃|°C|度)?", _negative),
    rule(rf"(?<=\d)\s?[-−]\s?(?={NUMBER})", lambda match: "减"),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?(?P<unit>{_UNIT})?", _number),
    # Anything that is left, such as the third number of 3.5.2
    rule(r"\d+", lambda match: digits(match[0], "一")),
    # 元/天, 次/分, 毫升/杯
    rule(
        r"(?<=[㐀-鿿])\s?[/／]\s?(?=(?:天|人|次|分|月|年|日|小时|课|节|斤|件|杯|晚|学时|平方|秒)(?![㐀-鿿]/))",
        _per,
    ),
)
