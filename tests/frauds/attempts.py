"""Try things that must be refused, and say by which code each was."""

from collections.abc import Callable

from learnhub.primitives import Refusal


def codes(attempts: dict[str, Callable[[], object]]) -> dict[str, str]:
    """Try each and return the code of its refusal, or what came of it."""
    found = {}
    for name, attempt in attempts.items():
        outcome = attempt()
        found[name] = outcome.code if isinstance(outcome, Refusal) else f"done: {outcome!r}"
    return found
