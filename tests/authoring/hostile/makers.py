"""What a stranger may send to each page that takes a file: scripts in every place that holds words, and files with wrong insides."""

import io
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from learnhub.authoring.rules import CourseFolder
from tests.authoring.hostile.archives import attacked, packed
from tests.authoring.importing import documents, mutants
from tests.authoring.packages import scorm
from tests.media import recordings
from tests.tiny_course import TinyCourse

# A script that runs asks for this address: a server that is asked for it has been broken into.
RAN = "/hostile-has-run"
SCRIPT = f"top.hostile=1;self.hostile=1;fetch('{RAN}',{{credentials:'include'}})"


class Door(StrEnum):
    """A page that takes files."""

    DOCUMENT = "document"
    PICTURE = "picture"
    CAPTIONS = "captions"
    VIDEO = "video"
    COURSEWARE = "courseware"
    PACKAGE = "package"
    MARKDOWN = "markdown"
    BROUGHT = "brought"


@dataclass(frozen=True)
class Sent:
    """One upload. words: what is typed beside it (a description, a label)."""

    door: Door
    name: str
    content: bytes
    words: str = ""


# Words that are read out, shown, or put into an attribute: alternative texts, labels, titles, cues.
WORDS = (
    f"<script>{SCRIPT}</script>", f'"><script>{SCRIPT}</script>', f"<img src=x onerror={SCRIPT}>", f'" onload="{SCRIPT}" x="',
    f"' onfocus='{SCRIPT}' autofocus tabindex='1", f"<svg onload={SCRIPT}>", f"<iframe srcdoc=\"<script>parent.{SCRIPT}</script>\">",
    f"</title></textarea></script><script>{SCRIPT}</script>", f"javascript:{SCRIPT}", f"<a href=javascript:{SCRIPT}>x</a>",
    "{{ 7*7 }}{% print(config) %}", "%(x)s %s {0}", "&lt;script&gt;", "\u202e<script>", "<v 甲><c.x>一</c></v>", "-->", "甲" * 4000,
    f"<math><mtext></p><style><img src=x onerror={SCRIPT}></style>", f"<details open ontoggle={SCRIPT}>",
)  # fmt: skip
NAMES = ("a{}", "../../escaped-by-zip{}", "..\\escaped-by-zip{}", "/tmp/escaped-by-zip{}", "甲" * 4000 + "{}", "\u202e{}", "<script>alert(1)</script>{}", "a\r\nX-Hostile: 1{}", ".{}", "a{}.exe", 'a"; filename="b{}')  # fmt: skip


def drawings() -> tuple[bytes, ...]:
    """Return SVG files that try to run, load, or swell."""
    inside = (
        f"<script>{SCRIPT}</script>", f'<script href="{RAN}"/>', f"<g onclick=\"{SCRIPT}\"/>", f'<rect width="9" height="9" OnLoad="{SCRIPT}"/>',
        f'<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml" onload="{SCRIPT}"><iframe src="{RAN}"/></body></foreignObject>',
        f'<a xlink:href="javascript:{SCRIPT}"><rect width="9" height="9"/></a>', f'<use xlink:href="{RAN}#a"/>', f'<use href="data:image/svg+xml,{RAN}"/>',
        f'<image href="{RAN}"/>', f'<animate attributeName="href" to="javascript:{SCRIPT}"/>', f'<set attributeName="onload" to="{SCRIPT}"/>',
        f"<style>@import '{RAN}';</style>", f"<rect style=\"fill:url('{RAN}#a')\"/>", f"<rect fill=\"url({RAN})\"/>", "<text>字</text>",
        f"<handler xmlns=\"http://www.w3.org/2001/xml-events\" type=\"application/ecmascript\">{SCRIPT}</handler>", f"<iframe xmlns=\"http://www.w3.org/1999/xhtml\" src=\"{RAN}\"/>",
        f'<rect xmlns:x="http://www.w3.org/1999/xhtml" x:onload="{SCRIPT}"/>', f"<desc><script xmlns='http://www.w3.org/1999/xhtml'>{SCRIPT}</script></desc>",
        "<g>" * 3000 + "</g>" * 3000, f'<rect style="fill:u\\72l({RAN})"/>', '<use href="#a" /><g id="a"><use href="#a"/></g>',
    )  # fmt: skip
    frame = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 30"{}>{}</svg>'
    files = [frame.format("", one) for one in inside]
    files += [
        frame.format(f' onload="{SCRIPT}"', ""),
        frame.replace("0 0 40 30", "0 0 1e308 nan").format("", ""),
    ]
    laughs = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    files += [
        laughs + frame.format("", "<desc>&b;&x;</desc>"),
        f'<?xml-stylesheet href="{RAN}" type="text/xsl"?>' + frame.format("", ""),
    ]
    files += [f"<html><script>{SCRIPT}</script></html>", frame.format("", "")[:60]]
    told = [file.encode() for file in files]
    # The same in encodings in which a look at the bytes alone sees no markup.
    told += [
        f"<?xml version='1.0' encoding='utf-16'?>{file}".encode("utf-16")
        for file in (files[0], files[-4], files[-3])
    ]
    return (*told, b"<?xml version='1.0' encoding='cp037'?>" + files[0].encode("cp037"), b"")


