"""The pages on which courses are made and reviewed; those of an import are judged where a document is brought: test_three_documents.py."""

from learnhub.authoring.rules.drafts.blocks import BlockKind
from tests.journeys.desk import (
    AUTHOR,
    BLOCK,
    COLLEAGUE,
    LESSON,
    MERGE,
    RETURNED,
    REVIEWED,
    REVIEWER,
    WAITING,
    WHOLE_LESSON,
    WRITING,
)
from tests.journeys.desk_beside import ORPHAN
from tests.journeys.journey_page import JourneyPage
from tests.journeys.studio import STUDIO

DRAFT = f"/teach/courses/{WRITING}/draft"
TEXT = f"{DRAFT}/lessons/{LESSON}"
WHOLE = f"{DRAFT}/lessons/{WHOLE_LESSON}"
# A form of a kind is the same for a new block and for one that is there: each kind is judged once, some new, some filled.
_NEW = (BlockKind.PARAGRAPH, BlockKind.PICTURE, BlockKind.QUIZ, BlockKind.TASK)
_FILLED = ("heading", "steps", "warning", "term", "quiz", "table", "quote")
_WAYS = ("heard", "captions", "sign", "easy-read", "narrow", "no-pictures")


def _own(name: str, path: str) -> JourneyPage:
    return JourneyPage(name, path, AUTHOR)


