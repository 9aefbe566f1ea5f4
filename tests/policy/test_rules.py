"""Which figure is in force."""

from datetime import date
from pathlib import Path

import pytest

from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import NoFigure
from learnhub.settings import PROJECT_DIR


def write(folder: Path, text: str) -> Path:
    (folder / "x.toml").write_text(text, encoding="utf-8")
    return folder


ROW = '[[figure]]\nkey = "k"\nvalue = {value}\nunit = "分"\nfrom = {day}\nsource = "文件"\n{more}\n'


def row(value: int, day: str, more: str = "") -> str:
    return ROW.format(value=value, day=day, more=more)


def test_the_shipped_figures_can_be_read_and_each_has_a_source() -> None:
    figures = read_figures(PROJECT_DIR / "content" / "policy")
    assert figures.rows
    assert all(figure.source for figure in figures.rows)
    assert all(figure.is_example == figure.source.startswith("示例") for figure in figures.rows)


def test_the_nearest_division_counts(tmp_path: Path) -> None:
    figures = read_figures(
        write(
            tmp_path,
            row(1, "2020-01-01")
            + row(2, "2020-01-01", 'region = "530000"')
            + row(3, "2020-01-01", 'region = "532801"'),
        )
    )
    day = date(2021, 1, 1)
    found = {code: figures.in_force("k", code, day).number for code in ("532801", "532800", "410100", "")}
    assert found == {"532801": 3, "532800": 2, "410100": 1, "": 1}


def test_a_later_row_counts_from_its_day_on(tmp_path: Path) -> None:
    figures = read_figures(write(tmp_path, row(1, "2020-01-01") + row(2, "2022-07-01")))
    assert figures.in_force("k", "", date(2022, 6, 30)).number == 1
    assert figures.in_force("k", "", date(2022, 7, 1)).number == 2


def test_before_the_first_and_after_the_last_day_there_is_no_figure(tmp_path: Path) -> None:
    figures = read_figures(write(tmp_path, row(1, "2020-01-01", "to = 2020-12-31")))
    assert figures.in_force("k", "", date(2020, 12, 31)).number == 1
    for day in (date(2019, 12, 31), date(2021, 1, 1)):
        with pytest.raises(NoFigure):
            figures.in_force("k", "", day)


def test_a_figure_that_the_source_does_not_state_has_no_number(tmp_path: Path) -> None:
    text = '[[figure]]\nkey = "k"\nunit = "分"\nfrom = 2020-01-01\nsource = "文件"\n'
    figure = read_figures(write(tmp_path, text)).in_force("k", "", date(2021, 1, 1))
    assert figure.value is None
    with pytest.raises(ValueError, match="no number"):
        _ = figure.number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row(1, "2020-01-01") + row(2, "2020-01-01"), "same day"),
        (row(1, "2020-01-01", "factor = 2"), "unknown factor"),
        (row(1, "2020-01-01").replace("value = 1", "value = 1.5"), "no floats"),
        (row(1, "2020-01-01").replace("文件", ""), "needs a source"),
        ('[[figure]]\nkey = "k"\n', "missing"),
    ],
)
def test_a_row_that_is_not_whole_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_figures(write(tmp_path, text))


def test_a_changed_figure_has_another_reference(tmp_path: Path) -> None:
    first = read_figures(write(tmp_path, row(1, "2020-01-01"))).rows[0].reference
    second = read_figures(write(tmp_path, row(2, "2020-01-01"))).rows[0].reference
    assert first != second
