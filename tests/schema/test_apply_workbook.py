"""Setting a workbook up: once, twice, after it broke off half-way, and after people have had it in their hands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from cme.domain.clocks import serial
from cme.edges.google import Google
from cme.edges.schema import tab, tabs
from cme.edges.setup_calls import change_workbook, create_workbook, see_workbook
from cme.jobs.apply_schema import apply_settings, apply_workbook, plan, stored_settings
from sandbox.app import App

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def moved(slug: str, first: int, target: int) -> dict[str, Any]:
    source = {"sheetId": tab(slug).sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": first + 1}
    return {"moveDimension": {"source": source, "destinationIndex": target}}


def typed(slug: str, row: int, column: int, text: str) -> dict[str, Any]:
    start = {"sheetId": tab(slug).sheet_id, "rowIndex": row, "columnIndex": column}
    cell = {"userEnteredValue": {"stringValue": text}}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}


def without_choices(slug: str, column: int) -> dict[str, Any]:
    area = {"sheetId": tab(slug).sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}
    return {"setDataValidation": {"range": area}}


def renamed(slug: str, title: str) -> dict[str, Any]:
    properties = {"sheetId": tab(slug).sheet_id, "title": title}
    return {"updateSheetProperties": {"properties": properties, "fields": "title"}}


def test_a_second_apply_plans_nothing(google: Google, workbook: str) -> None:
    found = plan(google, workbook)
    assert found.steps == ()
    assert found.reports == ()


def test_the_workbook_keeps_british_dates_london_time_and_counts_by_the_minute(google: Google, workbook: str) -> None:
    live = see_workbook(google, workbook, tabs())
    wanted = {"locale": "en_GB", "timeZone": "Europe/London", "autoRecalc": "MINUTE"}
    assert {name: live.properties[name] for name in wanted} == wanted


def test_every_tab_has_the_id_of_its_file_and_nothing_else_is_left(google: Google, workbook: str) -> None:
    live = see_workbook(google, workbook, tabs())
    assert {t.sheet_id: t.title for t in live.tabs.values()} == {t.sheet_id: t.title for t in tabs()}


def test_the_revision_begins_at_one_with_its_token(google: Google, workbook: str) -> None:
    live = see_workbook(google, workbook, tabs())
    assert [name for name in live.named if name.startswith("rev_")] == ["rev_1"]
    assert live.tabs[tab("runs").sheet_id].text(0, 1) in {"1", "1.0"}


def test_a_lost_token_is_made_again_for_the_revision_that_stands_there_even_on_a_renamed_tab(
    google: Google, workbook: str
) -> None:
    number = {"userEnteredValue": {"numberValue": 57}}
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 0, "columnIndex": 1}
    written = {"updateCells": {"start": start, "rows": [{"values": [number]}], "fields": "userEnteredValue"}}
    lost = {"deleteNamedRange": {"namedRangeId": "rev_1"}}
    change_workbook(google, workbook, [written, lost, renamed("runs", "What ran")])
    assert plan(google, workbook).lines == ("Set the revision token rev_57",)


def test_what_stands_on_a_renamed_tab_follows_its_title_and_its_columns_wherever_they_are(
    google: Google, workbook: str
) -> None:
    change_workbook(google, workbook, [renamed("runs", "What ran"), renamed("pupils", "Our children")])
    change_workbook(google, workbook, [moved("pupils", 0, 3)])
    assert plan(google, workbook).steps == ()
    change_workbook(google, workbook, [typed("today", 0, 0, "gone"), without_choices("places", 0)])
    apply_workbook(google, workbook)
    live = see_workbook(google, workbook, tabs())
    assert "'What ran'!$B$2" in live.tabs[tab("today").sheet_id].text(0, 0)
    rule = live.tabs[tab("places").sheet_id].cell(1, 0)["dataValidation"]
    assert rule["condition"]["values"] == [{"userEnteredValue": "='Our children'!$C$2:$C"}]
    assert plan(google, workbook).steps == ()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_apply_that_broke_off_is_finished_by_the_next(google: Google, share: float) -> None:
    workbook = create_workbook(google, "half")
    requests = plan(google, workbook).requests
    change_workbook(google, workbook, requests[: int(len(requests) * share)])
    apply_workbook(google, workbook)
    assert plan(google, workbook).steps == ()
    live = see_workbook(google, workbook, tabs())
    assert {t.title for t in live.tabs.values()} == {t.title for t in tabs()}


def test_a_column_that_somebody_moved_is_left_where_it_is(google: Google, workbook: str) -> None:
    change_workbook(google, workbook, [moved("pupils", 4, 0)])
    found = plan(google, workbook)
    assert found.steps == ()
    assert found.reports == ()


@pytest.mark.parametrize("slug", ["obligations", "desk"])
def test_a_column_of_the_machines_that_somebody_moved_is_reported(google: Google, workbook: str, slug: str) -> None:
    change_workbook(google, workbook, [moved(slug, 4, 0)])
    found = plan(google, workbook)
    assert found.steps == ()
    assert found.reports == (
        f"The columns of “{tab(slug).title}” were moved. The machine needs them in their old order.",
    )


def test_a_tab_that_somebody_renamed_is_reported_and_not_renamed_back(google: Google, workbook: str) -> None:
    change_workbook(google, workbook, [renamed("pupils", "Children")])
    found = plan(google, workbook)
    assert found.steps == ()
    assert found.reports == (
        "The tab “Children” was called “Pupils”. It still works; rename it back so that people find it.",
    )


def test_a_heading_that_somebody_changed_is_reported_and_not_written_over(google: Google, workbook: str) -> None:
    change_workbook(google, workbook, [typed("schools", 0, 3, "Mail for absence")])
    found = plan(google, workbook)
    assert found.steps == ()
    assert "no heading “Attendance email”; what stands there is “Mail for absence”" in found.reports[0]


def test_beside_a_column_of_their_own_people_type_a_new_heading_themselves_and_it_is_laid_out(
    google: Google, workbook: str
) -> None:
    last = len(tab("pupils").columns)
    wider = {"appendDimension": {"sheetId": tab("pupils").sheet_id, "dimension": "COLUMNS", "length": 3}}
    change_workbook(google, workbook, [wider, typed("pupils", 0, 9, "Swims"), typed("pupils", 0, last, "Dances")])
    found = plan(google, workbook)
    assert found.steps == ()
    assert "no heading “Tier”; what stands there is “Swims”, “Dances”" in found.reports[0]
    assert "type it as the heading of an empty column" in found.reports[0]
    change_workbook(google, workbook, [typed("pupils", 0, last + 1, "Tier")])
    assert plan(google, workbook).reports == ()
    assert plan(google, workbook).lines == (
        "Say at the heading Pupils.Tier what it means",
        "Format Pupils.Tier as text",
        "Offer choices in Pupils.Tier",
    )
    apply_workbook(google, workbook)
    assert plan(google, workbook).steps == ()


def test_a_doubled_heading_is_reported(google: Google, workbook: str) -> None:
    change_workbook(google, workbook, [typed("staff", 0, 7, "Email")])
    reports = plan(google, workbook).reports
    assert any("“Staff” has the heading “Email” twice" in report for report in reports)


def test_a_tab_that_somebody_deleted_is_made_again_with_its_range(google: Google, workbook: str) -> None:
    change_workbook(google, workbook, [{"deleteSheet": {"sheetId": tab("agencies").sheet_id}}])
    change_workbook(google, workbook, [{"deleteSheet": {"sheetId": tab("schools").sheet_id}}])
    apply_workbook(google, workbook)
    live = see_workbook(google, workbook, tabs())
    assert {"Agencies", "Schools"} <= {t.title for t in live.tabs.values()}
    assert live.named["read_schools"]["range"]["sheetId"] == tab("schools").sheet_id
    assert plan(google, workbook).steps == ()


def test_a_value_that_somebody_set_is_kept_and_a_row_that_they_deleted_comes_back(
    google: Google, workbook: str
) -> None:
    apply_settings(google, workbook, {"mode": "live"})
    row = {"sheetId": tab("settings").sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    change_workbook(google, workbook, [{"deleteDimension": {"range": row}}])
    assert "organisation" not in stored_settings(google, workbook)
    apply_workbook(google, workbook)
    stored = stored_settings(google, workbook)
    assert stored["mode"] == "live"
    assert stored["organisation"] == "innov8 Workshops"
    assert plan(google, workbook).steps == ()


def test_writing_the_same_settings_again_writes_nothing(google: Google, workbook: str) -> None:
    assert apply_settings(google, workbook, {"domain": "innov8.example"}) == ("Wrote the setting “domain”",)
    assert apply_settings(google, workbook, {"domain": "innov8.example"}) == ()


def test_a_choice_that_is_not_offered_is_refused_where_the_list_is_ours(google: Google, workbook: str) -> None:
    live = see_workbook(google, workbook, tabs())
    mode = next(row for row in range(1, 20) if live.tabs[tab("settings").sheet_id].text(row, 0) == "mode")
    rule = live.tabs[tab("settings").sheet_id].cell(mode, 1)["dataValidation"]
    assert rule["strict"]
    assert [v["userEnteredValue"] for v in rule["condition"]["values"]] == ["rehearsal", "shadow", "live"]


def test_the_first_cell_says_when_the_machine_has_stopped(app: App, google: Google, workbook: str) -> None:
    def first_cell() -> str:
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{workbook}/values/Today!A1"
        return str(google.http.request("get", url).json()["values"][0][0])

    assert first_cell() == "NOT RUNNING YET: use paper, ring round"
    beat = [{"userEnteredValue": {"numberValue": serial(at)}} for at in (NINE, NINE + timedelta(minutes=10))]
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 1, "columnIndex": 1}
    change_workbook(
        google, workbook, [{"updateCells": {"start": start, "rows": [{"values": beat}], "fields": "userEnteredValue"}}]
    )
    clock = f"{google.http.endpoint.base}/sandbox/clock"
    requests.post(clock, json={"now": "2026-11-23T09:09:00Z"}, timeout=5)
    assert first_cell() == "Running. Checked 09:00"
    requests.post(clock, json={"now": "2026-11-23T09:11:00Z"}, timeout=5)
    assert first_cell() == "NOT RUNNING SINCE 23/11/2026 09:00: use paper, ring round"


def test_of_two_colours_that_differ_in_their_column_only_the_one_that_is_gone_comes_back(
    google: Google, workbook: str
) -> None:
    gone = {"sheetId": tab("pupils").sheet_id, "index": 0}
    change_workbook(google, workbook, [{"deleteConditionalFormatRule": gone}])
    lines = plan(google, workbook).lines
    assert len(lines) == 1
    assert lines[0].startswith("Colour “Pupils” ")


def test_a_date_and_an_address_are_checked_by_the_sheet_and_headings_say_what_to_type(
    google: Google, workbook: str
) -> None:
    schools = see_workbook(google, workbook, tabs()).tabs[tab("schools").sheet_id]
    columns = {header: number for number, header in enumerate(schools.headers(0))}
    kinds = {
        header: schools.cell(1, column).get("dataValidation", {}).get("condition", {}).get("type")
        for header, column in columns.items()
    }
    assert kinds["Attendance email"] == "TEXT_IS_EMAIL"
    assert kinds["Checked on"] == "DATE_IS_VALID"
    assert kinds["Prefers telephone"] == "ONE_OF_LIST"
    assert kinds["Name"] is None
    assert schools.cell(0, columns["Attendance email"])["note"] == "Needed. Where absence goes. A shared inbox is best."


def test_a_heading_whose_words_changed_says_the_new_ones_and_keeps_its_name(google: Google, workbook: str) -> None:
    start = {"sheetId": tab("pupils").sheet_id, "rowIndex": 0, "columnIndex": 9}
    old = {"updateCells": {"start": start, "rows": [{"values": [{"note": "As it was"}]}], "fields": "note"}}
    change_workbook(google, workbook, [old, moved("pupils", 0, 3)])
    assert plan(google, workbook).lines == ("Say at the heading Pupils.Tier what it means",)
    apply_workbook(google, workbook)
    pupils = see_workbook(google, workbook, tabs()).tabs[tab("pupils").sheet_id]
    assert (pupils.text(0, 9), pupils.cell(0, 9)["note"]) == ("Tier", tab("pupils").columns[9].note)
    assert plan(google, workbook).steps == ()


def test_long_tabs_offer_filters_by_name_and_one_that_people_changed_stays(google: Google, workbook: str) -> None:
    def views() -> dict[str, list[str]]:
        live = see_workbook(google, workbook, tabs())
        found = {tab.title: [view["title"] for view in tab.views] for tab in live.tabs.values()}
        return {title: names for title, names in found.items() if names}

    every = {
        "Problems": ["To mend", "To confirm"],
        "Entries": ["Today", "Not accepted"],
        "Obligations": ["Today"],
        "Messages": ["Today", "Did not arrive"],
    }
    assert views() == every
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{workbook}?fields=sheets.filterViews"
    answer = google.http.request("get", url).json()
    kept = [view for sheet in answer["sheets"] for view in sheet.get("filterViews", ())]
    gone, other = (next(v["filterViewId"] for v in kept if v["title"] == name) for name in ("To mend", "To confirm"))
    area = {"sheetId": tab("problems").sheet_id, "endRowIndex": 3}
    changed = {"filter": {"filterViewId": other, "range": area}, "fields": "range"}
    change_workbook(google, workbook, [{"deleteFilterView": {"filterId": gone}}, {"updateFilterView": changed}])
    assert plan(google, workbook).lines == ("Add to “Problems” the filter view “To mend”",)
    apply_workbook(google, workbook)
    assert {name: sorted(names) for name, names in views().items()} == {n: sorted(v) for n, v in every.items()}