def tracks() -> tuple[bytes, ...]:
    """Return caption files with scripts in cues, labels, notes and style, with wrong times, and without an end."""
    cue = "00:00.000 --> 00:01.000"
    texts = [f"WEBVTT\n\n{cue}\n{words}\n" for words in WORDS]
    texts += [f"WEBVTT {words}\n\n{cue}\n一\n" for words in WORDS[:6]]
    texts += [
        f"WEBVTT\n\nSTYLE\n::cue{{background:url({RAN})}}\n\n{cue}\n一\n",
        f"WEBVTT\n\nNOTE {WORDS[0]}\n\n{WORDS[0]}\n{cue}\n一\n",
    ]
    texts += [
        f"WEBVTT\n\n{cue} position:{WORDS[3]}\n一\n",
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:0\n\n" + cue,
        "1\n00:00:00,000 --> 00:00:01,000\n" + WORDS[2],
    ]
    times = (
        "00:01.000 --> 00:00.000",
        "99:99.999 --> 0",
        "-1 --> 2",
        "00:00.000 --> 99999999999:00.000",
        "--> -->",
        "0:00 -->",
        "٠٠:٠٠.٠٠٠ --> ٠٠:٠١.٠٠٠",
        "00:00.000 --> 00:0１.000",
    )
    texts += [f"WEBVTT\n\n{one}\n一\n" for one in times]
    texts += [
        "WEBVTT\n\n" + f"{cue}\n一\n\n" * 6000,
        "WEBVTT\n" * 60_000,
        "\n" * 400_000,
        f"WEBVTT\n\n{cue}\n" + "一" * 150_000,
    ]
    return (*(text.encode() for text in texts), texts[0].encode("utf-16"), b"\xff\xfe\0", b"\0" * 5000, b"")


def pictures(chance: random.Random) -> bytes:
    """Return a picture whose header lies, that is a bomb, or whose bytes were turned."""
    form = chance.choice(("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"))
    match chance.randrange(6):
        case 0:
            return documents.png_with(
                *chance.choice(((30_000, 30_000), (0, 0), (2**31 - 1, 1), (9000, 6000), (1, 60_000)))
            )
        case 1:
            return chance.choice(drawings())
        case 2:
            return documents.picture(size=(60, 40), form=form)[: chance.randrange(1, 200)]
        case 3 | 4:  # whole: what is hostile is said beside it
            return documents.picture(size=(60, 40), form=chance.choice(("PNG", "JPEG", "WEBP")))
        case _:
            return turned(documents.picture(size=(60, 40), form=form), chance)


def videos(chance: random.Random) -> bytes:
    """Return an MP4 or WebM whose header lies or whose bytes were turned; a title of it holds a script."""
    title = chance.choice(WORDS)[:200]
    whole = chance.choice(
        (
            lambda: recordings.mp4(filling=200, title=title),
            lambda: recordings.mp4(
                filling=200, seconds=chance.choice((0, 1, 10**6)), width=chance.choice((0, 65_535))
            ),
            lambda: recordings.webm(title=title, live=chance.random() < 0.5),
            lambda: recordings.mp3(told=chance.choice((0, 2**32 - 1))),
            lambda: recordings.box(b"ftyp", b"isom") * chance.choice((1, 2000)),
            lambda: recordings.box(b"moov", *[recordings.box(b"trak")] * 3000),
            lambda: b"\0\0\0\1ftyp" + bytes(8) + chance.choice((b"\xff" * 8, bytes(8))),
            lambda: packed({"a.mp4": recordings.mp4(filling=60)}),
            lambda: chance.choice(drawings()),
        )
    )()
    return whole if chance.random() < 0.3 else turned(whole, chance)


