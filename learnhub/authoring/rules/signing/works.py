"""Signing a lesson: sentences and times, what may be handed in, who may review, and what a signer agrees to; pure."""

import enum
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from learnhub.accounts.rules.abilities import ABILITY_WORDS, Ability
from learnhub.catalogue.rules import SignLanguage
from learnhub.primitives import Refusal, say

ABILITY_OF = {SignLanguage.NATIONAL: Ability.NATIONAL_SIGN, SignLanguage.NATURAL: Ability.NATURAL_SIGN}
# Generated pictures of tests carry these words in their title. Nobody signs in them: they never become a sign video.
TEST_PICTURE_MARK = "测试画面".encode()
TEST_PICTURE = Refusal(
    "test-picture",
    say("这是测试画面，不是手语，不能当手语视频交上来。请用人打手语的视频。"),
    field="recording",
)
GAP_MS_MIN = 200


class RequestState(enum.StrEnum):
    """Where a request stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class SignCue:
    """When a sentence begins to be signed, and when the next one does: milliseconds. sentence_id: the first that it covers."""

    sentence_id: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class TimeFault:
    """A time that can't be: at which sentence, and the sentence that says what to do."""

    sentence_id: str
    sentence: str


def cues_of_times(times: Sequence[tuple[str, int]], milliseconds: int) -> tuple[SignCue, ...]:
    """Return cues that fill a video from the first time to its end.

    times: (sentence id, when it begins), as check_times passes them; sentences left out are covered by the one before.
    """
    ends = [start for _id, start in times[1:]] + [milliseconds]
    return tuple(
        SignCue(sentence_id, start, end) for (sentence_id, start), end in zip(times, ends, strict=True)
    )


def check_times(
    times: Sequence[tuple[str, int]], sentence_ids: Sequence[str], milliseconds: int
) -> list[TimeFault]:
    """Check times of sentences in the order of the text; an empty list means that they are good.

    times: (sentence id, milliseconds); sentences may be left out, the first may not: something is signed from the beginning on.
    """
    if not times:
        first = sentence_ids[0] if sentence_ids else ""
        return [TimeFault(first, say("还没有标时间。请至少给第一句标上从几秒开始。"))]
    found: list[TimeFault] = []
    if times[0][0] != sentence_ids[0]:
        found.append(TimeFault(sentence_ids[0], say("第一句也要标时间。片头没有手语，就写手语开始的时间。")))
    before: int | None = None
    for sentence_id, start in times:
        if start > milliseconds - GAP_MS_MIN:
            found.append(TimeFault(sentence_id, say("这个时间超过了视频的长度，请改成视频里的时间。")))
        elif before is not None and start < before + GAP_MS_MIN:
            found.append(
                TimeFault(
                    sentence_id, say("这个时间不比上一句晚，请改成更晚的时间；两句连着打，这一句就空着。")
                )
            )
        before = start
    return found


def review_refusal(
    *, reviewer_id: int, signer_id: int, language: SignLanguage, abilities: Collection[Ability]
) -> Refusal | None:
    """Return why somebody can't say that a video was reviewed; None for who can.

    abilities: recorded ones of the reviewer, in force today.
    """
    if reviewer_id == signer_id:
        return Refusal("own-video", say("这是您自己打的手语，要请另一个懂手语的人来审核。"))
    needed = ABILITY_OF[language]
    if needed not in abilities:
        return Refusal(
            "no-ability",
            say(
                "审核%(ability_words)s视频的人，要有“%(ability_words)s”的能力记录。请联系残联工作人员或系统管理员，带上证明去登记。",
                ability_words=ABILITY_WORDS[needed],
            ),
        )
    return None


@dataclass(frozen=True)
class PortraitTold:
    """What a signer is told before the first recording: one question and its answer each, and what is agreed to."""

    points: tuple[tuple[str, str], ...]
    agreement: str

    @property
    def version(self) -> str:
        """Return a name that changes with any word, so that a consent names the very words that were said."""
        words = "\n".join([*(part for point in self.points for part in point), self.agreement])
        return f"portrait-{hashlib.sha256(words.encode()).hexdigest()[:12]}"

    @property
    def text(self) -> str:
        """Return the whole text, one question or answer a line, as it is signed."""
        return "\n".join(part for point in self.points for part in point)


# Source: 民法典 1018–1021 (肖像权), 个人信息保护法 13–15, 47 (单独同意、撤回、删除).
PORTRAIT = PortraitTold(
    points=(
        (say("拍什么"), say("拍您打手语的视频，看得到您的脸、手和上半身。不录声音。")),
        (
            say("给谁看"),
            say(
                "视频放在课程页面上，任何人打开都能看，也会放进课程的备份。不做广告，不卖给别人，不用来识别人脸。"
            ),
        ),
        (say("放多久"), say("课程在用，视频就在。课文改了，旧视频会标明“课文已改”，您可以重拍。")),
        (
            say("想收回怎么办"),
            say(
                "随时可以在“手语工作台”收回，不用说理由。收回后，所有页面马上不再放您的视频，文件随后删除；只留下您同意过、收回过的记录。"
            ),
        ),
        (say("不同意会怎样"), say("不同意就不拍，不影响您学习和教课。")),
    ),
    agreement=say("我看懂了，同意把我的手语视频用在课程里"),
)
