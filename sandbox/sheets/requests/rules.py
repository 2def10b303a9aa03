"""Merges, borders, data validation and conditional formats."""

from __future__ import annotations

from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY
from sandbox.sheets.colours import twinned
from sandbox.sheets.grid import Json, Sheet, grid_range
from sandbox.sheets.masks import Refused
from sandbox.sheets.requests.registry import Work, kept_range, request
from sandbox.sheets.resource import outward
from sandbox.switches import declare

declare(
    "checkboxes_hold_false",
    default=False,
    meaning="a validation of the kind BOOLEAN writes FALSE into empty cells, which then count as data",
)

LISTED = ("ONE_OF_LIST",)
RANGED = ("ONE_OF_RANGE",)
NEEDS_NONE = ("BOOLEAN", "BLANK", "NOT_BLANK", "DATE_IS_VALID", "TEXT_IS_EMAIL", "TEXT_IS_URL")
FORMATS = ("textFormat", "backgroundColor", "backgroundColorStyle")
TEXT_FORMATS = ("bold", "italic", "strikethrough", "underline", "foregroundColor", "foregroundColorStyle")


@request("mergeCells")
def merge_cells(work: Work, body: Json) -> None:
    """Merge a range whole, by rows or by columns; only the first cell keeps its value."""
    sheet, box = work.area(body.get("range"))
    kind = body.get("mergeType")
    if kind == "MERGE_ROWS":
        boxes = [Box(row, row + 1, box.left, box.right) for row in range(box.top, box.bottom)]
    elif kind == "MERGE_COLUMNS":
        boxes = [Box(box.top, box.bottom, column, column + 1) for column in range(box.left, box.right)]
    else:
        boxes = [box]
    merges = sheet.part("merges")
    for old in list(merges):
        if sheet.box(old).meets(box):
            if not box.holds(sheet.box(old)):
                raise Refused("You must select all cells in a merged range to merge or unmerge them.")
            merges.remove(old)
    for each in boxes:
        if each.height * each.width > 1:
            merges.append(grid_range(sheet, each))
            _keep_first(sheet, each)


@request("unmergeCells")
def unmerge_cells(work: Work, body: Json) -> None:
    """Undo the merges of a range."""
    sheet, box = work.area(body.get("range"))
    merges = sheet.part("merges")
    for old in list(merges):
        if sheet.box(old).meets(box):
            if not box.holds(sheet.box(old)):
                raise Refused("You must select all cells in a merged range to merge or unmerge them.")
            merges.remove(old)


@request("updateBorders")
def update_borders(work: Work, body: Json) -> None:
    """Draw borders around and inside a range; a side that is not named stays."""
    sheet, box = work.area(body.get("range"))
    sides = {side: twinned(body[side]) for side in body if side != "range"}
    for row in range(box.top, box.bottom):
        for column in range(box.left, box.right):
            drawn = {
                "top": sides.get("top" if row == box.top else "innerHorizontal"),
                "bottom": sides.get("bottom" if row == box.bottom - 1 else "innerHorizontal"),
                "left": sides.get("left" if column == box.left else "innerVertical"),
                "right": sides.get("right" if column == box.right - 1 else "innerVertical"),
            }
            _draw(work, sheet, row, column, {side: border for side, border in drawn.items() if border is not None})


@request("setDataValidation")
def set_validation(work: Work, body: Json) -> None:
    """Set what may be typed in a range, or lift it where no rule is given. The API itself may write anything."""
    sheet, box = work.area(body.get("range"))
    rule = body.get("rule")
    if rule is not None:
        check_condition(rule.get("condition") or {})
        rule = outward(rule)
    ticks = (
        work.call.switches.get("checkboxes_hold_false") and (rule or {}).get("condition", {}).get("type") == "BOOLEAN"
    )
    numbers: dict[int, int] = {}
    for row in range(box.top, box.bottom):
        if rule is None and row >= len(sheet.rows):
            break
        cells = [sheet.cell(row, column) for column in range(box.left, box.right)]
        for cell in cells:
            if cell.style not in numbers:
                numbers[cell.style] = work.book.style_number(work.book.style(cell.style) | {"validation": rule})
        new = [cell._replace(style=numbers[cell.style]) for cell in cells]
        if ticks:
            new = [cell._replace(value=False) if cell.value is None else cell for cell in new]
        sheet.put(row, box.left, new)


@request("addConditionalFormatRule")
def add_rule(work: Work, body: Json) -> None:
    """Add a conditional format at an index; only bold, italic, lines and colours may be set."""
    rule = _rule(work, body.get("rule") or {})
    rules = work.sheet(rule["ranges"][0]["sheetId"]).part("conditionalFormats")
    index = body.get("index", 0)
    if index > len(rules):
        raise Refused(f"Rule index {index} is out of bounds.")
    rules.insert(index, rule)


