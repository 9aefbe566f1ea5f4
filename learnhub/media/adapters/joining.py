"""Join recordings to one video with ffmpeg, each as long as it is: whoever knows the lengths knows when each begins."""

from collections.abc import Callable, Sequence
from pathlib import Path

from learnhub.media.adapters.ffmpeg import _DEMUXERS, ConversionFailed, Ffmpeg, _run
from learnhub.media.adapters.probe import probe
from learnhub.media.rules.facts import MediaFacts

_FRAMES_A_SECOND = 25
_LONG_SIDE, _SHORT_SIDE = 1280, 720
_JOIN_SECONDS_MAX = 600


def join_silent(
    ffmpeg: Ffmpeg,
    clips: Sequence[tuple[Path, MediaFacts]],
    folder: Path,
    target: Path,
    *,
    after_each: Callable[[int], None],
) -> list[int]:
    """Write clips one after the other as H.264 MP4 without sound, index in front; return the milliseconds of each.

    The size is that of the first clip, at most 720 lines; others are fitted into it with borders, never stretched. Every clip is
    written at 25 frames a second, so that lengths are whole frames and no time creeps in between.
    folder: for what is needed meanwhile. after_each: told how many clips are done. Raises ConversionFailed and MediaFault.
    """
    wide, high = _size(clips[0][1])
    picture = (
        f"scale={wide}:{high}:force_original_aspect_ratio=decrease:force_divisible_by=2,"
        f"pad={wide}:{high}:-1:-1:color=black,setsar=1,fps={_FRAMES_A_SECOND},format=yuv420p"
    )
    lengths, parts = [], []
    for number, (source, facts) in enumerate(clips, start=1):
        part = folder / f"part-{number}.mp4"
        command = [*_start(ffmpeg), "-f", _DEMUXERS[facts.container], "-i", f"file:{source}", "-map", "0:v:0"]
        command += ["-an", "-sn", "-dn", "-map_metadata", "-1", "-vf", picture, "-c:v", "libx264"]
        command += ["-preset", "veryfast", "-crf", "24", "-maxrate", "1500k", "-bufsize", "3000k"]
        command += [
            "-bf",
            "0",
            "-g",
            "50",
            "-video_track_timescale",
            "25000",
            "-threads",
            str(ffmpeg.threads),
        ]
        _run([*command, "-f", "mp4", f"file:{part}"], seconds=120 + 6 * facts.duration_ms // 1000)
        lengths.append(probe(part).duration_ms)
        if lengths[-1] < 1:
            raise ConversionFailed(f"part {number} has no length")
        parts.append(part)
        after_each(number)
    listed = folder / "parts.txt"
    listed.write_text("".join(f"file '{part.name}'\n" for part in parts), encoding="ascii")
    command = [*_start(ffmpeg), "-f", "concat", "-safe", "0", "-i", f"file:{listed}", "-c", "copy"]
    command += ["-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4", f"file:{target}"]
    _run(command, seconds=_JOIN_SECONDS_MAX)
    return lengths


def _size(facts: MediaFacts) -> tuple[int, int]:
    longest = _LONG_SIDE if facts.width >= facts.height else _SHORT_SIDE
    tallest = _SHORT_SIDE if facts.width >= facts.height else _LONG_SIDE
    scale = min(1.0, longest / max(facts.width, 1), tallest / max(facts.height, 1))
    wide, high = round(facts.width * scale), round(facts.height * scale)
    return max(wide - wide % 2, 2), max(high - high % 2, 2)


def _start(ffmpeg: Ffmpeg) -> list[str]:
    return [
        ffmpeg.path, "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-protocol_whitelist", "file",
    ]  # fmt: skip
