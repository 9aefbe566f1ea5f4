"""Which old registers can be brought, and what their columns are called; pure."""

import enum
from collections.abc import Mapping, Sequence

from learnhub.formats.rules.sheet_columns import columns_refusal, guessed_columns
from learnhub.primitives import Refusal, say

COLUMNS_MAX = 40


class Register(enum.StrEnum):
    """What can be brought."""

    LEDGER = "ledger"
    TEACHERS = "teachers"
    ASSESSORS = "assessors"
    BASES = "bases"


REGISTER_WORDS = {
    Register.LEDGER: say("旧培训台账"),
    Register.TEACHERS: say("旧师资名册"),
    Register.ASSESSORS: say("旧考评员名册"),
    Register.BASES: say("旧培训基地名册"),
}
ROWS_MAX = {
    Register.LEDGER: 5000,
    Register.TEACHERS: 500,
    Register.ASSESSORS: 500,
    Register.BASES: 500,
}


class Part(enum.StrEnum):
    """What a column may say."""

    NAME = "name"
    IDENTITY = "identity"
    REGION = "region"
    PROJECT = "project"
    PROVIDER = "provider"
    CERTIFICATE = "certificate"
    ENDED = "ended"
    BEGAN = "began"
    HOURS = "hours"
    SORT = "sort"
    POST = "post"
    SIGNING = "signing"
    BRAILLE = "braille"
    WORKS_AT = "works_at"
    SUBJECTS = "subjects"
    OCCUPATION = "occupation"
    ISSUED_ON = "issued_on"
    FILED_ON = "filed_on"
    CONTACT = "contact"
    LEVEL = "level"
    CREDIT_CODE = "credit_code"
    ADDRESS = "address"
    TEXT_CONTACT = "text_contact"
    PHONE = "phone"


PART_WORDS = {
    Part.NAME: say("姓名或名称"),
    Part.IDENTITY: say("身份证号或残疾人证号"),
    Part.REGION: say("地区"),
    Part.PROJECT: say("培训项目"),
    Part.PROVIDER: say("培训机构"),
    Part.CERTIFICATE: say("得到的证书"),
    Part.ENDED: say("结束的日期"),
    Part.BEGAN: say("开始的日期"),
    Part.HOURS: say("学时或天数"),
    Part.SORT: say("类别"),
    Part.POST: say("专职还是兼职"),
    Part.SIGNING: say("手语"),
    Part.BRAILLE: say("盲文"),
    Part.WORKS_AT: say("所在单位"),
    Part.SUBJECTS: say("教什么、评什么或专长"),
    Part.OCCUPATION: say("职业版本和代码"),
    Part.ISSUED_ON: say("考评员证书的发证日期"),
    Part.FILED_ON: say("登记依据的日期"),
    Part.CONTACT: say("联系方式"),
    Part.LEVEL: say("级别"),
    Part.CREDIT_CODE: say("统一社会信用代码"),
    Part.ADDRESS: say("地址"),
    Part.TEXT_CONTACT: say("文字联系方式"),
    Part.PHONE: say("电话"),
}
# In the order in which columns are given away: "结束日期" is the end before any "日期" may be the beginning.
_ALSO_CALLED: dict[Part, tuple[str, ...]] = {
    Part.NAME: ("姓名", "名称", "名字", "学员", "基地"),
    Part.IDENTITY: ("身份证", "残疾人证", "残疾证", "证件号", "证号"),
    Part.REGION: ("地区", "县", "区划", "州市"),
    Part.PROJECT: ("项目", "工种", "班名", "培训内容", "课程"),
    Part.PROVIDER: ("机构", "基地", "培训单位", "承办"),
    Part.CERTIFICATE: ("证书",),
    Part.ENDED: ("结束", "截止", "结业"),
    Part.BEGAN: ("开始", "开班", "起始", "培训时间", "培训日期", "日期", "年度"),
    Part.HOURS: ("学时", "课时", "天数"),
    Part.SORT: ("类别", "种类", "类型"),
    Part.POST: ("专兼", "专职", "兼职"),
    Part.SIGNING: ("手语",),
    Part.BRAILLE: ("盲文",),
    Part.WORKS_AT: ("单位", "工作"),
    Part.SUBJECTS: ("专长", "教什么", "评什么", "专业", "科目", "工种"),
    Part.OCCUPATION: ("职业",),
    Part.ISSUED_ON: ("发证", "领证"),
    Part.FILED_ON: ("登记", "备案", "入库", "日期"),
    Part.CONTACT: ("联系", "电话", "手机"),
    Part.LEVEL: ("级别", "等级"),
    Part.CREDIT_CODE: ("信用代码", "机构代码"),
    Part.ADDRESS: ("地址",),
    Part.TEXT_CONTACT: ("文字联系", "短信", "邮箱", "微信"),
    Part.PHONE: ("电话", "联系方式"),
}
_FIELD_PARTS = (Part.WORKS_AT, Part.SUBJECTS, Part.CONTACT)
PARTS: dict[Register, tuple[Part, ...]] = {
    Register.LEDGER: (
        Part.NAME, Part.IDENTITY, Part.REGION, Part.PROJECT, Part.PROVIDER, Part.BEGAN, Part.ENDED, Part.HOURS, Part.CERTIFICATE,
    ),
    Register.TEACHERS: (
        Part.NAME, Part.REGION, Part.SORT, Part.POST, Part.SIGNING, Part.BRAILLE, *_FIELD_PARTS, Part.FILED_ON,
    ),
    Register.ASSESSORS: (
        Part.NAME, Part.REGION, Part.SORT, Part.OCCUPATION, Part.ISSUED_ON, *_FIELD_PARTS,
    ),
    Register.BASES: (
        Part.NAME, Part.REGION, Part.LEVEL, Part.CREDIT_CODE, Part.ADDRESS, Part.TEXT_CONTACT, Part.PHONE,
    ),
}  # fmt: skip
NEEDED: dict[Register, tuple[Part, ...]] = {
    Register.LEDGER: (Part.NAME, Part.PROJECT, Part.BEGAN),
    Register.TEACHERS: (Part.NAME, Part.SORT, Part.POST, Part.SUBJECTS, Part.FILED_ON),
    Register.ASSESSORS: (Part.NAME, Part.SORT, Part.SUBJECTS, Part.ISSUED_ON),
    Register.BASES: (Part.NAME, Part.LEVEL, Part.CREDIT_CODE, Part.ADDRESS, Part.TEXT_CONTACT),
}


def guessed(register: Register, header: Sequence[str]) -> dict[Part, int]:
    """Guess which column says what from the words above it."""
    own = {part: words for part, words in _ALSO_CALLED.items() if part in PARTS[register]}
    return guessed_columns(header, own)


def mapping_refusal(register: Register, mapping: Mapping[Part, int]) -> Refusal | None:
    """Refuse columns that leave out what is needed, or give one column two meanings."""
    return columns_refusal(mapping, {part: PART_WORDS[part] for part in NEEDED[register]})