def sounds(chance: random.Random) -> bytes:
    """Return a recording whose header lies or whose bytes were turned."""
    whole = chance.choice(
        (
            lambda: recordings.mp3(frames=60, told=chance.choice((None, 0, 2**32 - 1))),
            recordings.wav,
            recordings.ogg,
            lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + recordings.mp3(frames=9),
            lambda: b"\xff\xf3\x64\xc4" * chance.choice((1, 3000)),
            lambda: packed({"a.mp3": recordings.mp3(frames=9)}),
        )
    )()
    return whole if chance.random() < 0.3 else turned(whole, chance)


def lesson(chance: random.Random) -> str:
    """Return a lesson in whose alternative texts, links, terms and questions scripts stand."""
    tiny = TinyCourse("new-push").folder().files["lessons/push-slow.md"].decode()
    words = chance.choice(WORDS)
    added = chance.choice(
        (
            f"![{words}](media/a.svg)", f"![{words}](javascript:{SCRIPT})", f"[{words}](javascript:{SCRIPT})", f"[点这里](data:text/html,{words})",
            words, f"| {words} | 二 |\n|---|---|\n| 一 | {words} |", f"```warning\n{words}\n```", f"```term\n词：{words}\n读音：hé gǔ\n意思：{words}\n```",
            f"```task a\n题目：{words}\n用时：5 分钟\n怎么交：自己练\n\n{words}\n```", f"<!-- {words} -->", f"[a]: javascript:{SCRIPT}\n\n[a]",
            f"![x](media/../../../{words})", f"```quiz {words}\n{words}\n\n- [x] {words}\n  {words}\n- [ ] b\n  c\n```", f"### {words}",
            f"{'> ' * 500}{words}", f"{'- ' * 400}{words}", f"+++\ntitle = \"{words}\"\n+++",
        )
    )  # fmt: skip
    return tiny.replace("\n\n", f"\n\n{added}\n\n", chance.choice((2, 3, 5)))


def course_files(chance: random.Random, slug: str) -> dict[str, bytes]:
    """Return a course folder some of whose files are hostile, each of the kind that its name says."""
    files = dict(TinyCourse(slug).folder().files)
    added: Mapping[str, Callable[[], bytes]] = {
        "lessons/media/a.svg": lambda: chance.choice(drawings()),
        "lessons/media/b.png": lambda: pictures(chance),
        "lessons/push-slow.captions.vtt": lambda: chance.choice(tracks()),
        "lessons/push-slow.video.mp4": lambda: videos(chance),
        "lessons/push-slow.sign.webm": lambda: videos(chance),
        "lessons/push-slow.sign.vtt": lambda: chance.choice(tracks()),
        "lessons/push-slow.md": lambda: lesson(chance).encode(),
        "lessons/push-slow.scorm.zip": lambda: courseware(chance),
        "lessons/push-slow.easy.md": lambda: lesson(chance).encode(),
        "pronunciation.toml": lambda: (f'"{chance.choice(WORDS)}" = 1\n' + "a.b" * 900).encode(),
        "slots.toml": lambda: f"[[sign]]\nlesson = '{chance.choice(WORDS)}'".encode(),
        "course.toml": lambda: files["course.toml"].replace(
            b'title = "', f'title = "{chance.choice(WORDS[:2])}'.encode(), 1
        ),
    }
    for path in chance.sample(sorted(added), chance.choice((1, 2, 4))):
        files[path] = added[path]()
    return files


