"""What Drive does with a form: make an empty one, copy one, delete one; a copy starts unpublished and unanswered."""

from __future__ import annotations

from sandbox.drive import files
from sandbox.drive.natives import NATIVES, Native
from sandbox.forms import documents
from sandbox.wire import Call


def _create(call: Call, id_: str, name: str) -> None:
    del name
    documents.add(call.db, id_, documents.empty(""))


def _copy(call: Call, source: str, id_: str, name: str) -> None:
    del name
    documents.add(call.db, id_, documents.load(call.db, source).body)


def _rename(call: Call, id_: str, name: str) -> None:
    """Nothing to do: a form's document title is the name of its file."""
    del call, id_, name


def _remove(call: Call, id_: str) -> None:
    call.db.execute("DELETE FROM form_responses WHERE form = ?", (id_,))
    call.db.execute("DELETE FROM forms WHERE id = ?", (id_,))


NATIVES[files.FORM] = Native(_create, _copy, _rename, _remove)
