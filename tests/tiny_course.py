"""Small whole courses, loaded through the real loader: for tests that need lessons but not their content."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import load_course
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import publication_figures
from learnhub.catalogue.service.courses import course_by_slug
from learnhub.policy.service import figures
from learnhub.primitives import instant_now, local_date
from learnhub.settings import PROJECT_DIR
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import BlobStore

FIGURES = figures(PROJECT_DIR / "content")
_SENTENCE = "手放在桌面上，慢慢地向前推，感觉手心下面的布料。"

_CHECK = """
```quiz {name}
{name} 的第一道题，选哪一个？

- [ ] 错的
  想一想手心的感觉。
- [x] 对的
  对，就是这样。
- [ ] 也是错的
  方向反了。
```

```quiz {name}
{name} 的第二道题，选哪一个？

- [x] 对的
  对，就是这样。
- [ ] 错的
  再想想方向。
- [ ] 也是错的
  力气太大了。
```
"""


def lesson(title: str, checks: Sequence[str] = ("feel", "push"), sentence: str = _SENTENCE) -> str:
    """Return a lesson of three sections: a check in each of the first two, the last closed by 本节学完."""
    body = sentence * 8
    parts = [f'+++\ntitle = "{title}"\nsummary = "学会{title}。"\n+++\n']
    for number, check in enumerate(checks, start=1):
        parts.append(f"\n## 第{number}节\n\n{body}\n{_CHECK.format(name=check)}")
    parts.append(
        f"\n## 最后一节\n\n{body}\n\n```task try\n题目：试一试\n用时：5 分钟\n怎么交：自己练\n\n1. 推三次。\n```\n"
    )
    return "".join(parts)


def course_toml(
    slug: str, lessons: Sequence[str], *, kind: str = "course", include: str = "", state: str = "published"
) -> str:
    """Return a whole course.toml with one online unit, perhaps an included module, and one offline unit."""
    quoted = ", ".join(f'"{one}"' for one in lessons)
    included = (
        f'\n[[units]]\ntitle = "公共内容"\nmode = "online"\nplanned_class_hours = 0\ninclude = "{include}"\n'
        if include
        else ""
    )
    offline = (
        '\n[[units]]\ntitle = "线下实操"\nmode = "offline"\nplanned_class_hours = 14\n'
        if kind == "course"
        else ""
    )
    return f"""format = 1
slug = "{slug}"
kind = "{kind}"
title = "课程 {slug}"
summary = "用来测试的小课程。"
state = "{state}"
category = "massage"
training_type = "就业技能培训"
level = "五级/初级工"
certificates = ["培训合格证书"]
cost = "不收费"
support_provided = "全部内容都有语音。"
notice = ""
origin = "developed"
licence = "Apache-2.0"
rights = "文字由编写组原创"
tags = ["测试"]

[planned]
online_class_hours = 2
offline_class_hours = {14 if kind == "course" else 0}
offline_days = {2 if kind == "course" else 0}
{included}
[[units]]
title = "线上课"
mode = "online"
planned_class_hours = 2
lessons = [{quoted}]
{offline}"""


@dataclass(frozen=True)
class TinyCourse:
    """A course to be loaded."""

    slug: str
    lessons: tuple[str, ...] = ("push-slow", "press-deep")
    kind: str = "course"
    include: str = ""
    state: str = "published"
    sentence: str = _SENTENCE

    def folder(self) -> CourseFolder:
        """Return the folder as the loader reads it."""
        files = {
            "course.toml": course_toml(
                self.slug, self.lessons, kind=self.kind, include=self.include, state=self.state
            ).encode()
        }
        for slug in self.lessons:
            files[f"lessons/{slug}.md"] = lesson(f"第一课{slug}", sentence=self.sentence).encode()
        return CourseFolder(self.slug, files)

    def load(self, session: Session, store: BlobStore) -> Course:
        """Load the course and return it."""
        now = instant_now()
        rates = publication_figures(FIGURES, local_date(now))
        load_course(session, store, self.folder(), figures=rates, now=now)
        return course_by_slug(session, self.slug)


def store_in(folder: object) -> BlobStore:
    """Return a store of blobs in a temporary folder."""
    return LocalFolder(folder)  # type: ignore[arg-type]
