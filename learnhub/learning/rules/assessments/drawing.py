"""Draw the questions of an attempt from the checks of the lessons; pure.

The same seed, bank and earlier papers give the same questions, whoever asks and on whichever machine.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence

from learnhub.catalogue.rules.assessments import BankQuestion

_TRIES = 50


def draw(
    banks: Sequence[tuple[Sequence[BankQuestion], int]],
    seed: str,
    earlier: Sequence[Collection[BankQuestion]] = (),
) -> tuple[BankQuestion, ...]:
    """Return the questions of a paper: of each bank as many as asked for, in the order of the banks, none twice.

    banks: (questions of a unit, how many); ValueError where a bank is too small. earlier: what the person was asked before. Each check
    gives one question before any gives two, and what was asked least comes first. A paper that was asked before is not asked again
    while the banks allow another one.
    """
    asked = [frozenset(one) for one in earlier]
    times = Counter(question for one in asked for question in one)
    drawn: tuple[BankQuestion, ...] = ()
    for number in range(_TRIES):
        told = f"{seed}/{number}"
        # Towards the end of a small bank, what was asked least would always be the same: then chance alone chooses.
        drawn = tuple(
            question
            for bank, count in banks
            for question in _of_bank(bank, count, told, times if number < _TRIES // 2 else Counter())
        )
        if frozenset(drawn) not in asked:
            break
    return drawn


def _of_bank(
    bank: Sequence[BankQuestion], count: int, seed: str, times: Counter[BankQuestion]
) -> list[BankQuestion]:
    left = sorted(set(bank), key=lambda one: _weight(seed, one))
    if count > len(left):
        raise ValueError(f"{len(left)} questions, {count} asked for")
    from_check: Counter[tuple[str, str]] = Counter()
    drawn: list[BankQuestion] = []
    for _ in range(count):
        chosen = min(
            left, key=lambda one: (from_check[one.lesson, one.check], times[one], _weight(seed, one))
        )
        left.remove(chosen)
        from_check[chosen.lesson, chosen.check] += 1
        drawn.append(chosen)
    return drawn


def _weight(seed: str, question: BankQuestion) -> str:
    told = f"{seed}\n{question.lesson}\n{question.check}\n{question.number}"
    return hashlib.sha256(told.encode()).hexdigest()
