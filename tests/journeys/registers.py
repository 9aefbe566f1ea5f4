"""Registers of the region: a trainee's file with a follow-up that is due, a target, a programme, a total from elsewhere, a year frozen twice, a batch, an
old 台账 that was taken and one that is looked over."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.audit.rules import Actor
from learnhub.casework import service as casework
from learnhub.casework.rules import EntryKind, Noted, Outcome
from learnhub.db import Database
from learnhub.intake import service as intake
from learnhub.intake.rules.registers import Register
from learnhub.intake.rules.rows import Places
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, today
from learnhub.regions.service import region_names
from learnhub.reports import service as reports
from learnhub.reports.models import ExportBatch, PublishedList, ReportEdition
from learnhub.reports.rules import UPGRADE_TYPE, ListKind, Measure
from learnhub.reports.service import lists
from learnhub.settings import PROJECT_DIR, Settings
from tests.journeys.studio import person_named

TRAINEE, OFFICER, COUNTY, PROVINCE = "学员02", "区干部01", "410105", "410000"
LEDGER_COLUMNS = [
    "姓名",
    "残疾人证号",
    "地区",
    "培训项目",
    "培训机构",
    "开始日期",
    "结束日期",
    "学时",
    "证书",
]


def furnish_registers(database: Database, settings: Settings) -> None:
    """Write what the pages of files and reports show; the second edition corrects a row of the first."""
    now, on = instant_now(), today()
    with database.transaction() as session:
        trainee, officer = person_named(session, TRAINEE), person_named(session, OFFICER)
        file = casework.open_file(session, trainee, now=now)
        for noted, words in (
            (Noted(EntryKind.NEED, on), "想在家附近学，坐轮椅去。"),
            (Noted(EntryKind.ASSESSMENT, on), "手上有力气，坐得住，适合学按摩。"),
            (Noted(EntryKind.PLACEMENT, on - timedelta(days=120), Outcome.EMPLOYED), "示例按摩店"),
        ):
            assert casework.write(session, file, noted, words=words, by_id=officer, now=now) is None
        period = {"starts_on": date(on.year, 1, 1), "ends_on": date(on.year, 12, 31), "source": "示例文件"}
        counted = {"region_code": COUNTY, "measure": Measure.PERSON_TIMES, **period}
        target = reports.TargetPlan(
            name="年度任务", value=30, share_type=UPGRADE_TYPE, share_percent=60, is_example=True, **counted
        )  # type: ignore[arg-type]
        total = reports.TotalPlan(name="别处数的", value=17000, words="17000余人", **counted)  # type: ignore[arg-type]
        assert not isinstance(reports.add_target(session, target, by_id=officer, now=now), Refusal)
        assert not isinstance(reports.add_total(session, total, by_id=officer, now=now), Refusal)
        programme = reports.ProgrammePlan(
            region_code=COUNTY, year=on.year, name="就业技能培训", fund="security", budget_fen=6_000_000,
            measure=Measure.PERSONS, value=30, source="示例文件", is_example=True,
        )  # fmt: skip
        made = reports.add_programme(session, Actor(officer), programme, now=now)
        assert not isinstance(made, Refusal)
        [held, *_others] = reports.classes_without(session, COUNTY, on.year)
        assert reports.add_class(session, Actor(officer), made, held.number, now=now) is None
        if not reports.editions_of(
            session, COUNTY, on.year
        ):  # in January those of the demonstration are of last year
            found = reports.rows_of_year(session, COUNTY, on.year)
            before = {key: [*row[:-1], "0"] for key, row in reports.kept_rows(found[1:]).items()}
            session.add(
                ReportEdition(
                    region_code=COUNTY, year=on.year, number=1, figures=[], rows=before, words="", frozen_on=on,
                    frozen_by_id=officer, frozen_at=now,
                )
            )  # fmt: skip
            session.flush()
            reports.freeze(session, COUNTY, on.year, words="补录了一个班", by_id=officer, now=now)
        reports.make_batch(session, ExportBatch, COUNTY, on.year, by_id=officer, now=now)
        _publish_lists(session, officer)
        _bring_ledgers(session, settings, by_id=person_named(session, "省干部01"))


def _bring_ledgers(session: Session, settings: Settings, *, by_id: int) -> None:
    """Take one old 台账, and leave another one before anything is done: with a row that is right, one known already, one without a project."""
    row = ["学员91", "", "金水区", "保健按摩", "示例中心", "2019-03-05", "2019-03-20", "80", "结业证书"]
    reach = Places(region_names(settings.content_dir), ("410000",), COUNTY)
    for rows in ([row], [row, ["学员92", *row[1:]], ["学员93", "", "金水区", "", *row[4:]]]):
        sheet = intake.begin(
            session, site_keys(settings), register=Register.LEDGER, region_code=COUNTY, file_name="2019年台账.xlsx",
            cells=[LEDGER_COLUMNS, *rows], by_id=by_id, now=instant_now(),
        )  # fmt: skip
        assert not isinstance(sheet, Refusal)
        if len(rows) == 1:
            taken = intake.take(
                session, site_keys(settings), Actor(by_id), sheet, reach, (), now=instant_now()
            )
            assert taken == 1


def _publish_lists(session: Session, officer: int) -> None:
    """Publish the bases of the province twice: the second version has a base that the first had not."""
    now, kind = instant_now(), ListKind.INSTITUTIONS
    figures = figures_in_force(session, PROJECT_DIR / "content")
    rows = lists.rows_now(session, kind, PROVINCE, figures, today())
    first = PublishedList(
        kind=kind, region_code=PROVINCE, number=1, rows=dict(list(rows.items())[1:]), words="示例：第一次公布",
        published_on=today(), published_by_id=officer, published_at=now,
    )  # fmt: skip
    session.add(first)
    session.flush()
    made = lists.publish_list(
        session,
        Actor(officer),
        kind,
        PROVINCE,
        figures=figures,
        words="示例：新挂牌了一个基地",
        seen=lists.seen_of(rows),
        now=now,
    )
    assert not isinstance(made, Refusal)
