"""Words and phrases that a lesson may not use, and what to write instead."""

import re
from collections.abc import Iterator

from learnhub.primitives import say

# Source: DESIGN §7 and the words to avoid of DOMAIN §7.
_WORDS = {
    "智残": "智力残疾",
    "残疾人士": "残疾人",
    "聋哑": "听力残疾或者言语残疾",
    "健全人": "没有残疾的人",
    "正常人": "其他人",
    "弱智": "智力残疾",
    "精神病人": "精神残疾人",
}
# Said by position, colour or shape alone: who doesn't see the page can't follow (docs/content-format.md).
_BY_SIGHT = re.compile(
    r"如图|[如见]?[上下左右]图(?:所示|中)|[上下左右](?:边|面|方)的?图片?(?:所示|中|里)"
    r"|[红绿蓝黄橙紫黑白灰]色的?(?:按钮|按键|图标|链接)"
)


def wording_faults(text: str) -> Iterator[str]:
    """Yield a sentence for each word or phrase of a text that has to go."""
    for word, instead in _WORDS.items():
        if word in text:
            yield say("不要用“%(word)s”，请改成“%(instead)s”。", word=word, instead=instead)
    for found in _BY_SIGHT.finditer(text):
        yield say("“%(group)s”只有看得见的人才明白，请说出名称、位置的摸法或者内容。", group=found.group())
