"""Who may leave the team of a draft, and when somebody else may say who answers for it; pure."""

from collections.abc import Collection

from learnhub.primitives import Refusal, say

REASON_CHARACTERS_MAX = 150


def leave_refusal(person_id: int, *, lead_id: int, present: Collection[int]) -> Refusal | None:
    """Refuse to let somebody leave a team: who isn't in it, who is alone, and who answers for the draft.

    present: the people who work on it now.
    """
    if person_id not in present:
        return Refusal("no-member", say("您现在不在这门课的小组里，请刷新页面。"))
    if len(set(present)) == 1:
        return Refusal(
            "last-one",
            say("小组里只有您一个人。请先请别人接手，对方答应了再退出；不做这门课了，可以作废草稿。"),
        )
    if person_id == lead_id:
        return Refusal("lead-stays", say("您是负责人。请先请别人接手，对方答应了再退出。"))
    return None


def reassign_refusal(*, lead_id: int, to: int, colleagues: Collection[int], reason: str) -> Refusal | None:
    """Refuse to say over the head of whoever answers for a draft who does so from now on.

    Only where that person no longer teaches at the base or manages it: whoever is there is asked. colleagues: who may answer for it.
    """
    if lead_id in colleagues:
        return Refusal("lead-is-there", say("负责人还在这个基地。要换人，请负责人在“请别人接手”里办。"))
    if to not in colleagues:
        return Refusal("no-colleague", say("请从名单里选一位这个基地的教师或管理员。"), field="person")
    if not reason.strip():
        return Refusal("no-reason", say("请写上为什么换人。"), field="words")
    return None
