"""Make the pictures of a document fit for lessons: drawn anew, small, without what cameras and programs wrote into them."""

import hashlib
import io
import warnings

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
BYTES_MAX = 30_000_000
PIXELS_MAX = 30_000_000
SIDE_PIXELS = 1600
SMALL_BYTES_MAX = 450_000
PICTURES_MAX = 400
_MANY_PIXELS = "图片：像素太多，请缩小以后再放进来"
_QUALITIES = (85, 75, 60, 45)
_SIDES = (SIDE_PIXELS, 1200, 800)


class UnfitPicture(ValueError):
    """A picture that can't be taken over; the message names it and says what to do."""


class PictureTray:
    """The pictures of one document: each is kept once, under a name made from its content."""

    def __init__(self) -> None:
        self.pictures: dict[str, bytes] = {}

    def take(self, content: bytes) -> str:
        """Keep a picture and return its path under lessons/; UnfitPicture where it can't be shown."""
        if len(self.pictures) >= PICTURES_MAX:
            raise UnfitPicture(f"图片：一份文件最多带 {PICTURES_MAX} 张，请分成几份")
        if len(content) > BYTES_MAX:
            raise UnfitPicture("图片：太大，请缩小以后再放进来")
        suffix, small = _small(content)
        path = f"media/picture-{hashlib.sha256(small).hexdigest()[:12]}.{suffix}"
        self.pictures[path] = small
        return path


def _small(content: bytes) -> tuple[str, bytes]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > PIXELS_MAX:
                    raise UnfitPicture(_MANY_PIXELS)
                is_drawing = found.format in {"PNG", "GIF", "BMP"}
                upright = ImageOps.exif_transpose(found)
                upright.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
                flat = _on_white(upright)
    except UnfitPicture:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnfitPicture(_MANY_PIXELS) from error
    except (
        OSError, ValueError, SyntaxError, MemoryError, OverflowError, IndexError, KeyError, Warning,
    ) as error:  # fmt: skip
        raise UnfitPicture("图片：不是 JPEG、PNG 或 GIF，请在原来的软件里另存为 PNG，再放进来") from error
    if is_drawing and (drawn := _png(flat)):
        return "png", drawn
    for side in _SIDES:
        flat.thumbnail((side, side))
        for quality in _QUALITIES:
            written = io.BytesIO()
            flat.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= SMALL_BYTES_MAX:
                return "jpg", written.getvalue()
    raise UnfitPicture("图片：缩小以后还是太大，请裁掉用不到的部分")


def _png(flat: Image.Image) -> bytes | None:
    """Return a drawing as PNG, which keeps its edges sharp, where that is small enough."""
    written = io.BytesIO()
    flat.save(written, "PNG", optimize=True)
    return written.getvalue() if written.tell() <= SMALL_BYTES_MAX else None


def _on_white(found: Image.Image) -> Image.Image:
    clear = found.convert("RGBA") if found.mode in {"RGBA", "LA", "P", "PA"} else None
    flat = Image.new("RGB", found.size, "white")  # a new picture knows nothing of where it came from
    flat.paste(clear or found.convert("RGB"), mask=clear.getchannel("A") if clear else None)
    return flat
