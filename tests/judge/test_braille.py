"""liblouis, which knows nothing of our readings, writes all sample lessons; every difference has a name.

    APPROVE=1 .venv/bin/pytest -m judge tests/judge/test_braille.py

writes docs/judged/braille-liblouis.tsv and the sample of the ordinary suite anew. Debian's liblouis-bin must be installed.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.formats.braille_oracle import UNJUDGED, differences, liblouis, liblouis_version
from tests.judge.every_braille_sentence import sample_sentences

pytestmark = pytest.mark.judge
ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "judged" / "braille-liblouis.tsv"
SAMPLE = ROOT / "tests" / "formats" / "gold" / "braille_oracle.tsv"
SAMPLE_EVERY = 60


def test_every_difference_to_liblouis_has_a_name_and_few_are_unjudged() -> None:
    sentences = sample_sentences()
    answers = liblouis([sentence for _course, sentence in sentences])
    compared, found = 0, Counter()
    for ((_course, sentence), lexicon), theirs in zip(sentences.items(), answers, strict=True):
        count, differing = differences(sentence, lexicon, theirs)
        compared += count
        found.update((one.kind, one.text, one.ours, one.theirs) for one in differing)
    kinds = Counter()
    for (kind, *_rest), count in found.items():
        kinds[kind] += count
    told = [f"{liblouis_version()}: {len(sentences)} sentences, {compared} words, marks and numbers"]
    told += [f"{count}\t{kind}" for kind, count in kinds.most_common()]
    if os.environ.get("APPROVE"):
        rows = [f"# {line}" for line in told] + ["count\tclass\ttext\tours\tliblouis"]
        rows += [
            "\t".join((str(count), *row))
            for row, count in sorted(found.items(), key=lambda one: (one[0][0], -one[1], one[0]))
        ]
        REPORT.write_text("\n".join(rows) + "\n", encoding="utf-8")
        sample = [
            f"{course}\t{sentence}\t{theirs}"
            for index, ((course, sentence), theirs) in enumerate(zip(sentences, answers, strict=True))
            if index % SAMPLE_EVERY == 0
        ]
        head = [f"# {liblouis_version()}, zhcn-cbs, blanks taken out", "course\ttext\tliblouis"]
        SAMPLE.write_text("\n".join(head + sample) + "\n", encoding="utf-8")
    assert sum(kinds.values()) <= 0.05 * compared, "\n".join(told)
    assert kinds[UNJUDGED] <= 0.01 * compared, "\n".join(told)
