"""Say telephone numbers, codes and addresses, digit by digit."""

import re

from learnhub.language.spoken.numerals import amount, digits, is_measure
from learnhub.language.spoken.rule import DASH, FRESH, Rule, after, before, rule

_HOTLINE_BEFORE = re.compile(
    r"(?:打|拨|电话|热线|专线|客服|报警|火警|急救|呼叫|致电|短信|发送到|发到)[^，。；！？]{0,4}(?:\d{3,5}\s?(?:、|或者?|和|跟)\s?){0,4}\Z"
)
_HOTLINE_AFTER = re.compile(r"(?:报警|火警|急救|电话|热线|专线|客服|服务台|平台|反诈)")
# What is done with a number behind it, or with the last of a list: 110、119 和 120 都能打.
_HOTLINES_AFTER = re.compile(
    r"\s?(?:(?:、|或者?|和|跟)\s?1(?:10|14|19|20|22)\s?){0,3}(?:都)?(?:能|可以|也)?(?:打|拨|是报警|是急救|是火警)"
)
_COLOUR_BEFORE = re.compile(
    r"(?:[红橙黄绿青蓝紫灰白黑棕褐金银粉米]色?|色号|色值|颜色|底色|字色)(?:是|为|：|:|，|“|\s)*\Z"
)
_STANDARD_BEFORE = re.compile(r"\b(?:GB|GB/T|ISO|IEC)\Z")
_CODE_BEFORE = re.compile(
    r"(?:验证码|尾号|订单号|单号|工号|编号|账号|帐号|卡号|房间号?|房号|门牌号|号码|取件码|提货码|签到码|口令|代码|编码|邮编|批号"
    r"|证号|会议号|群号?|微信号|QQ|密码|学号|分机号?|\d\s?转)(?:是|为|：|:|“|\s)*(?:\d{3,4})?\Z"
)
_LIST_CHARACTERS = 30
# Nobody writes an amount of so many digits without commas or a unit.
_IDENTIFIER_DIGITS = 8


def _mobile(match: re.Match[str]) -> str:
    number = re.sub(r"\D", "", match[0])
    return "，".join(digits(part) for part in (number[:3], number[3:7], number[7:]))


def _with_country(match: re.Match[str]) -> str:
    return f"加{digits(match['country'])}，"


def _landline(match: re.Match[str]) -> str:
    return "，".join(digits(match[part]) for part in ("area", "first", "last"))


def _hotline(match: re.Match[str]) -> str | None:
    if is_measure(after(match)) or after(match)[:1] in ("%", "℃"):
        return None
    is_named = (
        _HOTLINE_BEFORE.search(before(match, _LIST_CHARACTERS))
        or _HOTLINE_AFTER.match(after(match))
        or _HOTLINES_AFTER.match(after(match, _LIST_CHARACTERS))
    )
    # Three digits may be an amount: only with its context is it a number to call.
    return digits(match[0]) if len(match[0]) > 3 or is_named else None


def _colour(match: re.Match[str]) -> str | None:
    """Say a colour of six digits and letters by each of them, with 一: 1B5E9B. None where it is the number of something."""
    said = match[0]
    if _CODE_BEFORE.search(before(match)):
        return None
    if said.isdigit() and (is_measure(after(match)) or not _COLOUR_BEFORE.search(before(match))):
        return None
    return "".join(digits(one, "一") if one.isdigit() else one for one in said)


def _code(match: re.Match[str]) -> str | None:
    is_named = _CODE_BEFORE.search(before(match)) or len(match[0]) >= _IDENTIFIER_DIGITS
    return _dashed(match) if is_named and not is_measure(after(match)) else None


def _dashed(match: re.Match[str]) -> str:
    return "杠".join(digits(part) for part in re.split(DASH, match[0]))


def _standard(match: re.Match[str]) -> str:
    return f" {digits(match['number'])}杠{digits(match['year'], '一')}"


def _after_letter(match: re.Match[str]) -> str:
    space, number = match["space"], match["number"]
    if re.fullmatch(r"(?:19|20)\d\d", number):
        return space + digits(number, "一")
    if number.count(".") > 1:
        return space + "点".join(amount(part) for part in number.split("."))
    if len(number.partition(".")[0]) <= 2:
        return space + amount(number)
    return space + digits(number, "一" if _STANDARD_BEFORE.search(before(match)) else "幺")


