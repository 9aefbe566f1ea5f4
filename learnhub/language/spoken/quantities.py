"""Say amounts with their units: money, percentages, ranges, ratios, measures."""

import re
import unicodedata

from learnhub.language.spoken.numerals import amount, count, digits, money
from learnhub.language.spoken.rule import DASH, FRESH, NUMBER, Rule, after, before, rule

_UNITS = {
    "mmHg": "毫米汞柱",
    "kbit/s": "千比特每秒",
    "kbps": "千比特每秒",
    "kcal": "千卡",
    "mAh": "毫安时",
    "mmol": "毫摩尔",
    "Mbps": "兆比特每秒",
    "kWh": "千瓦时",
    "MPa": "兆帕",
    "kPa": "千帕",
    "GHz": "吉赫",
    "MHz": "兆赫",
    "kHz": "千赫",
    "GB": "G",
    "MB": "兆",
    "KB": "K",
    "kB": "千字节",
    "TB": "T",
    "kg": "千克",
    "mg": "毫克",
    "mL": "毫升",
    "ml": "毫升",
    "cm": "厘米",
    "mm": "毫米",
    "km": "千米",
    "cm²": "平方厘米",
    "cm³": "立方厘米",
    "m²": "平方米",
    "m³": "立方米",
    "km²": "平方千米",
    "kW": "千瓦",
    "mA": "毫安",
    "dL": "分升",
    "μg": "微克",
    "µg": "微克",
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
    "Ω": "欧姆",
}
_UNIT = (
    "(?:" + "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True)) + ")(?![A-Za-z²³])"
)
_FOREIGN_MONEY = {"$": "美元", "€": "欧元", "£": "英镑"}


def _fraction(match: re.Match[str]) -> str:
    first, second = match["first"], match["second"]
    if int(first) < int(second) and match["unit"] is None:
        return f"{amount(second)}分之{amount(first)}"
    return f"{amount(first)}比{amount(second)}{_UNITS.get(match['unit'] or '', '')}"


def _vulgar_fraction(match: re.Match[str]) -> str:
    first, second = unicodedata.normalize("NFKC", match["fraction"]).split("\u2044")
    said = f"{amount(second)}分之{amount(first)}"
    return f"{amount(match['whole'])}又{said}" if match["whole"] else said


def _ratio(match: re.Match[str]) -> str:
    return "比".join(amount(part) for part in re.split("[:：]", match[0]))


def _per_thousand(match: re.Match[str]) -> str:
    return "千分之" + amount(match["number"])


def _percent(match: re.Match[str]) -> str:
    number = match["number"]
    return "百分之" + ("百" if number == "100" else amount(number))


def _range(match: re.Match[str]) -> str | None:
    first, last = match["first"], match["last"]
    if float(first.replace(",", "")) >= float(last.replace(",", "")):
        return None
    return f"{count(first, match.string[match.end('last') :])}到"


def _money_range(match: re.Match[str]) -> str:
    return f"{amount(match['first'])}到{money(match['last'])}"


def _foreign_money(match: re.Match[str]) -> str:
    money_word = _FOREIGN_MONEY[match["sign"]]
    return count(match["number"], "元") + money_word


def _first_of_two(match: re.Match[str]) -> str:
    # 2 到 3 次: the measure word behind the second counts the first, too
    return count(match["first"], match.string[match.end("last") :])


def _negative(match: re.Match[str]) -> str:
    if match["percent"]:
        return "负" + _percent(match)
    if match["degrees"]:
        return f"零下{amount(match['number'])}{'度' if match['degrees'] == '度' else '摄氏度'}"
    # 积分 -10 takes points away; a balance or a temperature of -10 is below nought.
    is_taken_away = re.search(r"(?:[\d)）]|积分|学分|得分|扣)\Z", before(match))
    return ("减" if is_taken_away else "负") + count(match["number"], after(match))


