"""liblouis, which knows nothing of our readings, writes all sample lessons; every difference has a name.

    APPROVE=1 .venv/bin/pytest -m judge tests/judge/test_braille.py

writes docs/judged/braille-liblouis.tsv and the sample of the ordinary suite anew. Debian's liblouis-bin must be installed.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.formats.braille_oracle import (
    THEIRS,
    UNKNOWN,
    Difference,
    differences,
    liblouis,
    liblouis_version,
    verdict,
)
from tests.judge.every_braille_sentence import sample_sentences

pytestmark = pytest.mark.judge
ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "judged" / "braille-liblouis.tsv"
SAMPLE = ROOT / "tests" / "formats" / "gold" / "braille_oracle.tsv"
SAMPLE_EVERY = 60


def test_every_difference_to_liblouis_is_judged_and_hardly_any_is_our_mistake() -> None:
    sentences = sample_sentences()
    answers = liblouis([sentence for _course, sentence in sentences])
    compared, found = 0, Counter[Difference]()
    for ((_course, sentence), lexicon), theirs in zip(sentences.items(), answers, strict=True):
        count, differing = differences(sentence, lexicon, theirs)
        compared += count
        found.update(differing)
    kinds, verdicts = Counter[str](), Counter[str]()
    for difference, count in found.items():
        kinds[difference.kind] += count
        verdicts[verdict(difference)[0]] += count
    told = [f"{liblouis_version()}: {len(sentences)} sentences, {compared} words, marks and numbers"]
    told += [f"{count}\t{kind}" for kind, count in kinds.most_common()]
    told += [f"{count}\tright: {name}" for name, count in verdicts.most_common()]
    if os.environ.get("APPROVE"):
        rows = [f"# {line}" for line in told] + ["count\tclass\ttext\tours\tliblouis\tright\twhy"]
        rows += [
            "\t".join((str(count), one.kind, one.text, one.ours, one.theirs, *verdict(one)))
            for one, count in sorted(
                found.items(), key=lambda pair: (pair[0].kind, -pair[1], pair[0].text, pair[0].ours)
            )
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
    assert verdicts[THEIRS] + verdicts[UNKNOWN] <= 0.01 * compared, "\n".join(told)
