"""Which files are taken for which purpose, and what to do with those that aren't."""

from learnhub.media.rules.facts import Container, Kind, MediaFacts, codec_words
from learnhub.media.rules.limits import DURATION_MS_MAX, Purpose
from learnhub.primitives import Refusal, say

_KIND_OF = {
    Purpose.SIGN_RECORDING: Kind.VIDEO,
    Purpose.LESSON_VIDEO: Kind.VIDEO,
    Purpose.AUDIO_RECORDING: Kind.AUDIO,
    Purpose.PHOTO: Kind.PICTURE,
}
_WANTED = {
    Kind.VIDEO: say("这里要的是视频，请选一段 MP4 或 WebM 视频。"),
    Kind.AUDIO: say("这里要的是录音，请选一段 MP3、M4A、WAV 或 Ogg 录音。"),
    Kind.PICTURE: say("这里要的是照片，请选一张 JPEG、PNG 或 WebP 图片。"),
}
# The menus as the makers' own help pages name them; other makes hide it under one of the words of the last sentence.
HOW_TO_RECORD = (
    say("苹果手机：设置 → 相机 → 格式，选“兼容性最佳”，再重新拍。"),
    say("华为手机：相机 → 设置，关掉“高效视频格式”，再重新拍。"),
    say("小米手机：相机 → 设置 → 视频编码器，选“H.264”，再重新拍。"),
    say("别的手机：在相机的设置里找“高效视频”“H.265”或“HEVC”，关掉它，再重新拍。"),
)


def unfit(facts: MediaFacts, purpose: Purpose) -> Refusal | None:
    """Refuse what isn't the kind of file that the purpose asks for, or is too long; None when it fits."""
    wanted = _KIND_OF[purpose]
    is_sound_in_video = wanted is Kind.AUDIO and facts.kind is Kind.VIDEO
    if facts.kind is not wanted:
        sentence = (
            say("这是视频，这里只要录音。请用录音机录，或者选一段录音。")
            if is_sound_in_video
            else _WANTED[wanted]
        )
        return Refusal("other-kind", sentence)
    if facts.duration_ms > DURATION_MS_MAX:
        hours = DURATION_MS_MAX // 3_600_000
        return Refusal("too-long", say("太长了，最多 %(hours)s 小时。请分成几段再发。", hours=hours))
    return None


def unplayable(facts: MediaFacts) -> Refusal | None:
    """Name the codec that browsers don't play and the way to record again; None for what plays.

    Asked only where nothing can convert it: a person must hear it at once, not after an hour of sending.
    """
    if facts.plays_everywhere:
        return None
    if facts.kind is Kind.VIDEO:
        named = codec_words(facts.video_codec)
        what = say("这段视频的画面是 %(named)s", named=named) if not facts.plays_everywhere else ""
        if facts.video_codec == "h264":
            what = say("这段视频是 %(words)s", words=facts.words)
        return Refusal(
            "codec",
            say("%(what)s，很多手机和电脑放不出来，本站没有装转换程序。请换一种格式重新拍。", what=what)
            + "".join(HOW_TO_RECORD),
        )
    return Refusal(
        "codec",
        say("这段录音是 %(words)s，很多手机和电脑放不出来。请导出成 MP3 或 M4A 再发。", words=facts.words),
    )


def needs_conversion(facts: MediaFacts) -> bool:
    """Tell whether a program has to make another file of it before it can be played."""
    return not facts.plays_everywhere


def needs_repacking(facts: MediaFacts) -> bool:
    """Tell whether the same pictures and sound should be packed anew so that they can be sought."""
    return facts.plays_everywhere and not facts.is_streamable


def is_finished_by_us(facts: MediaFacts) -> bool:
    """Tell whether our own code can move the index of the file to its front."""
    return facts.container is Container.MP4
