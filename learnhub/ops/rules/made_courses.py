"""A large catalogue made from a seed: courses of many trades in many variants, for a made province and for judging the search."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEED = 20261122
LEVELS = ("五级", "四级", "三级", "入门", "专项")
LEVEL_WORDS = {"五级": "五级/初级工", "四级": "四级/中级工", "三级": "三级/高级工"}
DAYS = (5, 7, 10, 15, 20, 30)
_DIGITS = {5: "五", 7: "七", 10: "十", 15: "十五", 20: "二十", 30: "三十"}
_NAMES = ("", "春季班", "秋季班", "周末班", "居家班", "小组班", "提高班", "实操班")
CERTIFICATES = ("职业技能等级证书", "专项职业能力证书", "培训合格证书")
_EVERY_COURSE = (
    ("开始以前：桌面和座位", "把要用的东西放在伸手就能摸到的地方。"),
    ("安全和卫生", "开始以前先洗手，看清出口在哪里。"),
    ("接待第一位顾客", "先问好，再问顾客需要什么，说话慢一点。"),
    ("报价和收款", "先说清价钱，收款以后当面核对数目。"),
    ("休息和保护身体", "每过一节课站起来活动，累了就停一停。"),
    ("把一天做的事记下来", "在本子或者录音里记下今天做了什么。"),
)
_ANGLES = ("认识", "练习", "常见的错", "做一件完整的")
_SENTENCES = (
    "这一课学{skill}，先把{one}准备好。",
    "一只手扶稳{one}，另一只手慢慢靠近{two}。",
    "做{skill}的时候，{two}的位置最要紧。",
    "如果{one}不对，先停下来，再试一次。",
    "老师会把{two}递到手里，请摸一摸、闻一闻、比一比。",
    "每做完一次{skill}，检查{one}和{two}。",
)


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing that a trade teaches, and two words that its lessons use."""

    title: str
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trade:
    """What courses are made of."""

    slug: str
    category: str
    occupation: str
    name: str
    tags: tuple[str, ...]
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class MadeLesson:
    """A lesson. skill: title of the skill it teaches, empty where it belongs to every trade."""

    slug: str
    title: str
    sentences: tuple[str, ...]
    skill: str


@dataclass(frozen=True, slots=True)
class MadeCourse:
    """A course of a trade. level: one of LEVELS; days: one of DAYS, said in words or digits in the summary."""

    slug: str
    trade: Trade
    title: str
    summary: str
    level: str
    days: int
    certificate: str
    lessons: tuple[MadeLesson, ...]

    @property
    def skills(self) -> frozenset[str]:
        """Return the titles of the skills that it teaches."""
        return frozenset(lesson.skill for lesson in self.lessons if lesson.skill)


def trades_of(text: str) -> tuple[Trade, ...]:
    """Return the trades of content/demo/trades.tsv in order."""
    return tuple(
        _trade(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#")
    )


def courses(
    trades: Sequence[Trade], count: int, lesson_count: int, *, seed: int = SEED
) -> Iterator[MadeCourse]:
    """Yield `count` courses with `lesson_count` lessons in all; the same for the same trades and numbers."""
    chance = random.Random(seed)  # noqa: S311  the same courses every time are what it is for
    lessons_left = lesson_count
    for number in range(count):
        trade = trades[number % len(trades)]
        share = round(lessons_left / (count - number))
        course = _course(trade, number, share, chance)
        lessons_left -= len(course.lessons)
        yield course


def _course(trade: Trade, number: int, lesson_count: int, chance: random.Random) -> MadeCourse:
    level, days, name = chance.choice(LEVELS), chance.choice(DAYS), chance.choice(_NAMES)
    # A course leaves out a few skills of its trade; those that it has come in turns until it is as long as it shall be.
    kept = chance.sample(trade.skills, max(2, len(trade.skills) - chance.randrange(3)))
    common = min(len(_EVERY_COURSE), max(1, lesson_count // 4))
    lessons = [
        _lesson(kept[turn % len(kept)], turn, turn // len(kept)) for turn in range(lesson_count - common)
    ]
    for title, sentence in chance.sample(_EVERY_COURSE, common):
        lessons.append(MadeLesson(f"every-{len(lessons)}", title, (sentence, "做完以后告诉老师。"), ""))
    said = f"{days}天" if chance.random() < 0.5 else f"{_DIGITS[days]}天"
    plus = "，线上＋线下" if "线上+线下" in trade.tags else ""
    return MadeCourse(
        slug=f"made-{number}-{trade.slug}",
        trade=trade,
        title=f"{trade.name}（{level}{'·' + name if name else ''}）",
        summary=f"学习{'、'.join(skill.title for skill in kept[:3])}等内容。线下{said}{plus}。",
        level=LEVEL_WORDS.get(level, level),
        days=days,
        certificate=chance.choice(CERTIFICATES),
        lessons=tuple(lessons),
    )


def _lesson(skill: Skill, number: int, turn: int) -> MadeLesson:
    one, two = skill.words
    angle = _ANGLES[turn % len(_ANGLES)] if turn else ""
    again = f"（{turn // len(_ANGLES) + 1}）" if turn >= len(_ANGLES) else ""
    start = number % len(_SENTENCES)
    shown = [_SENTENCES[(start + i) % len(_SENTENCES)] for i in range(4)]
    return MadeLesson(
        slug=f"lesson-{number}",
        title=f"{skill.title}{'：' + angle if angle else ''}{again}",
        sentences=tuple(sentence.format(skill=skill.title, one=one, two=two) for sentence in shown),
        skill=skill.title,
    )


def _trade(cells: list[str]) -> Trade:
    slug, category, occupation, name, tags, skills = cells
    return Trade(
        slug,
        category,
        occupation,
        name,
        tuple(tags.split(",")),
        tuple(_skill(one) for one in skills.split(";")),
    )


def _skill(told: str) -> Skill:
    title, _, words = told.partition(":")
    one, _, two = words.partition(" ")
    return Skill(title, (one, two or one))
