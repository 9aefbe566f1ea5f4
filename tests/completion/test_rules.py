"""What a completion asks for, and what codes, names and steps of certificates may be."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.completion.rules import (
    CertificateKind,
    CheckItem,
    CompletionState,
    Item,
    ItemState,
    RecordStepKind,
    Standing,
    application_refusal,
    checklist,
    decision_refusal,
    grouped,
    is_ready,
    masked_name,
    new_code,
    number_refusal,
    occupation_refusal,
    spoken,
    standing_warning,
    step_refusal,
    typed_code,
)
from learnhub.completion.rules.checklist import ATTENDANCE_MIN
from learnhub.policy.rules import Figure, Figures, Value
from learnhub.primitives import Refusal

DAY = date(2026, 3, 6)
REGION = "410100"
WHOLE = Standing(
    lessons_done=4,
    lessons_published=4,
    online_minutes=200,
    minutes_per_class_hour=45,
    days=5,
    approved_days=5,
    waiting_days=0,
    days_to_come=0,
    ends_on=DAY,
)


def figure(key: str, value: Value) -> Figure:
    return Figure(key, "", value, "千分之", date(2021, 1, 1), None, "示例：测试", True, "", "test")


def items(standing: Standing, *figures: Figure) -> dict[Item, CheckItem]:
    found = checklist(standing, Figures(figures), region_code=REGION, opened_on=DAY)
    return {one.item: one for one in found}


ATTENDANCE = figure(ATTENDANCE_MIN, 800)


def test_where_policy_says_nothing_nothing_is_short() -> None:
    found = items(replace(WHOLE, lessons_done=0, approved_days=0))
    assert is_ready(found.values())
    assert {one.state for one in found.values()} == {ItemState.NO_RULE, ItemState.TOLD}


@pytest.mark.parametrize(
    ("standing", "is_met", "way"),
    [
        (replace(WHOLE, approved_days=4), True, ""),
        (replace(WHOLE, approved_days=3), False, "可以请基地用变更加课"),
        (replace(WHOLE, approved_days=3, waiting_days=1), False, "请基地先核准点名"),
        (replace(WHOLE, approved_days=2, days_to_come=3), False, "还有 3 天课，到 2026 年 3 月 6 日为止"),
        # 80 % of 6 days are 4.8: four days and a bit are not five
        (replace(WHOLE, days=6, approved_days=4), False, "要 5 天，还差 1 天"),
        (replace(WHOLE, days=0, approved_days=0), True, ""),
    ],
)
def test_days_are_held_to_the_share_and_what_can_be_done_is_told(
    standing: Standing, is_met: bool, way: str
) -> None:
    found = items(standing, ATTENDANCE)[Item.DAYS]
    assert (found.state is ItemState.MET) is is_met
    assert way in found.way
    assert found.sources == ("示例：测试",)


def test_lessons_hours_and_a_certificate_are_asked_for_where_policy_asks() -> None:
    rules = (
        figure("completion.lessons_per_mille", 1000),
        figure("completion.online_class_hours_min", 5),
        figure("completion.certificate", "needed"),
    )
    found = items(replace(WHOLE, lessons_done=3), *rules)
    assert "还差 1 节" in found[Item.LESSONS].way
    assert "还差 1 学时" in found[Item.CLASS_HOURS].way  # 200 minutes are 4 whole 学时
    assert found[Item.CERTIFICATE].state is ItemState.SHORT
    whole = replace(WHOLE, online_minutes=225, certificates=("五级（初级工）职业技能等级证书",))
    assert is_ready(items(whole, *rules).values())


def test_marks_and_accommodations_are_told_and_hold_nothing() -> None:
    standing = replace(
        WHOLE, open_marks=1, decide_by=DAY, accommodations=("手语翻译",), accommodations_waiting=1
    )
    found = items(standing, ATTENDANCE)
    assert is_ready(found.values())
    assert "不影响结业" in found[Item.REVIEW].words
    assert found[Item.ACCOMMODATIONS].words == "同意的便利：手语翻译。还有 1 项申请没有答复。"


@pytest.mark.parametrize(
    ("state", "on", "short", "code"),
    [
        (CompletionState.NOT_APPLIED, DAY, False, None),
        (CompletionState.RETURNED, DAY, False, None),
        (CompletionState.NOT_APPLIED, date(2026, 3, 5), False, "not-ended"),
        (CompletionState.NOT_APPLIED, DAY, True, "short"),
        (CompletionState.APPROVED, DAY, False, "approved"),
    ],
)
def test_an_application_waits_for_the_end_of_the_class_and_for_what_is_short(
    state: CompletionState, on: date, short: bool, code: str | None
) -> None:
    found = items(replace(WHOLE, approved_days=0) if short else WHOLE, ATTENDANCE).values()
    refusal = application_refusal(found, state, ends_on=DAY, on=on)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("state", "decider", "is_approval", "reason", "short", "code"),
    [
        (CompletionState.APPLIED, 9, True, "", False, None),
        (CompletionState.APPLIED, 9, False, "点名还没有核准", True, None),
        (CompletionState.NOT_APPLIED, 9, True, "", False, "not-waiting"),
        (CompletionState.APPROVED, 9, True, "", False, "not-waiting"),
        (CompletionState.APPLIED, 1, True, "", False, "own-hand"),
        (CompletionState.APPLIED, 2, True, "", False, "own-hand"),
        (CompletionState.APPLIED, 3, False, "点名还没有核准", False, "own-hand"),
        (CompletionState.APPLIED, 9, False, "不行", False, "reason-needed"),
        (CompletionState.APPLIED, 9, True, "", True, "short"),
    ],
)
def test_somebody_without_a_hand_in_the_class_decides(
    state: CompletionState, decider: int, is_approval: bool, reason: str, short: bool, code: str | None
) -> None:
    refusal = decision_refusal(
        state,
        decider=decider,
        applicant=1,
        trainee=2,
        teachers={3},
        is_approval=is_approval,
        reason=reason,
        items=items(replace(WHOLE, approved_days=0) if short else WHOLE, ATTENDANCE).values(),
    )
    assert (refusal.code if refusal else None) == code


@given(st.integers(0, 11), st.integers(1, 9))
def test_every_wrong_digit_of_a_code_is_found(place: int, by: int) -> None:
    code = new_code()
    assert typed_code(code) == code
    assert typed_code(f" {grouped(code)}　") == code
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert typed_code(wrong) is None


def test_a_code_is_read_out_digit_by_digit_in_groups() -> None:
    assert spoken("482917305645") == "四八二九，幺七三零，五六四五"


@pytest.mark.parametrize("text", ["", "12", "一二三四五六七八九十一二", "4829 1730 564", "x" * 10_000])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert typed_code(text) is None


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小强", "王*强"),
        ("李娜", "李*"),
        ("欧阳小明", "欧**明"),
        ("阿卜杜拉·买买提", "阿***提"),
        ("王", "王*"),
    ],
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("last", "kind", "day", "words", "by", "code"),
    [
        (None, RecordStepKind.APPLIED, DAY, "", 1, None),
        (None, RecordStepKind.ISSUED, DAY, "", 1, "not-applied"),
        (RecordStepKind.APPLIED, RecordStepKind.EXAM_SET, date(2027, 1, 1), "", 1, None),
        (RecordStepKind.APPLIED, RecordStepKind.EXAM_SET, None, "", 1, "day-needed"),
        (RecordStepKind.APPLIED, RecordStepKind.ISSUED, date(2027, 1, 1), "", 1, "not-yet"),
        (RecordStepKind.APPLIED, RecordStepKind.ISSUED, date(2025, 1, 1), "", 1, "before-applying"),
        (RecordStepKind.APPLIED, RecordStepKind.CONFIRMED, None, "", 9, "not-next"),
        (RecordStepKind.ISSUED, RecordStepKind.CONFIRMED, None, "", 9, None),
        (RecordStepKind.ISSUED, RecordStepKind.CONFIRMED, None, "", 1, "own-hand"),
        (RecordStepKind.ISSUED, RecordStepKind.DOUBTED, None, "查不到", 9, "reason-needed"),
        (RecordStepKind.APPLIED, RecordStepKind.NOT_TAKEN, None, "考试改期，没有去成", 1, None),
        (RecordStepKind.CONFIRMED, RecordStepKind.ISSUED, DAY, "", 1, "not-next"),
        (RecordStepKind.NOT_TAKEN, RecordStepKind.APPLIED, DAY, "", 1, None),
    ],
)
def test_steps_towards_a_certificate_follow_one_another(
    last: RecordStepKind | None, kind: RecordStepKind, day: date | None, words: str, by: int, code: str | None
) -> None:
    refusal = step_refusal(
        last, kind, day=day, applied_on=date(2026, 1, 5), on=DAY, words=words, entered_by=[1], person_id=by
    )
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("kind", "level", "occupation", "code"),
    [
        (CertificateKind.LEVEL, 5, "2022:4-10-04-02", None),
        (CertificateKind.LEVEL, None, "", "level-needed"),
        (CertificateKind.SPECIFIC, 5, "", "no-level"),
        (CertificateKind.SPECIFIC, None, "按摩", "occupation"),
        (CertificateKind.COMPLETION, None, "", "own-kind"),
    ],
)
def test_a_record_says_a_level_where_its_kind_has_one(
    kind: CertificateKind, level: int | None, occupation: str, code: str | None
) -> None:
    refusal = occupation_refusal(kind, level, occupation)
    assert (refusal.code if refusal else None) == code


def test_a_number_is_the_same_whatever_its_width_and_case() -> None:
    assert number_refusal(" ｓ０００ 0410-12ab ") == "S0000410-12AB"
    for wrong in ("", "123", "<script>1234", "没有数字的号", "1" * 41):
        assert isinstance(number_refusal(wrong), Refusal)


def test_a_kind_that_is_no_longer_issued_is_warned_about_unless_the_occupation_still_has_it() -> None:
    ended = figure("certificates.in_force.qualification", False)
    kept = figure("certificates.in_force.qualification.2022:4-10-04-02", True)

    def warning(kind: CertificateKind, occupation: str, *rows: Figure, on: date = DAY) -> Figure | None:
        return standing_warning(kind, occupation, Figures(rows), region_code=REGION, on=on)

    assert warning(CertificateKind.QUALIFICATION, "", ended) is ended
    assert warning(CertificateKind.QUALIFICATION, "2022:4-10-04-02", ended, kept) is None
    assert warning(CertificateKind.LEVEL, "", ended) is None
    assert warning(CertificateKind.QUALIFICATION, "", ended, on=date(2020, 12, 31)) is None
