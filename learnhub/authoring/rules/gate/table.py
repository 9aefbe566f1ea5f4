"""The list of what the gate looks for: nine things block, everything else advises."""

from learnhub.authoring.rules.gate.findings import FirstStep, GateRule
from learnhub.primitives import say

_BLIND = say("用读屏听课的学员")
_LOW_VISION = say("低视力学员")
_DEAF = say("聋人和听不清的学员")
_READING = say("读字吃力的学员")
_KEYBOARD = say("用键盘或开关操作的学员")
_ALL = say("所有学员")

_BLOCKING = (
    GateRule(
        "picture-without-description", True, say("图片没有说明"), "WCAG 2.2 1.1.1（A）",
        say("%(blind)s只听到“图片”，不知道这张图教什么。", blind=_BLIND),
        say("写一句话，说出这张图教什么；没能带进来的图，把它放上，或者把它教的写成文字，再删掉记号。"),
    ),
    GateRule(
        "heading-order", True, say("标题跳了级或者是空的"), "WCAG 2.2 1.3.1（A）、2.4.6（AA）",
        say("%(blind)s靠标题跳着听，标题乱了就找不到地方。", blind=_BLIND),
        say("先用 ##，它下面才用 ###；空标题写上字，或者删掉。"),
    ),
    GateRule(
        "link-without-words", True, say("链接没有文字"), "WCAG 2.2 2.4.4（A）",
        say("%(blind)s听到的是一串网址，不知道通向哪里。", blind=_BLIND),
        say("写成 [去哪里](网址)。"),
    ),
    GateRule(
        "table-without-header", True, say("表格没有表头"), "WCAG 2.2 1.3.1（A）",
        say("%(blind)s一格一格听，没有表头就不知道这一格说的是什么。", blind=_BLIND),
        say("给每一列写上名字。"),
    ),
    GateRule(
        "video-without-captions", True, say("视频没有校对过的字幕"), "WCAG 2.2 1.2.2（A）",
        say("%(deaf)s不知道视频里说了什么。", deaf=_DEAF),
        say("先让机器出草稿，对着视频改好，再放进课里。"),
        FirstStep.CAPTIONS,
    ),
    GateRule(
        "question-without-feedback", True, say("答案没有反馈"), "WCAG 2.2 3.3.1（A）、3.3.3（AA）",
        say("答错的学员不知道错在哪里，%(reading)s更难自己想明白。", reading=_READING),
        say("在答案的下一行缩进两格，写出选它的人需要知道什么。"),
    ),
    GateRule(
        "told-by-sight-alone", True, say("只用位置、颜色或形状来指"), "WCAG 2.2 1.3.3（A）、1.4.1（A）",
        say("看不见的学员、分不清颜色的学员和%(low_vision)s找不到它。", low_vision=_LOW_VISION),
        say("说出它的名字，例如：按“提交”。位置和颜色可以再补一句。"),
    ),
    GateRule(
        "minutes-above-cap", True, say("分钟数超过上限"), say("learnhub 发布规则：一课的分钟数"),
        say("多算的分钟会变成补贴，审核时整门课会被退回。"),
        say("把练习的用时改成真正需要的时间，或者拆成两个练习。"),
    ),
    GateRule(
        "rights-not-stated", True, say("来源和权利没有写明"), say("云残发〔2022〕55号 三（三）；著作权法；民法典第 1019 条"),
        say("课程被要求下架时，学了一半的学员没有课可学。"),
        say("写明怎么来的、许可、谁有权利；收集和购买的写明从哪里来、凭据在哪里；拍到的人要书面同意。"),
        FirstStep.RIGHTS,
    ),
)  # fmt: skip

