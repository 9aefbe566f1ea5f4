"""Does everything stay usable in a province? Each board, register, list and report, as the person whose page it is, over HTTP.

`python -m benchmarks.province` makes the province that `flask demo --province` makes (`--share` of it) and prints a line for each page: statements
sent to the database, bytes, p50 and p95 of one request at a time, CPU of the server; a bare page of the same bytes stands beside the first.
`--instance FOLDER` measures a province that is there already, on SQLite; `--database postgresql` makes one in a server of its own.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks.load import HOST, cpu_seconds
from benchmarks.site import Served, bare_site, serve
from learnhub.accounts.service import sign_ins
from learnhub.accounts.views.recognition import COOKIE
from learnhub.app import create_app
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.ops.service.demonstration import entries
from learnhub.primitives import instant_now, local_date
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.subsidy.models import Claim
from tests.postgres import PostgresServer
from tests.real_server import free_port
from tests.sample_site import statements

WARM_UP, TIMES = 3, 20
AIM_MS = 300
PROVINCE, PREFECTURE, COUNTY, AUDITOR, MANAGER, TEACHER, TRAINEE = range(7)  # as `demo --province` names them


@dataclass(frozen=True)
class Asked:
    """A page and who opens it: a place in the demonstration's list, None for a visitor."""

    path: str
    who: int | None


def pages(database: Database) -> list[Asked]:
    """Return every page that is measured."""
    year = local_date(instant_now()).year
    with database.reading() as session:
        claim = session.scalar(sa.select(sa.func.max(Claim.id)))
        group = session.scalar(sa.select(sa.func.max(Claim.training_class_id)))
    office = [
        "/office", "/office/bases", "/office/bases?page=16", "/office/bases.csv", "/office/quota", "/office/quota?show=ended",
        "/office/divisions", "/office/divisions?show=ended", "/office/divisions/530100", "/office/brands", "/office/classes",
        "/office/classes?page=20", f"/office/classes/{group}", "/office/openings", "/office/completions", "/office/changes",
        "/office/claims", f"/claims/{claim}", "/office/courses", "/office/online-courses", "/office/marks", "/office/people",
        "/office/people?q=00000", "/office/field", "/office/field/teachers", "/office/field/assessors", "/office/files",
        "/office/projects", "/office/outside-hours", "/office/objections", "/office/accommodations", "/office/barriers",
        "/office/working-days", "/office/policy", "/office/reports", f"/office/reports/530000/{year}",
        f"/office/reports/530000/{year}/ledger", f"/office/reports/530000/{year}/ledger.csv",
        f"/office/reports/530000/{year}/ledger.xlsx", f"/office/reports/530000/{year}/programmes", "/office/bases.xlsx",
        "/office/field/teachers/sheet.csv", "/office/projects.csv", "/office/satisfaction", "/office/complaints", "/office/imports", f"/office/reports/530000/{year}/quality",
        f"/office/reports/530000/{year}/batches", f"/office/reports/530000/{year}/coverage",
        f"/office/reports/530000/{year}/coverage.xlsx", f"/office/reports/530000/{year}/without-training",
    ]  # fmt: skip
    audit = [
        "/audit",
        "/audit/payments",
        "/audit/samples",
        "/audit/seals",
        "/audit/unmasked",
        "/office/audit",
    ]
    return [
        *(Asked(path, None) for path in ("/", "/courses", "/courses?page=40", "/bases", "/search?q=%E6%8C%89%E6%91%A9", "/notices")),
        *(Asked(path, PROVINCE) for path in office),
        *(Asked(path, PREFECTURE) for path in ("/office", "/office/bases", "/office/quota", "/office/divisions", "/office/classes", "/office/people")),
        *(Asked(path, COUNTY) for path in ("/office", "/office/bases", "/office/claims", "/office/people")),
        *(Asked(path, AUDITOR) for path in audit),
        *(Asked(path, MANAGER) for path in ("/base", "/base/classes", "/office/people")),
        *(Asked(path, TEACHER) for path in ("/teach", "/teach/enquiries")),
        *(Asked(path, TRAINEE) for path in ("/me", "/me/credits")),
    ]  # fmt: skip


