"""LibreOffice opens every table that leaves the site: no word of warning, each cell as it was written, and not one formula.

Debian's libreoffice-calc must be installed.
"""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from learnhub.accounts.models import Person
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.providers.models import TrainingBase
from learnhub.training.models import TrainingClass
from tests.house.reach.addresses import address_of, routes
from tests.house.reach.furnished import Furnished, furnished_site
from tests.visit import Clients

pytestmark = pytest.mark.judge
SUFFIXES = ("xlsx", "csv")
# What a table program must not reckon with: each of these begins a formula in one of them.
HOSTILE = {
    Person.nickname: "=1+2",
    TrainingBase.name: "@SUM(1,2)",
    TrainingClass.title: '=HYPERLINK("a:b","c")',
}
QUERIES = {"/office/reports/<region>/periods": "?starts_on=2025-01-01&ends_on=2026-12-31"}
# UTF-8, comma, every sheet into a file of its own. Source: LibreOffice's "Filter Options for the CSV Filter".
TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
FROM_CSV = "--infilter=CSV:44,34,76,1,,0,false,false"  # a day stays as it is written
_SAYS_NOTHING_OF_TABLES = ("javaldx", "Could not find a Java Runtime")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("sheets")
    template = folder / "template.db"
    migrate(f"sqlite:///{template}", copies=folder, now=instant_now())
    with furnished_site(template, folder) as site:
        for column, words in HOSTILE.items():
            site.connection.execute(
                sa.update(column.class_).values({column: sa.literal(words).concat(column.class_.id)})
            )
        yield site


def test_every_table_opens_in_libreoffice_as_it_was_written(furnished: Furnished, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    assert program is not None, "no LibreOffice: apt-get install libreoffice-calc"
    kept = dict(_tables(furnished))
    assert len(kept) > 20
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    hostile = 0
    for name, texts in _opened(program, tmp_path, "xlsx").items():
        book = openpyxl.load_workbook(io.BytesIO(kept[name]))
        written = [[_told(cell) for cell in row] for sheet in book for row in sheet.iter_rows()]
        assert texts == written, name
        assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
        hostile += sum(cell.startswith(tuple(HOSTILE.values())) for row in texts for cell in row)
    assert hostile > 0, "no table held a name that begins a formula"
    for name, texts in _opened(program, tmp_path, "csv").items():
        rows = list(csv.reader(io.StringIO(kept[name].decode("utf-8-sig"))))
        assert [_filled(row) for row in texts] == [_filled(row) for row in rows], name


def _tables(site: Furnished) -> Iterator[tuple[str, bytes]]:
    """Yield every table of the site as a file: its name, its bytes."""
    clients = Clients(site.app, looks=False)
    for number, (method, rule) in enumerate(routes(site.app)):
        if method != "GET" or not ("suffix" in rule.arguments or rule.rule.endswith(SUFFIXES)):
            continue
        for suffix in SUFFIXES if "suffix" in rule.arguments else rule.rule.rpartition(".")[2:]:
            client = clients.of(site.people["manager" if rule.rule.startswith("/base") else "officer"])
            answer = client.get(
                _address(rule, site.things, suffix), headers={"Sec-Fetch-Site": "same-origin"}
            )
            if answer.mimetype.endswith(("sheet", "csv")):
                yield f"{number}-{rule.endpoint}.{suffix}", answer.data
            answer.close()


def _address(rule: Rule, things: Mapping[str, int | str], suffix: str) -> str:
    address = address_of(rule, things)
    query = next((words for start, words in QUERIES.items() if rule.rule.startswith(start)), "")
    return address.removesuffix(".csv").removesuffix(".xlsx") + f".{suffix}{query}"


def _opened(program: str, folder: Path, suffix: str) -> dict[str, list[list[str]]]:
    """Let LibreOffice open all tables of a kind and write them anew; return the rows that it saw, by name of the file."""
    into = folder / f"from-{suffix}"
    files = sorted(folder.glob(f"*.{suffix}"))
    command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
    command += [FROM_CSV] if suffix == "csv" else []
    command += ["--convert-to", TO_CSV, "--outdir", str(into), *map(str, files)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    warned = [
        line for line in done.stderr.splitlines() if not any(w in line for w in _SAYS_NOTHING_OF_TABLES)
    ]
    assert [line for line in warned if line.strip()] == []
    return {one.name: _rows(into, one.stem) for one in files}


def _rows(into: Path, stem: str) -> list[list[str]]:
    """Return the rows of a table that LibreOffice wrote, sheet after sheet."""
    written = sorted(into.glob(f"{stem}-*.csv"), key=lambda one: one.stat().st_mtime_ns)
    assert written, stem
    return [row for one in written for row in csv.reader(io.StringIO(one.read_text(encoding="utf-8")))]


def _told(cell: openpyxl.cell.cell.Cell) -> str:
    """Return a cell as its reader sees it: an amount with two places."""
    if cell.data_type == "n" and cell.value is not None:
        return f"{cell.value:.2f}"
    return "" if cell.value is None else str(cell.value)


def _filled(row: list[str]) -> list[str]:
    """Return a row without the empty cells at its end: a sheet is as wide as its widest row."""
    while row and not row[-1]:
        row = row[:-1]
    return row
