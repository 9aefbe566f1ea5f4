"""The pages on which an office keeps registers, files and reports; who opens them."""

from tests.journeys.journey_page import JourneyPage

_OFFICER = "省干部01"

OFFICE_PAGES = (
    JourneyPage("field-registers", "/office/field", _OFFICER),
    JourneyPage("field-teachers", "/office/field/teachers", _OFFICER),
    JourneyPage("field-teacher-new", "/office/field/teachers/new", _OFFICER),
    JourneyPage("field-assessor-new", "/office/field/assessors/new", _OFFICER),
)
