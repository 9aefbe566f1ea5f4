"""How somebody who has never made a course goes from documents to a receipt: by keyboard, from page to page, led by what the pages say."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Frame, Page, Response

from tests.journeys.keyboard import Keyboard

TITLE = "按摩店的手部卫生和网店"
SUMMARY = "学会按摩前后怎么洗手、怎么换用品，再学会在手机上开一家小网店。"
DESCRIPTION = "一个红色的圆圈，里面写着七步洗手的次序"
QUESTIONS = """1. 按摩以前，双手要搓洗多久？
A. 五秒
反馈：五秒只够冲一下，指缝和指甲边还没有搓到。
B. 二十秒
答案：B
解析：二十秒大约够把七个步骤都做完。
2. 七步都做完，大约要搓几秒？
A. 两秒
反馈：两秒还没有搓到手背，细菌留在指缝里。
B. 二十秒
答案：B
解析：二十秒大约够把七个步骤都做完。
3. 关水龙头的时候，手里垫什么？
A. 一次性的纸巾
B. 什么也不垫
反馈：水龙头上有洗手以前的细菌，直接摸，手又弄脏了。
答案：A
解析：纸巾隔开了手和水龙头，洗干净的手不会再弄脏。
4. 为什么用纸巾垫着关水龙头？
A. 水龙头烫手
反馈：水是温的，不烫手，要防的是水龙头上的细菌。
B. 不让手再弄脏
答案：B
解析：水龙头是洗手以前摸过的，上面还有细菌。
"""
REFUSALS_MAX, PAGES_MAX = 3, 120
_MENDINGS_MAX = 40


@dataclass
class Road:
    """What the way took. pages: that were loaded; refusals: answers of 4xx; typed: signs that were typed or pasted."""

    page: Page
    keyboard: Keyboard
    pages: int = 0
    refusals: list[str] = field(default_factory=list)
    typed: int = 0
    seen: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, page: Page) -> "Road":
        """Begin to count on a page."""
        road = cls(page, Keyboard(page))

        def loaded(frame: Frame) -> None:
            if frame is page.main_frame:
                road.pages += 1
                road.seen.append(frame.url)

        def answered(response: Response) -> None:
            if response.status >= 400 and response.frame is page.main_frame:
                road.refusals.append(f"{response.status} {response.url}")

        page.on("framenavigated", loaded)
        page.on("response", answered)
        return road

    @property
    def heading(self) -> str:
        """Return what the page is called."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def fill(self, label: str, text: str) -> None:
        """Type over what a field holds."""
        self.keyboard.fill(label, "")
        self.page.keyboard.insert_text(text)
        self.typed += len(text)

    def open(self, beginning: str) -> None:
        """Follow a link that begins so."""
        self.keyboard.press_to_beginning(beginning)
        self.keyboard.enter()

    def back(self, beginning: str) -> None:
        """Follow a link that stands before this place, by Shift+Tab."""
        passed = []
        while not (focus := self.keyboard.tab_back()).name.startswith(beginning):
            assert not focus.is_page, f"no {beginning!r} before this place; there were {passed}"
            passed.append(focus.name)
        self.keyboard.enter()

    def unfold(self, beginning: str) -> None:
        """Open a folded part of the page."""
        self.keyboard.press_to_beginning(beginning)
        self.page.keyboard.press("Enter")

    def select(self, label: str, words: str) -> None:
        """Choose from a list by the arrow keys."""
        self.keyboard.press_to_beginning(label)
        chosen = self.page.locator("select:focus option:checked")
        for _ in range(self.page.locator("select:focus option").count()):
            if chosen.inner_text().startswith(words):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {words!r} in {label!r}")


def bring(road: Road, name: str, content: bytes, work_off: Callable[[], None]) -> None:
    """Choose a file, send it, and wait until it was read. The dialog in which a file is chosen is the system's own."""
    road.keyboard.skip_to_main()
    road.keyboard.press_to_beginning("文件")
    road.page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    road.keyboard.press("导入")
    work_off()
    road.keyboard.follow("刷新，看看读好了没有")


def look_over_a_word_file(road: Road) -> None:
    """Confirm the headings, say what the picture shows, rename a lesson, move it, split it and join it again."""
    road.open("有 9 行像是标题")
    road.keyboard.press("确认")
    road.keyboard.press("确认")
    road.open("有 1 张图片还没有说明")
    road.fill("图上有什么", DESCRIPTION)
    road.keyboard.press("写好了")
    road.back("导入")
    road.open("第 1 单元")
    road.open("一、为什么要洗手")
    road.unfold("改名、移动")
    road.fill("名字", "为什么要洗手")
    road.keyboard.press("改名")
    road.unfold("改名、移动")
    road.keyboard.press("往后移一课")
    road.unfold("改名、移动")
    road.keyboard.press("往前移一课")
    road.open("改第 5 段")
    road.keyboard.press("从这里分成新的一课")
    road.keyboard.follow("看下一课")
    assert "（二）常见的错" in road.heading
    road.unfold("改名、移动")
    road.keyboard.press("并到前一课里")


