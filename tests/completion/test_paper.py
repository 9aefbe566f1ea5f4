"""A certificate on paper: one page of PDF/UA-1 in Chinese, and never another sign in the place of one that the typeface lacks."""

from datetime import date
from pathlib import Path

import pytest

from learnhub.completion.adapters import paper
from learnhub.completion.rules import TITLE, CertificatePaper, certificate_body
from learnhub.formats.adapters.typesetting import SignsLacking

BODY = certificate_body(
    "盲人保健按摩（示例）",
    date(2026, 3, 2),
    date(2026, 3, 20),
    online_class_hours=12,
    offline_days=15,
    shows_disability=False,
)


def words(name: str) -> CertificatePaper:
    return CertificatePaper(
        title=TITLE,
        name=name,
        body=BODY,
        issuers=("示例基地", "示例市残疾人联合会"),
        issued_on=date(2026, 3, 25),
        number="2026-001-0001",
        code="4829 1730 5645",
        check="在“查验证书”页输入编码，可以核对这张证书。",
    )


def test_a_certificate_says_that_it_can_be_heard_and_keeps_a_rare_name_as_it_is(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    content = paper.write_certificate(words("林小雨"), first)
    assert content.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert "培训合格证书".encode() in content  # the title, in the open metadata
    with pytest.raises(SignsLacking):
        paper.write_certificate(words("林😀雨"), second)


def test_what_was_not_learned_is_not_mentioned_and_disability_only_where_it_was_asked_for() -> None:
    assert "残疾" not in BODY
    assert "线上 12 学时、线下 15 天" in BODY
    days = (date(2026, 3, 2), date(2026, 3, 20))
    alone = certificate_body("烘焙", *days, online_class_hours=0, offline_days=0, shows_disability=True)
    assert (
        alone
        == "于 2026 年 3 月 2 日至 2026 年 3 月 20 日参加“烘焙”残疾人职业技能培训，经结业审核合格，特发此证。"
    )
