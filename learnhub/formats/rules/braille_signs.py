"""The cells of 国家通用盲文: initials, finals, tones, marks, digits and letters.

Source: GF 0019-2018 chapters 5 to 8, appendices B and C; signs of arithmetic GB/T 18028-2010. What was seen of them at first
and at second hand stands in docs/braille.md.
"""

from types import MappingProxyType

BLANK = "\u2800"


def cells(dots: str) -> str:
    """Return the cells that dot numbers name, a blank between two cells: "12 35" → ⠃⠔."""
    return "".join(chr(0x2800 + sum(1 << int(dot) - 1 for dot in cell)) for cell in dots.split())


def _table(names: str, dots: str) -> MappingProxyType[str, str]:
    return MappingProxyType(dict(zip(names.split(), map(cells, dots.split()), strict=True)))


INITIALS = _table(
    "b p m f d t n l g k h j q x zh ch sh r z c s",
    "12 1234 134 124 145 2345 1345 123 1245 13 125 1245 13 125 34 12345 156 245 1356 14 234",
)
# Finals in full, v for ü: iou, uei and uen are what pinyin shortens to iu, ui and un.
FINALS = _table(
    "a o e i u v er ai ei ao ou an en ang eng ia ie iao iou ian in iang ing "
    "ua uo uai uei uan uen uang ong ve van vn iong",
    "35 26 26 24 136 346 1235 246 2346 235 12356 1236 356 236 3456 1246 15 345 1256 146 126 1346 16 "
    "123456 135 13456 2456 12456 25 2356 256 23456 12346 456 1456",
)
TONES = MappingProxyType({"1": cells("1"), "2": cells("2"), "3": cells("3"), "4": cells("23"), "5": ""})
DIGITS = MappingProxyType(
    dict(
        zip(
            "1234567890",
            map(cells, ["1", "12", "14", "145", "15", "124", "1245", "125", "24", "245"]),
            strict=True,
        )
    )
)
# ① to ⑩: the number sign and digits one row lower (appendix B).
CIRCLED = MappingProxyType(
    dict(
        zip(
            "①②③④⑤⑥⑦⑧⑨⑩",
            (
                cells(f"3456 {dots}")
                for dots in ("2", "23", "25", "256", "26", "235", "2356", "236", "35", "2 356")
            ),
            strict=True,
        )
    )
)
LETTERS = _table(
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "1 12 14 145 15 124 1245 125 24 245 13 123 134 1345 135 1234 12345 1235 234 2345 136 1236 2456 1346 13456 1356",
)

NUMBER_SIGN = cells("3456")
DECIMAL_POINT = cells("2")
CLOCK_COLON = cells("25")
ITEM_POINT = cells("3")
CAPITAL_SIGN = cells("6")
SMALL_SIGN = cells("56")
APOSTROPHE = cells("3")
LATIN_POINT = cells("256")
# Begins a line that goes on with a word broken at the end of the line before (GF 0019-2018, chapter 8); joins numbers, too.
HYPHEN = cells("36")

# What follows something: no blank before, one behind.
CLOSING = MappingProxyType(
    {
        mark: cells(dots)
        for marks, dots in (
            ("。", "5 23"),
            ("，", "5"),
            ("、", "4"),
            ("；", "56"),
            ("？", "5 3"),
            ("！", "56 2"),
            ("：", "36"),
            ("…", "5 5 5"),
            ("”」", "45"),
            ("’』", "45 45"),
            ("）", "6 23"),
            ("】］〕", "56 23"),
            ("》", "36 2"),
            ("〉", "6 2"),
        )
        for mark in marks
    }
)
# What opens something: one blank before, none behind.
OPENING = MappingProxyType(
    {
        mark: cells(dots)
        for marks, dots in (
            ("“「", "45"),
            ("‘『", "45 45"),
            ("（", "56 3"),
            ("【［〔", "56 23"),
            ("《", "5 36"),
            ("〈", "5 3"),
        )
        for mark in marks
    }
)
# What holds two things together: no blank on either side.
JOINING = MappingProxyType(
    {"—": cells("6 36"), "-": HYPHEN, "·": cells("6 3"), "/": cells("6 1256"), ".": LATIN_POINT}
)
# What belongs to the number before it.
UNIT_SIGNS = MappingProxyType({"%": cells("3456 245 356"), "℃": cells("45 245 56 14"), "°": cells("45 245")})
# What stands between blanks; the first cell says that a sign of arithmetic follows in running text.
_SIGN = cells("46")
SIGNS = MappingProxyType(
    {
        sign: _SIGN + cells(dots)
        for sign, dots in (
            ("+", "235"),
            ("−", "36"),
            ("×", "236"),
            ("÷", "256"),
            ("=", "2356"),
            (">", "135"),
            ("<", "246"),
            ("≥", "135 2356"),
            ("≤", "246 2356"),
            ("≈", "26 26"),
            ("±", "235 36"),
        )
    }
)
MONEY_SIGNS = MappingProxyType({"￥": cells("4 13456"), "¥": cells("4 13456"), "$": cells("4 256")})
