"""The authoring desk of the region: drafts at every place of the road, so that each page of it has something to show."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.models import CourseDraft, DraftEdit, DraftHandover, PublicationStep
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.publication import Place
from learnhub.authoring.service import drafts, publication
from learnhub.authoring.service.drafts.typed import keep_typed
from learnhub.authoring.service.publication import handing_over
from learnhub.catalogue.rules import publication_figures
from learnhub.db import Database
from learnhub.primitives import instant_now, local_date, today
from learnhub.providers.models import TrainingBase
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from tests.authoring.packages.scorm import package
from tests.journeys.desk_beside import ORPHAN, furnish_beside, places_beside
from tests.journeys.studio import person_named
from tests.media.recordings import png
from tests.tiny_course import FIGURES, TinyCourse

AUTHOR, COLLEAGUE, REVIEWER = "教师01", "基地01", "省干部01"
GONE = "区干部01"  # led a draft as a teacher once and teaches nowhere any more
WRITING, WAITING, REVIEWED, RETURNED = "desk-writing", "desk-waiting", "desk-reviewed", "desk-returned"
TITLES = {WAITING: "推拿前的准备", REVIEWED: "肩颈放松手法", RETURNED: "足部放松手法"}
LESSON, WHOLE_LESSON = "shape-buns", "knead-dough-by-touch"
PATH = f"lessons/{LESSON}.md"
MERGE = "merge-1-of-two-people"
# A block of each kind, in this order; what the gate finds in it is meant.
BLOCKS = """+++
title = "包一个圆包子"
summary = "学会擀皮、放馅、收口。"
+++

## 准备

包子皮要中间厚，四边薄。**馅不要放满**，留出一指宽的边。蒸好了，按右边红色的按钮关火。

### 要用的东西

- 擀面杖一根
- 案板一块

![](media/buns.png)

## 动手

1. 把面团分成一样大的小块。
2. 用手掌按扁，从边往中间擀。
3. 放馅，一边捏一边转。

```warning
蒸汽很烫，掀盖以前先关火，脸离远一点。
```

```term
词：收口
读音：shōu kǒu
意思：把包子皮的边捏在一起。
```

| 品种 | 每个面团 |
|---|---|
| 小包 | 30 克 |
| 大包 | 60 克 |

> 手里有准，案上不乱。

```quiz close-buns
包子收口时，为什么要留出一指宽的边？

- [x] 边上没有馅，才捏得住
  对。边上沾了馅，面就粘不到一起。
- [ ] 这样看起来大一些
  大小看面团的分量，不看留边。
- [ ] 为了省馅
```

