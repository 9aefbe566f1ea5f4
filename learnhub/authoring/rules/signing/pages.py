"""The pages that decide something for a person, as texts that can be signed; each stands on its page word for word."""

from collections.abc import Mapping

from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.authoring.rules.signing.works import PORTRAIT
from learnhub.catalogue.rules.passages import Passage
from learnhub.primitives import say

REGISTRATION = say("只要一个昵称和一个密码，就可以开始学习。不用手机号，也不用证件。")


def _consent(basis: Basis) -> str:
    told = TEXTS[basis]
    lines = [part for point in told.points for part in point]
    return "\n".join([*lines, told.agreement] if told.agreement else lines)


PAGES: tuple[tuple[Passage, str], ...] = (
    (Passage("register", REGISTRATION), say("注册页")),
    (Passage("certificate-duty", _consent(Basis.DUTY)), say("填写残疾人证号前的说明")),
    (Passage("certificate-consent", _consent(Basis.CONSENT)), say("填写残疾人证号前的同意书")),
    (Passage("portrait", f"{PORTRAIT.text}\n{PORTRAIT.agreement}"), say("手语视频肖像使用说明")),
)


def page_passages() -> Mapping[str, Passage]:
    """Return the texts of pages by key."""
    return {passage.key: passage for passage, _title in PAGES}


def page_titles() -> Mapping[str, str]:
    """Return how the pages are called, by the hash of their text."""
    return {passage.text_hash: title for passage, title in PAGES}
