"""What an officer may type as a figure, and what is refused; pure."""

import re
import unicodedata
from datetime import date, timedelta

from learnhub.policy.rules import FigureKey, Figures, Value
from learnhub.primitives import Refusal, fen_text, say
from learnhub.regions.rules import chain
from learnhub.subsidy.rules.figures import FIGURE_KEYS, figure_value_words, percent

_NUMBER = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")
EARLIEST = date(2000, 1, 1)
DAYS_AHEAD_MAX = 5 * 366


def unit_typed(key: FigureKey) -> str:
    """Return the unit that a number is typed in: yuan for 分, percent for 千分之."""
    if key.unit.startswith("分/"):
        return say("元/%(removeprefix)s", removeprefix=key.unit.removeprefix("分/"))
    return "%" if key.unit == "千分之" else key.unit


def value_typed(value: Value, key: FigureKey) -> str:
    """Write a value as it is typed; "" for one that the source doesn't state."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        if key.unit.startswith("分/"):
            return fen_text(value)
        if key.unit == "千分之":
            return percent(value).removesuffix("%")
    return str(value)


def read_value(text: str, key: FigureKey) -> Value | Refusal:
    """Read a typed value; None for an empty one: the source states no figure.

    Full-width digits are taken. Yuan may have two decimals, percent one, everything else none.
    """
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if not typed and key.is_ahead:
        return _refused(say("每次报名都要用这个数，不能空着，请填一个数。"))
    if not typed:
        return None
    if key.choices:
        if typed in key.choices:
            return typed
        return _refused(say("请从列出的选项里选一个。"))
    found = _NUMBER.fullmatch(typed)
    places = 2 if key.unit.startswith("分/") else 1 if key.unit == "千分之" else 0
    decimals = (found[2] or "") if found is not None else ""
    if found is None or len(decimals) > places:
        how = {
            2: say("请填金额，最多两位小数，例如 30 或者 30.50。"),
            1: say("请填百分数，最多一位小数，例如 20 或者 12.5。"),
        }
        return _refused(how.get(places, say("请填整数，例如 180。")))
    value = int(found[1] + decimals.ljust(places, "0"))
    if value < key.least:
        return _refused(
            say(
                "这个数最少填 %(figure_value_words)s。没有这条规定，就空着不填。",
                figure_value_words=figure_value_words(key.least, key.unit),
            )
        )
    if value > key.most:
        return _refused(
            say(
                "这个数太大了，最多填 %(figure_value_words)s，请核对。",
                figure_value_words=figure_value_words(key.most, key.unit),
            )
        )
    return value


def figure_refusal(
    key: FigureKey,
    region_code: str,
    value: Value,
    valid_from: date,
    valid_to: date | None,
    figures: Figures,
    today: date,
) -> Refusal | None:
    """Refuse a figure that can't hold: above its ceiling, with the ceiling's source, or at an impossible time.

    Source of the ceiling: the document named by its figure (云残发〔2022〕55号 三(一): 最高上浮30%).
    """
    if not EARLIEST <= valid_from <= today + timedelta(days=DAYS_AHEAD_MAX):
        return Refusal("figure-date", say("从哪天起，请填 2000 年以后、五年以内的日期。"), field="valid_from")
    if valid_to is not None and valid_to < valid_from:
        return Refusal("figure-date", say("到哪天止，不能早于从哪天起。不知道就空着。"), field="valid_to")
    if key.is_ahead and valid_from <= today:
        sentence = say("这个数从报名那天起就定了，新的数最早从明天起。")
        return Refusal("figure-ahead", sentence, field="valid_from")
    if not isinstance(value, int):
        return None
    if key.ceiling:
        ceiling = figures.in_force_or_none(key.ceiling, region_code, valid_from)
        most = 0 if ceiling is None or ceiling.value is None else ceiling.number
        if value > most:
            source = ceiling.source if ceiling is not None else say("没有登记上限的文件")
            sentence = say(
                "上浮 %(value)s 超过上限 %(most)s，不能登记。上限的来源：%(source)s。",
                value=percent(value),
                most=percent(most),
                source=source,
            )
            return Refusal("figure-above-ceiling", sentence, source=source, field="value")
    outer = chain(region_code)[1] if key.is_ceiling and region_code else ""
    above = figures.in_force_or_none(key.key, outer, valid_from) if key.is_ceiling and region_code else None
    if above is not None and above.value is not None and value > above.number:
        sentence = say(
            "上级的上限是 %(number)s，这里只能更低。上级上限的来源：%(source)s。",
            number=percent(above.number),
            source=above.source,
        )
        return Refusal("figure-above-ceiling", sentence, source=above.source, field="value")
    return None


def keys_of(topic: str) -> list[FigureKey]:
    """Return what can be set under a topic, in the order of the table."""
    return [key for key in FIGURE_KEYS.values() if key.topic == topic]


def _refused(sentence: str) -> Refusal:
    return Refusal("figure-value", sentence, field="value")
