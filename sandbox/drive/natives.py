"""Files that are more than bytes: what making, copying, renaming and deleting one does in its own API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.drive import files
from sandbox.switches import declare
from sandbox.wire import Call, GoogleError

declare("drive_copy_new_range_ids", meaning="The named ranges of a copied workbook have ids of Google's own.")


@dataclass(frozen=True)
class Native:
    """What Drive asks of an API whose files it keeps; each is given the call and the file's id."""

    create: Callable[[Call, str, str], None]
    """create(call, id, name)"""
    copy: Callable[[Call, str, str, str], None]
    """copy(call, source, id, name)"""
    rename: Callable[[Call, str, str], None]
    """rename(call, id, name)"""
    remove: Callable[[Call, str], None]
    """remove(call, id)"""


NATIVES: dict[str, Native] = {}


def native_of(mime: str, *, is_known: bool = False) -> Native | None:
    """Return what stands behind a kind of file; nothing for bytes and folders.

    A kind that is not here is answered with 501, unless the file is there already and only its name or place changes.
    """
    if mime == files.SPREADSHEET and mime not in NATIVES:
        NATIVES[mime] = _spreadsheets()
    is_native = mime.startswith("application/vnd.google-apps.") and mime != files.FOLDER
    if is_native and mime not in NATIVES and not is_known:
        raise GoogleError(501, f"The sandbox does not implement making or copying files of the kind {mime}.")
    return NATIVES.get(mime)


def _spreadsheets() -> Native:
    # Imported late: the Sheets package uses the table of files, which belongs to this package.
    from sandbox.sheets import skeleton, storage

    def create(call: Call, id_: str, name: str) -> None:
        storage.save(call.db, skeleton.new_book(id_, name, {"title": name}), None)

    def copy(call: Call, source: str, id_: str, name: str) -> None:
        base = storage.load(call.db, source)
        if base is None:
            raise GoogleError(404, f"File not found: {source}.", location="fileId")
        book = base.fork()
        book.id = id_
        book.properties = {**book.properties, "title": name}
        if call.switches.get("drive_copy_new_range_ids"):
            book.named = [{**named, "namedRangeId": str(number)} for number, named in enumerate(book.named, 1)]
        storage.save(call.db, book, None)

    def rename(call: Call, id_: str, name: str) -> None:
        base = storage.load(call.db, id_)
        if base is not None:
            book = base.fork()
            book.properties = {**book.properties, "title": name}
            storage.save(call.db, book, base)

    return Native(create, copy, rename, lambda call, id_: storage.remove(call.db, id_))
