"""Guess when each sentence of a text begins in a recording that reads it, from its pauses; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

RECORDING_MS_MAX = 30 * 60_000
GAP_MS = 200  # the least between two sentences, as times are checked (rules.signing.works)
# A breath after each sentence takes about as long as two syllables.
_BREATH = 2
# How far from where the length of the text puts a sentence a pause may still be its beginning.
_REACH_MS, _REACH_SHARE = 6_000, 10
_CANDIDATES_MAX = 40
# Readers halt longer between sentences than inside them; this long says all that a pause can say.
_PAUSE_TELLS_MS = 700
_PAUSE_WEIGHT = 6.0
# A sentence without any pause before it, as after a heading that runs into its text.
_NO_PAUSE_COST = 9.0
_BEFORE_SPEECH_MS = 60


@dataclass(frozen=True, slots=True)
class Pause:
    """Where nobody speaks: milliseconds."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A moment at which a sentence may begin. cost: how little speaks for it."""

    at_ms: int
    cost: float


def estimated_starts(lengths: Sequence[int], duration_ms: int, pauses: Sequence[Pause]) -> list[int]:
    """Return when each sentence begins, milliseconds, ascending, each GAP_MS after the one before; empty where there is no room.

    lengths: spoken lengths of the sentences (rules.text.spoken_length), in order. pauses: sorted, not overlapping; may be empty:
    then time is shared out by length alone. A guess: a person listens and corrects it. Sentences are fitted to pauses so that
    all together deviate least from their share of the time (dynamic programming over one sentence after the other).
    """
    count = len(lengths)
    begins = pauses[0].end_ms if pauses and pauses[0].start_ms < GAP_MS else 0
    ends = pauses[-1].start_ms if pauses and pauses[-1].end_ms > duration_ms - GAP_MS else duration_ms
    begins = max(begins - _BEFORE_SPEECH_MS, 0)
    if not count or ends - begins < count * GAP_MS:
        return []
    weights = [length + _BREATH for length in lengths]
    rate = (ends - begins) / sum(weights)
    places = _places(weights, begins, ends, rate, pauses)
    return _least_costly(weights, rate, places, ends)


def _places(
    weights: Sequence[int], begins: int, ends: int, rate: float, pauses: Sequence[Pause]
) -> list[list[_Place]]:
    """Return for each sentence where it may begin: the first at the beginning of speech, the others at pauses, or at their share."""
    reach = _REACH_MS + (ends - begins) // _REACH_SHARE
    places = [[_Place(begins, 0.0)]]
    told = sum(weights[:1])
    for weight in weights[1:]:
        share = begins + round(told * rate)
        told += weight
        near = [
            pause for pause in pauses if begins < pause.end_ms < ends and abs(pause.end_ms - share) <= reach
        ]
        near = sorted(near, key=lambda pause: abs(pause.end_ms - share))[:_CANDIDATES_MAX]
        found = [
            _Place(
                max(pause.end_ms - _BEFORE_SPEECH_MS, pause.start_ms),
                _PAUSE_WEIGHT * max(0.0, 1 - (pause.end_ms - pause.start_ms) / _PAUSE_TELLS_MS),
            )
            for pause in near
        ]
        places.append([*found, _Place(share, _NO_PAUSE_COST)])
    return places


def _least_costly(
    weights: Sequence[int], rate: float, places: Sequence[Sequence[_Place]], ends: int
) -> list[int]:
    """Return the ascending choice of one place each that costs least; shares alone where pauses leave no way."""
    costs = [[0.0]]
    before: list[list[int]] = [[0]]
    for index in range(1, len(places)):
        row, from_row = [], []
        for place in places[index]:
            ways = [
                (
                    costs[-1][number]
                    + _strain(place.at_ms - earlier.at_ms, weights[index - 1], rate)
                    + place.cost,
                    number,
                )
                for number, earlier in enumerate(places[index - 1])
                if place.at_ms - earlier.at_ms >= GAP_MS
            ]
            best = min(ways, default=(float("inf"), 0))
            row.append(best[0])
            from_row.append(best[1])
        costs.append(row)
        before.append(from_row)
    last = [
        cost + _strain(ends - place.at_ms, weights[-1], rate)
        if ends - place.at_ms >= GAP_MS
        else float("inf")
        for cost, place in zip(costs[-1], places[-1], strict=True)
    ]
    if min(last) == float("inf"):
        # Hardly any room: each has its gap, and what is left is shared out by length.
        begins, count = places[0][0].at_ms, len(weights)
        spare = (ends - begins - count * GAP_MS) / sum(weights)
        return [begins + index * GAP_MS + int(sum(weights[:index]) * spare) for index in range(count)]
    number = last.index(min(last))
    chosen: list[int] = []
    for index in range(len(places) - 1, -1, -1):
        chosen.append(places[index][number].at_ms)
        number = before[index][number]
    return chosen[::-1]


def _strain(taken_ms: int, weight: int, rate: float) -> float:
    """Return how little a stretch of time fits a sentence: squared deviation over its own length, in syllables."""
    deviation = taken_ms / rate - weight
    return deviation * deviation / (weight + 1)
