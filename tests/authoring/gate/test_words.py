"""Place and colour as the only sign are told from place and colour as a help, or as what is taught."""

import pytest

from learnhub.authoring.rules.gate.words import is_told_by_sight_alone

BY_SIGHT = (
    "点击右边的红色按钮", "按左上角的图标", "点绿色的按钮就交了", "红色字是重点", "蓝色的部分要背下来", "在右侧的菜单里找",
    "点三角形的按钮播放", "见下图", "如图所示", "上图中的手", "右下角的小旗", "选左边的第二个按钮", "正确的用绿色标出。",
    "变成红色，就是错了", "绿色代表完成", "看下面的图里怎么握", "灰色的链接不能点", "点击右下方的箭头",
)  # fmt: skip
HELPED = (
    "点右边的红色“提交”按钮", "点“提交”，它是右边的红色按钮", "按左上角的“返回”", "红色的“挂断”按钮在屏幕下面", "点《课程表》右边的按钮",
)  # fmt: skip
TAUGHT = (
    "右手握住刮痧板，左手扶住顾客的肩", "手向右边推", "把红线绕在左手上", "先剪右边，再剪左边", "红色的印泥要盖上盖子", "往右边走二十步有电梯",
    "按摩右侧的肩膀", "上面的步骤再做一遍", "下面的表格写着时间", "黑字配白底最清楚", "绿色和红色混在一起是什么颜色", "右下角要留白三厘米",
    "地图上先找到车站", "看图书馆的开门时间", "奶泡打到红色的线", "急停按钮是红色的蘑菇形", "左边的图书架", "牛奶变成白色的泡沫",
)  # fmt: skip


@pytest.mark.parametrize("text", BY_SIGHT)
def test_what_only_sight_can_follow_is_found(text: str) -> None:
    assert is_told_by_sight_alone(text)


@pytest.mark.parametrize("text", HELPED)
def test_a_name_makes_place_and_colour_a_help(text: str) -> None:
    assert is_told_by_sight_alone(text) == ""


@pytest.mark.parametrize("text", TAUGHT)
def test_what_hands_and_eyes_learn_is_no_sign(text: str) -> None:
    assert is_told_by_sight_alone(text) == ""
