"""Say signs, or leave them out: what isn't a word, a number or a pause never reaches an engine."""

import re
import unicodedata

from learnhub.language.spoken.numerals import amount
from learnhub.language.spoken.rule import Rule, after, before, rule

PAUSES = "，。！？；：、…"
_NAMES = {
    "+": "加",
    "=": "等于",
    "×": "乘",
    "÷": "除以",
    "≥": "大于等于",
    "≤": "小于等于",
    "≈": "约等于",
    "±": "正负",
    "°": "度",
    "℃": "摄氏度",
    "㎡": "平方米",
    "%": "百分号",
    "&": "和",
    "@": "艾特",
    "_": "下划线",
    "$": "美元",
    "€": "欧元",
    "£": "英镑",
    "℉": "华氏度",
    "№": "编号",
    "✅": "对勾，",
    "✔": "对勾，",
    "☑": "对勾，",
    "❌": "叉号，",
    "✖": "叉号，",
    "⚠": "注意，",
    "★": "星",
    "☆": "星",
}
_PAUSE_FOR = {
    ",": "，",
    "!": "！",
    "?": "？",
    ";": "；",
    ":": "：",
    **dict.fromkeys("()（）〔〕[]【】{}|\n→➜»•●▪■◆", "，"),
}


def _asterisk(match: re.Match[str]) -> str:
    if before(match)[-1:].isdigit() and after(match)[:1].isdigit():
        return "乘"
    return "星" if after(match).startswith("号") else "星号"


def _greater(match: re.Match[str]) -> str:
    if after(match)[:1].isdigit():
        return "大于" if ">" in match[0] else "小于"
    return "，"


def _slash(match: re.Match[str]) -> str:
    return "、"


def _numeral(match: re.Match[str]) -> str:
    return f"，{amount(str(int(unicodedata.numeric(match[0][0]))))}，"


RULES: tuple[Rule, ...] = (
    rule(r"\*+", _asterisk),
    rule(r"#(?=\s?号)", lambda match: "井"),
    rule(r"#", lambda match: "井号"),
    rule(r"\s?-?[<>]\s?", _greater),
    rule(r"\s?/\s?", _slash),
    # Two things in quotation marks are two: “旁白”“TalkBack”.
    rule(r"[”’」』]\s?[“‘「『]", lambda match: "、"),
    rule(r"[①-⑳]\s*", _numeral),
    rule(r"[Ⅰ-Ⅻ]", lambda match: amount(str(int(unicodedata.numeric(match[0]))))),
    rule(r"3·15|5·20|6·18", lambda match: "".join(amount(digit) for digit in match[0] if digit.isdigit())),
    rule(r"[—–－]+|--+", lambda match: "，"),
    rule(r"\.{3,}|…+", lambda match: "…"),
    rule(r"(?<=[㐀-鿿”’）)])\.", lambda match: "。"),
    rule(r"\.(?=\s|\Z)", lambda match: "。"),
    rule(r"(?<=\w)\.(?=\w)", lambda match: "点"),
    # Joins two Latin words (Wi-Fi, it's); elsewhere a hyphen is a break and a quotation mark nothing.
    rule(r"(?<=[A-Za-z])[-'’](?=[A-Za-z])", lambda match: match[0].replace("’", "'")),
    rule(r"-", lambda match: "，"),
    # One space stays between two Latin words, or a Latin word and its number.
    rule(r"(?<=[A-Za-z0-9]) +(?=[A-Za-z])", lambda match: " "),
    rule(r"[ \t\u3000\xa0]+", lambda match: ""),
)


def say_character(character: str) -> str:
    """Return what is said for one character that no rule takes: itself, its name, a pause, or nothing."""
    if character in PAUSES:
        return character
    name = _NAMES.get(character) or _PAUSE_FOR.get(character)
    if name is not None:
        return name
    return character if unicodedata.category(character)[0] == "L" else ""
