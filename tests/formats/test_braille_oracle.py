"""A sample of the sample lessons against stored answers of liblouis; all of them: tests/judge/test_braille.py."""

from collections import Counter
from csv import QUOTE_NONE, DictReader

from learnhub.language import Lexicon, house_lexicon, read_lexicon
from tests.formats.braille_notation import GOLD
from tests.formats.braille_oracle import LATIN, MARK, TONE, UNJUDGED, Difference, differences, verdict
from tests.judge.braille_share import Share, share, told
from tests.judge.every_braille_sentence import COURSES


def readings_of(course: str) -> Lexicon:
    own = COURSES / course / "pronunciation.toml"
    return house_lexicon().with_course(
        read_lexicon(own.read_text(encoding="utf-8")) if own.exists() else Lexicon()
    )


def test_stored_answers_of_liblouis_agree_in_nearly_all_words() -> None:
    lines = (GOLD / "braille_oracle.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(DictReader(lines[1:], delimiter="\t", quoting=QUOTE_NONE))
    assert len(rows) > 100
    compared, found = 0, []
    for row in rows:
        count, differing = differences(row["text"], readings_of(row["course"]), row["liblouis"])
        compared += count
        found += differing
    assert len(found) <= 0.06 * compared, found
    assert sum(one.kind == UNJUDGED for one in found) <= 0.02 * compared, found


def test_a_difference_is_named_by_what_differs() -> None:
    lexicon = house_lexicon()
    assert differences("好。", lexicon, "⠓⠖⠄⠐⠆") == (2, [])
    [mark] = differences("好、", lexicon, "⠓⠖⠄⠠")[1]
    assert (mark.text, mark.kind) == ("、", MARK)
    [number] = differences("有1.5寸", lexicon, "⠳⠼⠁⠄⠑⠉⠒⠆")[1]
    assert (number.text, number.kind) == ("1.5", LATIN)
    [word] = differences("检查", lexicon, "⠛⠩⠄⠌⠔⠁")[1]
    assert (word.ours, word.theirs) == ("⠛⠩⠄⠟⠔", "⠛⠩⠄⠌⠔⠁")


def test_every_stored_difference_has_a_verdict_and_the_whole_piece_goes_first() -> None:
    lexicon = house_lexicon()
    [word] = differences("检查", lexicon, "⠛⠩⠄⠌⠔⠁")[1]
    assert verdict(word)[0] == "ours"
    assert verdict(Difference("干", "⠛⠧", "⠛⠧⠁", TONE))[0] == "theirs"
    assert verdict(Difference("不干净", "⠃⠥⠛⠧⠁⠛⠡", "⠃⠥⠛⠧⠛⠡", TONE))[0] == "ours"
    assert verdict(Difference("iPhone", "⠰⠊⠠⠏⠓⠕⠝⠑", "⠊⠠⠏⠓⠕⠝⠑", LATIN))[0] == "unknown"


def test_of_the_words_that_a_rule_decides_at_least_99_in_100_are_right() -> None:
    found = share()
    assert found.compared > 70_000
    assert found.drawn.total() == 400
    assert set(found.drawn) <= {"right", "both"}
    assert found.right(found.drawn_at_least) >= 0.99, told(found)
    # One wrong word more among those alike, and the list shows it.
    worse = Share(found.compared, found.disputed, found.drawn + Counter(wrong=1))
    assert worse.right(worse.drawn_right) < found.right(found.drawn_right)
