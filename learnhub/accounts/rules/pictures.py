"""Signing in by a sequence of pictures: which there are, which sequences are good, and how many tries guessing gets; pure.

Figures of ours, reasons in decision 41. Kolibri's picture passwords (FACTS, "Peers") gave the idea; there a coach sees them, here nobody does.
"""

from collections.abc import Sequence
from itertools import pairwise

from learnhub.primitives import Refusal, say

LENGTH = 4
DIFFERENT_MIN = 3
# In fixed places: the hand and the ear learn them. The key names the drawing.
PICTURES = {
    "sun": say("太阳"),
    "moon": say("月亮"),
    "star": say("星星"),
    "flower": say("花"),
    "tree": say("树"),
    "apple": say("苹果"),
    "house": say("房子"),
    "cup": say("杯子"),
    "umbrella": say("雨伞"),
    "key": say("钥匙"),
    "boat": say("小船"),
    "book": say("书"),
}
# Stand beside a nickname on a shared device; never part of a sequence, so that they give nothing of it away.
FACES = {
    "cat": say("猫"),
    "rabbit": say("兔子"),
    "bird": say("鸟"),
    "fish": say("鱼"),
    "turtle": say("乌龟"),
    "butterfly": say("蝴蝶"),
}

# Wrong sequences from browsers that don't remember the person, as long as the sequence is the same: a stranger's tries. After
# that it opens the account only where the person is remembered, so nobody far away can shut somebody out of the own telephone.
STRANGE_TRIES_MAX = 10
# Wrong sequences in a row on a device that remembers the person; after that another way wakes the pictures.
OWN_TRIES_MAX = 20

_PLACES = {name: place for place, name in enumerate(PICTURES)}


def sequence_refusal(names: Sequence[str]) -> Refusal | None:
    """Refuse a sequence that isn't whole, or that somebody would try first: few different pictures, or a row as it stands on the page."""
    if len(names) != LENGTH or any(name not in PICTURES for name in names):
        return Refusal("pictures-incomplete", say("请一张一张选，选满 4 张。"))
    if len(set(names)) < DIFFERENT_MIN:
        return Refusal("pictures-too-alike", say("太好猜了。4 张里至少要有 3 张不一样，请再选一次。"))
    steps = {_PLACES[after] - _PLACES[before] for before, after in pairwise(names)}
    if steps in ({1}, {-1}):
        return Refusal("pictures-in-a-row", say("太好猜了：这几张是挨着排的。请换一个顺序，再选一次。"))
    return None


def is_asleep(*, strange_tries: int, own_tries: int, is_remembered: bool) -> bool:
    """Tell whether the pictures open nothing here until the person comes in another way."""
    if own_tries >= OWN_TRIES_MAX:
        return True
    return not is_remembered and strange_tries >= STRANGE_TRIES_MAX