def _address(match: re.Match[str]) -> str:
    said = re.sub(r"\Ahttps?://", "", match[0]).partition("?")[0].rstrip("/")
    for sign, word in (
        (".", "点"),
        ("@", "艾特"),
        ("/", "斜杠"),
        (":", "冒号"),
        ("-", "杠"),
        ("_", "下划线"),
    ):
        said = said.replace(sign, word)
    return re.sub(r"\d+", lambda run: digits(run[0]), re.sub(r"[^\w]", "", said))


RULES: tuple[Rule, ...] = (
    rule(r"https?://[\w\-./:?=&%#]+[\w/]", _address),
    rule(r"(?<![\w.])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", _address),
    rule(
        r"(?<![\w.])(?:[a-z0-9-]{1,63}\.){1,8}(?:cn|com|net|org|gov|edu)(?![A-Za-z])(?:/[\w\-./]{0,2000}\w)?",
        _address,
    ),
    rule(
        FRESH + r"(?:\d{1,3}\.){3}\d{1,3}(?![\d.])", lambda match: "点".join(map(amount, match[0].split(".")))
    ),
    # Telephone numbers
    rule(r"\+(?P<country>86)[ -]?(?=1[3-9]\d[ -]?\d{4}|0\d{2,3}[ -]?\d{7})", _with_country),
    rule(FRESH + r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", _mobile),
    rule(
        FRESH + r"1[3-9]\d\*{3,}\d{4}(?!\d)",
        lambda match: f"{digits(match[0][:3])}，星号，{digits(match[0][-4:])}",
    ),
    rule(
        r"(?<!\d)[(（]?(?P<area>0\d{2,3})[)）]?[ -]?(?P<first>\d{3,4})[ -]?(?P<last>\d{4})(?!\d)", _landline
    ),
    rule(FRESH + r"(?P<area>[48]00)[ -]?(?P<first>\d{3})[ -]?(?P<last>\d{4})(?!\d)", _landline),
    rule(
        FRESH + r"(?:12[0-4]\d\d|95\d{3,4}|96\d{3}|100[01]0|10086|1(?:10|14|19|20|22))(?![\d.,/]|-\d)",
        _hotline,
    ),
    # Codes and numbers of documents
    rule(r"(?<![A-Za-z0-9.])(?=\w{0,5}\d)[0-9A-F]{6}(?![A-Za-z0-9.,])", _colour),
    rule(FRESH + r"84(?=\s?消毒)", lambda match: digits(match[0])),
    rule(r"(?<=_)\d+", lambda match: digits(match[0])),
    rule(
        FRESH + r"\d+(?:-\d+)+(?![\d.])",
        lambda match: _code(match) or (_dashed(match) if match[0].count("-") > 1 else None),
    ),
    rule(FRESH + r"\d{3,}(?![\d.,])", _code),
    rule(r"\bGB/T(?![A-Za-z])", lambda match: "GB T"),
    rule(r"(?<=[A-Z]) ?(?P<number>\d{3,6})-(?P<year>(?:19|20)\d\d)(?!\d)", _standard),
    rule(FRESH + r"\d{3,4}(?=\s?(?:房|室|号房|教室))", lambda match: digits(match[0])),
    rule(FRESH + r"\d{3}(?=\s?路(?!程|径))", lambda match: digits(match[0])),
    rule(FRESH + r"618(?=\s?(?:大促|活动|促销|年中|预售|期间|当天))", lambda match: digits(match[0], "一")),
    # Versions and models
    rule(
        FRESH + r"\d{1,4}(?:\.\d{1,4}){2,5}(?![\d.])",
        lambda match: "点".join(map(amount, match[0].split("."))),
    ),
    rule(r"\b[Nn][Oo]\.\s?(?P<number>\d{1,3})(?!\d)", lambda match: "第" + amount(match["number"])),
    rule(r"(?<=N)95(?!\d)", lambda match: digits(match[0])),  # N95, KN95: a class, not an amount
    rule(r"\b[A-Z]2[A-Z]\b", lambda match: f"{match[0][0]} to {match[0][2]}"),
    rule(FRESH + r"\d{3,4}(?=[pP](?![A-Za-z]))", lambda match: digits(match[0], "一")),
    rule(r"(?<=[A-Za-z])(?P<space> ?)(?P<number>\d+(?:\.\d+)*)", _after_letter),
    rule(r"(?<=[A-Z]\d)-(?=[A-Z]\d)", lambda match: "到"),
)