_ADVISING = (
    # pictures
    GateRule("description-is-file-name", False, say("图片说明是文件名"), "WCAG 2.2 1.1.1（A）", say("%(blind)s听到一串字母和数字。", blind=_BLIND), say("改成一句话，说出这张图教什么。")),
    GateRule("description-too-long", False, say("图片说明太长"), "WCAG 2.2 1.1.1（A）", say("%(blind)s要一口气听完，不能停也不能倒回去。", blind=_BLIND), say("说明留一两句话，其余写进正文。")),
    GateRule("description-says-picture", False, say("图片说明以“图片”开头"), "WCAG 2.2 1.1.1（A）", say("%(blind)s会听到两遍“图片”。", blind=_BLIND), say("去掉“图片”“这张图”，直接说内容。")),
    GateRule("description-repeats-text", False, say("图片说明和正文一样"), "WCAG 2.2 1.1.1（A）", say("%(blind)s同一句话听两遍。", blind=_BLIND), say("说明只写正文没有说的：样子、动作、位置。")),
    GateRule("description-repeated", False, say("两张不同的图用了同一句说明"), "WCAG 2.2 1.1.1（A）", say("%(blind)s分不清这两张图。", blind=_BLIND), say("给每张图写它自己的说明。")),
    GateRule("description-only-decorates", False, say("图片只是装饰"), "WCAG 2.2 1.1.1（A）", say("%(blind)s多听一句没有用的话，%(reading)s会分心。", blind=_BLIND, reading=_READING), say("删掉这张图，或者换成教东西的图。")),
    GateRule("picture-text-undeclared", False, say("还没有说明图里有没有字"), "WCAG 2.2 1.4.5（AA）", say("%(low_vision)s放大时图里的字会糊，%(blind)s听不到。", low_vision=_LOW_VISION, blind=_BLIND), say("看一眼图，选一个答案。"), FirstStep.DECLARE),
    GateRule("picture-text-untold", False, say("图里有字，别处没有写"), "WCAG 2.2 1.1.1（A）、1.4.5（AA）", say("%(low_vision)s和%(blind)s读不到图里的字。", low_vision=_LOW_VISION, blind=_BLIND), say("把图里的字写进正文或说明，再改声明。"), FirstStep.DECLARE),
    GateRule("picture-contrast", False, say("图里的颜色太接近"), "WCAG 2.2 1.4.11（AA）", say("%(low_vision)s看不出图形的边。", low_vision=_LOW_VISION), say("把图形或底色改深一些，对比至少 3:1。")),
    # headings and structure
    GateRule("heading-by-bold", False, say("加粗的一行像标题"), "WCAG 2.2 1.3.1（A）", say("%(blind)s按标题跳读时会跳过它。", blind=_BLIND), say("改成 ## 或 ### 标题。")),
    GateRule("heading-too-long", False, say("标题太长"), "WCAG 2.2 2.4.6（AA）", say("%(blind)s和%(reading)s要听很久才知道这一节讲什么。", blind=_BLIND, reading=_READING), say("标题写到 20 个字以内。")),
    GateRule("heading-repeated", False, say("两个标题一样"), "WCAG 2.2 2.4.6（AA）", say("%(blind)s在标题列表里分不清这两节。", blind=_BLIND), say("改掉一个，说出这一节特别讲什么。")),
    GateRule("heading-without-text", False, say("标题下面没有内容"), "WCAG 2.2 1.3.1（A）", say("%(blind)s跳到这里，什么也听不到。", blind=_BLIND), say("写上内容，或者删掉标题。")),
    GateRule("heading-says-nothing", False, say("标题没有说出内容"), "WCAG 2.2 2.4.6（AA）", say("%(blind)s和%(reading)s不知道这一节讲什么。", blind=_BLIND, reading=_READING), say("把“第一部分”“其他”换成这一节讲的事。")),
    GateRule("section-too-long", False, say("一节太长"), "WCAG 2.2 2.4.10（AAA）", say("%(reading)s和容易累的学员学不完一节。", reading=_READING), say("用 ### 小标题分开，或者拆成两节。")),
    GateRule("list-by-signs", False, say("用符号假装列表"), "WCAG 2.2 1.3.1（A）", say("%(blind)s听不到一共几条、现在第几条。", blind=_BLIND), say("每条开头用“- ”或“1. ”，写成真正的列表。")),
    GateRule("loss-stands", False, say("原来文件里有东西没能带进来"), "WCAG 2.2 1.1.1（A）", say("学员只读到“没能带进来”，这里教的学不到。"), say("对着原来的文件，把它写成文字、列表或表格，再删掉这个记号。")),
    GateRule("text-by-blanks", False, say("用空格排版"), "WCAG 2.2 1.3.2（A）", say("%(blind)s会把一个词听成几个字；放大以后会错位。", blind=_BLIND), say("删掉字中间的空格；要对齐请用表格。")),
    GateRule("bold-too-much", False, say("加粗太多"), "WCAG 2.2 1.3.1（A）", say("%(low_vision)s和%(reading)s看不出哪里要紧。", low_vision=_LOW_VISION, reading=_READING), say("一段只加粗最要紧的几个字。")),
    GateRule("raw-markup", False, say("用了学习页不认识的写法"), "WCAG 2.2 1.3.1（A）", say("%(blind)s听不出斜体、删除线和横线的意思，有时会听到“星号星号”。", blind=_BLIND), say("改成普通文字；要强调请用两个星号加粗，标点放在星号外面。")),
    # tables
    GateRule("table-empty-cells", False, say("表格有空格子"), "WCAG 2.2 1.3.1（A）", say("%(blind)s听到空白，不知道是没有还是没写。", blind=_BLIND), say("写上“没有”或“不用填”；合并的格子拆开，每格写全。")),
    GateRule("table-too-wide", False, say("表格太宽"), "WCAG 2.2 1.4.10（AA）", say("%(low_vision)s放大以后要左右来回移。", low_vision=_LOW_VISION), say("拆成两张表，最多 5 列；或者改成列表。")),
    GateRule("table-for-layout", False, say("表格只有一列"), "WCAG 2.2 1.3.1（A）", say("%(blind)s多听一遍“表格、第几行”。", blind=_BLIND), say("一列的内容请写成列表。")),
    # links
    GateRule("link-says-here", False, say("链接只说“这里”"), "WCAG 2.2 2.4.4（A）、2.4.9（AAA）", say("%(blind)s在链接列表里只听到“点击这里”。", blind=_BLIND), say("写出通向哪里，例如“看报名条件”。")),
    GateRule("link-words-repeated", False, say("同样的文字通向不同的地方"), "WCAG 2.2 2.4.9（AAA）、3.2.4（AA）", say("%(blind)s和%(reading)s会点错。", blind=_BLIND, reading=_READING), say("把文字写得不一样。")),
    GateRule("link-twice", False, say("连着两个链接通向同一处"), "WCAG 2.2 2.4.4（A）", say("%(keyboard)s多按一次，%(blind)s多听一遍。", keyboard=_KEYBOARD, blind=_BLIND), say("合成一个链接。")),
    GateRule("link-to-document", False, say("链接通向文件，没有说是什么文件"), "WCAG 2.2 2.4.4（A）", say("流量少、手机旧的学员点开才知道打不开。"), say("在文字里写明格式和大小，例如“（PDF，200 KB）”。")),
    GateRule("link-plays-itself", False, say("链接打开就自己播放"), "WCAG 2.2 1.4.2（A）", say("%(blind)s的读屏声音会被盖住。", blind=_BLIND), say("去掉 autoplay，让学员自己按播放。")),
    # words
    GateRule("sentence-too-long", False, say("句子太长"), "WCAG 2.2 3.1.5（AAA）", say("%(reading)s和靠听的学员听到后面忘了前面。", reading=_READING), say("拆成两句，一句说一件事。")),
    GateRule("paragraph-too-long", False, say("段落太长"), "WCAG 2.2 3.1.5（AAA）", say("%(reading)s和放大屏幕的学员会看丢行。", reading=_READING), say("分成两段，或者改成列表。")),
    GateRule("foreign-words", False, say("外文没有中文说明"), "WCAG 2.2 3.1.2（AA）", say("%(blind)s的中文语音会读错，学过外文的人不多。", blind=_BLIND), say("在旁边写中文，或者用 term 词语块写明读法和意思。")),
    GateRule("abbreviation", False, say("缩写没有解释"), "WCAG 2.2 3.1.4（AAA）", say("第一次学的人不知道它是什么。"), say("第一次用的时候写全，例如“SKU（库存单位）”。")),
    GateRule("term-without-reading", False, say("术语没有读音"), "WCAG 2.2 3.1.6（AAA）", say("机器会读错，听课的学员会学错。"), say("加一行“读音：”，写带声调的拼音。")),
    GateRule("signs-for-words", False, say("用符号代替文字"), "WCAG 2.2 1.1.1（A）", say("%(blind)s听不到，或者听到奇怪的名字。", blind=_BLIND), say("把符号换成字，例如“对”“错”“然后”。")),
    GateRule("told-for-one-sense", False, say("只给看得见或听得见的人"), "WCAG 2.2 1.1.1（A）、1.2.1（A）", say("看不见或听不见的学员做不了这一步。"), say("把图里、录音里的内容也写成文字。")),
    GateRule("time-limit", False, say("要在限定时间里做完"), "WCAG 2.2 2.2.1（A）", say("用开关、读屏和手语的学员来不及。"), say("去掉时间限制，或者写明可以多用时间。")),
    GateRule("no-summary", False, say("没有一两句话的简介"), "WCAG 2.2 3.1.5（AAA）", say("%(reading)s不知道这一课要不要学。", reading=_READING), say("在开头写 summary：学什么，学完能做什么。")),
    GateRule("summary-repeats-title", False, say("简介只是重复标题"), "WCAG 2.2 3.1.5（AAA）", say("%(all)s听两遍一样的话。", all=_ALL), say("写学完能做什么。")),
    GateRule("slogan-signs", False, say("感叹号或问号连着用"), "WCAG 2.2 3.1.5（AAA）", say("%(blind)s会听到一串标点。", blind=_BLIND), say("只留一个。")),
    # questions
    GateRule("question-negative", False, say("题目问“哪个不对”"), "WCAG 2.2 3.1.5（AAA）", say("%(reading)s和靠听的学员容易漏掉“不”字。", reading=_READING), say("换成问对的做法。")),
    GateRule("choice-refers-to-others", False, say("答案是“以上都对”"), "WCAG 2.2 3.1.5（AAA）", say("%(blind)s要记住前面所有答案才能选。", blind=_BLIND), say("直接写出内容，要选几个就用多选。")),
    GateRule("feedback-says-nothing", False, say("反馈太短"), "WCAG 2.2 3.3.3（AA）", say("答错的学员只知道错，不知道为什么。"), say("写出错在哪里、该怎么做。")),
    GateRule("feedback-repeated", False, say("每个答案的反馈都一样"), "WCAG 2.2 3.3.3（AA）", say("答错的学员听到为什么那个对，听不到自己想错了哪里。"), say("给错的答案各写一句：选它的人多半是怎么想的，错在哪里。")),
    GateRule("question-without-alternate", False, say("这个检查只有一道题"), say("learnhub 格式：每个检查至少两道题"), say("答错的学员再试时看到的是同一道题，只会换着猜。"), say("用同一个名字再写一道 quiz，换一种问法。")),
    GateRule("right-choice-longest", False, say("对的答案总是最长"), say("learnhub 命题建议"), say("靠长短就能猜对，学没学会看不出来。"), say("把几个答案写得差不多长。")),
    GateRule("test-asks-the-same", False, say("再考时会遇到同样的题"), say("learnhub 命题建议"), say("没过的学员再考一次，只会记答案，不会再看课。"), say("在这个单元里多写几道题，有要抽的两倍就够；或者少抽几道。")),
    # media and slots
    GateRule("captions-too-fast", False, say("字幕太快"), "WCAG 2.2 1.2.2（A）", say("%(deaf)s读不完就换了。", deaf=_DEAF), say("分成两条，或者写短一些；一秒最多 9 个字。")),
    GateRule("captions-with-gap", False, say("字幕中间缺一大段"), "WCAG 2.2 1.2.2（A）", say("%(deaf)s不知道这一段说了什么。", deaf=_DEAF), say("补上字幕；没有人说话就写“（音乐）”这样的声音。")),
    GateRule("video-undeclared", False, say("还没有说明视频的画面是不是都说出来了"), "WCAG 2.2 1.2.3（A）、1.2.5（AA）", say("%(blind)s可能漏掉只在画面里的事。", blind=_BLIND), say("看一遍视频，选一个答案。"), FirstStep.DECLARE),
    GateRule("video-without-description", False, say("画面里的事没有说出来"), "WCAG 2.2 1.2.3（A）、1.2.5（AA）", say("%(blind)s不知道画面里发生了什么。", blind=_BLIND), say("写画面描述（.desc.vtt），机器会在停顿时念出来。")),
    GateRule("flashes-undeclared", False, say("还没有说明视频会不会闪"), "WCAG 2.2 2.3.1（A）", say("光敏性癫痫的学员看快闪会发作。"), say("看一遍视频，选一个答案。"), FirstStep.DECLARE),
    GateRule("video-flashes", False, say("视频里有快闪的画面"), "WCAG 2.2 2.3.1（A）", say("光敏性癫痫的学员看了会发作。"), say("剪掉这一段，或者放慢到一秒少于三次。")),
    GateRule("people-undeclared", False, say("还没有说明视频里的人同意了没有"), say("民法典第 1019 条"), say("被拍到的人有权要求撤下视频，学员就没有视频了。"), say("选一个答案；拍到了人，请先拿到书面同意。"), FirstStep.DECLARE),
    GateRule("sign-missing", False, say("还没有手语视频，也没有请人拍"), "WCAG 2.2 1.2.6（AAA）", say("以手语为母语的聋人学员读长文字很吃力。"), say("请手语译员拍，写明哪天交。"), FirstStep.SIGN),
    GateRule("sign-overdue", False, say("手语视频过了答应的日子"), "WCAG 2.2 1.2.6（AAA）", say("等手语的学员不知道还要等多久。"), say("问一问，再写一个新的日子。"), FirstStep.SIGN),
    GateRule("easy-read-missing", False, say("没有易读版"), "WCAG 2.2 3.1.5（AAA）", say("智力残疾学员和%(reading)s学不了这一课。", reading=_READING), say("从模板开始：一句话、一张图、一步。"), FirstStep.EASY_READ),
    GateRule("recording-outdated", False, say("录音读的是改动前的文字"), "WCAG 2.2 1.2.1（A）", say("听课的学员和看课的学员学的不一样。"), say("重新录音；在那以前由机器朗读。"), FirstStep.AUDIO),
    GateRule("recording-without-cues", False, say("录音没有时间表"), "WCAG 2.2 1.2.1（A）", say("%(deaf)s和边听边看的学员跟不上读到哪里。", deaf=_DEAF), say("补上 .audio.vtt，或者删掉录音，由机器朗读。"), FirstStep.AUDIO),
    GateRule("recording-times-guessed", False, say("录音每句的时间是机器估的"), say("learnhub 格式：录音的时间"), say("边听边看的%(reading)s会跟错句子。", reading=_READING), say("从头听一遍，改好时间，再说明听过了。")),
)  # fmt: skip

RULES: dict[str, GateRule] = {rule.code: rule for rule in (*_BLOCKING, *_ADVISING)}
BLOCKING_CODES = frozenset(rule.code for rule in _BLOCKING)
