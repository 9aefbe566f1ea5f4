"""Take uploads, prepare them for players, keep captions."""

from learnhub.media.service.captions import (
    JOB_DRAFT,
    TrackText,
    add_version,
    ask_for_draft,
    newest_track,
    publishable_track,
    read_track,
    track_cues,
    tracks_of,
)
from learnhub.media.service.drafts import can_draft, draft_handler
from learnhub.media.service.places import Limits, Places, converter_or_none, limits_of, places_for
from learnhub.media.service.preparing import (
    JOB_ERASE,
    JOB_EXPIRE,
    JOB_PREPARE,
    ask_for_expiry,
    erase,
    erase_handler,
    expire_handler,
    prepare_handler,
)
from learnhub.media.service.sounds import is_silent
from learnhub.media.service.stored import (
    keep,
    own_media,
    stored_by_blob_or_none,
    stored_by_token_or_none,
    stored_or_none,
)
from learnhub.media.service.uploads import (
    Progress,
    begin,
    cancel,
    finish,
    own_upload_or_none,
    receive,
    take_stream,
)

__all__ = [
    "JOB_DRAFT",
    "JOB_ERASE",
    "JOB_EXPIRE",
    "JOB_PREPARE",
    "Limits",
    "Places",
    "Progress",
    "TrackText",
    "add_version",
    "ask_for_draft",
    "ask_for_expiry",
    "begin",
    "can_draft",
    "cancel",
    "converter_or_none",
    "draft_handler",
    "erase",
    "erase_handler",
    "expire_handler",
    "finish",
    "is_silent",
    "keep",
    "limits_of",
    "newest_track",
    "own_media",
    "own_upload_or_none",
    "places_for",
    "prepare_handler",
    "publishable_track",
    "read_track",
    "receive",
    "stored_by_blob_or_none",
    "stored_by_token_or_none",
    "stored_or_none",
    "take_stream",
    "track_cues",
    "tracks_of",
]
