"""Version history: keep a point of a workbook, and go back to it as a person does in Google's menu.

No API of Google's does this, so it is one of the sandbox's controls; what else is restored is partly unproven.
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.sheets import storage
from sandbox.sheets.grid import Book
from sandbox.switches import declare
from sandbox.wire import Call, GoogleError, page

declare(
    "metadata_survives_restore",
    default=False,
    meaning="going back in a workbook's version history leaves developer metadata as it is now",
)


@page("GET POST", "/sandbox/workbooks/<spreadsheetId>/history")
def history(call: Call) -> dict[str, Any]:
    """List the points kept of a workbook; POST {"keep": NAME} keeps one, {"restore": NAME} goes back to it."""
    book_id = call.params["spreadsheetId"]
    book = storage.load(call.db, book_id)
    if book is None:
        raise GoogleError(404, "Requested entity was not found.")
    if "keep" in call.content:
        _keep(call, book_id, str(call.content["keep"]))
    if "restore" in call.content:
        _restore(call, book, str(call.content["restore"]))
    kept = call.db.execute("SELECT name FROM sheets_history WHERE book = ? ORDER BY rowid", (book_id,))
    return {"spreadsheetId": book_id, "points": [row["name"] for row in kept]}


def _keep(call: Call, book_id: str, name: str) -> None:
    document = call.db.execute("SELECT document FROM sheets_books WHERE id = ?", (book_id,)).fetchone()[0]
    rows = call.db.execute(
        "SELECT sheet, row, cells FROM sheets_rows WHERE book = ? ORDER BY sheet, row", (book_id,)
    ).fetchall()
    call.db.execute(
        "INSERT OR REPLACE INTO sheets_history (book, name, document, rows) VALUES (?, ?, ?, ?)",
        (book_id, name, document, json.dumps([list(row) for row in rows], ensure_ascii=False)),
    )


def _restore(call: Call, now: Book, name: str) -> None:
    found = call.db.execute(
        "SELECT document, rows FROM sheets_history WHERE book = ? AND name = ?", (now.id, name)
    ).fetchone()
    if found is None:
        raise GoogleError(404, f"No point “{name}” was kept of this workbook.")
    restored = storage.built(now.id, "", json.loads(found["document"]), json.loads(found["rows"]))
    restored.revision = now.revision
    if call.switches.get("metadata_survives_restore"):
        restored.metadata = now.fork().metadata
    storage.save(call.db, restored, now)
