"""Make a phone's photo fit for a lesson or a record: upright, small, and without what the phone wrote into it."""

import io
import struct
import subprocess
import sys
import warnings

from PIL import Image, ImageOps

from learnhub.jobs.adapters.children import Limits, bare_environment, within
from learnhub.primitives import SaidFault, Sentence, say
from learnhub.settings import PROJECT_DIR

BYTES_MAX = 20_000_000
PIXELS_MAX = 50_000_000  # what phones make; a bomb of 121 million opens with no more than a warning otherwise
SIDE_PIXELS = 1200
SMALL_BYTES_MAX = 400_000
FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (82, 72, 60, 45)
# Opened, a photo takes up to eight bytes a pixel twice: more than these few are opened in a process of their own.
_HERE_PIXELS_MAX = 4_000_000
_APART = Limits(niceness=5, memory_bytes=1_200_000_000, cpu_seconds=20, file_bytes=BYTES_MAX)
_APART_SECONDS = 60
_PROGRAM = "learnhub.media.adapters.photo_program"
_NO_PHOTO = say(
    "这个文件打不开，或者不是照片。请选 JPEG、PNG 或 WebP 照片；苹果手机请在相机设置里选“兼容性最佳”。"
)
_TOO_FINE = say("照片的像素太多，请在手机里缩小以后再选。")


FAULT_CODE = 3
_UNREADABLE = (
    OSError, EOFError, ValueError, SyntaxError, MemoryError, OverflowError, IndexError, KeyError, struct.error,
    Image.DecompressionBombError, Warning,
)  # fmt: skip


class PhotoFault(SaidFault):
    """A file that can't be used; the message is a Chinese sentence that says what to do."""


def prepared(content: bytes) -> bytes:
    """Return a photo as a JPEG of at most 1200 pixels a side and 400 KB; a large one is opened by a program of its own.

    Turned as its camera held it, then without EXIF: place, time and device are gone. Transparent parts become white.
    Raises PhotoFault for what is no JPEG, PNG or WebP, is broken, or has more than 50 million pixels.
    """
    if len(content) > BYTES_MAX:
        raise PhotoFault(say("照片太大，请选 %(bytes_max)s MB 以内的照片。", bytes_max=BYTES_MAX // 1000000))
    with _opened(content) as photo:
        pixels = photo.width * photo.height
    return shrunk(content) if pixels <= _HERE_PIXELS_MAX else _shrunk_apart(content)


def shrunk(content: bytes) -> bytes:
    """Do in this process what `prepared` does: for the program that is started for it."""
    with _opened(content) as photo:
        try:
            photo.draft("RGB", (SIDE_PIXELS, SIDE_PIXELS))
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
            flat = _on_white(upright)
        except _UNREADABLE as error:
            raise PhotoFault(_NO_PHOTO) from error
    for quality in _QUALITIES:
        written = io.BytesIO()
        flat.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        if written.tell() <= SMALL_BYTES_MAX:
            return written.getvalue()
    raise PhotoFault(say("照片缩小以后还是太大，请换一张，或者裁掉用不到的部分。"))


def _opened(content: bytes) -> Image.Image:
    """Return a photo of which only the header is read; PhotoFault where it is none, or has too many pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            photo = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoFault(_TOO_FINE) from error  # phones of 108 million pixels are sold: theirs are photos
    except _UNREADABLE as error:
        raise PhotoFault(_NO_PHOTO) from error
    if photo.width * photo.height > PIXELS_MAX:
        raise PhotoFault(_TOO_FINE)
    return photo


def _shrunk_apart(content: bytes) -> bytes:
    try:
        ended = subprocess.run(  # noqa: S603  our own program, without a shell
            [sys.executable, "-m", _PROGRAM],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_DIR,
            env=bare_environment(),
            preexec_fn=within(_APART),
            timeout=_APART_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PhotoFault(_NO_PHOTO) from error
    if ended.returncode == 0 and ended.stdout.startswith(b"\xff\xd8\xff"):
        return ended.stdout
    # Ended by its limits it has said nothing.
    raise PhotoFault(Sentence(ended.stdout.decode("utf-8")) if ended.returncode == FAULT_CODE else _NO_PHOTO)


def _on_white(photo: Image.Image) -> Image.Image:
    clear = photo.convert("RGBA") if photo.mode in {"RGBA", "LA", "P", "PA"} else None
    if clear is None:
        flat = photo.convert("RGB")
    else:
        flat = Image.new("RGB", clear.size, "white")
        flat.paste(clear, mask=clear.getchannel("A"))
    bare = Image.new("RGB", flat.size)  # a new picture knows nothing of where it came from
    bare.paste(flat)
    return bare
