"""Write a made course as the folder that an author would hand in: short lessons in sentences, each with questions to answer."""

import zlib
from collections.abc import Sequence

from learnhub.authoring.rules.folders.files import CourseFolder
from learnhub.ops.rules.made_courses import MadeCourse, MadeLesson

_NOTICE = "示例课程，由程序用词表写成，只用来看一个省有多大"
_COURSE = """format = 1
slug = "{slug}"
kind = "course"
title = "{title}"
summary = "{summary}"
state = "published"
category = "{category}"
training_type = "就业技能培训"
level = "{level}"
certificates = ["{certificate}"]
cost = "不收费"
support_provided = "全部课文可以听。答题不限时间，答错可以再答。"
notice = "{notice}"
origin = "developed"
licence = "Apache-2.0"
rights = "示例文字由 learnhub 的程序写成"
tags = [{tags}]

[planned]
online_class_hours = {lessons}
offline_class_hours = {hours}
offline_days = {days}

[[units]]
title = "全部课"
mode = "online"
planned_class_hours = {lessons}
lessons = [{slugs}]

[[units]]
title = "线下实操"
mode = "offline"
planned_class_hours = {hours}
"""
_LESSON = """+++
title = "{title}"
summary = "学一学{title}。"
+++

## 先听一听

{first}

这门课的编号是 {number}。

{subject}

## 再做一做

{second}

{order}
"""
_SUBJECT = """```quiz subject
这一课学的是什么？

- [x] {title}
  对，这一课学的是{title}。
- [ ] 怎样用手机付款
  不是。请看这一课的题目，再选一次。
```

```quiz subject
下面哪一样是这一课的内容？

- [ ] 怎样坐公交车
  不是。请看这一课的题目，再选一次。
- [x] {title}
  对，这一课学的是{title}。
```"""
_ORDER = """```quiz order
做错了怎么办？

- [x] 先停下来，再试一次
  对。慢一点没关系，停下来再试就好。
- [ ] 不管它，接着往下做
  先停下来。错的地方改好，再往下做。
```

```quiz order
开始以前先做什么？

- [ ] 马上动手，做完再看
  先别急。准备好东西，再动手。
- [x] 把要用的东西准备好
  对。东西准备好了，再动手。
```"""
# What holds for every trade: each section has three of four, and lessons differ by which.
_BEFORE = (
    "开始以前，先把桌面收拾干净，把要用的东西一样一样摆好。每样东西都有固定的位置，用完放回去，下次伸手就能摸到。看不清的，可以请老师把东西递到手里，先摸一摸边和角，再听老师说它叫什么。",
    "坐的位置要稳，脚要踩实。轮椅先刹住车，再靠近桌子。手够不到的东西，不要勉强，请旁边的人帮着挪近一点。灯光不够亮，就换一个位置；声音听不清，就请老师再说一遍，或者写在纸上给您看。",
    "先听老师从头到尾说一遍，不用急着动手。说到哪一步不明白，可以马上问，问几遍都行。听完以后，用自己的话说一说：第一步做什么，第二步做什么，做到什么样子算做好了。",
    "今天要用的东西，先数一数够不够。缺了什么，告诉老师，不要用别的东西凑合。尖的、烫的、会动的东西，先放在远一点的地方，用到的时候再拿过来，用完马上放回原来的地方。",
)
_AFTER = (
    "做的时候慢一点，一次只做一步。每做完一步，停下来看一看，或者摸一摸，对了再做下一步。错了也没关系，退回上一步，重新来一次。做得慢的人，往往做得更稳，不用和别人比快慢。",
    "手酸了、累了，就停下来歇一歇，站起来走几步，喝一口水。身体不舒服，要马上告诉老师，不要忍着。今天没有做完的，明天接着做，学到的东西不会丢，学习记录也都在。",
    "做好以后，自己先检查一遍，再请老师看。老师会说哪里做得好，哪里还可以改。把老师说的话记下来，可以写字，可以录音，也可以请同学帮着记。下一次开始以前，先听一遍记下来的话。",
    "最后把地方收拾干净，东西放回原位，垃圾分好类。看一看电源有没有关，水龙头有没有拧紧。和老师、同学说一声再走。回到家里，可以把今天学的说给家里人听，说得出来，就是学会了。",
)
_CATEGORY_OF = {
    "farm": "food",
    "repair": "craft",
    "service": "care",
}  # of trades that the catalogue has no category for
CLASS_HOURS = 6


def folder_of(made: MadeCourse, days: int) -> CourseFolder:
    """Return the folder of a made course. days: of its classes offline, CLASS_HOURS 学时 each."""
    course = _COURSE.format(
        slug=made.slug,
        title=made.title,
        summary=made.summary,
        category=_CATEGORY_OF.get(made.trade.category, made.trade.category),
        level=made.level,
        certificate=made.certificate,
        notice=_NOTICE,
        tags=", ".join(f'"{tag}"' for tag in made.trade.tags),
        lessons=len(made.lessons),
        hours=days * CLASS_HOURS,
        days=days,
        slugs=", ".join(f'"{lesson.slug}"' for lesson in made.lessons),
    )
    files = {f"lessons/{lesson.slug}.md": _lesson(lesson, made.slug).encode() for lesson in made.lessons}
    return CourseFolder(made.slug, {"course.toml": course.encode(), **files})


def _lesson(lesson: MadeLesson, number: str) -> str:
    # The number keeps lessons of one trade apart: without it each course would be pointed out as a copy of the first.
    half = (len(lesson.sentences) + 1) // 2
    turn = zlib.crc32(lesson.title.encode())
    return _LESSON.format(
        title=lesson.title,
        number=number,
        first="\n\n".join(["".join(lesson.sentences[:half]), *_three(_BEFORE, turn)]),
        second="\n\n".join(["".join(lesson.sentences[half:]), *_three(_AFTER, turn // 7)]),
        subject=_SUBJECT.format(title=lesson.title),
        order=_ORDER,
    )


def _three(paragraphs: Sequence[str], turn: int) -> list[str]:
    return [paragraphs[(turn + one) % len(paragraphs)] for one in range(3)]
