"""How much does a search cost? Three engines, and tantivy as outsider, over 1 000, 10 000 and 100 000 lessons; the whole request at 100 000.

`python -m benchmarks.search` prints what docs/judged/search-speed.txt keeps, in twenty minutes at most: a step for which no time is left is named and
left out. `--lessons 100000` measures that size alone, `--engines` some engines, `--requests` whole requests alone, `--no-requests` none of them.
Each engine runs in a process of its own, so that memory is its own; the CPU of PostgreSQL's server counts with it. Times on the clock are those of
whatever else the machine did: the ratios to tantivy, and the bare page beside the whole requests, are of the same minutes.
"""

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from benchmarks.load import Measured, cpu_seconds, get, measure
from benchmarks.outsider import Tantivy
from benchmarks.pages import page_bytes
from benchmarks.site import Served, bare_site, serve
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.models import SearchDocument
from learnhub.search.rules import Facet, Index, facet_term
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from tests.postgres import PostgresServer
from tests.real_server import free_port
from tests.search.judged.catalogue import courses
from tests.search.judged.judging import read_queries
from tests.search.judged.stored import store

LESSONS = (1_000, 10_000, 100_000)
LESSONS_PER_COURSE = 13
TIMES = 3
# Of one step: more questions than fit into it aren't asked.
MEASURE_SECONDS_MAX = 90
# Of one process: Whoosh takes minutes for a hundred thousand lessons, and leaves time for the others.
PROCESS_SECONDS_MAX = 400
MINUTES_MAX = 20
WARM_UP_QUESTIONS = 40
WARM_UP_SECONDS, REQUEST_SECONDS = 1.5, 5.0
ENGINES = ("fts5", "postgresql", "whoosh", "tantivy")  # the outsider last
_OUTSIDE = {"whoosh": WhooshFolder, "tantivy": Tantivy}
_CHOSEN = {Facet.CERTIFICATE: ("培训合格证书",)}
_ASKED = {
    "one word": "按摩",
    "two words": "手机 扫码",
    "sounds alike": "按魔",
    "letters": "dh",
    "a spoken sentence": "你好我想学一门手艺最好是做面点的离家近一点",
    "in half of all courses, filtered": "安全&certificate=培训合格证书",
    "nothing fits": "潜水艇",
}


class Clock:
    """Says how long each step took, and how long is left."""

    def __init__(self, minutes: float) -> None:
        self._end = time.monotonic() + 60 * minutes

    @property
    def seconds_left(self) -> float:
        """Return how long is left, at least a second."""
        return max(1.0, self._end - time.monotonic())

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Name a step and how long it took; one for which no time was left is named so, and the next begins."""
        begun = time.monotonic()
        try:
            if self.seconds_left <= 1:
                raise subprocess.TimeoutExpired(name, 0)
            yield
        except subprocess.TimeoutExpired:
            print(f"# {name}: no time left, not measured", flush=True)
        else:
            print(f"# {name}: {time.monotonic() - begun:.0f} s", flush=True)


def main() -> None:
    """Measure every engine at every size, then whole requests."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lessons", type=int, nargs="+", default=LESSONS)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--requests", action="store_true", help="whole requests alone, at the largest size")
    parser.add_argument("--no-requests", action="store_true", help="engines alone")
    parser.add_argument("--minutes", type=float, default=MINUTES_MAX)
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)  # what the program asks of itself
    told = parser.parse_args()
    if told.step:
        does, *where = told.step
        print(json.dumps(_built(*where) if does == "build" else _measured(*where)))
        return
    clock = Clock(told.minutes)
    engines = [one for one in ENGINES if one in told.engines]
    if importlib.util.find_spec("tantivy") is None and "tantivy" in engines:
        engines.remove("tantivy")
        print(
            "# tantivy is not installed (requirements-benchmark.txt): no engine stands beside ours",
            flush=True,
        )
    print(f"# at the beginning {os.getloadavg()[0]:.1f} processes were waiting for two cores", flush=True)
    with tempfile.TemporaryDirectory() as folder, PostgresServer.started("") as server:
        addresses: dict[str, str] = {}
        for lessons in (max(told.lessons),) if told.requests else told.lessons:
            addresses = {"sqlite": f"sqlite:///{folder}/{lessons}.db"}
            if told.requests or "postgresql" in engines:
                addresses["postgresql"] = server.new_database()
            for name, address in addresses.items():
                with clock.step(f"{lessons} lessons into {name}"):
                    fill(address, lessons, Path(folder))
            if not told.requests:
                measure_engines(engines, lessons, addresses, folder, clock)
        if not told.no_requests:
            print(_REQUEST_HEAD, flush=True)
            for name, address in addresses.items():
                with clock.step(f"whole requests at {lessons} lessons, {name}"):
                    whole_requests(name, address, Path(folder), clock)


