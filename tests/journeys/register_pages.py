"""The pages of the register of bases."""

from tests.journeys.journey_page import JourneyPage

_OFFICER, _MANAGER = "省干部01", "基地01"
REGISTER_PAGES = (
    JourneyPage("register", "/office/bases", _OFFICER),
    JourneyPage("register-idle", "/office/bases?show=idle", _OFFICER),
    JourneyPage("register-entry", "/office/bases/demo-zhengzhou", _OFFICER),
    JourneyPage("register-new", "/office/bases/new", _OFFICER),
    JourneyPage("base-step", "/office/bases/demo-zhengzhou/steps/assessed", _OFFICER),
    JourneyPage("divisions", "/office/divisions", _OFFICER),
    JourneyPage("division", "/office/divisions/410105", _OFFICER),
    JourneyPage("brands", "/office/brands", _OFFICER),
    JourneyPage("base-satisfaction", "/base/satisfaction", _MANAGER),
    JourneyPage("survey", "/me/classes/{class}/survey", "学员01"),
    JourneyPage("letter", "/bases/demo-zhengzhou/letter", _MANAGER),
    JourneyPage("base-particulars", "/bases/demo-zhengzhou/particulars", _MANAGER),
    JourneyPage("base-application", "/bases/demo-zhengzhou/application", _MANAGER),
)