@request("updateConditionalFormatRule")
def update_rule(work: Work, body: Json) -> Json:
    """Replace the rule at an index, or move it to another."""
    index = body.get("index", 0)
    new = _rule(work, body["rule"]) if body.get("rule") else None
    sheet_id = new["ranges"][0]["sheetId"] if new and "sheetId" not in body else body.get("sheetId")
    rules = work.sheet(sheet_id).part("conditionalFormats")
    _check_index(rules, index)
    if new is not None:
        old, rules[index] = rules[index], new
        return {"newRule": outward(new), "newIndex": index, "oldRule": outward(old), "oldIndex": index}
    to = body.get("newIndex", 0)
    moved = rules.pop(index)
    rules.insert(to, moved)
    return {"newRule": outward(moved), "newIndex": to, "oldRule": outward(moved), "oldIndex": index}


@request("deleteConditionalFormatRule")
def delete_rule(work: Work, body: Json) -> Json:
    """Delete the rule at an index."""
    rules = work.sheet(body.get("sheetId")).part("conditionalFormats")
    _check_index(rules, body.get("index", 0))
    return {"rule": outward(rules.pop(body.get("index", 0)))}


def _keep_first(sheet: Sheet, box: Box) -> None:
    for row in range(box.top, min(box.bottom, len(sheet.rows))):
        cells = [sheet.cell(row, column) for column in range(box.left, box.right)]
        kept = [cell if (row, at) == (box.top, 0) else cell._replace(value=None) for at, cell in enumerate(cells)]
        if kept != cells:
            sheet.put(row, box.left, kept)


def _draw(work: Work, sheet: Sheet, row: int, column: int, borders: Json) -> None:
    if not borders:
        return
    cell = sheet.cell(row, column)
    style = work.book.style(cell.style)
    own = dict(style.get("format", {}))
    drawn = own.get("borders", {}) | borders
    own["borders"] = {side: border for side, border in drawn.items() if border.get("style") not in (None, "NONE")}
    if not own["borders"]:
        own.pop("borders")
    new = cell._replace(style=work.book.style_number(style | {"format": own}))
    if new != EMPTY or cell != EMPTY:
        sheet.put(row, column, [new])


def check_condition(condition: Json) -> None:
    """Refuse a condition without a kind, or with other values than its kind takes."""
    kind, values = condition.get("type"), condition.get("values", [])
    if not kind or kind == "CONDITION_TYPE_UNSPECIFIED":
        raise Refused("A condition type must be specified.")
    if kind in LISTED and not values:
        raise Refused("ONE_OF_LIST conditions must have at least one value.")
    if kind in RANGED and len(values) != 1:
        raise Refused("ONE_OF_RANGE conditions must have exactly one value.")
    if kind in RANGED and not str(values[0].get("userEnteredValue", "")).startswith("="):
        raise Refused(f"Invalid ConditionValue.userEnteredValue: {values[0].get('userEnteredValue', '')}")
    if kind == "CUSTOM_FORMULA" and (len(values) != 1 or not values[0].get("userEnteredValue", "").startswith("=")):
        raise Refused("CUSTOM_FORMULA conditions must have exactly one value, a formula.")
    if kind in NEEDS_NONE and kind != "BOOLEAN" and values:
        raise Refused(f"{kind} conditions must not have values.")


def _rule(work: Work, given: Json) -> Json:
    """Check a conditional format and return it as it is stored."""
    ranges = given.get("ranges") or []
    if not ranges:
        raise Refused("At least one range must be specified.")
    sheets = {work.area(each, edit=False)[0].id for each in ranges}
    if len(sheets) > 1:
        raise Refused("All ranges of a conditional format rule must be on the same sheet.")
    boolean = given.get("booleanRule")
    if boolean:
        check_condition(boolean.get("condition") or {})
        own = boolean.get("format") or {}
        wrong = [key for key in own if key not in FORMATS]
        wrong += [key for key in own.get("textFormat", {}) if key not in TEXT_FORMATS]
        if wrong:
            raise Refused("ConditionalFormatRule.format only supports bold, italic, strikethrough and colors.")
    elif not given.get("gradientRule"):
        raise Refused("Either booleanRule or gradientRule must be specified.")
    return dict(twinned(given)) | {"ranges": [kept_range(each) for each in ranges]}


def _check_index(rules: list[Json], index: int) -> None:
    if index >= len(rules):
        raise Refused(f"No conditional format on sheet at index: {index}")