def main() -> None:
    """Make a province, or take one, and measure its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", default="1")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--instance", default="", help="a folder with a province that is there already")
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    asked = parser.parse_args()
    is_postgresql = asked.database == "postgresql"
    started = PostgresServer.started("") if is_postgresql else nullcontext()
    with started as server, tempfile.TemporaryDirectory() as made:
        address = server.new_database() if server is not None else ""
        folder = asked.instance or made
        settings = Settings(
            instance_dir=Path(folder), port=free_port(), log_files=False, database_url=address
        )
        environment = {
            "INSTANCE_DIR": folder,
            "DATABASE_URL": address,
            "PORT": str(settings.port),
            "LOG_FILES": "false",
            "LOG_LEVEL": "ERROR",
            "REQUESTS_PER_MINUTE": "0",
        }
        if not asked.instance:
            for command in (["keys", "make"], ["migrate"], ["demo", "--province", "--share", asked.share]):
                subprocess.run(
                    [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                    cwd=PROJECT_DIR, env={**os.environ, **environment}, check=True,
                )  # fmt: skip
        database = Database(settings.database_address)
        _print_size(database, asked.database)
        cookies = _cookies(database)
        counted = _counted(settings, database, cookies, asked.only)
        with serve(settings, environment) as served:
            over = 0
            for page, (sent, size) in counted.items():
                cookie = cookies[page.who] if page.who is not None else ""
                over += _print(page, sent, size, *_timed(served, page.path, cookie))
        print(f"{len(counted)} pages, {over} above {AIM_MS} ms", flush=True)
        with bare_site(20_000) as bare:
            p50, p95, cpu = _timed(bare, "/", "")
            print(
                f"a bare page of 20000 bytes: p50 {p50:.1f} ms, p95 {p95:.1f} ms, CPU {cpu:.1f} ms",
                flush=True,
            )
        database.dispose()


def _print_size(database: Database, engine: str) -> None:
    with database.reading() as session:
        count = session.scalar(sa.select(sa.func.count(Enrolment.id)))
    print(
        f"{engine}: a province with {count} enrolments; one request at a time, {TIMES} times each", flush=True
    )


def _cookies(database: Database) -> list[str]:
    """Sign everybody in whom the demonstration names; return a cookie for each."""
    with database.transaction() as session:
        tokens = [
            sign_ins.begin(session, entry.person_id, device="benchmark", days=1, now=instant_now())
            for entry in entries(session)
        ]
    return [f"{COOKIE}={token}" for token in tokens]


def _counted(
    settings: Settings, database: Database, cookies: list[str], only: str
) -> dict[Asked, tuple[int, int]]:
    """Open each page once in this process: statements, bytes."""
    app = create_app(settings, database)
    sent = statements(database)
    found = {}
    for page in pages(database):
        if only not in page.path:
            continue
        client = app.test_client(use_cookies=False)
        headers = {"Cookie": cookies[page.who]} if page.who is not None else {}
        client.get(page.path, headers=headers)
        del sent[:]
        answer = client.get(page.path, headers=headers)
        if answer.status_code != 200:
            raise AssertionError(f"{page.path} answered {answer.status_code}")
        found[page] = len(sent), len(answer.data)
    return found


def _timed(served: Served, path: str, cookie: str) -> tuple[float, float, float]:
    """Return p50, p95 and CPU of the server in milliseconds."""
    connection = http.client.HTTPConnection(HOST, served.port, timeout=120)
    taken = []
    cpu = 0.0
    for turn in range(WARM_UP + TIMES):
        if turn == WARM_UP:
            cpu = cpu_seconds(served.process_id)
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"{path} answered {answer.status}")
        if turn >= WARM_UP:
            taken.append((time.perf_counter() - begun) * 1000)
    cpu = (cpu_seconds(served.process_id) - cpu) / TIMES * 1000
    connection.close()
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18], cpu


def _print(page: Asked, sent: int, size: int, p50: float, p95: float, cpu: float) -> bool:
    is_over = p95 > AIM_MS
    who = (
        "visitor"
        if page.who is None
        else ("province", "prefecture", "county", "auditor", "manager", "teacher", "trainee")[page.who]
    )
    print(
        f"{who:<10} {page.path:<44} {sent:>4} statements {size // 1000:>5} KB"
        f"  p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  CPU {cpu:7.1f} ms{'  ABOVE' if is_over else ''}",
        flush=True,
    )
    return is_over


if __name__ == "__main__":
    main()
