"""The example goes into a workbook through the real API, in a few calls, and leaves the set-up nothing to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from cme.edges.google import Endpoint, connect
from cme.edges.schema import tab, tabs
from cme.edges.setup_calls import create_workbook, see_workbook
from cme.jobs.apply_schema import apply_workbook, plan, read_timetable, stored_settings
from sandbox.app import create_app
from sandbox.example.facts import example_facts
from sandbox.example.load import SETTINGS, load_example


def test_the_example_is_loaded_as_typed_and_the_set_up_finds_nothing_to_do(tmp_path: Path) -> None:
    app = create_app(tmp_path / "sandbox.sqlite", now="2026-11-23T07:30:00Z")
    google = connect(Endpoint(app.start()[1]), "sandbox:bot@innov8.example")
    try:
        workbook = create_workbook(google, "innov8")
        apply_workbook(google, workbook)
        load_example(google, workbook)
        assert plan(google, workbook).steps == ()
        stored = stored_settings(google, workbook)
        assert {name: stored[name] for name in SETTINGS} == SETTINGS
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{workbook}/values:batchGet"
        wanted = {"ranges": ["hot_entries", "read_pupils", "read_places"], "valueRenderOption": "UNFORMATTED_VALUE"}
        entries, pupils, places = google.http.request("get", url, params=wanted).json()["valueRanges"]
        assert any("=HYPERLINK(" in str(row[7]) for row in entries["values"])
        assert len(pupils["values"]) == 25
        assert places["values"][0][len(tab("places").headers) :][:3] == ["MON-BIKE", "MON-COOK", "MON-ARTS"]
        assert set(see_workbook(google, workbook, tabs()).tabs) == {tab.sheet_id for tab in tabs()}
    finally:
        app.stop()


@pytest.mark.usual("torn_reads")
def test_what_a_tick_reads_of_the_example_is_the_example(tmp_path: Path) -> None:
    app = create_app(tmp_path / "sandbox.sqlite", now="2026-11-23T07:30:00Z")
    google = connect(Endpoint(app.start()[1]), "sandbox:bot@innov8.example")
    try:
        workbook = create_workbook(google, "innov8")
        apply_workbook(google, workbook)
        load_example(google, workbook)
        read, meant = read_timetable(google, workbook), example_facts()
        assert read.sessions == meant.sessions
        assert {(p.pupil, p.session, p.commissioner, p.start, p.end) for p in read.places} == {
            (p.pupil, p.session, p.commissioner, p.start, p.end) for p in meant.places
        }
        assert {code: pupil.short_name for code, pupil in read.pupils.items()} == {
            code: pupil.short_name for code, pupil in meant.pupils.items()
        }
        assert read.staff == meant.staff
        assert read.terms == meant.terms
        assert (read.settings.mode, read.settings.dsl_phone) == (meant.settings.mode, meant.settings.dsl_phone)
    finally:
        app.stop()
