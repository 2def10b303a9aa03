"""Checks of the Sheets ledger. What lies over the cells: formats, notes, merges, filters, rules, the look of a tab."""

from __future__ import annotations

from gspread.utils import ValidationConditionType

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import OVERLAYS, ask, cells, properties, refusal, rule, sheet_part


@checks("SHEETS-042")
def a_format_is_answered_with_its_colours(google: Probe) -> None:
    """A format is answered with its colours written twice, as colour and as style."""
    book = google.workbook()
    green = {"green": 1, "blue": 1}
    book.sheet1.format("A2:B2", {"backgroundColor": green, "textFormat": {"bold": True, "fontSize": 12}})
    found = cells(book, "A2", "userEnteredFormat")[0][0]["userEnteredFormat"]
    assert found["backgroundColorStyle"] == {"rgbColor": green}
    assert found["textFormat"]["bold"] is True


@checks("SHEETS-046")
def merging_overlapping_cells_replaces_the_older_merge(google: Probe) -> None:
    """Merging overlapping cells replaces the older merge; by rows makes one merge a row."""
    book = google.workbook()
    book.sheet1.merge_cells("A1:B2", merge_type="MERGE_ROWS")
    assert len(book.fetch_sheet_metadata()["sheets"][0]["merges"]) == 2
    book.sheet1.merge_cells("A1:B2")
    merged = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    assert book.fetch_sheet_metadata()["sheets"][0]["merges"] == [merged]
    book.sheet1.unmerge_cells("A1:B2")
    assert "merges" not in book.fetch_sheet_metadata()["sheets"][0]


@checks("SHEETS-047")
def a_basic_filter_over_a_sheet_is(google: Probe) -> None:
    """A basic filter over a sheet is answered with its ends closed."""
    book = google.workbook()
    book.sheet1.set_basic_filter()
    closed = {"startRowIndex": 0, "endRowIndex": 1000, "startColumnIndex": 0, "endColumnIndex": 26}
    assert book.fetch_sheet_metadata()["sheets"][0]["basicFilter"] == {"range": closed}
    book.sheet1.clear_basic_filter()
    assert "basicFilter" not in book.fetch_sheet_metadata()["sheets"][0]


@checks("SHEETS-050")
def a_sheet_is_moved_by_index_the(google: Probe) -> None:
    """A sheet is moved by index; the others close up."""
    book = google.workbook()
    first, second = book.add_worksheet("One", 5, 5), book.add_worksheet("Two", 5, 5)
    book.reorder_worksheets([second, first, book.sheet1])
    assert [sheet.title for sheet in book.worksheets()] == ["Two", "One", "Sheet1"]
    first.update_index(0)
    assert [sheet.title for sheet in book.worksheets()] == ["One", "Two", "Sheet1"]


@checks("SHEETS-051")
def a_tabs_colour_is_kept_in_256(google: Probe) -> None:
    """A tab's colour is kept in 256 steps; without one there is no colour in the properties."""
    book = google.workbook()
    assert "tabColorStyle" not in properties(book)
    style = {"rgbColor": {"red": 1, "green": 0, "blue": 0.5}}
    colour = {"properties": {"sheetId": 0, "tabColorStyle": style}, "fields": "tabColorStyle"}
    ask(book, {"updateSheetProperties": colour})
    assert properties(book)["tabColorStyle"] == {"rgbColor": {"red": 1, "blue": 0.49803922}}
    book.sheet1.clear_tab_color()
    assert "tabColorStyle" not in properties(book)


@checks("SHEETS-052")
def frozen_rows_hidden_grid_lines_and_a(google: Probe) -> None:
    """Frozen rows, hidden grid lines and a hidden sheet are in the properties only while they are so."""
    book = google.workbook()
    book.add_worksheet("Seen", 5, 5)
    book.sheet1.freeze(rows=1, cols=2)
    book.sheet1.hide_gridlines()
    book.sheet1.hide()
    found = properties(book)
    assert found["hidden"] is True
    assert found["gridProperties"] == {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenRowCount": 1,
        "frozenColumnCount": 2,
        "hideGridlines": True,
    }
    book.sheet1.show()
    book.sheet1.freeze(rows=0, cols=0)
    assert "hidden" not in properties(book)


@checks("SHEETS-053")
def notes_are_written_read_and_taken_away(google: Probe) -> None:
    """Notes are written, read and taken away by updateCells alone."""
    book = google.workbook()
    book.sheet1.insert_notes({"A1": "one", "B2": "two"})
    assert book.sheet1.get_notes() == [["one"], ["", "two"]]
    book.sheet1.clear_notes(["A1", "B2"])
    assert book.sheet1.get_notes() == [[]]


