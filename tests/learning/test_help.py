"""今天有人帮我: what the trainee says stands at the lesson and beside what was learned; the acts stay as they are."""

from learnhub.db import Database
from learnhub.learning.service.helped import helped_acts
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.learning.test_views import PLACE, enrol, reply
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit


def test_help_that_a_trainee_says_stands_beside_what_was_learned(
    visit: Visit,
    submit: Submit,
    trainee: Someone,
    other_trainee: Someone,
    database: Database,
    settings: Settings,
) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store_for(settings))
    enrol(submit, trainee)
    reply(visit, submit, trainee, "c1")
    assert "没有人帮您" not in visit("learning.help_today", trainee).words
    page = submit("learning.state_help", {"who": "family"}, trainee, 422)
    assert page.errors == ["请选一选他怎么帮您，可以选几样。"]
    said = {"who": "family", "ways": ["wrote", "read out"]}
    submit("learning.state_help", said, trainee, target="/me/help?done=stated")
    assert "现在家里人帮忙：读题、书写。" in visit("learning.lesson", trainee, **PLACE).words
    with database.reading() as session:
        [only] = helped_acts(session, trainee.person_id)
        assert only.lessons == ()  # the answer before it was given alone
    reply(visit, submit, trainee, "c1")
    page = submit("learning.end_help", {}, trainee, target="/me/help?done=ended").follow()
    assert "家里人帮忙：读题、书写。学了：" in page.words
    assert "现在没有人帮我了" not in page.buttons
    with database.reading() as session:
        [only] = helped_acts(session, trainee.person_id)
        assert len(only.lessons) == 1
        assert helped_acts(session, other_trainee.person_id) == []
