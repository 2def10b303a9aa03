"""The bench measures what it says; how long anything takes is nobody's test."""

from __future__ import annotations

import re

import pytest

from scripts import _bench


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
