"""Read MP4, MOV and 3GP by their boxes (ISO/IEC 14496-12), without decoding anything."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.media.adapters.source import Source, TooMuch, Truncated
from learnhub.media.rules.facts import Container, MediaFacts, MediaFault
from learnhub.primitives import say

MOOV_BYTES_MAX = 64_000_000
_TOP_BOXES_MAX = 100_000
_INNER_BOXES_MAX = 20_000
_TRACKS_MAX = 32
_SAMPLES_MAX = 2_000_000
_FIRST_KINDS = frozenset([b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"])
_VIDEO = {
    b"avc1": "h264", b"avc3": "h264", b"hvc1": "hevc", b"hev1": "hevc", b"dvh1": "dolby-vision", b"dvhe": "dolby-vision",
    b"av01": "av1", b"vp08": "vp8", b"vp09": "vp9", b"mp4v": "mpeg4", b"s263": "h263", b"h263": "h263", b"jpeg": "mjpeg",
    b"mjpa": "mjpeg", b"apch": "prores", b"apcn": "prores", b"apcs": "prores", b"apco": "prores", b"ap4h": "prores",
}  # fmt: skip
_AUDIO = {
    b"mp4a": "aac", b".mp3": "mp3", b"Opus": "opus", b"samr": "amr", b"sawb": "amr", b"alac": "alac", b"ac-3": "ac3",
    b"ec-3": "ac3", b"fLaC": "flac", b"sowt": "pcm", b"twos": "pcm", b"lpcm": "pcm", b"in24": "pcm",
}  # fmt: skip
_TURNS = {(0, 1): 90, (-1, 0): 180, (0, -1): 270}


@dataclass(frozen=True, slots=True)
class TopBox:
    """A box of the outermost level. begin: of its header; body: after it; end: after the box."""

    kind: bytes
    begin: int
    body: int
    end: int


@dataclass(slots=True)
class _Track:
    number: int = 0
    handler: bytes = b""
    codec: bytes = b""
    sound_object: int = 0
    scale: int = 0
    duration: int = 0
    width: int = 0
    height: int = 0
    rotation: int = 0
    default_sample: int = 0
    fragments_end: int = 0


def looks_like_boxes(head: bytes) -> bool:
    """Tell whether the first bytes begin a file of boxes."""
    return len(head) >= 8 and head[4:8] in _FIRST_KINDS


def top_boxes(source: Source) -> Iterator[TopBox]:
    """Yield the outermost boxes in order; Truncated where one says it is longer than the file."""
    position = 0
    for _ in range(_TOP_BOXES_MAX):
        if position == source.size:
            return
        size, kind = struct.unpack(">I4s", source.read(position, 8))
        header = 8
        if size == 1:
            (size,) = struct.unpack(">Q", source.read(position + 8, 8))
            header = 16
        elif size == 0:
            size = source.size - position
        if size < header or position + size > source.size:
            raise Truncated(position)
        yield TopBox(kind, position, position + header, position + size)
        position += size
    raise TooMuch("boxes")


def read_boxes(source: Source) -> MediaFacts:
    """Return what the boxes say. Raises MediaFault for a file without an index, Truncated, TooMuch."""
    boxes = list(top_boxes(source))
    index = next((box for box in boxes if box.kind == b"moov"), None)
    if index is None:
        raise MediaFault(say("视频没有录完整（缺少索引），放不出来。请在手机里打开它，能放再重新导出一次。"))
    if index.end - index.body > MOOV_BYTES_MAX:
        raise TooMuch("moov")
    data_at = next((box.begin for box in boxes if box.kind == b"mdat"), source.size)
    moov = _Moov(source.read(index.body, index.end - index.body))
    fragments = [box for box in boxes if box.kind == b"moof"]
    if fragments:
        moov.add_fragments(source, fragments)
    return moov.facts(
        _container(source, boxes), source.size, is_streamable=index.begin < data_at or bool(fragments)
    )


def _container(source: Source, boxes: list[TopBox]) -> Container:
    kind = next((box for box in boxes if box.kind == b"ftyp"), None)
    if kind is None or kind.end - kind.body < 4:
        return Container.MOV
    brand = source.read(kind.body, 4)
    if brand == b"qt  ":
        return Container.MOV
    return Container.THREE_GP if brand[:2] == b"3g" else Container.MP4


class _Moov:
    """The index of a file, in memory."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.boxes_left = _INNER_BOXES_MAX
        self.scale = self.duration = 0
        self.tracks: list[_Track] = []
        self.title = ""
        self.movie_length = 0
        for kind, at, end in self.inner(0, len(content)):
            if kind == b"mvhd":
                self.scale, self.duration = self.clock(at)
            elif kind == b"trak":
                if len(self.tracks) >= _TRACKS_MAX:
                    raise TooMuch("tracks")
                self.tracks.append(self.track(at, end))
            elif kind == b"mvex":
                self.defaults(at, end)
            elif kind == b"udta":
                self.title = self.name(at, end)

    def inner(self, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """Yield (kind, begin, end) of the boxes in a stretch, without their headers."""
        position = start
        while position + 8 <= end:
            self.boxes_left -= 1
            if self.boxes_left < 0:
                raise TooMuch("boxes")
            size, kind = struct.unpack_from(">I4s", self.content, position)
            header = 8
            if size == 1:
                if position + 16 > end:
                    raise Truncated(position)
                (size,) = struct.unpack_from(">Q", self.content, position + 8)
                header = 16
            elif size == 0:
                size = end - position  # to the end; QuickTime also closes lists with a zero
            if size < header or position + size > end:
                raise Truncated(position)
            yield kind, position + header, position + size
            position += size

    def unpack(self, form: str, at: int, end: int) -> tuple[int, ...]:
        """Unpack whole numbers; Truncated when they don't lie within the box."""
        if at + struct.calcsize(form) > end:
            raise Truncated(at)
        return struct.unpack_from(form, self.content, at)

    def clock(self, at: int) -> tuple[int, int]:
        """Read time scale and duration of mvhd or mdhd; a duration of all ones means unknown."""
        (version,) = self.unpack(">B", at, len(self.content))
        scale, duration = self.unpack(
            ">IQ" if version == 1 else ">II", at + (20 if version == 1 else 12), len(self.content)
        )
        unknown = 2**64 - 1 if version == 1 else 2**32 - 1
        return scale, 0 if duration == unknown else duration

    def track(self, at: int, end: int) -> _Track:
        """Read one track."""
        track = _Track()
        for kind, begin, stop in self.inner(at, end):
            if kind == b"tkhd":
                self.header(track, begin, stop)
            elif kind == b"mdia":
                self.media(track, begin, stop)
        return track

    def header(self, track: _Track, at: int, end: int) -> None:
        """Read number, size and rotation (the matrix, ISO/IEC 14496-12, 8.3.2)."""
        (version,) = self.unpack(">B", at, end)
        (track.number,) = self.unpack(">I", at + (20 if version == 1 else 12), end)
        matrix_at = at + (52 if version == 1 else 40)
        a, b, _u, c, d, _v, _x, _y, _w, width, height = self.unpack(">9iII", matrix_at, end)
        track.width, track.height = width >> 16, height >> 16
        sign = (a > 0) - (a < 0), (b > 0) - (b < 0)
        track.rotation = _TURNS.get(sign, 0) if c or d or a or b else 0

    def media(self, track: _Track, at: int, end: int) -> None:
        """Read clock, kind and codec."""
        for kind, begin, stop in self.inner(at, end):
            if kind == b"mdhd":
                track.scale, track.duration = self.clock(begin)
            elif kind == b"hdlr" and stop - begin >= 12:
                track.handler = self.content[begin + 8 : begin + 12]
            elif kind == b"minf":
                for inner, first, last in self.inner(begin, stop):
                    if inner == b"stbl":
                        self.samples(track, first, last)

    def samples(self, track: _Track, at: int, end: int) -> None:
        """Read the codec of the first sample description."""
        for kind, begin, stop in self.inner(at, end):
            if kind != b"stsd":
                continue
            for codec, first, last in self.inner(begin + 8, stop):
                track.codec = codec
                if track.handler == b"vide" and last - first >= 28:
                    width, height = self.unpack(">HH", first + 24, last)
                    track.width, track.height = track.width or width, track.height or height
                elif codec == b"mp4a":
                    track.sound_object = _sound_object(self.content[first:last])
                return

    def defaults(self, at: int, end: int) -> None:
        """Read the default durations of samples in fragments, and the length of the whole where it is told."""
        for kind, begin, stop in self.inner(at, end):
            if kind == b"mehd":
                (version,) = self.unpack(">B", begin, stop)
                (self.movie_length,) = self.unpack(">Q" if version == 1 else ">I", begin + 4, stop)
            elif kind == b"trex":
                number, _index, duration = self.unpack(">III", begin + 4, stop)
                for track in self.tracks:
                    if track.number == number:
                        track.default_sample = duration

    def name(self, at: int, end: int) -> str:
        """Read the title that programs write into udta (iTunes-style ©nam, or QuickTime's own)."""
        found: list[bytes] = []
        for kind, begin, stop in self.inner(at, end):
            if kind == b"\xa9nam":
                found.append(self.content[begin + 4 : stop])
            elif kind == b"meta" and stop - begin > 12:
                starts = begin if self.content[begin + 4 : begin + 8] == b"hdlr" else begin + 4
                found += [
                    self.content[data_at + 8 : data_end]
                    for inner, first, last in self.inner(starts, stop)
                    if inner == b"ilst"
                    for tag, tag_at, tag_end in self.inner(first, last)
                    if tag == b"\xa9nam"
                    for data, data_at, data_end in self.inner(tag_at, tag_end)
                    if data == b"data"
                ]
        return found[0][:800].decode("utf-8", "ignore") if found else ""

    def add_fragments(self, source: Source, fragments: list[TopBox]) -> None:
        """Add up how long the fragments play (what MediaRecorder of phones makes has no length in front)."""
        by_number = {track.number: track for track in self.tracks}
        samples_left = _SAMPLES_MAX
        for box in fragments:
            if box.end - box.body > MOOV_BYTES_MAX:
                raise TooMuch("moof")
            part = _Fragment(source.read(box.body, box.end - box.body))
            samples_left -= part.add_to(by_number)
            if samples_left < 0:
                raise TooMuch("samples")

    def facts(self, container: Container, byte_count: int, *, is_streamable: bool) -> MediaFacts:
        """Sum up."""
        video = next((t for t in self.tracks if t.handler == b"vide" and t.codec), None)
        audio = next((t for t in self.tracks if t.handler == b"soun" and t.codec), None)
        if video is None and audio is None:
            raise MediaFault(say("这个文件里没有画面，也没有声音。请重新导出。"))
        lengths = [_milliseconds(self.duration, self.scale), _milliseconds(self.movie_length, self.scale)]
        for track in (video, audio):
            if track is not None:
                lengths.append(_milliseconds(max(track.duration, track.fragments_end), track.scale))
        is_turned = video is not None and video.rotation in {90, 270}
        return MediaFacts(
            container=container,
            byte_count=byte_count,
            duration_ms=max(lengths),
            width=0 if video is None else video.height if is_turned else video.width,
            height=0 if video is None else video.width if is_turned else video.height,
            rotation=video.rotation if video is not None else 0,
            video_codec=_named(video, _VIDEO),
            audio_codec=_sound_name(audio),
            is_streamable=is_streamable,
            title=self.title,
        )


class _Fragment(_Moov):
    """One moof box."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.boxes_left = _INNER_BOXES_MAX

    def add_to(self, tracks: dict[int, _Track]) -> int:
        """Lengthen the tracks by what this fragment holds; return how many samples that is."""
        count = 0
        for kind, at, end in self.inner(0, len(self.content)):
            if kind == b"traf":
                count += self.track_part(tracks, at, end)
        return count

    def track_part(self, tracks: dict[int, _Track], at: int, end: int) -> int:
        """Read one traf (8.8.6 to 8.8.8, 8.8.12)."""
        track: _Track | None = None
        each = begins = length = count = 0
        for kind, begin, stop in self.inner(at, end):
            if kind == b"tfhd":
                flags, number = self.unpack(">II", begin, stop)
                track = tracks.get(number)
                place = begin + 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
                each = (
                    self.unpack(">I", place, stop)[0] if flags & 8 else track.default_sample if track else 0
                )
            elif kind == b"tfdt":
                (version,) = self.unpack(">B", begin, stop)
                (begins,) = self.unpack(">Q" if version == 1 else ">I", begin + 4, stop)
            elif kind == b"trun":
                flags, samples = self.unpack(">II", begin, stop)
                count += samples
                if samples > _SAMPLES_MAX:
                    raise TooMuch("samples")
                length += self.run_length(flags, samples, each, begin, stop)
        if track is not None:
            track.fragments_end = max(track.fragments_end, (begins or track.fragments_end) + length)
        return count

    def run_length(self, flags: int, samples: int, each: int, at: int, end: int) -> int:
        """Return how long one run of samples plays."""
        if not flags & 0x100:
            return each * samples
        width = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
        place = at + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
        if place + width * samples > end:
            raise Truncated(place)
        return sum(
            int.from_bytes(self.content[p : p + 4], "big")
            for p in range(place, place + width * samples, width)
        )


def _milliseconds(duration: int, scale: int) -> int:
    return min(duration * 1000 // scale, 2**31 - 1) if scale else 0


def _named(track: _Track | None, names: dict[bytes, str]) -> str:
    if track is None:
        return ""
    return names.get(track.codec) or "?" + "".join(chr(b) for b in track.codec if 32 < b < 127)


def _sound_name(track: _Track | None) -> str:
    if track is None:
        return ""
    # mp4a holds AAC or, by its object type, MP3 (ISO/IEC 14496-1, table 5).
    return "mp3" if track.codec == b"mp4a" and track.sound_object in {0x69, 0x6B} else _named(track, _AUDIO)


def _sound_object(entry: bytes) -> int:
    """Return the object type that the esds box of a sample entry names; 0 where it names none."""
    at = entry.find(b"esds")
    place = entry.find(b"\x04", at + 8, at + 40) if at >= 0 else -1
    if place < 0:
        return 0
    place += 1
    while place < len(entry) and entry[place] & 0x80:
        place += 1
    return entry[place + 1] if place + 1 < len(entry) else 0
