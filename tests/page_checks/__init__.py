"""What every page of the site is held to; each check has a planted fault in tests/house/test_page_checks.py."""

from collections.abc import Callable, Iterable, Iterator

from tests.page_checks import markup, operation, structure
from tests.page_checks.document import Document

Check = Callable[[Document], Iterable[str]]

CHECKS: tuple[Check, ...] = (*markup.CHECKS, *structure.CHECKS, *operation.CHECKS)


def faults(page: str | Document, checks: Iterable[Check] = CHECKS) -> Iterator[str]:
    """Yield one line for each fault of a whole page, opened by the name of the check that found it."""
    document = Document(page) if isinstance(page, str) else page
    for check in checks:
        for fault in check(document):
            yield f"{check.__name__}: {fault}"
