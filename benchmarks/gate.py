"""How long does the gate take over a course of 40 lessons, and how much of that is its own rules?

Baseline: reading the same 40 lesson files once, as a learner's page does the first time.
"""

import time
from collections.abc import Callable
from datetime import date

from benchmarks.load import line
from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.gate.run import gate
from learnhub.authoring.service.gate.report import course_facts, gate_report
from learnhub.catalogue.rules import publication_figures
from learnhub.catalogue.service import read_lesson
from learnhub.policy.service import figures
from learnhub.settings import PROJECT_DIR

_LESSONS = 40
_TODAY = date(2025, 6, 2)


def main() -> None:
    """Measure CPU seconds: once as a server meets a course for the first time, and again as its author pages through the findings."""
    folder = _course()
    lessons = [content for path, content in folder.files.items() if path.endswith(".md")]
    rates = publication_figures(figures(PROJECT_DIR / "content"), _TODAY)

    def whole() -> object:
        return gate_report(folder, shared_modules=(), figures=rates, today=_TODAY)

    first = _seconds(whole)
    parsing = _seconds(lambda: [read_lesson(content) for content in lessons])
    facts = course_facts(folder, figures=rates, today=_TODAY)
    for name, seconds in (
        ("the gate over 40 lessons, the first time", first),
        ("the gate over 40 lessons again", _seconds(whole)),
        ("its rules alone", _seconds(lambda: gate(facts))),
    ):
        line(name, seconds * 1000, parsing * 1000, "ms", "reading the lessons once")
    print(f"{len(gate(facts))} findings in {sum(map(len, lessons)) // 1000} KB of text")


def _course() -> CourseFolder:
    """Return a folder of 40 lesson files: those of a sample course again and again, each with a title of its own."""
    sample = read_folder(PROJECT_DIR / "content" / "courses" / "blind-massage", shown="")
    whole = [path for path in sample.files if path.endswith(".md")]
    files = {path: content for path, content in sample.files.items() if "/media/" in path}
    for number in range(_LESSONS):
        content = sample.files[whole[number % len(whole)]]
        files[f"lessons/lesson-{number:02d}.md"] = content.replace(
            b'title = "', f'title = "{number}'.encode(), 1
        )
    return CourseFolder("forty-lessons", {**files, "course.toml": sample.files["course.toml"]})


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