def courseware(chance: random.Random) -> bytes:
    """Return a SCORM package with a hostile manifest, hostile pages, or a hostile archive around them."""
    words = chance.choice(WORDS)
    manifest = scorm.MANIFEST
    changes: tuple[Callable[[], dict[str, bytes]], ...] = (
        lambda: {"start.html": f"<script>{SCRIPT}</script>".encode(), "sub/a.svg": chance.choice(drawings())},
        lambda: {"imsmanifest.xml": manifest.replace("认识手机", "<![CDATA[" + words + "]]>").encode()},
        lambda: {"imsmanifest.xml": manifest.replace("start.html", chance.choice((f"javascript:{SCRIPT}", "//evil/x.html", "../../x.html", "https://x/", "%2e%2e/x.html", "\0.html"))).encode()},
        lambda: {"imsmanifest.xml": manifest.replace("<manifest", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><manifest').encode()},
        lambda: {"imsmanifest.xml": ("<a>" * 5000 + "</a>" * 5000).encode()},
        lambda: {"imsmanifest.xml": turned(manifest.encode(), chance)},
        lambda: {"imsmanifest.xml": manifest.replace("?page=2", f'?x="&gt;{RAN}').encode()},
        lambda: {"imsmanifest.xml": manifest.encode("utf-16")},
    )  # fmt: skip
    files = {**scorm.FILES, **chance.choice(changes)()}
    return packed(files) if chance.random() < 0.6 else attacked(files, chance)


def turned(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them changed, dropped, doubled or cut off."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 8))):
        at = chance.randrange(max(1, len(changed)))
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(1, 64)]
            case 2:
                changed[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff"))
            case _:
                changed[at:at] = changed[at : at + chance.randrange(1, 200)]
    return bytes(changed)


def _document(chance: random.Random) -> tuple[str, bytes]:
    match chance.randrange(4):
        case 0:
            return "a.zip", attacked({"x/a.md": lesson(chance).encode(), "x/p.png": pictures(chance)}, chance)
        case 1:
            name, whole = chance.choice(
                (("a.docx", mutants.small_word()), ("a.pptx", documents.slides_with_notes(1)))
            )
            return name, attacked(_unpacked(whole), chance)
        case 2:
            return chance.choice(
                (
                    ("a.vtt", chance.choice(tracks())),
                    ("a.md", lesson(chance).encode()),
                    ("a.png", pictures(chance)),
                )
            )
        case _:
            return (
                next(mutants.mutants(1, seed=chance.randrange(10**6)))
                if chance.random() < 0.2
                else _mutant(chance)
            )


def _mutant(chance: random.Random) -> tuple[str, bytes]:
    if not _MUTANTS:
        _MUTANTS.extend(mutants.mutants(60, seed=11))
    return chance.choice(_MUTANTS)


_MUTANTS: list[tuple[str, bytes]] = []


def _unpacked(content: bytes) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def uploads(count: int, seed: int) -> Iterator[Sent]:
    """Yield uploads for all doors in turn, those that a worker reads half as often; the same seed gives the same ones."""
    chance = random.Random(seed)
    read_by_a_worker = [Door.DOCUMENT, Door.BROUGHT]
    turns = [door for door in Door if door not in read_by_a_worker] * 2 + read_by_a_worker
    for number in range(count):
        door = turns[number % len(turns)]
        name, content = _of_door(door, chance)
        if chance.random() < 0.2:
            stem, dot, suffix = name.rpartition(".")
            name = chance.choice(NAMES).format(dot + suffix if stem else name)
        yield Sent(door, name, content, chance.choice(WORDS))


def _of_door(door: Door, chance: random.Random) -> tuple[str, bytes]:
    match door:
        case Door.DOCUMENT:
            return _document(chance)
        case Door.PICTURE:
            return chance.choice(("a.png", "a.jpg", "a.svg", "a.webp")), pictures(chance)
        case Door.CAPTIONS:
            return chance.choice(("a.vtt", "a.srt")), chance.choice(tracks())
        case Door.VIDEO:
            return chance.choice(("a.mp4", "a.webm")), videos(chance)
        case Door.COURSEWARE:
            return "a.zip", courseware(chance)
        case Door.PACKAGE:
            slug = f"hostile-{chance.randrange(20)}"
            files = {f"{slug}/{path}": content for path, content in course_files(chance, slug).items()}
            return f"{slug}.zip", packed(files) if chance.random() < 0.6 else attacked(files, chance)
        case Door.MARKDOWN:
            return "lesson.md", lesson(chance).encode()
        case Door.BROUGHT:
            made, names = chance.choice(
                (
                    (videos, ("a.mp4", "a.mov", "a.3gp")),
                    (sounds, ("a.mp3", "a.m4a", "a.wav", "a.amr")),
                    (lambda chance: chance.choice(tracks()), ("a.srt", "a.vtt")),
                )
            )
            return chance.choice(names), made(chance)


def folder_of(slug: str, files: Mapping[str, bytes]) -> CourseFolder:
    """Return files as a course folder."""
    return CourseFolder(slug, files)
