"""The pages on which an office keeps registers, files and reports; who opens them."""

from learnhub.primitives import today
from tests.journeys.journey_page import JourneyPage

_OFFICER, _YEAR = "省干部01", f"/office/reports/410105/{today().year}"

OFFICE_PAGES = (
    JourneyPage("complaint-area", "/complaints"),
    JourneyPage("complaint", "/complaints?area=410105"),
    JourneyPage("complaint-answer", "/complaints/answer"),
    JourneyPage("office-complaints", "/office/complaints", _OFFICER),
    JourneyPage("satisfaction", "/office/satisfaction", _OFFICER),
    JourneyPage("satisfaction-of-regions", "/office/satisfaction?by=region", _OFFICER),
    JourneyPage("field-registers", "/office/field", _OFFICER),
    JourneyPage("field-teachers", "/office/field/teachers", _OFFICER),
    JourneyPage("field-teacher-new", "/office/field/teachers/new", _OFFICER),
    JourneyPage("field-assessor-new", "/office/field/assessors/new", _OFFICER),
    JourneyPage("identities", "/office/identities", _OFFICER),
    JourneyPage("imports", "/office/imports", _OFFICER),
    JourneyPage("imports-ledger", "/office/imports/ledger", _OFFICER),
    JourneyPage("imports-columns", "/office/imports/ledger/{ledger}/columns", _OFFICER),
    JourneyPage("imports-rows", "/office/imports/ledger/{ledger}", _OFFICER),
    JourneyPage("imports-past", "/office/imports/ledger/rows", _OFFICER),
    JourneyPage("reports", "/office/reports", _OFFICER),
    JourneyPage("reports-year", _YEAR, _OFFICER),
    JourneyPage("reports-ledger", f"{_YEAR}/ledger", _OFFICER),
    JourneyPage("reports-quality", f"{_YEAR}/quality", _OFFICER),
    JourneyPage("reports-doubtful-rows", f"{_YEAR}/quality/unverified", _OFFICER),
    JourneyPage("reports-coverage", f"{_YEAR}/coverage", _OFFICER),
    JourneyPage("reports-holders-new", f"{_YEAR}/coverage/holders/new", _OFFICER),
    JourneyPage("reports-batches", f"{_YEAR}/batches", _OFFICER),
    JourneyPage("reports-edition", f"{_YEAR}/editions/2", _OFFICER),
    JourneyPage("reports-difference", f"{_YEAR}/editions/2/difference", _OFFICER),
    JourneyPage("reports-without-training", f"{_YEAR}/without-training", _OFFICER),
    JourneyPage("reports-programmes", f"{_YEAR}/programmes", _OFFICER),
    JourneyPage("reports-programme", f"{_YEAR}/programmes/1", _OFFICER),
    JourneyPage("reports-programme-new", f"{_YEAR}/programmes/new", _OFFICER),
    JourneyPage(
        "reports-periods", "/office/reports/410105/periods?starts_on=2025-01-01&ends_on=2026-12-31", _OFFICER
    ),
    JourneyPage("reports-target-new", f"{_YEAR}/targets/new", _OFFICER),
    JourneyPage("reports-total-new", f"{_YEAR}/totals/new", _OFFICER),
    JourneyPage("lists", "/lists"),
    JourneyPage("list-version", "/lists/institutions/410000/2"),
    JourneyPage("list-new", "/office/lists/projects/410000", _OFFICER),
    JourneyPage("own-file-offer", "/me/file", "学员01"),
    JourneyPage("own-file", "/me/file", "学员02"),
    JourneyPage("own-file-ending", "/me/file/ending", "学员02"),
    JourneyPage("office-file", "/office/files/{file}", _OFFICER),
    JourneyPage("office-files", "/office/files", _OFFICER),
    JourneyPage("office-projects", "/office/projects", _OFFICER),
)
