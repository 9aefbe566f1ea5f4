"""Each page check catches the fault planted for it and leaves a good page alone."""

import pytest

from tests.page_checks import CHECKS, faults
from tests.page_checks.structure import HTML_BYTES_MAX

GOOD = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>错误：写留言 - 学习汇</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/abc/css/site.css"></head>
<body>
<a href="#main">跳到正文</a>
<header><p><a href="/">学习汇</a></p><nav aria-label="主导航"><ul><li><a href="/courses">全部课程</a></li></ul></nav></header>
<main id="main" tabindex="-1">
<h1>写留言</h1>
<div id="error-summary" tabindex="-1"><div role="alert"><h2>提交的内容有误</h2>
<ul><li><a href="#words">请写下留言</a></li><li><a href="#tone-0">请选一种语气</a></li></ul></div></div>
<p>用手写也可以。<img src="/a.png" alt="一支笔" width="10" height="10"></p>
<form method="post" action="/notes" novalidate>
<input type="hidden" name="form_token" value="x">
<div><label for="words">留言</label>
<p class="field-error" id="words-error"><span>错误：</span>请写下留言</p>
<input id="words" name="words" aria-invalid="true" aria-describedby="words-error"></div>
<fieldset role="radiogroup" aria-invalid="true" aria-describedby="tone-error"><legend>语气</legend>
<p class="field-error" id="tone-error"><span>错误：</span>请选一种语气</p>
<p><input type="radio" name="tone" id="tone-0" value="a"><label for="tone-0">平静</label></p>
<p><input type="radio" name="tone" id="tone-1" value="b"><label for="tone-1">着急</label></p></fieldset>
<button>发送</button>
</form>
<h2>以前的留言</h2>
<div role="region" tabindex="0" aria-labelledby="t"><table><caption id="t">留言</caption>
<thead><tr><th scope="col">日期</th><th scope="col">留言</th></tr></thead><tbody><tr><td>今天</td><td>你好</td></tr></tbody></table></div>
<audio controls preload="none" src="/a.mp3" aria-label="朗读"></audio>
</main>
<footer><p>监督电话 <a href="tel:12385">12385</a></p></footer>
<script type="module" src="/static/abc/js/main.js"></script>
</body></html>"""

# check → (what to change in the good page, into what)
PLANTED = [
    ("html_is_valid", "<p>用手写也可以。", "<p><b>用手写也可以。</p>"),
    ("elements_and_attributes_are_known", "<h2>以前的留言</h2>", "<h2><font>以前的留言</font></h2>"),
    ("elements_and_attributes_are_known", 'id="words" name', 'id="words" lable="x" name'),
    ("elements_and_attributes_are_known", 'aria-label="朗读"', 'aria-lable="朗读" aria-label="朗读"'),
    ("elements_and_attributes_are_known", 'role="region"', 'role="regin"'),
    ("children_are_allowed", '<ul><li><a href="#words">', '<ul><p>x</p><li><a href="#words">'),
    ("children_are_allowed", "<button>发送", '<button><a href="/">学习汇</a>发送'),
    ("children_are_allowed", "<legend>语气</legend>", "<p>x</p><legend>语气</legend>"),
    ("ids_are_unique", 'id="tone-1"', 'id="tone-0"'),
    ("references_resolve", 'aria-labelledby="t"', 'aria-labelledby="u"'),
    ("references_resolve", '<a href="#main">', '<a href="#mian">'),
    ("nothing_is_inline", "<h2>以前", '<h2 style="color:red">以前'),
    ("nothing_is_inline", "<button>", '<button onclick="x()">'),
    ("nothing_is_inline", ' src="/static/abc/js/main.js"></script>', ">let x = 1</script>"),
    ("nothing_is_inline", 'href="/courses"', 'href="javascript:x()"'),
    ("nothing_comes_from_elsewhere", 'src="/static/abc/js', 'src="//elsewhere.example/js'),
    ("nothing_comes_from_elsewhere", 'preload="none"', 'preload="none" autoplay'),
    ("nothing_comes_from_elsewhere", ' preload="none"', ""),
    ("words_are_finished", "用手写也可以", "用手写也可以，None"),
    ("words_are_finished", "用手写也可以", "残疾人士也可以"),
    ("words_are_finished", "用手写也可以", "用手写 &amp;lt;b 也可以"),
    ("one_heading_begins_the_title", "<h2>以前的留言</h2>", "<h1>以前的留言</h1>"),
    ("one_heading_begins_the_title", "<h1>写留言", "<h1>留言"),
    ("one_heading_begins_the_title", " - 学习汇</title>", "</title>"),
    ("headings_are_in_order", "<h2>以前的留言</h2>", "<h4>以前的留言</h4>"),
    ("language_is_told", 'lang="zh-CN"', 'lang="zh"'),
    ("head_is_complete", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    (
        "head_is_complete",
        '<meta charset="utf-8">',
        '<meta charset="utf-8"><meta http-equiv="refresh" content="5">',
    ),
    ("landmarks_are_there", ' aria-label="主导航"', ""),
    ("landmarks_are_there", "<footer>", "<div>"),
    ("landmarks_are_there", "</header>", "</header><p>无家可归</p>"),
    ("skip_link_comes_first", '<a href="#main">跳到正文</a>', ""),
    ("skip_link_comes_first", '<main id="main" tabindex="-1">', '<main id="main">'),
    ("tables_can_be_read", '<caption id="t">留言</caption>', '<caption id="t"></caption>'),
    ("tables_can_be_read", '<th scope="col">日期', "<th>日期"),
    ("tables_can_be_read", ' tabindex="0" aria-labelledby', " aria-labelledby"),
    ("page_is_light", "用手写也可以", "用" * (HTML_BYTES_MAX // 3)),
    ("controls_have_labels", '<label for="words">留言</label>', "<p>留言</p>"),
    ("controls_have_labels", 'id="words" name', 'id="words" placeholder="写在这里" name'),
    ("controls_have_labels", "<button>发送</button>", "<button></button>"),
    ("controls_have_labels", "<h2>以前", '<h2 title="提示">以前'),
    ("choices_are_grouped", "<legend>语气</legend>", "<legend></legend>"),
    ("links_have_words", ">全部课程<", "><"),
    ("links_have_words", ">全部课程<", ">点击这里<"),
    ("links_have_words", ">全部课程<", ">学习汇<"),
    ("links_have_words", 'href="/courses"', 'href="/people/410105198001011234"'),
    ("links_have_words", 'href="/courses"', 'href="/courses" target="_blank"'),
    ("pictures_have_alternatives", ' alt="一支笔"', ""),
    ("pictures_have_alternatives", ' width="10"', ""),
    ("pictures_have_alternatives", ' aria-label="朗读"', ""),
    ("focus_is_left_alone", 'id="words" name', 'id="words" tabindex="3" name'),
    ("focus_is_left_alone", 'id="words" name', 'id="words" autofocus name'),
    ("focus_is_left_alone", "<button>", '<button aria-hidden="true">'),
    ("focus_is_left_alone", ' role="region"', ""),
    ("roles_add_something", "<main ", '<main role="main" '),
    ("forms_are_ours", ' action="/notes"', ""),
    ("forms_are_ours", " novalidate", ""),
    ("forms_are_ours", 'name="form_token"', 'name="token"'),
    ("forms_are_ours", "<button>发送</button>", ""),
    (
        "forms_are_ours",
        "<button>发送",
        '<p><label for="f">文件</label><input type="file" id="f" name="f"></p><button>发送',
    ),
    ("summary_equals_the_invalid_fields", '<a href="#words">请写下留言', '<a href="#words">请写留言'),
    ("summary_equals_the_invalid_fields", "<title>错误：", "<title>"),
    ("summary_equals_the_invalid_fields", 'id="error-summary"', 'id="summary"'),
    ("summary_equals_the_invalid_fields", ' aria-describedby="words-error"', ""),
    ("summary_equals_the_invalid_fields", '<a href="#tone-0">', '<a href="#words">'),
]


def test_a_good_page_has_no_fault() -> None:
    assert list(faults(GOOD)) == []


@pytest.mark.parametrize(
    ("check", "good", "bad"), PLANTED, ids=[f"{check}-{n}" for n, (check, _good, _bad) in enumerate(PLANTED)]
)
def test_the_planted_fault_is_found(check: str, good: str, bad: str) -> None:
    assert good in GOOD, "the good page has changed: plant the fault elsewhere"
    found = list(faults(GOOD.replace(good, bad, 1)))
    assert any(fault.startswith(check + ":") for fault in found), found


def test_every_check_has_a_planted_fault() -> None:
    assert {check.__name__ for check in CHECKS} == {check for check, _good, _bad in PLANTED}
