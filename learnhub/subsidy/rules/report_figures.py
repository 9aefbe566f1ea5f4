"""The figures that reports ask for; officers set them where they set all others. Pure."""

from learnhub.policy.rules import FigureKey
from learnhub.primitives import say

REPORTED_MALE_MIN, REPORTED_MALE_MAX = "reports.age_male_min_years", "reports.age_male_max_years"
REPORTED_FEMALE_MIN, REPORTED_FEMALE_MAX = "reports.age_female_min_years", "reports.age_female_max_years"
# In the order of figures.AGE_KEYS. Apart from the window of a subsidy: what is looked at again is not thereby refused money.
REPORTED_AGES = (REPORTED_MALE_MIN, REPORTED_MALE_MAX, REPORTED_FEMALE_MIN, REPORTED_FEMALE_MAX)
LESS_DEVELOPED, YES = "reports.less_developed", "yes"
REPORTS = say("报表和数据质量")
REPORT_KEYS = (
    FigureKey(REPORTED_MALE_MIN, say("男，从多少周岁起不用核对"), say("周岁"), REPORTS, 120),
    FigureKey(REPORTED_MALE_MAX, say("男，到多少周岁止（含）不用核对"), say("周岁"), REPORTS, 120),
    FigureKey(REPORTED_FEMALE_MIN, say("女，从多少周岁起不用核对"), say("周岁"), REPORTS, 120),
    FigureKey(REPORTED_FEMALE_MAX, say("女，到多少周岁止（含）不用核对"), say("周岁"), REPORTS, 120),
    FigureKey(
        LESS_DEVELOPED,
        say("是不是欠发达地区"),
        "",
        REPORTS,
        choices={YES: say("是，线上资源的使用情况单独看"), "no": say("不是")},
    ),
)
