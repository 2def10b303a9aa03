"""The head of Runs: what the machine keeps there stands beside the labels of the set-up, and never on one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cme.edges.schema import tab
from cme.edges.version_stamp import stamp_request
from cme.jobs import pulse
from sandbox.sheets.a1 import letters
from tests import builders as build

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def cells_of(request: dict[str, Any]) -> list[str]:
    start, (row,) = request["updateCells"]["start"], request["updateCells"]["rows"]
    return [f"{letters(start['columnIndex'] + n)}{start['rowIndex'] + 1}" for n in range(len(row["values"]))]


def test_no_two_writers_share_a_cell_and_none_writes_over_a_label() -> None:
    requests = (
        pulse.heartbeat(build.facts(), NOW),
        pulse.stamps(pulse.Stamps(NOW, NOW)),
        pulse.night(NOW, 1),
        pulse.clock_off(timedelta(seconds=40)),
        pulse.looked("m1"),
        pulse.form_state("digest", ()),
        pulse.program("digest"),
        stamp_request(1),
    )
    written = [cell for request in requests for cell in cells_of(request)]
    labels = [cell.at for cell in tab("runs").cells if cell.text]
    assert len(written) == len(set(written))
    assert not set(written) & set(labels)
