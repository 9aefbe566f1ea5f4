"""A worker program that crashes, hangs or talks nonsense costs one sentence's time and nothing else."""

import sys
import threading
from pathlib import Path

import pytest

from learnhub.speech.adapters.program import Program
from learnhub.speech.rules import EngineFault

# Crashes, hangs or babbles on its first requests, as long as the counter file says; then echoes.
FAKE = """
import json, os, sys, time
counter, how = sys.argv[1], sys.argv[2]
for line in sys.stdin:
    left = int(open(counter).read())
    if left > 0:
        open(counter, "w").write(str(left - 1))
        if how == "crash":
            os._exit(9)
        if how == "hang":
            time.sleep(60)
        if how == "babble":
            print("no json", flush=True)
            continue
        if how == "list":
            print("[1]", flush=True)
            continue
    print(json.dumps({"echo": json.loads(line)["say"]}), flush=True)
"""


def program(folder: Path, how: str, times: int, timeout: float = 5) -> Program:
    script, counter = folder / "fake.py", folder / "left"
    script.write_text(FAKE)
    counter.write_text(str(times))
    return Program(
        [sys.executable, str(script), str(counter), how], timeout_seconds=timeout, first_timeout_seconds=1
    )


@pytest.mark.parametrize("how", ["crash", "hang", "babble", "list"])
def test_request_is_tried_again_after_a_fault(tmp_path: Path, how: str) -> None:
    fake = program(tmp_path, how, times=1, timeout=0.5 if how == "hang" else 5)
    assert fake.ask({"say": "hello"}) == {"echo": "hello"}
    assert fake.ask({"say": "again"}) == {"echo": "again"}
    fake.close()


@pytest.mark.parametrize("how", ["crash", "babble"])
def test_second_fault_in_a_row_is_an_engine_fault_and_the_next_request_works(
    tmp_path: Path, how: str
) -> None:
    fake = program(tmp_path, how, times=2)
    with pytest.raises(EngineFault):
        fake.ask({"say": "hello"})
    assert fake.ask({"say": "again"}) == {"echo": "again"}
    fake.close()


def test_missing_program_is_an_engine_fault() -> None:
    with pytest.raises(EngineFault):
        Program(["/nowhere/at-all"], timeout_seconds=1).ask({"say": "hello"})


def test_threads_get_each_their_own_answer(tmp_path: Path) -> None:
    fake = program(tmp_path, "crash", times=1)
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        answers[number] = fake.ask({"say": number})["echo"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    fake.close()
    assert answers == {number: number for number in range(8)}


def test_closed_program_starts_again_when_asked(tmp_path: Path) -> None:
    fake = program(tmp_path, "crash", times=0)
    fake.ask({"say": 1})
    fake.close()
    assert fake.process_id is None
    assert fake.ask({"say": 2}) == {"echo": 2}
    fake.close()
