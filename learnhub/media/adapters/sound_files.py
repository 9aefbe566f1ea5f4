"""Read MP3, WAV and Ogg recordings by their bytes, without decoding anything."""

import struct

from learnhub.media.adapters.source import Source, Truncated
from learnhub.media.rules.facts import Container, MediaFacts, MediaFault
from learnhub.primitives import say

_FRAMES_MAX = 350_000  # two and a half hours
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_TAIL = 65_536 + 300
_PCM_FORMATS = {1, 3, 0xFFFE}


def looks_like_mp3(head: bytes) -> bool:
    """Tell whether the first bytes begin an MP3 file: a tag, or a frame of layer III."""
    return head[:3] == b"ID3" or _frame(head[:4]) is not None


def read_mp3(source: Source) -> MediaFacts:
    """Walk all frames and add up how long they play. Raises Truncated when the last one is cut off."""
    position = _after_tag(source)
    samples = count = told = rate = 0
    while position + 4 <= source.size and count < _FRAMES_MAX:
        header = source.read(position, 4)
        frame = _frame(header)
        if frame is None:
            break
        length, frame_samples, rate = frame
        if position + length > source.size:
            raise Truncated(position)
        if count == 0:
            told = _told_frames(source.read(position, min(length, 64)))
        is_about = count == 0 and told  # the first frame then holds no sound
        samples += 0 if is_about else frame_samples
        count += 1
        position += length
    if count < 3 or not rate:
        raise MediaFault(say("这个文件里不是 MP3 录音，请重新导出。"))
    if told and count - 1 < told:
        raise Truncated(position)
    rest = source.read(position, min(8, source.size - position))
    if rest.strip(b"\0") and rest[:3] not in {b"TAG", b"APE"} and source.size - position > 10_000:
        raise MediaFault(say("这段 MP3 中间坏了，后面听不到。请重新导出。"))
    return MediaFacts(Container.MP3, source.size, samples * 1000 // rate, audio_codec="mp3")


def _after_tag(source: Source) -> int:
    head = source.head(10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _frame(header: bytes) -> tuple[int, int, int] | None:
    """Return (bytes, samples, samples a second) of a layer III frame, or None."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0 or header[1] >> 1 & 3 != 1:
        return None
    version, bits, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or bits in {0, 15} or rate == 3:
        return None
    per_second = _RATES[version][rate]
    kbps = (_BITS_1 if version == 3 else _BITS_2)[bits]
    samples = 1152 if version == 3 else 576
    return samples // 8 * kbps * 1000 // per_second + (header[2] >> 1 & 1), samples, per_second


def _told_frames(frame: bytes) -> int:
    """Return how many frames the Xing or Info header says there are; 0 where it doesn't say."""
    for name in (b"Xing", b"Info"):
        at = frame.find(name)
        if at > 0 and len(frame) >= at + 12 and frame[at + 7] & 1:
            return int.from_bytes(frame[at + 8 : at + 12], "big")
    return 0


def read_wav(source: Source) -> MediaFacts:
    """Read the chunks of a WAV file. Raises Truncated when the sound is cut off."""
    position, per_second, codec = 12, 0, ""
    for _ in range(200):
        if position + 8 > source.size:
            break
        kind, size = struct.unpack("<4sI", source.read(position, 8))
        if kind == b"fmt " and size >= 16:
            form, _channels, _rate, per_second = struct.unpack("<HHII", source.read(position + 8, 12))
            codec = "pcm" if form in _PCM_FORMATS else f"?wav{form}"
        elif kind == b"data":
            if not per_second:
                raise MediaFault(say("这个 WAV 录音缺少格式说明，放不出来。请重新导出。"))
            # Recorders that were stopped hard leave 0 or all ones here: then the rest of the file is the sound.
            count = source.size - position - 8 if size in {0, 0xFFFFFFFF} else size
            if position + 8 + count > source.size:
                raise Truncated(position)
            return MediaFacts(
                Container.WAV, source.size, min(count * 1000 // per_second, 2**31 - 1), audio_codec=codec
            )
        position += 8 + size + size % 2
    raise MediaFault(say("这个 WAV 文件里没有声音。请重新导出。"))


def read_ogg(source: Source) -> MediaFacts:
    """Read the first page for the codec, the last one for the length."""
    head = source.head(_TAIL)
    opus, vorbis = head.find(b"OpusHead", 0, 400), head.find(b"\x01vorbis", 0, 400)
    if opus > 0 and opus + 19 <= len(head):
        rate, skip, codec = 48000, struct.unpack_from("<H", head, opus + 10)[0], "opus"
    elif vorbis > 0 and vorbis + 16 <= len(head):
        rate, skip, codec = struct.unpack_from("<I", head, vorbis + 12)[0], 0, "vorbis"
    else:
        raise MediaFault(say("这个 Ogg 文件里不是 Opus 或 Vorbis 录音，请导出成 MP3 再发。"))
    tail = source.read(max(0, source.size - _TAIL), min(_TAIL, source.size))
    at = tail.rfind(b"OggS")
    if at < 0 or at + 27 > len(tail):
        raise Truncated(source.size)
    segments = tail[at + 26]
    body = at + 27 + segments
    if body > len(tail) or body + sum(tail[at + 27 : body]) > len(tail):
        raise Truncated(source.size)
    (granule,) = struct.unpack_from("<q", tail, at + 6)
    if granule <= skip or not rate:
        raise Truncated(source.size)
    return MediaFacts(
        Container.OGG, source.size, min((granule - skip) * 1000 // rate, 2**31 - 1), audio_codec=codec
    )
