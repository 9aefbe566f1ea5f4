"""The pages of signing in, of sharing a device, and of helpers; who opens them."""

from tests.journeys.journey_page import JourneyPage

_TRAINEE, _BASE_MANAGER = "学员01", "基地01"

PEOPLE_PAGES = (
    JourneyPage("sign-in-people", "/sign-in/people"),
    JourneyPage("sign-in-pictures", "/sign-in/pictures"),
    JourneyPage("sign-in-code", "/sign-in/code"),
    JourneyPage("own-pictures", "/me/pictures", _TRAINEE),
    JourneyPage("own-device", "/me/device", _TRAINEE),
    JourneyPage("own-passkeys", "/me/passkeys", _TRAINEE),
    JourneyPage("own-secret", "/me/own-secret", _TRAINEE),
    JourneyPage("own-helpers", "/me/helpers", _TRAINEE),
    JourneyPage("own-help", "/me/help", _TRAINEE),
    JourneyPage("helping", "/helping", _TRAINEE),
    JourneyPage("new-sign-in-code", "/office/sign-in-codes/new", _BASE_MANAGER),
)
