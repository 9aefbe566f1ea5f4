"""Make a phone's photo fit for a lesson: upright, small, and without what the phone wrote into it."""

import io
import warnings

from PIL import Image, ImageOps

BYTES_MAX = 20_000_000
PIXELS_MAX = 50_000_000  # what phones make; a bomb of 121 million opens with no more than a warning otherwise
SIDE_PIXELS = 1200
SMALL_BYTES_MAX = 400_000
FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (82, 72, 60, 45)


class PhotoFault(ValueError):
    """A file that can't be used; the message is a Chinese sentence that says what to do."""


def prepared(content: bytes) -> bytes:
    """Return a photo as a JPEG of at most 1200 pixels a side and 400 KB.

    Turned as its camera held it, then without EXIF: place, time and device are gone. Transparent parts become white.
    Raises PhotoFault for what is no JPEG, PNG or WebP, is broken, or has more than 50 million pixels.
    """
    if len(content) > BYTES_MAX:
        raise PhotoFault(f"照片太大，请选 {BYTES_MAX // 1_000_000} MB 以内的照片。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as photo:
                # Only the header is read so far.
                if photo.width * photo.height > PIXELS_MAX:
                    raise PhotoFault("照片的像素太多，请在手机里缩小以后再选。")
                photo.draft("RGB", (SIDE_PIXELS, SIDE_PIXELS))
                upright = ImageOps.exif_transpose(photo)
                upright.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
                flat = _on_white(upright)
    except PhotoFault:
        raise
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError, Warning) as error:
        raise PhotoFault(
            "这个文件打不开，或者不是照片。请选 JPEG、PNG 或 WebP 照片；苹果手机请在相机设置里选“兼容性最佳”。"
        ) from error
    for quality in _QUALITIES:
        written = io.BytesIO()
        flat.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        if written.tell() <= SMALL_BYTES_MAX:
            return written.getvalue()
    raise PhotoFault("照片缩小以后还是太大，请换一张，或者裁掉用不到的部分。")


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
