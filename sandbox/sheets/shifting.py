"""What lies over cells follows them: ranges, metadata, formulas and row properties when rows or columns move."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.sheets import references
from sandbox.sheets.cells import Formula
from sandbox.sheets.grid import Book, Json, Sheet

Move = Callable[[int, int], tuple[int, int] | None]
RANGED = ("protectedRanges", "conditionalFormats", "filterViews", "bandedRanges", "merges")


def inserted(at: int, count: int) -> Move:
    """Return the move of stretches when `count` rows come in before row `at`."""

    def move(start: int, end: int) -> tuple[int, int] | None:
        return (start + count if start >= at else start, end + count if end > at else end)

    return move


def deleted(first: int, last: int) -> Move:
    """Return the move of stretches when the rows [first, last) go."""

    def after(index: int) -> int:
        return index - max(0, min(index, last) - first) if index > first else index

    def move(start: int, end: int) -> tuple[int, int] | None:
        return (after(start), after(end)) if after(end) > after(start) else None

    return move


def reordered(first: int, last: int, to: int) -> Move:
    """Return the move of stretches when the rows [first, last) go before row `to`."""

    def where(index: int) -> int:
        count = last - first
        if first <= index < last:
            return index - first + (to if to <= first else to - count)
        if to <= index < first:
            return index + count
        return index - count if last <= index < to else index

    def move(start: int, end: int) -> tuple[int, int] | None:
        if end - start > 100_000:
            return start, end
        places = [where(index) for index in range(start, end)]
        whole = max(places) - min(places) == end - start - 1
        return (min(places), max(places) + 1) if whole else (start, end)

    return move


def follow(book: Book, sheet: Sheet, move: Move, *, rows: bool) -> None:
    """Let everything that points at rows (or columns) of a sheet follow them; what loses all its cells goes."""
    book.named[:] = [named for named in book.named if _follow_range(named["range"], sheet.id, move, rows=rows)]
    for other in book.sheets:
        _follow_formulas(other, sheet, move, rows=rows)
        charts = other.parts.get("charts")
        if charts:
            _walk(charts, sheet.id, move, rows=rows)
    for part in RANGED:
        if sheet.parts.get(part):
            sheet.parts[part] = [item for item in sheet.parts[part] if _follow_part(item, sheet.id, move, rows=rows)]
    basic = sheet.parts.get("basicFilter")
    if basic and not _follow_range(basic["range"], sheet.id, move, rows=rows):
        sheet.parts.pop("basicFilter")
    _follow_metadata(book, sheet, move, rows=rows)
    _follow_dimension(sheet, move, rows=rows)


def _follow_part(item: Json, sheet_id: int, move: Move, *, rows: bool) -> bool:
    """Move a merge, a protected range, a rule or a band; False where nothing of it is left."""
    if "ranges" in item:
        item["ranges"] = [area for area in item["ranges"] if _follow_range(area, sheet_id, move, rows=rows)]
        return bool(item["ranges"])
    holes = item.get("unprotectedRanges")
    if holes:
        item["unprotectedRanges"] = [hole for hole in holes if _follow_range(hole, sheet_id, move, rows=rows)]
    area = item.get("range", item if "startRowIndex" in item else None)
    return area is None or _follow_range(area, sheet_id, move, rows=rows)


def _follow_range(area: Json, sheet_id: int, move: Move, *, rows: bool) -> bool:
    if area.get("sheetId", 0) != sheet_id:
        return True
    start_key, end_key = ("startRowIndex", "endRowIndex") if rows else ("startColumnIndex", "endColumnIndex")
    if start_key not in area and end_key not in area:
        return True
    now = move(area.get(start_key, 0), area.get(end_key, 20_000_000))
    if now is None:
        return False
    if start_key in area:
        area[start_key] = now[0]
    if end_key in area:
        area[end_key] = now[1]
    return True


def _walk(value: object, sheet_id: int, move: Move, *, rows: bool) -> None:
    """Move every GridRange inside a chart."""
    if isinstance(value, list):
        for item in value:
            _walk(item, sheet_id, move, rows=rows)
    elif isinstance(value, dict):
        if "startRowIndex" in value or "startColumnIndex" in value:
            _follow_range(value, sheet_id, move, rows=rows)
        for item in value.values():
            _walk(item, sheet_id, move, rows=rows)


def _follow_formulas(other: Sheet, sheet: Sheet, move: Move, *, rows: bool) -> None:
    for index, row in enumerate(other.rows):
        if any(isinstance(cell.value, Formula) for cell in row):
            other.rows[index] = tuple(
                cell._replace(value=references.moved(cell.value, other.title, sheet.title, rows=rows, move=move))
                if isinstance(cell.value, Formula)
                else cell
                for cell in row
            )


def _follow_metadata(book: Book, sheet: Sheet, move: Move, *, rows: bool) -> None:
    kept = []
    for metadata in book.metadata:
        place = metadata["location"].get("dimensionRange")
        if place and place["sheetId"] == sheet.id and (place["dimension"] == "ROWS") == rows:
            now = move(place["startIndex"], place["endIndex"])
            if now is None:
                continue
            place["startIndex"], place["endIndex"] = now
        kept.append(metadata)
    book.metadata[:] = kept


def _follow_dimension(sheet: Sheet, move: Move, *, rows: bool) -> None:
    """Move sizes, hidden marks and groups."""
    part = "rowMetadata" if rows else "columnMetadata"
    if sheet.parts.get(part):
        moved = {index: move(int(index), int(index) + 1) for index in sheet.parts[part]}
        sheet.parts[part] = {str(to[0]): sheet.parts[part][index] for index, to in moved.items() if to}
    groups = sheet.parts.get("rowGroups" if rows else "columnGroups") or []
    for group in list(groups):
        now = move(group["range"]["startIndex"], group["range"]["endIndex"])
        if now is None:
            groups.remove(group)
        else:
            group["range"]["startIndex"], group["range"]["endIndex"] = now
