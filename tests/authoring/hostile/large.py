"""Uploads as large as the limits let them be: small on the way, large when they are opened."""

import io
import random
from collections.abc import Callable, Mapping

from PIL import Image

from tests.authoring.hostile.archives import packed
from tests.authoring.hostile.makers import Door, Sent
from tests.authoring.packages import scorm
from tests.tiny_course import TinyCourse


def _filling(byte_count: int) -> bytes:
    """Return bytes that squeeze to about a fortieth: less than the ratio at which an archive is taken for a bomb."""
    noise = random.Random(byte_count).randbytes(byte_count // 50)
    return b"".join(noise[at : at + 200] + bytes(9_800) for at in range(0, len(noise), 200))


def _picture(form: str, mode: str = "RGB", **how: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (7000, 7000)).save(written, form, **how)
    return written.getvalue()


def _package(number: int) -> bytes:
    slug = f"large-{number}"
    video = b"\0\0\0\x18ftypisom" + _filling(95_000_000)
    files = {f"lessons/{name}.video.mp4": video for name in ("push-slow", "press-deep")}
    files = {**TinyCourse(slug).folder().files, **files, "lessons/push-slow.sign.mp4": video}
    return packed({f"{slug}/{path}": content for path, content in files.items()})


def _courseware(_number: int) -> bytes:
    return packed({**scorm.FILES, **{f"sub/{number}.bin": _filling(29_000_000) for number in range(6)}})


def _folder(number: int) -> bytes:
    return packed(
        {f"x/{count}.png": _filling(9_000_000) for count in range(9)}
        | {"x/a.md": "# 一\n\n正文。\n".encode()}
    )


LARGE: Mapping[str, Callable[[int], Sent]] = {
    "a PNG of 49 million pixels": lambda number: Sent(Door.PICTURE, "a.png", _picture("PNG", "RGBA"), "一张图"),
    "a progressive JPEG of 49 million pixels": lambda number: Sent(Door.PICTURE, "a.jpg", _picture("JPEG", progressive=True, subsampling=0), "一张图"),
    "a WebP of 49 million pixels": lambda number: Sent(Door.PICTURE, "a.webp", _picture("WEBP", lossless=True, method=0), "一张图"),
    "a course package of 285 MB": lambda number: Sent(Door.PACKAGE, f"large-{number}.zip", _package(number)),
    "courseware of 174 MB": lambda number: Sent(Door.COURSEWARE, "a.zip", _courseware(number)),
    "a zip of pictures that are none": lambda number: Sent(Door.DOCUMENT, "a.zip", _folder(number)),
}  # fmt: skip
