"""What is wrong with a course folder, one sentence a place."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One thing to mend.

    path: the file, as the folder names it, with "/" between parts; line: from 1.
    sentence: Chinese, says what to do.
    """

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class Findings(Exception):
    """A file or folder can't be used; carries every finding, sorted."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = tuple(sorted(set(findings)))
