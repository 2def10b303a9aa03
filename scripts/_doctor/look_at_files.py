"""Looks at the files in Drive: where each is, whose, and who may open it, with the folders that they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cme.domain.form_plan import FORMS
from cme.edges.google import Google
from cme.edges.schema import form_wording
from cme.edges.setup_calls import see_responders
from cme.edges.shared_drive import SPREADSHEET, see_marked
from cme.errors import EdgeError, Refused
from cme.jobs.migrate import KEPT
from scripts._doctor.seen import Kind, Permission, SharedFile, State

FIELDS = "name,trashed,createdTime,parents,owners(emailAddress)"
NOT_OURS = frozenset({403, 404})


def see_files(google: Google, workbook_id: str, stored: Mapping[str, str]) -> tuple[SharedFile, ...]:
    """Return every file that the installation has, copies that were kept, and then the folders in which they lie."""
    named = [SharedFile(Kind.WORKBOOK, "workbook", workbook_id)]
    named += [SharedFile(Kind.BOARD, "Duty board", id_) for id_ in _id(stored, "duty board")]
    named += [SharedFile(Kind.ARCHIVE, "archive", id_) for id_ in _id(stored, "archive folder")]
    for slug in FORMS:
        title, id_ = form_wording(slug).title, stored.get(f"{slug} form id", "").strip()
        named.append(SharedFile(Kind.FORM, title, id_, State.THERE if id_ else State.UNNAMED))
    named += [SharedFile(Kind.COPY, name, id_) for id_, name in see_marked(google, KEPT, SPREADSHEET)]
    found, folders = [], dict[str, None]()
    for file in named:
        seen, parents = _seen(google, file)
        found.append(seen)
        folders |= dict.fromkeys(parents)
    # The top of My Drive cannot be shared.
    top = google.drive.files().get(fileId="root", fields="id").execute()["id"]
    ids = [id_ for id_ in folders if id_ not in {top, *(file.id for file in found)}]
    return (*found, *(_folder(google, id_) for id_ in ids))


def _folder(google: Google, folder_id: str) -> SharedFile:
    """Return a folder as it stands; one that is not shown to the mailbox may be open to anybody."""
    seen, _ = _seen(google, SharedFile(Kind.FOLDER, "", folder_id))
    if seen.state is not State.GONE:
        return seen
    return replace(seen, name=folder_id, state=State.UNSEEN, why="Google does not show it to the mailbox.")


def _id(stored: Mapping[str, str], setting: str) -> tuple[str, ...]:
    id_ = stored.get(setting, "").strip()
    return (id_,) if id_ else ()


def _seen(google: Google, file: SharedFile) -> tuple[SharedFile, tuple[str, ...]]:
    """Return a file as it stands, and the folder in which it lies."""
    if file.state is State.UNNAMED:
        return file, ()
    try:
        found: dict[str, Any] = (
            google.drive.files().get(fileId=file.id, fields=FIELDS, supportsAllDrives=True).execute()
        )
        shared = tuple(_permission(one) for one in see_responders(google, file.id))
    except Refused as refused:
        state = State.GONE if refused.status in NOT_OURS else State.UNSEEN
        return replace(file, state=state, why=f"Google refuses it ({refused.brief})."), ()
    except EdgeError as wrong:
        return replace(file, state=State.UNSEEN, why=f"Google did not answer ({wrong.brief})."), ()
    seen = replace(
        file,
        name=file.name or found["name"],
        state=State.BIN if found.get("trashed") else State.THERE,
        owner=next((owner.get("emailAddress", "") for owner in found.get("owners", ())), "").casefold(),
        made_at=datetime.fromisoformat(found["createdTime"]),
        permissions=shared,
    )
    return seen, tuple(found.get("parents", ()))


def _permission(found: Mapping[str, Any]) -> Permission:
    who = str(found.get("emailAddress") or found.get("domain") or "").casefold()
    return Permission(found["type"], found["role"], who, found.get("view", ""))
