"""Small true-to-format courses for tests: whole, and easy to spoil in one place."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import LoadReport, load_course
from learnhub.catalogue.rules import PublicationFigures, publication_figures
from learnhub.db import Database
from learnhub.policy.service import figures
from learnhub.settings import PROJECT_DIR
from learnhub.storage.adapters.local_folder import LocalFolder

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
# 20 hanzi and a full stop.
SENTENCE = "先把手洗干净，再轻轻地摸到顾客的肩膀和后背。"

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect width="400" height="300" rx="16" fill="#FBF6EC"/><circle cx="200" cy="150" r="60" fill="#1B5E9B"/></svg>
"""


def quiz(name: str, prompt: str, *, right: int = 1, choices: int = 3) -> str:
    """Return one quiz block whose right-th choice is right."""
    lines = [
        f"- [{'x' if index == right else ' '}] 做法{index}：{prompt[:4]}\n  反馈{index}：这样做的人要知道原因。"
        for index in range(1, choices + 1)
    ]
    return f"```quiz {name}\n{prompt}\n\n" + "\n".join(lines) + "\n```\n"


def lesson_md(
    title: str = "洗手再按摩",
    *,
    summary: str = "学会先洗手。再碰顾客。",
    sentences: int = 11,
    first: str = "",
    last: str = "",
    seed: str = "甲",
) -> str:
    """Return a standard lesson: two sections, two checks of two questions.

    sentences: of running text in each section (20 hanzi each). first and last: Markdown put into the sections. seed: makes
    the text differ from that of other lessons.
    """
    running = SENTENCE * sentences
    return f"""+++
title = "{title}"
summary = "{summary}"
+++

## 为什么这样做{seed}

{first}

{running}

{quiz("why-{}".format("one"), f"为什么要先洗手{seed}？")}
{quiz("why-one", f"不洗手会怎样{seed}？", right=2)}

## 怎样做才对

{running}

{last}

{quiz("how-two", f"洗手要搓多久{seed}？", right=3)}
{quiz("how-two", f"哪里最容易漏洗{seed}？")}
"""


def easy_md(title: str = "洗手", *, cards: int = 8, words: str = "打开水龙头。") -> str:
    """Return an easy-read lesson."""
    half = cards // 2

    def deck(count: int) -> str:
        return "\n\n".join(f"![水流到手上](media/hands.svg)\n\n{words}" for _ in range(count))

    return f"""+++
title = "{title}"
summary = "学会洗手。"
edition = "easy-read"
+++

## 打湿

{deck(half)}

{quiz("wet-hands", "先做什么？")}
{quiz("wet-hands", "手上要有什么？", right=2)}

## 搓手

{deck(cards - half)}

{quiz("rub-hands", "搓哪里？", right=3)}
{quiz("rub-hands", "搓多久？")}
"""


def course_toml(
    slug: str = "test-course",
    lessons: Sequence[str] = ("wash-hands", "find-shoulder"),
    *,
    kind: str = "course",
    state: str = "published",
    include: str = "",
    title: str = "测试课程",
    extra: str = "",
) -> str:
    """Return a course.toml with one online unit (and one for an included module) and one offline unit."""
    included = (
        f'[[units]]\ntitle = "公共内容"\nmode = "online"\ninclude = "{include}"\nplanned_class_hours = 0\n\n'
        if include
        else ""
    )
    named = ", ".join(f'"{lesson}"' for lesson in lessons)
    return f"""format = 1
slug = "{slug}"
kind = "{kind}"
title = "{title}"
summary = "学会洗手和摸肩膀。学完能接待顾客。"
state = "{state}"
category = "massage"
training_type = "就业技能培训"
level = "五级/初级工"
certificates = ["培训合格证书"]
cost = "不收费"
support_provided = "全部内容可以听。"
notice = "示例课程，未经行业教师审定"
origin = "developed"
licence = "Apache-2.0"
rights = "测试用文字"
tags = ["按摩"]
{extra}
[occupation]
edition = "2015"
code = "4-10-04-02"
name = "保健按摩师"

[planned]
online_class_hours = 6
offline_class_hours = 7
offline_days = 1

{included}[[units]]
title = "洗手与摸肩"
mode = "online"
planned_class_hours = 6
lessons = [{named}]

[[units]]
title = "手把手练习"
mode = "offline"
planned_class_hours = 7
"""


def course_files(
    slug: str = "test-course", *, include: str = "", state: str = "published"
) -> dict[str, bytes]:
    """Return the files of a whole course: two lessons, one of them with a picture and an easy-read edition."""
    picture = "![一双手在水下搓洗](media/hands.svg)"
    return {
        "course.toml": course_toml(slug, include=include, state=state).encode(),
        "pronunciation.toml": '[words]\n"大夫" = "dai4 fu5"\n'.encode(),
        "lessons/wash-hands.md": lesson_md(first=picture).encode(),
        "lessons/wash-hands.easy.md": easy_md().encode(),
        "lessons/find-shoulder.md": lesson_md("摸到肩膀", seed="乙").encode(),
        "lessons/media/hands.svg": SVG,
    }


def module_files(slug: str = "test-module") -> dict[str, bytes]:
    """Return the files of a shared module of one lesson."""
    return {
        "course.toml": course_toml(slug, ["shared-rules"], kind="shared module", title="公共模块").encode(),
        "lessons/shared-rules.md": lesson_md("上班的规矩", seed="丙").encode(),
    }


def folder_of(files: Mapping[str, bytes], slug: str = "test-course") -> CourseFolder:
    """Return files as the folder that a reader would hand over."""
    return CourseFolder(slug, dict(files), f"{slug}/")


def rates() -> PublicationFigures:
    """Return the publication figures of the product's own policy, as on the day of the tests."""
    return publication_figures(figures(PROJECT_DIR / "content"), date(2025, 6, 2))


def load(
    database: Database,
    files: Mapping[str, bytes],
    slug: str = "test-course",
    *,
    store_dir: Path,
    now: datetime = NOW,
    base_id: int | None = None,
) -> LoadReport:
    """Load files in a transaction of their own; blobs go where the site of `store_dir` keeps them."""
    with database.transaction() as session:
        return load_course(
            session, LocalFolder(store_dir), folder_of(files, slug), figures=rates(), now=now, base_id=base_id
        )
