"""Ways into the states of error of the desk: a form is sent as it stands, or with what can't be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page, Response

from tests.journeys.desk import AUTHOR, LESSON, MERGE, REVIEWED, REVIEWER
from tests.journeys.desk_beside import ORPHAN
from tests.journeys.desk_pages import DRAFT, TEXT, WHOLE


@dataclass(frozen=True)
class DeskState:
    """A form that is sent and comes back. told: words that must stand in main. typed: label → text."""

    name: str
    path: str
    button: str
    told: str
    typed: Mapping[str, str] = field(default_factory=dict)
    person: str = AUTHOR

    def reach(self, page: Page, address: str) -> Response:
        """Open the form, type, send it, and return the answer."""
        page.goto(address + self.path)
        for label, text in self.typed.items():
            page.get_by_label(label, exact=True).fill(text)
        with page.expect_navigation() as coming:
            page.get_by_role("button", name=self.button, exact=True).click()
        answer = coming.value
        assert answer is not None
        return answer


def _block(kind: str, told: str, **typed: str) -> DeskState:
    path = f"{TEXT}/blocks/new?after=2&kind={kind}"
    return DeskState(f"block-{kind}", path, "加上这一块", told, typed)


DESK_STATES = (
    DeskState("course-new", "/teach/courses/new", "建好，去写大纲", "请写上课程名。"),
    DeskState("import", "/teach/imports/new", "导入", "请先选择文件。"),
    DeskState("package", "/teach/packages/new", "导入", "请选一个 zip 文件。"),
    DeskState("training-package", "/teach/training-packages", "开一份草稿", "请选一个培训包。"),
    DeskState("about", f"{DRAFT}/about", "保存", "请写上课程名。", {"课程名": ""}),
    DeskState("rights", f"{DRAFT}/rights", "保存", "请写上谁写的、谁有权利。", {"谁写的，谁有权利": ""}),
    DeskState("unit", f"{DRAFT}/units/new", "加上这个单元", "请写上单元名。"),
    DeskState("unit-split", f"{DRAFT}/units/3/split", "拆开", "请写上新单元的名字。"),
    DeskState("lesson", f"{DRAFT}/units/3/lessons/new", "加上这一课", "请写上名字。"),
    DeskState("lesson-about", f"{TEXT}/about", "保存", "请写上课名。", {"课名": ""}),
    DeskState("lesson-split", f"{TEXT}/split", "拆开", "请写上新一课的名字。"),
    DeskState("markdown", f"{TEXT}/markdown", "保存", "课文不能是空的。", {"整课的 Markdown": ""}),
    _block("heading", "请写上标题。"),
    _block("picture", "请写图上有什么，看不见的人靠它知道。"),
    _block("term", "请写上这个词。"),
    _block("quiz", "请写上题目。"),
    _block("task", "请写上做什么。"),
    _block("points", "请写上内容。"),
    _block("paragraph", "会和前面或后面的块连成一片", 内容="```\n没有写完的围栏"),
    DeskState("merging", f"{TEXT}/merging/{MERGE}", "合并并保存", "请选一个。"),
    DeskState("questions", f"{TEXT}/questions", "导入", "请把题目粘贴在这里。"),
    DeskState("courseware", f"{TEXT}/courseware", "放进这一课", "请选一个 zip 文件。"),
    DeskState(
        "declaration", f"{DRAFT}/gate/declaration?path=lessons/media/buns.png", "记下来", "请选一个答案。"
    ),
    DeskState("sign-request", f"{TEXT}/sign-request", "记下来", "请写上请了谁"),
    DeskState("handover", f"{DRAFT}/handover", "请对方接手", "请从名单里选一个。"),
    DeskState(
        "import-draft", "/teach/imports/desk-import-read/draft", "建成草稿", "请写上课程名。", {"课程名": ""}
    ),
    DeskState("consent", f"{DRAFT}/consents?path=lessons/{LESSON}.video.mp4", "放上去", "请选一个文件。"),
    DeskState("captions", f"{TEXT}/captions", "用这个文件", "请先选择字幕文件"),
    DeskState("consent-withdrawal", f"{DRAFT}/consents/1/withdrawal", "收回同意，撤下视频", "请写一句，例如"),
    DeskState("lead", f"/office/drafts-without-lead/{ORPHAN}", "换成这个人", "请写", person=REVIEWER),
    DeskState(
        "recording-times",
        f"{WHOLE}/recording/times",
        "保存时间",
        "请把时间写成",
        {"第 1 句：和一块饺子面：用手判断软硬": "九秒"},
    ),
    DeskState(
        "comment",
        f"/office/courses/{REVIEWED}/lessons/{REVIEWED}-first",
        "记下意见",
        "请写一句：哪里不对，怎么改。",
        person=REVIEWER,
    ),
    DeskState(
        "withdrawal",
        "/office/courses/blind-massage/withdrawal",
        "下架这门课",
        "请写上为什么下架。",
        person=REVIEWER,
    ),
)