def measure_engines(
    engines: Sequence[str], lessons: int, addresses: dict[str, str], folder: str, clock: Clock
) -> None:
    """Measure the engines at one size, and print their rows together: the ratios need the outsider, which comes last."""
    found: dict[str, dict[str, float]] = {}
    for engine in engines:
        told = (
            engine,
            addresses["postgresql" if engine == "postgresql" else "sqlite"],
            f"{folder}/{engine}-{lessons}",
        )
        is_built = engine not in _OUTSIDE
        if not is_built:
            with clock.step(f"{engine} built with {lessons} lessons"):
                _in_a_process("build", *told, seconds=clock.seconds_left)
                is_built = True
        if is_built:
            with clock.step(f"{engine} measured at {lessons} lessons"):
                found[engine] = _in_a_process("measure", *told, seconds=clock.seconds_left)
    print(_HEAD, flush=True)
    outsider = found.get(ENGINES[-1])
    for engine, one in found.items():
        ratios = ""
        if outsider is not None and engine != ENGINES[-1]:
            ratios = "".join(f"{one[name] / outsider[name]:6.2f}" for name in ("p50", "cpu", "update"))
        print(
            f"{engine:<10} {lessons:>9,} {one['p50']:>8.1f} {one['p99']:>8.1f} {one['cpu']:>8.1f} {one['memory']:>11.0f}"
            f" {one['update']:>21.1f} {ratios}".replace(",", " "),
            flush=True,
        )


_HEAD = "engine       lessons   p50 ms   p99 ms   CPU ms   memory MB   one course anew, ms   beside tantivy: p50, CPU, update"
_REQUEST_HEAD = "question                          engine      at once   p50 ms   p99 ms   CPU ms   1/s"


