"""What is heavy is loaded with the first text, not with the program: every command and test would pay for it."""

import subprocess
import sys

HEAVY = ("pypinyin", "cn2an", "rjieba", "opencc")


def test_program_loads_no_dictionary_before_the_first_text() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, learnhub.language.readability, learnhub.speech.service; print([m for m in {HEAVY} if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.strip() == "[]"
