"""How much does a search cost? Three engines, and tantivy as outsider, over 1 000, 10 000 and 100 000 lessons; the whole page at 100 000.

`python -m benchmarks.search` prints what docs/judged/search-speed.txt keeps. Each engine runs in a process of its own, so that memory is
its own; the CPU of PostgreSQL's server counts with it. Times on the clock are those of whatever else the machine did: the ratios to tantivy, and of
a whole request to a bare page of as many bytes, are of the same minutes.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.load import Measured, cpu_seconds, get, line, measure
from benchmarks.outsider import Tantivy
from benchmarks.pages import page_bytes
from benchmarks.site import Served, bare_site, real_site
from learnhub.db import Database
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.models import SearchDocument
from learnhub.search.rules import Facet, Index, facet_term
from learnhub.settings import PROJECT_DIR
from tests.postgres import PostgresServer
from tests.search.judged.catalogue import courses
from tests.search.judged.judging import read_queries
from tests.search.judged.stored import store

LESSONS = (1_000, 10_000, 100_000)
LESSONS_PER_COURSE = 13
TIMES = 3
TIMES_OF_MANY_LESSONS = 1  # a hundred thousand lessons take Whoosh minutes
ENGINES = ("fts5", "postgresql", "whoosh", "tantivy")  # the outsider last
_OUTSIDE = {"whoosh": WhooshFolder, "tantivy": Tantivy}
_CHOSEN = {Facet.CERTIFICATE: ("培训合格证书",)}


def main() -> None:
    """Measure every engine at every size, then whole requests."""
    if len(sys.argv) > 1:
        does, *told = sys.argv[1:]
        print(json.dumps(_built(*told) if does == "build" else _measured(*told)))
        return
    print(f"at the beginning {os.getloadavg()[0]:.1f} processes were waiting for two cores", flush=True)
    with tempfile.TemporaryDirectory() as folder, PostgresServer.started("") as server:
        for lessons in LESSONS:
            addresses = {"sqlite": f"sqlite:///{folder}/{lessons}.db", "postgresql": server.new_database()}
            for address in addresses.values():
                fill(address, lessons, Path(folder))
            found = {}
            for engine in ENGINES:
                address = addresses["postgresql" if engine == "postgresql" else "sqlite"]
                told = (engine, address, f"{folder}/{engine}-{lessons}")
                if engine in _OUTSIDE:
                    _in_a_process("build", *told)
                found[engine] = _in_a_process("measure", *told)
                _print(engine, lessons, found[engine])
            for engine in ENGINES[:-1]:
                ratios = (found[engine][name] / found[ENGINES[-1]][name] for name in ("p50", "cpu", "update"))
                print(
                    f"{engine} to tantivy at {lessons}: "
                    + "p50 {:.2f}, CPU {:.2f}, update {:.2f}".format(*ratios)
                )
    whole_requests()


def fill(address: str, lessons: int, folder: Path) -> None:
    """Write a made catalogue into a new database."""
    migrate(address, copies=folder, now=instant_now())
    database = Database(address)
    with database.transaction() as session:
        store(session, courses(max(1, lessons // LESSONS_PER_COURSE), lessons), now=instant_now())
    database.dispose()


def whole_requests() -> None:
    """Print how long whole requests for /search take with 100 000 lessons, on SQLite, one and two at once."""
    with real_site() as (site, settings):
        database = Database(settings.database_address)
        with database.transaction() as session:
            made = courses(LESSONS[-1] // LESSONS_PER_COURSE, LESSONS[-1])
            store(session, made, now=instant_now())
        for name, path in (
            ("one word", "/search?q=%E6%8C%89%E6%91%A9"),
            ("two words", "/search?q=%E6%89%8B%E6%9C%BA+%E6%89%AB%E7%A0%81"),
            ("sounds alike", "/search?q=%E6%8C%89%E9%AD%94"),
            ("nothing fits", "/search?q=%E6%BD%9C%E6%B0%B4%E8%89%87"),
        ):
            for connections in (1, 2):
                ours = _requests(site, path, connections)
                with bare_site(page_bytes(site.port, path)) as bare:
                    base = _requests(bare, "/", connections)
                told = f"whole request at 100000 lessons, {name}, {connections} at once"
                print(f"{told}: {ours.per_second:.0f} 1/s", flush=True)
                line(
                    f"{told}, slowest hundredth", ours.p99_ms, base.p99_ms, "ms", "bare page of as many bytes"
                )
                line(f"{told}, CPU", ours.cpu_ms, base.cpu_ms, "ms", "bare")
        database.dispose()


def _requests(served: Served, path: str, connections: int) -> Measured:
    for _turn in range(8):  # each process reads its dictionaries with its first question
        page_bytes(served.port, path)
    measure(get(path), served.port, served.process_id, connections=connections, seconds_max=4)
    return measure(get(path), served.port, served.process_id, connections=connections, seconds_max=6)


def _in_a_process(does: str, engine: str, address: str, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.search", does, engine, address, folder]
    done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
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
        count = session.scalars(sa.select(sa.func.count()).select_from(SearchDocument)).one()
        index: Index = service.database_index(session) if outside is None else outside
        server = _server_process(engine)

        def page(query: str) -> None:
            answered = service.answer(session, index, query, table, facets)
            service.found_page(session, index, answered, _CHOSEN, size=10)

        for query in queries:
            page(query)
        milliseconds = []
        cpu = time.process_time() + (cpu_seconds(server) if server else 0)
        for _turn in range(TIMES if count < LESSONS[-1] else TIMES_OF_MANY_LESSONS):
            for query in queries:
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


def _print(engine: str, lessons: int, found: dict[str, float]) -> None:
    print(
        f"{engine:<10} {lessons:>6} lessons: page p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms,"
        f" CPU {found['cpu']:.1f} ms, memory {found['memory']:.0f} MB, one course anew {found['update']:.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