DESK_PAGES = (
    _own("teach-help", "/teach/help"),
    _own("teach-courses", "/teach/courses"),
    _own("course-new", "/teach/courses/new"),
    _own("imports", "/teach/imports"),
    _own("import-new", "/teach/imports/new"),
    _own("draft", DRAFT),
    _own("draft-about", f"{DRAFT}/about"),
    _own("draft-rights", f"{DRAFT}/rights"),
    _own("draft-acquired", f"{DRAFT}/acquired"),
    _own("draft-team", f"{DRAFT}/team"),
    _own("draft-search", f"{DRAFT}/search?words=面团"),
    _own("draft-search-empty", f"{DRAFT}/search?words=宇宙飞船"),
    _own("draft-versions", f"{DRAFT}/versions"),
    _own("draft-version", f"{DRAFT}/versions/1"),
    _own("draft-version-changes", f"{DRAFT}/versions/1/lessons/{LESSON}/changes"),
    _own("draft-proofs", f"{DRAFT}/proofs"),
    _own("draft-removal", f"{DRAFT}/removal"),
    _own("draft-unit", f"{DRAFT}/units/3"),
    _own("draft-unit-new", f"{DRAFT}/units/new"),
    _own("draft-unit-split", f"{DRAFT}/units/3/split"),
    _own("draft-unit-removal", f"{DRAFT}/units/3/removal"),
    _own("draft-lesson-new", f"{DRAFT}/units/3/lessons/new"),
    _own("draft-lesson", TEXT),
    _own("draft-lesson-recorded", WHOLE),
    _own("draft-lesson-about", f"{TEXT}/about"),
    _own("draft-lesson-place", f"{TEXT}/place"),
    _own("draft-lesson-split", f"{TEXT}/split"),
    _own("draft-lesson-removal", f"{TEXT}/removal"),
    _own("draft-markdown", f"{TEXT}/markdown"),
    _own("draft-merging", f"{TEXT}/merging/{MERGE}"),
    _own("draft-questions", f"{TEXT}/questions"),
    _own("draft-courseware", f"{TEXT}/courseware"),
    _own("draft-pronunciation", "/teach/courses/blind-massage/pronunciation"),
    _own("draft-block-which", f"{TEXT}/blocks/new?after=2"),
    *(_own(f"draft-block-new-{kind}", f"{TEXT}/blocks/new?after=2&kind={kind}") for kind in _NEW),
    *(_own(f"draft-block-{kind}", f"{TEXT}/blocks/{BLOCK[kind]}") for kind in _FILLED),
    _own("draft-block-markdown", f"{TEXT}/blocks/{BLOCK['points']}?markdown=1"),
    _own("draft-block-place", f"{TEXT}/blocks/{BLOCK['points']}/place"),
    _own("draft-preview", f"{WHOLE}/preview"),
    _own("draft-preview-faulty", f"{TEXT}/preview"),
    *(_own(f"draft-as-{way}", f"{WHOLE}/as/{way}") for way in _WAYS),
    _own("draft-gate", f"{DRAFT}/gate"),
    _own("draft-declaration", f"{DRAFT}/gate/declaration?path=lessons/media/buns.png"),
    _own("draft-sign-request", f"{TEXT}/sign-request"),
    _own("draft-easy-read", f"{TEXT}/easy-read"),
    _own("draft-consents", f"{DRAFT}/consents"),
    _own("draft-recording", f"{TEXT}/recording"),
    _own("draft-version-lesson", f"{DRAFT}/versions/1/lessons/{LESSON}"),
    _own("easy-read-lesson", "/teach/easy-read/coffee-easyread/wash-hands"),
    _own("easy-read-picture", "/teach/easy-read/coffee-easyread/wash-hands/pictures/1"),
    _own("sign-video", f"{STUDIO}/video"),
    _own("sign-portrait-withdrawal", "/teach/signing/portrait/withdrawal"),
    _own("draft-handover", f"{DRAFT}/handover"),
    _own("draft-handover-asked", f"/teach/courses/{RETURNED}/draft/handover"),
    JourneyPage("handover", "/teach/handovers/{handover}", COLLEAGUE),
    _own("draft-publication", f"{DRAFT}/publication"),
    _own("draft-publication-waiting", f"/teach/courses/{WAITING}/draft/publication"),
    _own("draft-publication-returned", f"/teach/courses/{RETURNED}/draft/publication"),
    _own("draft-lesson-commented", f"/teach/courses/{RETURNED}/draft/lessons/{RETURNED}-first"),
    _own("receipt", f"/teach/courses/{WAITING}/receipts/{{receipt}}"),
    JourneyPage("review-waiting", f"/office/courses/{WAITING}", REVIEWER),
    JourneyPage("review", f"/office/courses/{REVIEWED}", REVIEWER),
    JourneyPage("review-lesson", f"/office/courses/{REVIEWED}/lessons/{REVIEWED}-first", REVIEWER),
    JourneyPage("review-papers", f"/office/courses/{REVIEWED}/papers", REVIEWER),
    JourneyPage("review-publication", f"/office/courses/{REVIEWED}/publication", REVIEWER),
    JourneyPage("review-return", f"/office/courses/{REVIEWED}/return", REVIEWER),
    _own("draft-video-consents", f"{DRAFT}/consents?path=lessons/{LESSON}.video.mp4"),
    _own("draft-consent-withdrawal", f"{DRAFT}/consents/{{consent}}/withdrawal"),
    _own("draft-courseware-preview", f"{WHOLE}/courseware/preview"),
    _own("draft-captions", f"{TEXT}/captions"),
    _own("draft-recording-times", f"{WHOLE}/recording/times"),
    _own("import-for-draft", "/teach/imports/{brought}"),
    _own("import-video", "/teach/imports/{brought}/files/{video_file}"),
    _own("import-recording", "/teach/imports/{brought}/files/{audio_file}"),
    _own("import-subtitles", "/teach/imports/{brought}/files/{subtitles_file}"),
    _own("import-file-removal", "/teach/imports/{brought}/files/{video_file}/removal"),
    _own("import-joining", f"/teach/imports/desk-import-read/joining?course={WRITING}"),
    JourneyPage(
        "review-courseware", f"/office/courses/{REVIEWED}/lessons/{REVIEWED}-first/courseware", REVIEWER
    ),
    JourneyPage("draft-lead", f"/office/drafts-without-lead/{ORPHAN}", REVIEWER),
    JourneyPage("drafts-without-lead", "/office/drafts-without-lead", REVIEWER),
    JourneyPage("course-withdrawal", "/office/courses/blind-massage/withdrawal", REVIEWER),
)
