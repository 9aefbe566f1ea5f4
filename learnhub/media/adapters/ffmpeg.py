"""Run ffmpeg as a program beside ours, with limits: it reads what strangers sent.

It is started with a list, never through a shell; told which demuxer to use, so that it doesn't guess; allowed local files alone;
and held to memory, CPU, file size and wall time. Its own licence (GPL with x264) stays its own.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from learnhub.jobs.adapters.children import Limits, within
from learnhub.media.rules.facts import Container, MediaFacts

_MEMORY_BYTES = 3_000_000_000
_FILE_BYTES = 2_000_000_000
_WALL_SECONDS_MAX = 4 * 3600
_STOP_SECONDS = 5
_NICENESS = 15
_DEMUXERS = {
    Container.MP4: "mov", Container.MOV: "mov", Container.THREE_GP: "mov", Container.WEBM: "matroska",
    Container.MATROSKA: "matroska", Container.OGG: "ogg", Container.MP3: "mp3", Container.WAV: "wav",
}  # fmt: skip
_LONG_SIDE, _SHORT_SIDE = 1280, 720


class ConversionFailed(RuntimeError):
    """ffmpeg ended without a result, or was stopped because it took too much. The message is for the log."""


def program() -> str | None:
    """Return the ffmpeg of this machine, or None where there is none."""
    return shutil.which("ffmpeg")


@dataclass(frozen=True)
class Ffmpeg:
    """One ffmpeg. threads: how many cores a conversion may take; the site itself runs on the others."""

    path: str
    threads: int = 1

    def convert_video(self, source: Path, facts: MediaFacts, target: Path) -> None:
        """Write H.264 of at most 720 lines with AAC as MP4, index in front; upright, without places."""
        wide, high = (_LONG_SIDE, _SHORT_SIDE) if facts.width >= facts.height else (_SHORT_SIDE, _LONG_SIDE)
        # Smaller stays as it is; even sides, as the pixel format wants them.
        scale = (
            f"scale=w='min({wide},iw)':h='min({high},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2,"
            "format=yuv420p"
        )
        picture = ["-vf", scale, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-maxrate", "2500k"]
        picture += ["-bufsize", "5000k", "-profile:v", "high", "-level:v", "4.0", "-fpsmax", "30"]
        sound = ["-c:a", "aac", "-b:a", "96k", "-ac", "2"] if facts.audio_codec else ["-an"]
        self._make(
            source, facts, [*picture, *sound, "-movflags", "+faststart", "-f", "mp4"], target, both=True
        )

    def convert_sound(self, source: Path, facts: MediaFacts, target: Path) -> None:
        """Write the sound alone as AAC in MP4 (M4A), 64 kbit/s, one channel."""
        self._make(
            source,
            facts,
            ["-vn", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-movflags", "+faststart", "-f", "mp4"],
            target,
        )

    def repack(self, source: Path, facts: MediaFacts, target: Path) -> None:
        """Write the same pictures and sound with length and index, so that players can seek."""
        form = "webm" if facts.container is Container.WEBM else "mp4"
        self._make(
            source,
            facts,
            ["-c", "copy", "-cues_to_front", "1", "-f", form]
            if form == "webm"
            else ["-c", "copy", "-movflags", "+faststart", "-f", form],
            target,
            both=True,
        )

    def poster(self, source: Path, facts: MediaFacts, target: Path) -> None:
        """Write one picture from near the beginning as JPEG, 640 pixels at most."""
        at = min(1000, facts.duration_ms // 3) / 1000
        scale = "scale=w='min(640,iw)':h='min(640,ih)':force_original_aspect_ratio=decrease"
        self._make(
            source,
            facts,
            ["-an", "-frames:v", "1", "-vf", scale, "-q:v", "4", "-f", "mjpeg"],
            target,
            seek=f"{at:.3f}",
        )

    def wave(self, source: Path, facts: MediaFacts, target: Path, *, sample_rate: int = 16_000) -> None:
        """Write the sound as machines want it: WAV, 16 bits, one channel; 16 kHz for a listening one."""
        self._make(
            source,
            facts,
            ["-vn", "-ac", "1", "-ar", str(sample_rate), "-c:a", "pcm_s16le", "-f", "wav"],
            target,
        )

    def _make(
        self,
        source: Path,
        facts: MediaFacts,
        how: Sequence[str],
        target: Path,
        *,
        seek: str = "",
        both: bool = False,
    ) -> None:
        command = [
            self.path,
            "-nostdin",
            "-hide_banner",
            "-loglevel",
            "error",
            "-y",
            "-protocol_whitelist",
            "file",
        ]
        command += ["-threads", str(self.threads), "-f", _DEMUXERS[facts.container]]
        command += ["-ss", seek] if seek else []
        command += ["-i", f"file:{source}"]
        command += ["-map", "0:v:0?", "-map", "0:a:0?"] if both else []
        command += ["-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-threads", str(self.threads)]
        seconds = min(_WALL_SECONDS_MAX, 120 + 6 * facts.duration_ms // 1000)
        _run([*command, *how, f"file:{target}"], seconds=seconds)
        if not target.exists() or target.stat().st_size == 0:
            raise ConversionFailed("ffmpeg wrote nothing")


def _run(command: Sequence[str], *, seconds: int) -> None:
    """Run a command within its limits; ConversionFailed with its last words when it fails."""
    started = subprocess.Popen(  # noqa: S603  our own command, without a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        preexec_fn=within(Limits(_NICENESS, _MEMORY_BYTES, seconds, _FILE_BYTES)),
        start_new_session=True,
    )
    try:
        _, said = started.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(started.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.communicate(timeout=_STOP_SECONDS)
        raise ConversionFailed(f"stopped after {seconds} seconds") from error
    if started.returncode != 0:
        raise ConversionFailed(f"exit {started.returncode}: {said.decode('utf-8', 'replace')[-300:]}")