```task buns
题目：包六个包子
用时：20 分钟
怎么交：交给老师

1. 包六个，每个收口朝上。
2. 摸一摸收口，说给老师听。
```
"""
# Where a block stands in the lesson above; 0 is the front matter.
BLOCK = {
    "heading": 1, "paragraph": 2, "subheading": 3, "points": 4, "picture": 5, "steps": 7, "warning": 8, "term": 9,
    "table": 10, "quote": 11, "quiz": 12, "task": 13,
}  # fmt: skip


def furnish_desk(database: Database, settings: Settings) -> None:
    """Open four drafts: one that is written at, one that waits, one that is reviewed, one that came back."""
    store = store_for(settings)
    with database.transaction() as session:
        author, colleague = person_named(session, AUTHOR), person_named(session, COLLEAGUE)
        writing = _opened(session, store, _folder(), author)
        _typed_by_two(session, store, writing, author, colleague)
        drafts_sent = {slug: _submitted(session, store, slug, author) for slug in TITLES}
        reviewer = person_named(session, REVIEWER)
        for slug in (REVIEWED, RETURNED):
            _reviewed(session, drafts_sent[slug], reviewer)
        sent_back = publication.send_back(
            session,
            drafts_sent[RETURNED],
            words="请把每一步的次数写清楚，再提交。",
            by=reviewer,
            request_id="furnishing",
            now=instant_now(),
        )
        assert isinstance(sent_back, PublicationStep), sent_back
        asked = handing_over.ask(
            session,
            drafts_sent[RETURNED],
            to_base_id=drafts_sent[RETURNED].base_id,
            to_person_id=colleague,
            words="下个月我去别的班，请您接着改。",
            by=author,
            now=instant_now(),
        )
        assert isinstance(asked, DraftHandover), asked
        _opened(session, store, TinyCourse(ORPHAN).folder(), author)
    furnish_beside(database, settings, writing=WRITING, recorded=WHOLE_LESSON, author=AUTHOR, gone=GONE)


def desk_places(session: Session) -> Mapping[str, int | str]:
    """Return what paths of the desk name: a request to take a course over, a receipt."""
    receipt = (
        sa.select(PublicationStep.id)
        .where(PublicationStep.course_slug == WAITING)
        .order_by(PublicationStep.id)
        .limit(1)
    )
    return {
        "handover": session.scalars(sa.select(DraftHandover.id)).one(),
        "receipt": session.scalars(receipt).one(),
        **places_beside(session),
    }


def _folder() -> CourseFolder:
    """Return a sample course under another name, with one lesson more that wants mending."""
    sample = read_folder(PROJECT_DIR / "content" / "courses" / "chinese-pastry")
    toml = sample.files["course.toml"].decode()
    for old, new in (
        ("chinese-pastry", WRITING),
        ("中式面点制作（初级）", "家常包子制作"),
        (f'"{WHOLE_LESSON}"', f'"{WHOLE_LESSON}", "{LESSON}"'),
    ):
        assert old in toml
        toml = toml.replace(old, new)
    files = {**sample.files, "course.toml": toml.encode(), PATH: BLOCKS.encode()}
    files["lessons/media/buns.png"] = png(320, 200)
    return CourseFolder(WRITING, files)


def _opened(session: Session, store: BlobStore, folder: CourseFolder, author: int) -> CourseDraft:
    made = drafts.open_draft(
        session,
        store,
        folder,
        base_id=session.scalars(
            sa.select(TrainingBase.id).where(TrainingBase.slug == "demo-zhengzhou")
        ).one(),
        holdings=holdings_on(session, author, today()),
        by=author,
        words="新建课程",
        now=instant_now(),
    )
    assert isinstance(made, CourseDraft), made
    return made


def _typed_by_two(
    session: Session, store: BlobStore, draft: CourseDraft, author: int, colleague: int
) -> None:
    """Let both change one paragraph, and the author leave another form without saving."""
    now = instant_now()
    saved = drafts.save_files(
        session,
        store,
        draft,
        base_revision=1,
        changes={PATH: BLOCKS.replace("留出一指宽的边。", "四边留出一厘米。").encode()},
        by=colleague,
        words="《包一个圆包子》：改了第 2 块（段落）",
        now=now,
    )
    assert isinstance(saved, Revision), saved
    mine = BLOCKS.replace("留出一指宽的边。", "四边留出一指宽，摸得到。")
    for place, base_revision, fields in (
        (MERGE, 1, {"text": mine}),
        (f"block-{BLOCK['warning']}", 2, {"text": "蒸汽会烫伤手和脸，先关火，等一分钟再掀盖。"}),
    ):
        kept = keep_typed(
            session,
            draft,
            person_id=author,
            path=PATH,
            place=place,
            base_revision=base_revision,
            fields=fields,
            now=now,
        )
        assert isinstance(kept, DraftEdit), kept


def _submitted(session: Session, store: BlobStore, slug: str, author: int) -> CourseDraft:
    folder = TinyCourse(slug, lessons=(f"{slug}-first", f"{slug}-second")).folder()
    files = {
        path: content.replace(f"课程 {slug}".encode(), TITLES[slug].encode())
        .replace(f"第一课{slug}-first".encode(), f"{TITLES[slug]}：先做什么".encode())
        .replace(f"第一课{slug}-second".encode(), f"{TITLES[slug]}：再做什么".encode())
        .replace("手放在桌面上".encode(), f"想着{TITLES[slug]}，手放在桌面上".encode())
        for path, content in folder.files.items()
    }
    if slug == REVIEWED:
        files[f"lessons/{slug}-first.scorm.zip"] = package()
    draft = _opened(session, store, CourseFolder(slug, files), author)
    now = instant_now()
    checked = publication.check_revision(
        session,
        store,
        draft,
        drafts.head_of(session, draft),
        figures=publication_figures(FIGURES, local_date(now)),
        today=local_date(now),
    )
    receipt = publication.submit(session, store, draft, checked=checked, by=author, now=now)
    assert isinstance(receipt, PublicationStep), receipt
    return draft


def _reviewed(session: Session, draft: CourseDraft, reviewer: int) -> None:
    taken = publication.take(session, draft, by=reviewer, now=instant_now())
    assert isinstance(taken, PublicationStep), taken
    for place, words in (
        (Place("course.toml"), "标签再加两个，学员好找。"),
        (Place(f"lessons/{draft.slug}-first.md"), "第一节请说清楚推几次。"),
    ):
        told = publication.comment(session, draft, place=place, words=words, by=reviewer, now=instant_now())
        assert isinstance(told, PublicationStep), told