def _number(match: re.Match[str]) -> str:
    unit = match["unit"]
    if unit:
        per = f"每{_UNITS[match['per']]}" if match["per"] else ""
        return count(match["number"], _UNITS[unit]) + _UNITS[unit] + per
    is_ordinal = before(match).endswith("第")
    return amount(match["number"]) if is_ordinal else count(match["number"], after(match))


def _per(match: re.Match[str]) -> str | None:
    # 每 only after a unit; 早/晚 is a choice, and choices are left to the signs.
    return (
        "每"
        if re.search(
            r"(?:元|[￥¥]\s?[\d.,]+|次|克|毫升|升|斤|千米|米|人|块|分|角|节|个|件|\d\s?[A-Za-z]{1,4})\Z",
            before(match),
        )
        else None
    )


RULES: tuple[Rule, ...] = (
    rule(r"(?P<whole>\d*)\s?(?P<fraction>[¼-¾⅐-⅞])", _vulgar_fraction),
    rule(r"(?P<digit>\d)\ufe0f?\u20e3\s*", lambda match: f"，{amount(match['digit'])}，"),  # 1️⃣
    rule(
        r"\A\s*[(（]?(?P<number>\d{1,2})\s?[.、．)）]\s*(?!\d)", lambda match: amount(match["number"]) + "，"
    ),
    rule(
        FRESH + r"(?P<first>\d+)/(?P<second>\d+)\s?(?P<unit>mmHg)?(?![\d/])",
        _fraction,
    ),
    rule(FRESH + r"\d+(?:\.\d+)?[:：]\d+(?:\.\d+)?(?!\d)", _ratio),
    rule(rf"[￥¥]\s?(?P<first>{NUMBER})\s?{DASH}\s?[￥¥]?\s?(?P<last>{NUMBER})\s?元?", _money_range),
    rule(rf"[￥¥]\s?(?P<number>{NUMBER})\s?元?", lambda match: money(match["number"])),
    rule(rf"RMB\s?(?P<number>{NUMBER})\s?元?", lambda match: "人民币" + money(match["number"])),
    rule(rf"(?P<sign>[$€£])\s?(?P<number>{NUMBER})", _foreign_money),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?元(?![素件器])", lambda match: money(match["number"])),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?[%％]", _percent),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?‰", _per_thousand),
    rule(rf"(?<=[%％℃C])\s?{DASH}\s?(?=\d)", lambda match: "到"),
    rule(
        FRESH + r"\d\.\d(?=\s?折(?!叠))|(?<![\d.])[1-9][1-9](?=\s?折(?!叠))",
        lambda match: digits(match[0], "一"),
    ),
    rule(FRESH + rf"(?P<first>{NUMBER})(?=\s?[到至]\s?(?P<last>{NUMBER}))", _first_of_two),
    # The range says its first number and 到; the last number is then said with its unit.
    rule(FRESH + rf"(?P<first>{NUMBER})\s?{DASH}\s?(?=(?P<last>{NUMBER}))", _range),
    rule(
        rf"(?<![\dA-Za-z])[-−–]\s?(?P<number>{NUMBER})\s?(?P<degrees>℃|°C|度)?(?P<percent>[%％])?", _negative
    ),
    rule(rf"(?<=\d)\s?[-−]\s?(?={NUMBER})", lambda match: "减"),
    rule(FRESH + rf"(?P<number>{NUMBER})\s?(?:(?P<unit>{_UNIT})(?:/(?P<per>{_UNIT}))?)?", _number),
    # Anything that is left, such as the third number of 3.5.2
    rule(r"\d+", lambda match: digits(match[0], "一")),
    # 元/天, 次/分, 毫升/杯
    rule(
        r"(?<=[㐀-鿿A-Za-z\d])\s?[/／]\s?(?=(?:天|人|次|分|月|年|日|小时|课|节|斤|件|杯|晚|学时|平方|秒)(?![㐀-鿿]/))",
        _per,
    ),
)