def fill(address: str, lessons: int, folder: Path) -> None:
    """Write a made catalogue into a new database."""
    migrate(address, copies=folder, now=instant_now())
    database = Database(address)
    with database.transaction() as session:
        store(session, courses(max(1, lessons // LESSONS_PER_COURSE), lessons), now=instant_now())
    if address.startswith("postgresql"):
        # What its own housekeeping does within minutes: without it the first questions are planned blind.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    database.dispose()


def whole_requests(name: str, address: str, folder: Path, clock: Clock) -> None:
    """Print how long whole requests for /search take, one and two at once, and a bare page of as many bytes under the same server."""
    instance = folder / f"site-{name}"
    settings = Settings(instance_dir=instance, port=free_port(), log_files=False, database_url=address)
    make_keys(settings)
    environment = {
        "INSTANCE_DIR": str(instance),
        "DATABASE_URL": address,
        "PORT": str(settings.port),
        "LOG_FILES": "false",
        "LOG_LEVEL": "ERROR",
        "REQUESTS_PER_MINUTE": "0",
    }
    with serve(settings, environment) as site:
        others = _server_process(name)
        paths = {told: f"/search?q={quote(asked, safe='&=')}" for told, asked in _ASKED.items()}
        for told, path in paths.items():
            _requests(site, told, path, name, others, clock)
        byte_count = page_bytes(site.port, paths["one word"])
    with bare_site(byte_count) as bare:
        _requests(bare, f"a bare page of {byte_count} bytes", "/", "-", 0, clock)


def _requests(served: Served, told: str, path: str, engine: str, others: int, clock: Clock) -> None:
    for _turn in range(8):  # each process reads its dictionaries with its first question
        page_bytes(served.port, path)
    for connections in (1, 2):
        if clock.seconds_left < WARM_UP_SECONDS + REQUEST_SECONDS:
            raise subprocess.TimeoutExpired(told, 0)
        _measure(served, path, connections, WARM_UP_SECONDS)
        before = cpu_seconds(others) if others else 0
        found = _measure(served, path, connections, REQUEST_SECONDS)
        beside = (cpu_seconds(others) - before) / (found.per_second * REQUEST_SECONDS) * 1000 if others else 0
        print(
            f"{told:<33} {engine:<11} {connections:>7} {found.p50_ms:>8.1f} {found.p99_ms:>8.1f}"
            f" {found.cpu_ms + beside:>8.1f} {found.per_second:>5.0f}",
            flush=True,
        )


def _measure(served: Served, path: str, connections: int, seconds: float) -> Measured:
    return measure(get(path), served.port, served.process_id, connections=connections, seconds_max=seconds)


def _in_a_process(does: str, engine: str, address: str, folder: str, *, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.search", "--step", does, engine, address, folder]
    done = subprocess.run(
        command,
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=min(seconds, PROCESS_SECONDS_MAX),
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _built(engine: str, address: str, folder: str) -> dict[str, float]:
    database = Database(address)
    with database.reading() as session:
        _OUTSIDE[engine](Path(folder)).rebuild(service.documents_of(session))
    return {}


def _measured(engine: str, address: str, folder: str) -> dict[str, float]:
    database = Database(address)
    table = read_synonyms(PROJECT_DIR / "content" / "language" / "synonyms.toml")
    queries = [one.query for one in read_queries("tuning")]
    facets = [facet_term(facet, value) for facet, values in _CHOSEN.items() for value in values]
    outside = _OUTSIDE[engine](Path(folder)) if engine in _OUTSIDE else None
    with database.reading() as session:
        course_id = session.scalars(sa.select(sa.func.max(SearchDocument.course_id))).one()
        index: Index = service.database_index(session) if outside is None else outside
        server = _server_process(engine)

        def page(query: str) -> None:
            answered = service.answer(session, index, query, table, facets)
            service.found_page(session, index, answered, _CHOSEN, size=10)

        for query in queries[:WARM_UP_QUESTIONS]:
            page(query)
        milliseconds: list[float] = []
        end = time.monotonic() + MEASURE_SECONDS_MAX
        cpu = time.process_time() + (cpu_seconds(server) if server else 0)
        for query in queries * TIMES:
            if time.monotonic() > end:
                break
            begun = time.perf_counter()
            page(query)
            milliseconds.append((time.perf_counter() - begun) * 1000)
        cpu = time.process_time() + (cpu_seconds(server) if server else 0) - cpu
    updates = []
    for _turn in range(TIMES):
        begun = time.perf_counter()
        with database.transaction() as session:
            writing: Index = service.database_index(session) if outside is None else outside
            writing.replace(course_id, service.documents_of(session, course_id))
        updates.append((time.perf_counter() - begun) * 1000)
    return {
        "p50": statistics.median(milliseconds),
        "p99": statistics.quantiles(milliseconds, n=100)[98],
        "cpu": cpu / len(milliseconds) * 1000,
        "memory": int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20,
        "update": statistics.median(updates),
    }


def _server_process(engine: str) -> int:
    """Return the first process of the PostgreSQL server that the parent started, 0 for other engines."""
    if engine != "postgresql":
        return 0
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        if name.endswith("(postgres"):
            children[int(stat.parent.name)] = int(rest.split()[1])
    firsts = [child for child, parent in children.items() if parent not in children]
    return max(firsts, default=0)


if __name__ == "__main__":
    main()
