"""The pages of the ways in which a lesson comes: braille, books, voices, readings; who opens them."""

from tests.journeys.journey_page import JourneyPage
from tests.journeys.region import SPOKEN_COURSE, SPOKEN_LESSON

_OFFICER, _INSTRUCTOR, _ADMIN = "省干部01", "教师01", "站长01"
_LESSON = f"/courses/{SPOKEN_COURSE}/lessons/{SPOKEN_LESSON}"

WAYS_PAGES = (
    JourneyPage("video-captions-text", "/teach/videos/{video}/captions/text", _INSTRUCTOR),
    JourneyPage("video-description", "/teach/videos/{video}/description", _INSTRUCTOR),
    JourneyPage("video-erasure", "/teach/videos/{video}/erasure", _INSTRUCTOR),
    JourneyPage("braille", f"{_LESSON}/braille"),
    JourneyPage("braille-course", f"/courses/{SPOKEN_COURSE}/braille"),
    JourneyPage("books", f"{_LESSON}/books"),
    JourneyPage("books-course", f"/courses/{SPOKEN_COURSE}/books"),
    JourneyPage("read-aloud", "/read-aloud?page=/courses"),
    JourneyPage("voices", "/office/voices", _ADMIN),
    JourneyPage("office-pronunciation", "/office/pronunciation", _OFFICER),
    JourneyPage("office-pronunciation-word", "/office/pronunciation/word?word=重新", _OFFICER),
    JourneyPage("teach-pronunciation", "/teach/pronunciation", _INSTRUCTOR),
    JourneyPage(
        "teach-pronunciation-word", "/teach/courses/blind-massage/pronunciation/word?word=肾俞", _INSTRUCTOR
    ),
)