def make_the_draft(road: Road) -> None:
    """Give the course its title and kind."""
    road.keyboard.follow("看好了，建成草稿")
    road.fill("课程名", TITLE)
    road.select("教哪一类", "按摩")
    road.keyboard.press("建成草稿")
    assert "draft?done=opened" in road.page.url


def add_to_the_draft(road: Road, name: str, content: bytes, place: str, work_off: Callable[[], None]) -> None:
    """Bring another document from the outline, and put it where it belongs."""
    road.keyboard.go_to_top()
    road.unfold("从文件加课")
    road.keyboard.tab()
    road.keyboard.enter()
    bring(road, name, content, work_off)
    road.open("看好了，加进《")
    road.select("放在哪里", place)
    road.keyboard.press("加进去")
    assert "文件里的课加进来了" in road.page.locator("main").inner_text()


def add_a_recording(road: Road, sound: bytes, work_off: Callable[[], None]) -> None:
    """Bring a recording from the outline, say which lesson it reads, wait until it was heard, and confirm its times."""
    road.keyboard.go_to_top()
    road.open("大纲")
    road.unfold("从文件加课")
    road.keyboard.tab()
    road.keyboard.enter()
    road.keyboard.skip_to_main()
    road.keyboard.press_to_beginning("文件")
    road.page.set_input_files(
        "input[type=file]", {"name": "为什么要洗手.mp3", "mimeType": "audio/mpeg", "buffer": sound}
    )
    road.keyboard.press("导入")
    road.open("录音：为什么要洗手")
    road.keyboard.press_to_beginning("念的是哪一课")
    proposed = road.page.locator("select:focus option:checked").inner_text()
    assert "为什么要洗手" in proposed, "the lesson that the file is named after"
    road.keyboard.choose("录音里念的就是这一课的课文，念的人同意放进课里")
    road.keyboard.press("放进这一课")
    work_off()
    road.keyboard.follow("刷新进度")
    road.keyboard.follow("听一遍，核对每句的时间")
    road.keyboard.press("从头听过了，时间都对")
    assert "时间都对" in road.page.locator("main").inner_text()
    road.keyboard.go_to_top()
    road.open("改课文")
    road.keyboard.go_to_top()
    road.open("大纲")
    road.open("看还差什么")


def plan_hours(road: Road) -> None:
    """Say how many hours the first unit, which stands open, is planned for."""
    road.open("改第 1 单元")
    road.fill("计划学时", "2")
    road.keyboard.press("保存")


def mend_all(road: Road) -> int:
    """Open the first thing that blocks and mend it, until nothing is left; return how many pages were mended."""
    road.back("看还差什么")
    for count in range(_MENDINGS_MAX):
        first = road.page.locator("h2:has-text('必须改') ~ ol a").first
        if first.count() == 0:
            return count
        road.keyboard.press_to_beginning(first.inner_text())
        road.keyboard.enter()
        _mend(road)
        assert "/draft/gate" in road.page.url, f"{road.heading}: {road.page.url}"
    raise AssertionError("there is no end to what is to mend")


def _mend(road: Road) -> None:
    heading = road.heading
    if heading.startswith("课程资料"):
        road.fill("一两句话：学什么，学完能做什么", SUMMARY)
        road.fill("等级", "五级/初级工")
        road.fill("要不要交钱", "不收费。")
        road.fill("这门课提供哪些支持", "全部内容都有文字和语音，图片都有说明。")
        road.keyboard.press("保存")
    elif heading.startswith("来源、权利"):
        road.keyboard.choose("开发：自己写、自己拍的")
        road.fill("许可", "仅限本基地学员使用")
        road.fill("谁写的，谁有权利", "文字和图片由本基地教师原创")
        road.keyboard.press("保存")
    elif heading.startswith("导入题目"):
        road.fill("题目", QUESTIONS)
        road.keyboard.press("导入")
    elif "表格" in heading:
        box = road.page.locator("main textarea")
        name = box.evaluate("(box) => box.labels[0].innerText")
        road.fill(name, box.input_value().replace("|  |", "| 用品 |", 1))
        road.keyboard.press("保存这一块")
    else:
        raise AssertionError(f"nobody told a new instructor what to do on {heading!r}: {road.page.url}")


def submit(road: Road) -> str:
    """Submit and return what the receipt says."""
    road.keyboard.follow("去提交审核")
    road.keyboard.press("提交审核")
    assert road.heading.startswith("提交回执")
    return road.page.locator("main").inner_text()
