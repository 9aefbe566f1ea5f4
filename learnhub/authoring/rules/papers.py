"""Papers behind the rights of a course: which files they may be, and what consents about one video amount to; pure.

Source: issue 4 item 6; Civil Code of the PRC, article 1019 (a portrait is made and shown with consent) and article 1022 (a consent can be
ended).
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PAPER_BYTES_MAX = 20_000_000
PAPERS_MAX = 12
WORDS_CHARACTERS_MAX = 100
REASON_CHARACTERS_MAX = 200
# Kind of file → the end of the name under which it is kept; a consent can be spoken or signed to a camera too.
PROOF_TYPES: Mapping[str, str] = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
CONSENT_TYPES: Mapping[str, str] = {
    **PROOF_TYPES,
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


class PaperKind(enum.StrEnum):
    """What a paper is for."""

    PROOF = "proof"
    CONSENT = "consent"


class ConsentState(enum.StrEnum):
    """Whether people who are seen in a video agree to it. WITHDRAWN: one of them took it back, whatever others say."""

    HELD = "held"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent as the rules need it. digest: of the video."""

    digest: str
    is_withdrawn: bool


def consent_states(consents: Iterable[Consent]) -> dict[str, ConsentState]:
    """Return what the consents about each video amount to, by its digest; videos without any are left out."""
    found: dict[str, ConsentState] = {}
    for one in consents:
        if one.is_withdrawn:
            found[one.digest] = ConsentState.WITHDRAWN
        else:
            found.setdefault(one.digest, ConsentState.HELD)
    return found


def magic_type(head: bytes) -> str:
    """Return what a file is by its first bytes, or nothing; a docx looks like any zip and has to be opened."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"PK\x03\x04"):
        return "application/zip"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    return ""
