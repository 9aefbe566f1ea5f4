"""What a task of a lesson may be: who sees it when it is done, how long it takes, what is looked at."""

import re
from enum import Enum

TASK_MINUTES_MAX = 60
STEPS_MAX = 20
CRITERIA_MAX = 3  # what somebody can keep in mind, and what a page of feedback has stops for
CRITERION_CHARACTERS_MAX = 100
# What a rubric's lines are called in a file, three for each thing that is looked at.
RUBRIC_KEYS = ("评分", "够了", "还差一点")
# “十分稳” is a word; a mark is what has a digit before 分, or is named as one.
_MARK = re.compile(r"\d ?分(?!钟|之)|满分|得分|扣分|打分|加分")


class TaskWay(Enum):
    """Who sees a task that was done; the values are what authors write."""

    PRACTISED = "自己练"
    HANDED_IN = "交给老师"
    SHOWN = "在基地做给老师看"


def says_marks(words: str) -> bool:
    """Tell whether a rubric speaks of marks instead of what can be seen, heard or felt."""
    return _MARK.search(words) is not None
