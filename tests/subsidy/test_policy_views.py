"""The office's figures: seen by topic, set with source and preview, refused above a ceiling or beyond the own region."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.policy.models import PolicyFigure
from learnhub.primitives import today
from learnhub.subsidy.rules import LIVING_PER_DAY, TUITION_UPLIFT
from tests.people import Someone, make_person
from tests.subsidy.made import Made, calculate
from tests.visit import Page, Submit, Visit

TYPED = {"value": "40", "valid_from": "2026-01-01", "source": "示例：测试用的文件第 1 条", "is_example": "y"}


def set_as_previewed(
    submit: Submit, preview: Page, person: Someone, status: int = 303, **changed: str
) -> Page:
    kept = {
        field.get("name"): field.get("value") or ""
        for field in preview.document.all("input")
        if str(field.get("id") or "").startswith("kept-")
    }
    target = figure_address(LIVING_PER_DAY, "410100") if status == 303 else None
    return submit(
        "subsidy.set_policy_figure", kept | changed, person, status, target=target, key=LIVING_PER_DAY
    )


def figure_address(key: str, region: str) -> str:
    return f"/office/policy/figures/{key}?region={region}&done=set"


def test_an_officer_previews_and_sets_a_figure_and_nothing_kept_changes(
    visit: Visit, submit: Submit, made: Made, officer: Someone, trainee: Someone, database: Database
) -> None:
    calculate(submit, officer, made)
    page = visit("subsidy.policy_topics", officer)
    page = visit(page.links["生活费（含交通费）补贴：登记了 3 个，一共可以登记 8 个"], officer)
    row = page.rows("生活费（含交通费）补贴用的标准")[1]
    assert row[:3] == ["每个线下课日的生活费（含交通费）补贴", "30.00 元/天", "河南省郑州市，2021年6月8日起"]
    assert "期限不明" in row[3]
    page = visit(page.links[row[0]], officer)
    page = visit(page.links["登记新的数，或者登记异议"], officer)
    assert page.fields["标准（选填）"] == "30.00"
    preview = visit("subsidy.policy_form", officer, key=LIVING_PER_DAY, **TYPED)
    assert "有 1 份记录的金额会变，合计差： 150 元整" in preview.words
    assert preview.rows("金额会变的记录，开班晚的在前面")[0][2:] == ["450 元整", "600 元整"]
    page = set_as_previewed(submit, preview, officer).follow()
    assert "已经登记" in page.words
    assert page.rows("历史：本地的在前面，新的在前面")[0][:1] == ["40.00 元/天"]
    assert "450.00 元" in visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id).words
    page = calculate(submit, officer, made)
    assert page.rows("学员的补贴记录")[0][3] == "600 元整"
    # The same form again is one row; a form that somebody's newer row has overtaken is refused with what was typed.
    set_as_previewed(submit, preview, officer)
    page = set_as_previewed(submit, preview, officer, 422, value="41")
    assert "刚才有人改过这个数" in page.words
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(PolicyFigure.id))) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "三十"}, "请填金额，最多两位小数"),
        ({"source": ""}, "请写明文件名称、文号和第几条。"),
        ({"valid_to": "2025-12-31"}, "到哪天止，不能早于从哪天起"),
        ({"valid_from": "1999-12-31"}, "从哪天起，请填 2000 年以后"),
    ],
)
def test_what_cannot_be_a_figure_is_said_at_its_field(
    visit: Visit, officer: Someone, typed: dict[str, str], words: str
) -> None:
    page = visit("subsidy.policy_form", officer, 422, key=LIVING_PER_DAY, **(TYPED | typed))
    assert words in page.words


def test_an_uplift_above_the_ceiling_is_refused_with_the_ceilings_source(
    visit: Visit, submit: Submit, database: Database
) -> None:
    officer = make_person(database, "景洪的同事", Holding(Role.OFFICER, region_code="532801"))
    typed = TYPED | {"value": "30.1", "region": "532801"}
    page = visit("subsidy.policy_form", officer, 422, key=TUITION_UPLIFT, **typed)
    assert "上浮 30.1% 超过上限 30%，不能登记。上限的来源：云残发〔2022〕55号" in page.words
    assert page.fields["标准（选填）"] == "30.1"
    page = submit("subsidy.set_policy_figure", typed | {"after": "0"}, officer, 422, key=TUITION_UPLIFT)
    assert "超过上限 30%" in page.words
    visit("subsidy.policy_form", officer, key=TUITION_UPLIFT, **(typed | {"value": "30"}))


def test_a_figure_that_holds_from_enrolment_begins_tomorrow_at_the_earliest(
    visit: Visit, officer: Someone
) -> None:
    typed = TYPED | {"value": "20"}
    for day, status in ((today(), 422), (today() + timedelta(days=1), 200)):
        visit(
            "subsidy.policy_form",
            officer,
            status,
            key="credits.points_per_lesson",
            **(typed | {"valid_from": day.isoformat()}),
        )


def test_a_choice_is_set_by_its_words_and_an_objection_is_told_to_the_trainee(
    visit: Visit, submit: Submit, made: Made, officer: Someone, trainee: Someone
) -> None:
    typed = {
        **TYPED,
        "source": "测试用的文件",
        "chosen": "security",
        "objection": "资金来源待财政答复",
        "region": "410100",
        "after": "0",
    }
    del typed["value"]
    visit("subsidy.policy_form", officer, key="subsidy.fund.living", **typed)
    key = "subsidy.fund.living"
    submit("subsidy.set_policy_figure", typed, officer, target=figure_address(key, "410100"), key=key)
    page = visit("subsidy.own_record", trainee, enrolment_id=made.enrolment_id)
    assert "资金来源：残疾人就业保障金。" in page.words
    assert "资金来源待财政答复" in page.words
    assert "来源：示例：测试用的文件。" in page.words
    page = visit(
        "subsidy.policy_form", officer, 422, key="subsidy.fund.living", **(typed | {"chosen": "cash"})
    )
    assert "请从列出的选项里选一个。" in page.words


def test_an_office_sees_and_sets_figures_of_its_own_region_alone(
    visit: Visit, submit: Submit, officer: Someone, auditor: Someone, trainee: Someone
) -> None:
    for region, status in (("410105", 200), ("530000", 404), ("", 404), ("nowhere", 404)):
        visit("subsidy.policy_figure", officer, status, key=LIVING_PER_DAY, region=region)
        typed = TYPED | {"region": region, "after": "0"}
        is_own = status == 200
        submit(
            "subsidy.set_policy_figure",
            typed,
            officer,
            303 if is_own else 404,
            target=figure_address(LIVING_PER_DAY, region) if is_own else None,
            key=LIVING_PER_DAY,
        )
    assert "登记新的数" not in visit("subsidy.policy_figure", auditor, key=LIVING_PER_DAY).words
    visit("subsidy.policy_form", auditor, 403, key=LIVING_PER_DAY)
    visit("subsidy.policy_topics", trainee, 403)
    visit("subsidy.policy_topic", officer, 404, topic=99)
    visit("subsidy.policy_figure", officer, 404, key="subsidy.nothing")
