"""Put a bounded load on a server of this machine, and read what it cost."""

import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """requests per second; the median and the slowest hundredth in milliseconds; CPU of all processes of the server per request in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


def line(name: str, ours: float, baseline: float, unit: str, told: str) -> None:
    """Print one figure with its baseline and their ratio."""
    print(
        f"{name}: {ours:.2f} {unit}; {told}: {baseline:.2f} {unit}; ratio {ours / baseline:.2f}", flush=True
    )


def cpu_seconds(process_id: int) -> float:
    """Return the CPU time of a process and all that descend from it."""
    parents: dict[int, int] = {}
    times: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        times[int(folder.name)] = (int(fields[11]) + int(fields[12])) / _TICKS

    def descends(child: int) -> bool:
        while child and child != process_id:
            child = parents.get(child, 0)
        return child == process_id

    return sum(spent for child, spent in times.items() if descends(child))


def measure(
    act: Callable[[http.client.HTTPConnection, int], None],
    port: int,
    process_id: int,
    *,
    connections: int,
    seconds_max: float,
) -> Measured:
    """Do something over kept connections, one thread each, until the time is over; fails when one of them fails."""
    seconds: list[float] = []
    faults: list[BaseException] = []

    def run(number: int) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            while time.perf_counter() < end:
                begun = time.perf_counter()
                act(connection, number)
                seconds.append(time.perf_counter() - begun)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    end = time.perf_counter() + seconds_max
    threads = [threading.Thread(target=run, args=(number,)) for number in range(connections)]
    cpu = cpu_seconds(process_id)
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    if faults:
        raise faults[0]
    return Measured(
        per_second=len(seconds) / spent,
        p50_ms=statistics.median(seconds) * 1000,
        p99_ms=statistics.quantiles(seconds, n=100)[98] * 1000,
        cpu_ms=(cpu_seconds(process_id) - cpu) / len(seconds) * 1000,
    )


def get(
    path: str, headers: Mapping[str, str] | None = None
) -> Callable[[http.client.HTTPConnection, int], None]:
    """Return an act that opens a page."""

    def act(connection: http.client.HTTPConnection, _number: int) -> None:
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise AssertionError(f"{path} answered {response.status}")

    return act
