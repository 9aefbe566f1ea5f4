"""How much may be sent, by purpose."""

import enum
from datetime import timedelta

MEGABYTE = 1_000_000


class Purpose(enum.StrEnum):
    """What a recording is for; it decides which kinds of file are taken and how large they may be."""

    SIGN_RECORDING = "sign recording"
    LESSON_VIDEO = "lesson video"
    AUDIO_RECORDING = "audio recording"
    PHOTO = "photo"


_BYTES_MAX = {
    Purpose.SIGN_RECORDING: 500 * MEGABYTE,
    Purpose.LESSON_VIDEO: 500 * MEGABYTE,
    Purpose.AUDIO_RECORDING: 100 * MEGABYTE,
    Purpose.PHOTO: 20 * MEGABYTE,
}
# One request of an ordinary form: at 400 kbit/s a hundred megabytes take half an hour, and a break loses all of it.
FORM_BYTES_MAX = 100 * MEGABYTE
# Ten seconds at 400 kbit/s: that much is lost at most when the line breaks.
PIECE_BYTES = 512 * 1024
PIECE_BYTES_MAX = 4 * 1024 * 1024
OPEN_UPLOADS_MAX = 20
KEY_CHARACTERS_MAX = 200
HALF_UPLOAD_KEPT = timedelta(days=3)
UNUSED_KEPT = timedelta(days=7)
PIXELS_MAX = 50_000_000
SIDE_PIXELS_MAX = 16_000
DURATION_MS_MAX = 3 * 3600 * 1000


def bytes_max(purpose: Purpose) -> int:
    """Return how large one file may be."""
    return _BYTES_MAX[purpose]


def bytes_words(count: int) -> str:
    """Say a size: 950 KB, 12.5 MB, 2 GB; rounded up, so that nobody is told less than there is."""
    if count < MEGABYTE:
        return f"{-(-count // 1000)} KB"
    if count < 1000 * MEGABYTE:
        tenths = -(-count // 100_000)
        return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"
    tenths = -(-count // 100_000_000)
    return f"{tenths // 10} GB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} GB"