@checks("SHEETS-054")
def a_group_of_rows_or_columns_is(google: Probe) -> None:
    """A group of rows or columns is answered with its depth, and sets on which side it folds."""
    book = google.workbook()
    reply = book.sheet1.add_dimension_group_columns(0, 2)["replies"][0]["addDimensionGroup"]
    place = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}
    assert reply == {"dimensionGroups": [{"range": place, "depth": 1}]}
    assert properties(book)["gridProperties"]["columnGroupControlAfter"] is True
    assert book.sheet1.delete_dimension_group_columns(0, 2)["replies"] == [{"deleteDimensionGroup": {}}]


@checks("SHEETS-057")
def a_validation_is_set_answered_and_lifted(google: Probe) -> None:
    """A validation is set, answered and lifted; the API itself may write what people may not."""
    book = google.workbook()
    book.sheet1.add_validation(
        "A1:A3", ValidationConditionType.one_of_list, ["yes", "no"], strict=True, showCustomUi=True
    )
    rule = cells(book, "A2", "dataValidation")[0][0]["dataValidation"]
    assert rule["condition"]["values"] == [{"userEnteredValue": "yes"}, {"userEnteredValue": "no"}]
    book.sheet1.update([["perhaps"]], "A2")
    ask(book, {"setDataValidation": {"range": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 3}}})
    assert cells(book, "A2", "dataValidation") == [[{}]]


@checks("SHEETS-060")
def conditional_formats_stand_in_an_order_that(google: Probe) -> None:
    """Conditional formats stand in an order that can be changed."""
    book = google.workbook()
    ask(book, rule("NOT_BLANK", {"bold": True}), rule("BLANK", {"italic": True}))
    kinds = [each["booleanRule"]["condition"]["type"] for each in sheet_part(book, "conditionalFormats")]
    assert kinds == ["BLANK", "NOT_BLANK"]
    ask(book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert len(sheet_part(book, "conditionalFormats")) == 1
    code, _ = refusal(lambda: ask(book, rule("BLANK", {"fontSize": 20})))
    assert code == 400


@checks("SHEETS-061")
def filter_views_banding_and_charts_are_kept(google: Probe) -> None:
    """Filter views, banding and charts are kept under ids of their own, and deleted by them."""
    book = google.workbook()
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 3}
    colours = {"headerColor": {"red": 1}, "firstBandColor": {"green": 1}, "secondBandColor": {"blue": 1}}
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 10, "columnIndex": 0}}}
    chart = {"spec": {"basicChart": {"chartType": "LINE", "series": [a_column(1)]}}, "position": anchor}
    ask(
        book,
        {"addFilterView": {"filter": {"filterViewId": 1, "title": "Mine", "range": area}}},
        {"addBanding": {"bandedRange": {"bandedRangeId": 2, "range": area, "rowProperties": colours}}},
        {"addChart": {"chart": chart | {"chartId": 3}}},
    )
    assert [sheet_part(book, name)[0][key] for name, key in OVERLAYS] == [1, 2, 3]
    ask(
        book,
        {"deleteFilterView": {"filterId": 1}},
        {"deleteBanding": {"bandedRangeId": 2}},
        {"deleteEmbeddedObject": {"objectId": 3}},
    )
    assert [sheet_part(book, name) for name, _ in OVERLAYS] == [[], [], []]


def a_column(number: int, **more: object) -> dict[str, object]:
    """Return one column of the first nine rows as a series of a chart."""
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 9}
    area |= {"startColumnIndex": number, "endColumnIndex": number + 1}
    return {"series": {"sourceRange": {"sources": [area]}}, **more}


def a_chart(kind: str, *series: dict[str, object], **more: object) -> dict[str, object]:
    """Return the request that adds a chart of some series over the first sheet."""
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 10, "columnIndex": 0}}}
    basic = {"chartType": kind, "series": list(series), **more}
    return {"addChart": {"chart": {"chartId": 3, "spec": {"basicChart": basic}, "position": anchor}}}


@checks("SHEETS-105")
def a_chart_takes_single_rows_or_columns_inside_the_grid(google: Probe) -> None:
    """Each range of a chart's data is one row or one column inside the grid, and all have as many."""
    book = google.workbook()
    wide = a_column(1)
    wide["series"]["sourceRange"]["sources"][0]["endColumnIndex"] = 3  # type: ignore[index]
    outside = a_column(1)
    outside["series"]["sourceRange"]["sources"][0]["endRowIndex"] = 100_000  # type: ignore[index]
    twice = a_column(1)
    twice["series"]["sourceRange"]["sources"] *= 2  # type: ignore[index]
    for wrong in (a_chart("LINE", wide), a_chart("LINE", outside), a_chart("LINE", a_column(0), twice)):
        assert refusal(lambda wrong=wrong: ask(book, wrong))[0] == 400  # type: ignore[misc]
    ask(book, a_chart("LINE", a_column(0), a_column(1)))


