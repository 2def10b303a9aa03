"""The bench measures what it says; how long anything takes is nobody's test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox.trial.function import STARTS_WITHIN
from scripts import _bench
from scripts._cold_start import ways
from scripts._deploy.wanted import SERVICES


@pytest.mark.usual("torn_reads")
def test_it_shows_what_a_run_costs_beside_the_usual_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_bench, "console", _bench.Console(width=120))
    _bench.main(pupils=24, runs=1)
    shown = capsys.readouterr().out
    ours, usual = (re.search(rf"{name}.*?(\d+)\s*$", shown, re.M) for name in ("as a run reads", "get_all_records"))
    assert ours is not None
    assert usual is not None
    assert (int(ours[1]), int(usual[1]) > 10) == (1, True)
    idle = re.search(r"nothing new\s+(\d+)\s+(\d+)\s+(\d+)", shown)
    assert idle is not None
    assert idle.groups() == ("8", "0", "0")


def test_it_shows_how_long_each_service_takes_to_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    took = iter((0.9, 0.5, 0.6))
    monkeypatch.setattr(_bench, "ways", lambda _: iter([("tick", lambda: next(took))]))
    _bench.console.print(_bench._starts(3))
    assert re.search(r"tick\s+600\s+900", capsys.readouterr().out)


def test_each_entry_point_is_started_and_the_usual_main_py_beside_them(tmp_path: Path) -> None:
    started = dict(ways(tmp_path))
    assert list(started) == [*(service.target for service in SERVICES), "the usual main.py"]
    assert 0 < started["the usual main.py"]() < STARTS_WITHIN


def test_it_shows_what_a_report_of_a_school_year_takes(capsys: pytest.CaptureFixture[str]) -> None:
    _bench.console.print(_bench._report(1))
    shown = capsys.readouterr().out
    assert len(re.findall(r"(?:counted, for the DSL|charts drawn|the page|the PDF file)\s+\d+\.\d\s+\d+", shown)) == 4
    # A year, and not a term: fifty times a week somebody says something of the example's children.
    assert int(re.search(r"(\d+) observations", shown)[1]) > 50 * 30  # type: ignore[index]
