"""Archives that mean harm, made byte by byte: zipfile itself would refuse to write most of them."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

# Looked for on the whole disk afterwards: no file of this name may be anywhere.
ESCAPED = "escaped-by-zip"
_OUTSIDE = (
    f"../{ESCAPED}.md", f"../../../../../../../../tmp/{ESCAPED}.md", f"/tmp/{ESCAPED}.md", f"a/../../{ESCAPED}.md",
    f"..\\..\\{ESCAPED}.md", f"C:\\{ESCAPED}.md", f"C:{ESCAPED}.md", f"\\\\host\\share\\{ESCAPED}.md", f"./../{ESCAPED}.md",
    f"lessons/media/../../../{ESCAPED}.svg", f"{ESCAPED}.md\0.png", f"~/{ESCAPED}.md", f"lessons//{ESCAPED}.md", f"./{ESCAPED}.md",
)  # fmt: skip
_ODD = (
    "con.md",
    "aux",
    "nul.svg",
    "a\u202egnp.md",
    "\u200b.md",
    "-rf",
    "a b/../c",
    ".",
    "..",
    "%2e%2e/x.md",
    "lessons/",
    "甲" * 4000 + ".md",
    "a/" * 2000 + "b.md",
)
Attack = Callable[[dict[str, bytes], random.Random], bytes]


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an ordinary archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return written.getvalue()


def attacked(files: dict[str, bytes], chance: random.Random) -> bytes:
    """Return an archive of these files with one thing wrong about the archive itself."""
    return chance.choice(ATTACKS)(files, chance)


def _with_name(name: str, files: dict[str, bytes]) -> bytes:
    if "\0" not in name:
        return packed({**files, name: b"out"})
    # zipfile cuts a name at its NUL when it writes: the byte is put in afterwards.
    return packed({**files, name.replace("\0", "\1"): b"out"}).replace(b"\1", b"\0")


def _symlink(files: dict[str, bytes], chance: random.Random) -> bytes:
    link = zipfile.ZipInfo(chance.choice(("lessons/a.md", "a", "lessons/media/a.svg", "lessons")))
    link.external_attr = chance.choice((0o120777, 0o020666, 0o060666, 0o010644)) << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, chance.choice(("/etc/passwd", "../../..", "/proc/self/environ")))
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def _bomb(files: dict[str, bytes], chance: random.Random) -> bytes:
    return packed({**files, "lessons/media/bomb.png": bytes(chance.choice((1_200_000, 3_000_000)))})


def _overlap(files: dict[str, bytes], chance: random.Random) -> bytes:
    """Two entries of the list point at the same bytes."""
    whole = packed(files)
    at = whole.index(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    listed = whole[at:end]
    count, size = struct.unpack_from("<HL", whole, end + 10)
    times = chance.choice((1, 20))
    record = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count * (times + 1), count * (times + 1), size * (times + 1), at, 0
    )
    return whole[:at] + listed * (times + 1) + record


def _twins(files: dict[str, bytes], chance: random.Random) -> bytes:
    first = chance.choice(sorted(files))
    other = chance.choice((first.upper(), first.replace(".", "\u0323."), first.swapcase(), first))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in [*files.items(), (other, b"twin")]:
            # By its own ZipInfo and into a fresh list: zipfile only warns of doubles, and warnings are errors here.
            archive.NameToInfo.clear()
            archive.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()


def _patched(offset: int, form: str, values: tuple[int, ...], *, where: bytes = b"PK\x01\x02") -> Attack:
    """Return an attack that writes a number into one entry of the list, or of a header where it is told so."""

    def attack(files: dict[str, bytes], chance: random.Random) -> bytes:
        whole = bytearray(packed(files, method=chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))))
        places = [at for at in range(len(whole)) if whole[at : at + 4] == where]
        struct.pack_into(form, whole, chance.choice(places) + offset, chance.choice(values))
        return bytes(whole)

    return attack


def _zip64(files: dict[str, bytes], chance: random.Random) -> bytes:
    """Sizes or places that only the 64-bit fields tell, and those lie."""
    whole = packed(files)
    end = whole.rindex(b"PK\x05\x06")
    huge = chance.choice((2**63 - 1, 2**40, 0, end))
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, huge, huge, huge, huge)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, chance.choice((end, huge)), 1)
    told = bytearray(whole[end:])
    struct.pack_into("<2H2L", told, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return whole[:end] + record + locator + bytes(told)


def _many(files: dict[str, bytes], chance: random.Random) -> bytes:
    return packed(
        {**files, **{f"lessons/media/p{number}.svg": b"" for number in range(chance.choice((1100, 2500)))}},
        method=0,
    )


def _file_and_folder(files: dict[str, bytes], chance: random.Random) -> bytes:
    first = chance.choice(sorted(files))
    return packed({**files, f"{first}/inside.md": b"x", f"{first}/": b""})


def _nested(files: dict[str, bytes], chance: random.Random) -> bytes:
    inner = packed(files)
    for _ in range(chance.choice((1, 5))):
        inner = packed({"lessons/push-slow.scorm.zip": inner, "inner.zip": inner})
    return inner


def _other_method(files: dict[str, bytes], chance: random.Random) -> bytes:
    return packed(files, method=chance.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)))


def _in_front(files: dict[str, bytes], chance: random.Random) -> bytes:
    """Something else stands in front of the archive, or behind it."""
    stranger = chance.choice(
        (b"<html><script>parent.hostile=1</script>", b"MZ\x90", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"GIF89a")
    )
    return stranger + packed(files) if chance.random() < 0.5 else packed(files) + stranger * 40


def _cut(files: dict[str, bytes], chance: random.Random) -> bytes:
    whole = packed(files)
    return whole[: chance.randrange(1, len(whole))]


def _bad_deflate(files: dict[str, bytes], chance: random.Random) -> bytes:
    whole = bytearray(packed(files))
    for _ in range(8):
        whole[chance.randrange(40, len(whole))] = chance.randrange(256)
    return bytes(whole)


def _lying_sizes(files: dict[str, bytes], chance: random.Random) -> bytes:
    """The list says little and much comes out: a stream of 2 MB under an entry of ten bytes, with a right checksum."""
    content = bytes(2_000_000)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = squeezer.compress(content) + squeezer.flush()
    name = b"lessons/media/a.png"
    told = chance.choice((10, len(content) * 50 // 100))
    head = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(content), len(stream), told, len(name), 0
    )
    listed = struct.pack(
        "<4s6H3L5H2L",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        0,
        zlib.crc32(content),
        len(stream),
        told,
        len(name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    at = len(head) + len(name) + len(stream)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed) + len(name), at, 0)
    return head + name + stream + listed + name + end


ATTACKS: tuple[Attack, ...] = (
    lambda files, chance: _with_name(chance.choice(_OUTSIDE), files),
    lambda files, chance: _with_name(chance.choice(_ODD), files),
    lambda files, chance: packed({f"{chance.choice(('..', '/', 'x:'))}/{name}": told for name, told in files.items()}),
    _symlink,
    _bomb,
    _overlap,
    _twins,
    _patched(16, "<L", (0, 1, 0xFFFFFFFF)),  # a wrong checksum
    _patched(20, "<L", (0, 5, 0xFFFFFFFF)),  # packed size
    _patched(24, "<L", (0, 5, 0x7FFFFFFF)),  # unpacked size
    _patched(42, "<L", (0, 7, 0x7FFFFFFF)),  # where the entry begins
    _patched(8, "<H", (0x1, 0x41, 0x2000)),  # a password
    _patched(6, "<H", (0x1, 0x8, 0x800), where=b"PK\x03\x04"),
    _patched(10, "<H", (1, 6, 97, 99)),  # methods that nobody has
    _patched(28, "<H", (0, 60_000)),  # length of the name
    _patched(16, "<L", (0, 0x7FFFFFFF), where=b"PK\x05\x06"),  # where the list begins
    _patched(8, "<H", (0, 9, 0xFFFF), where=b"PK\x05\x06"),  # how many there are
    _zip64,
    _many,
    _file_and_folder,
    _nested,
    _other_method,
    _in_front,
    _cut,
    _bad_deflate,
    _lying_sizes,
    lambda files, chance: b"PK\x05\x06" + bytes(18),
    lambda files, chance: b"",
)  # fmt: skip
