"""Say numbers: as amounts, as counts, digit by digit."""

import re

_DIGITS = "零一二三四五六七八九"
_AMOUNT_DIGITS_MAX = 12  # longer runs are identifiers, not amounts

# Before these, a single 2 is 两; before everything else (月, 号, 楼, 级 …) it is 二.
_MEASURE = re.compile(
    r"\s*(?:个|次|天|秒|分(?!之)|小时|点(?!击)|周|年(?!级)|元|块|角|人|位|名|只|条|张|件|份|杯|勺|节|门|项|步|下(?!载)|遍|组|种|类"
    r"|家|斤|克|千|公斤|吨|米|厘米|毫|公里|升|寸|横指|指|倍|句|段|字|道|题|台|部|双|对|盒|包|袋|瓶|套|批|单|笔|场|轮|本|册|根"
    r"|片|颗|粒|滴|口|手|脚|学时|课时|度|侧|边|头|枚|束|排|列|行|格|兆|万|亿|平方|摄氏|岁|页|层|间|所|圈|刀|碗|桶|卷|把|支|枝"
    r"|毛(?=钱|\d|\s|\Z|[，。；！？、）])|棵|座|辆|篇|幅|则|瓦|(?:m?[lLgm]|kg|cm|km|min|[hs]|MB|㎡|m²|℃|°C)(?![A-Za-z]))"
)


def digits(text: str, one: str = "幺") -> str:
    """Say a run of digits one by one; other characters are left out.

    one: 幺 in telephone numbers, codes and identifiers; 一 in years.
    """
    return "".join(
        one if character == "1" else _DIGITS[int(character)] for character in text if character.isdigit()
    )


def amount(number: str) -> str:
    """Say a number such as "1,299.50" or "007" as an amount: 一千二百九十九点五零, 零零七.

    number: ASCII digits with an optional decimal part; thousands commas are allowed.
    """
    whole, _, fraction = number.replace(",", "").partition(".")
    is_identifier = len(whole) > _AMOUNT_DIGITS_MAX or (len(whole) > 1 and whole.startswith("0"))
    said = digits(whole, "一") if is_identifier else _whole_amount(whole or "0")
    return f"{said}点{digits(fraction, '一')}" if fraction else said


def _whole_amount(whole: str) -> str:
    import cn2an  # loaded with the first number, not with the program

    said = str(cn2an.an2cn(whole, "low"))
    if said.startswith("一十"):  # speech says 十五 and 十一万
        said = said[1:]
    if said.startswith(("二万", "二亿")):
        said = "两" + said[1:]
    return said.replace("二千", "两千")


def count(number: str, following: str) -> str:
    """Say a number that counts what follows: 2 before a measure word is 两.

    following: the text after the number; leading spaces don't matter.
    """
    return "两" if number == "2" and is_measure(following) else amount(number)


def is_measure(following: str) -> bool:
    """Tell whether a text begins with a measure word or a unit; leading spaces don't matter."""
    return _MEASURE.match(following) is not None


def money(number: str) -> str:
    """Say an amount of yuan as it is said at a till: 12.80 is 十二元八角, 9.9 is 九点九元.

    number: ASCII digits with an optional decimal part.
    """
    whole, _, fraction = number.replace(",", "").partition(".")
    if not fraction.strip("0"):
        return count(whole, "元") + "元"
    if len(fraction) != 2:
        return amount(number) + "元"
    jiao, fen = fraction[0], fraction[1]
    said = "" if not whole.strip("0") else count(whole, "元") + "元"
    if jiao != "0":
        said += count(jiao, "角") + "角"
    elif said:
        said += "零"
    if fen != "0":
        said += ("两" if fen == "2" else _DIGITS[int(fen)]) + "分"
    return said