@checks("SHEETS-106")
def looks_of_lines_are_said_of_lines(google: Probe) -> None:
    """How lines and points look is said of lines, and stacking of what stacks; an axis stands at its place once."""
    book = google.workbook()
    dotted = a_column(1, lineStyle={"type": "DOTTED"})
    axis = {"position": "LEFT_AXIS", "title": "%"}
    for wrong in (
        a_chart("COLUMN", dotted),
        a_chart("LINE", a_column(1), stackedType="STACKED"),
        a_chart("LINE", a_column(1), axis=[axis, axis]),
    ):
        assert refusal(lambda wrong=wrong: ask(book, wrong))[0] == 400  # type: ignore[misc]
    ask(book, a_chart("LINE", dotted, axis=[axis]))


@checks("SHEETS-107")
def a_chart_stays_where_it_is_when_it_shows_something_else(google: Probe) -> None:
    """A chart keeps id, place and size when what it shows is replaced, and comes back with what nobody set."""
    book = google.workbook()
    ask(book, a_chart("LINE", a_column(1)))
    (before,) = sheet_part(book, "charts")
    assert before["position"]["overlayPosition"]["widthPixels"] == 600
    assert before["spec"]["hiddenDimensionStrategy"] == "SKIP_HIDDEN_ROWS_AND_COLUMNS"
    spec = {"title": "Two", "altText": "In words", "basicChart": {"chartType": "BAR", "series": [a_column(2)]}}
    ask(book, {"updateChartSpec": {"chartId": 3, "spec": spec}})
    (after,) = sheet_part(book, "charts")
    assert (after["chartId"], after["position"]) == (before["chartId"], before["position"])
    assert (after["spec"]["title"], after["spec"]["altText"]) == ("Two", "In words")
    assert after["spec"]["basicChart"]["chartType"] == "BAR"
    assert refusal(lambda: ask(book, {"updateChartSpec": {"chartId": 4, "spec": spec}}))[0] == 400
    assert refusal(lambda: ask(book, a_chart("LINE", a_column(1))))[0] == 400


def _view(kind: str, column: int = 1, **more: object) -> dict[str, object]:
    """Return the request that adds a filter view over columns B and C which asks something of one column."""
    area = {"sheetId": 0, "startRowIndex": 0, "startColumnIndex": 1, "endColumnIndex": 3}
    asked = {"condition": {"type": kind, "values": [{"userEnteredValue": "=$B2>1"}] if kind[:1] == "C" else []}}
    specs = [{"columnIndex": column, "filterCriteria": asked}]
    return {"addFilterView": {"filter": {"title": "Mine", "range": area, "filterSpecs": specs, **more}}}


@checks("SHEETS-102")
def a_filter_takes_the_conditions_of_filters(google: Probe) -> None:
    """A filter takes the conditions of filters and no other, and answers them by column and in a list."""
    book = google.workbook()
    ask(book, _view("CUSTOM_FORMULA"))
    (found,) = sheet_part(book, "filterViews")
    assert found["criteria"]["1"] == found["filterSpecs"][0]["filterCriteria"]
    assert refusal(lambda: ask(book, _view("TEXT_IS_EMAIL")))[0] == 400
    other = [{"columnIndex": 2, "filterCriteria": {"condition": {"type": "NOT_BLANK"}}}]
    changed = {"filterViewId": found["filterViewId"], "filterSpecs": other}
    ask(book, {"updateFilterView": {"filter": changed, "fields": "filterSpecs"}})
    assert list(sheet_part(book, "filterViews")[0]["criteria"]) == ["2"]


@checks("SHEETS-103")
def a_filter_view_asks_and_sorts_by_its_own_columns(google: Probe) -> None:
    """A filter view asks and sorts by columns of its own range only."""
    book = google.workbook()
    assert refusal(lambda: ask(book, _view("NOT_BLANK", 0)))[0] == 400
    order = [{"dimensionIndex": 3, "sortOrder": "DESCENDING"}]
    assert refusal(lambda: ask(book, _view("NOT_BLANK", sortSpecs=order)))[0] == 400


@checks("SHEETS-063")
def borders_are_drawn_around_and_inside_a(google: Probe) -> None:
    """Borders are drawn around and inside a range, a side that is not named stays."""
    book = google.workbook()
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    ask(book, {"updateBorders": {"range": area, "top": {"style": "SOLID"}, "innerVertical": {"style": "DOTTED"}}})
    borders = cells(book, "A1:B2", "userEnteredFormat.borders")
    assert set(borders[0][0]["userEnteredFormat"]["borders"]) == {"top", "right"}
    assert set(borders[1][1]["userEnteredFormat"]["borders"]) == {"left"}
