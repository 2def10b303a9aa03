"""A month's archive taken out again: its files checked against their digests, and a new workbook made of them.

Nothing here writes to an archive. To the workbook in use one row is added: that a month was restored, and when.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cme.domain.archive import Month, month_of, spoken
from cme.domain.archive_cells import WholeTab, filled, together
from cme.domain.archive_document import VERSION, digest, tabs_of
from cme.domain.archive_steps import CLASSES, MANIFEST, Happened, Step
from cme.edges import ledger
from cme.edges.archive import archive_row
from cme.edges.drive import named, read_file, see_file
from cme.edges.google import Google
from cme.edges.setup_calls import ID_IN_ADDRESS, change_workbook, create_workbook
from cme.edges.sheets import LostRaceError, Workbook
from cme.edges.whole_workbook import read_whole_workbook, restoring, see_grid
from cme.errors import Refused, SetupError, Unavailable
from cme.jobs.apply_schema import apply_workbook
from cme.jobs.attempt import name_of_run
from cme.jobs.gather import gather

Json = dict[str, Any]
TRIES, DEADLINE = 5, 60.0
"""How often, and for how many seconds each time, a row is tried to be added."""
FIRST_TOKEN = "rev_1"  # noqa: S105  # a name
"""The revision token of a workbook that the set-up has just made."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at, in a sentence, and whether it is as it was."""

    said: str
    is_well: bool


@dataclass(frozen=True, slots=True)
class Archived:
    """A month's archive as it was downloaded: the manifest with its digest, and the bytes of each file there is."""

    manifest: Json
    digest: str
    files: Mapping[str, bytes]
    open: frozenset[str]
    """The files that are not read-only any more."""


def manifest_id(google: Google, workbook_id: str, month: str) -> str:
    """Return Drive's id of a month's manifest, by the tab Archive."""
    facts = gather(Workbook(google, workbook_id).read(), workbook_id).facts
    found = month_of(facts.archived, month).sealed.get(MANIFEST)
    if found is None:
        names = sorted({row.month for row in facts.archived})
        mend = f"Months in the tab Archive: {', '.join(names) or 'none'}."
        raise SetupError(f"No archive of {spoken(month)} is complete.", where="Archive", mend=mend)
    return found.drive_id


def erased_of(google: Google, workbook_id: str, month: str) -> frozenset[str]:
    """Return the files of a month that were erased when their time was over, by the tab Archive."""
    return month_of(gather(Workbook(google, workbook_id).read(), workbook_id).facts.archived, month).erased


def take_out(google: Google, manifest: str) -> Archived:
    """Return a month's archive by the id of its manifest: that is enough, also where the workbook is lost."""
    content = _content(google, manifest)
    if content is None:
        mend = "Its id stands in the tab Archive and in the mail about it; look in Drive's bin as well."
        raise SetupError("The manifest is gone.", where="Drive", mend=mend)
    try:
        found = json.loads(content)
        version = found["version"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise SetupError("This file is no manifest of an archive.", where="Drive", mend="Copy the id again.") from wrong
    if version != VERSION:
        raise SetupError(f"The manifest is of version {version}, and this program reads {VERSION}.", where="Drive")
    ids = {name: str(one["id"]) for name, one in found["files"].items()}
    files = {name: _content(google, id_) for name, id_ in ids.items()}
    is_open = frozenset(name for name, id_ in {**ids, MANIFEST: manifest}.items() if _is_open(google, id_))
    return Archived(found, digest(content), {name: one for name, one in files.items() if one is not None}, is_open)


def archived_tabs(google: Google, month: Month) -> list[WholeTab]:
    """Return every tab as a sealed month holds it, all classes together; SetupError where a file is not as sealed.

    A class that was erased because its time was over is not among them.
    """
    return together(class_tabs(google, month, kind) for kind in CLASSES if f"{kind}.json" not in month.erased)


def class_tabs(google: Google, month: Month, kind: str) -> list[WholeTab]:
    """Return the tabs of one class of a sealed month; SetupError where its file is not as it was sealed."""
    name = f"{kind}.json"
    sealed = month.sealed[name]
    content = _content(google, sealed.drive_id)
    if content is None or digest(content) != sealed.digest:
        said = "gone, or lies in Drive's bin" if content is None else "not what was sealed"
        what = f"{name} of {spoken(month.name)} is {said}."
        raise SetupError(what, where="Drive", mend=f"Run scripts/verify_archive {month.name}, and ask who changed it.")
    return tabs_of(json.loads(content))


def _content(google: Google, file_id: str) -> bytes | None:
    """Return the bytes of a file; None where there is none, or it lies in the bin: there Google deletes it."""
    if see_file(google, file_id) is None:
        return None
    try:
        return read_file(google, file_id)
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


def _is_open(google: Google, file_id: str) -> bool:
    seen = see_file(google, file_id)
    return seen is not None and not seen.is_sealed


def checks(found: Archived, mailed: str = "", erased: Collection[str] = ()) -> Iterator[Checked]:
    """Yield what was looked at: the manifest against the digest that was mailed, each file against the manifest.

    What was erased when its time was over is not there, and should not be.
    """
    if mailed:
        same = found.digest == mailed.strip().replace(" ", "").casefold()
        yield Checked(
            f"The manifest {'is the one' if same else 'is NOT the one'} whose digest was mailed.", is_well=same
        )
    for name, one in found.manifest["files"].items():
        content = found.files.get(name)
        if content is None and name in erased:
            yield Checked(f"{name} was erased when its time was over; the tab Erased says by whom.", is_well=True)
            continue
        if content is None:
            yield Checked(f"{name} is GONE, or lies in Drive's bin.", is_well=False)
            continue
        same = digest(content) == one["sha256"]
        yield Checked(f"{name} {'is as the manifest says' if same else 'is NOT as the manifest says'}.", is_well=same)
        if same and name.endswith(".json"):
            yield _counted(name, content, found.manifest["rows"][name.removesuffix(".json")])
    for name in sorted(found.open):
        yield Checked(f"{name} is NOT read-only any more.", is_well=False)


def _counted(name: str, content: bytes, wanted: Mapping[str, int]) -> Checked:
    counts = {tab.title: filled(tab) for tab in tabs_of(json.loads(content))}
    same = counts == wanted
    said = f"{len(counts)} tabs with {sum(counts.values())} rows"
    return Checked(f"{name} holds {said}{'' if same else ', which is NOT what the manifest says'}.", is_well=same)


def verified_tabs(google: Google, month: Month) -> list[WholeTab]:
    """Return every tab of a sealed month once all its files were checked anew; else SetupError says what is wrong."""
    found = take_out(google, month.sealed[MANIFEST].drive_id)
    if wrong := [check.said for check in checks(found, month.sealed[MANIFEST].digest) if not check.is_well]:
        mend = f"Run scripts/verify_archive {month.name}, and ask who changed it."
        raise SetupError(f"{spoken(month.name)}: {' '.join(wrong)}", where="Drive", mend=mend)
    return together(tabs_of(json.loads(found.files[f"{kind}.json"])) for kind in CLASSES)


def restore(google: Google, found: Archived, title: str) -> tuple[str, list[Checked]]:
    """Make a new workbook of an archive, and return its id and, tab by tab, whether it equals what was archived.

    It never writes into a file that is there. The copy sends nothing: Settings in it hold the other workbook's id.
    """
    if wrong := [check.said for check in checks(found) if not check.is_well and "read-only" not in check.said]:
        raise SetupError(" ".join(wrong), where="Drive", mend="Nothing was restored: ask who changed it, and when.")
    _refuse_what_is_there(google, title)
    wanted = together(tabs_of(json.loads(found.files[f"{kind}.json"])) for kind in CLASSES)
    made = create_workbook(google, title)
    apply_workbook(google, made)
    for requests in restoring(wanted, read_whole_workbook(google, made), see_grid(google, made), FIRST_TOKEN):
        change_workbook(google, made, requests)
    return made, list(_compared(wanted, read_whole_workbook(google, made)))


def write_down(google: Google, workbook_id: str, month: str, now: datetime) -> None:
    """Add to the tab Archive of the workbook in use that a workbook was made of a month, so that nobody asks for it."""
    workbook = Workbook(google, workbook_id)
    for _ in range(TRIES):
        snapshot = workbook.read()
        if "archive" in snapshot.unfit or not gather(snapshot, workbook_id).ours:
            raise SetupError("This workbook is a copy, or its tab Archive cannot be read.", where="Archive")
        row = archive_row(Happened(month, "", Step.RESTORED, now), snapshot.revision + 1)
        try:
            workbook.commit(
                snapshot.revision,
                f"{name_of_run(now)}-restore",
                ledger.append("archive", [row]),
                deadline=time.monotonic() + DEADLINE,
            )
        except LostRaceError:
            continue
        return
    raise Unavailable("Other runs were always quicker.", call="POST :batchUpdate")


def _refuse_what_is_there(google: Google, title: str) -> None:
    mend = "Give --into a name that no file has: a new workbook is made, and nothing that is there is written to."
    if ID_IN_ADDRESS.search(title) or see_file(google, title) is not None:
        raise SetupError("--into names a file that is there already.", mend=mend)
    if named(google, title):
        raise SetupError(f"There is a file called “{title}” already.", mend=mend)


def _compared(wanted: Sequence[WholeTab], there: Sequence[WholeTab]) -> Iterator[Checked]:
    standing = {tab.sheet_id: tab for tab in there}
    for tab in wanted:
        other = standing.get(tab.sheet_id)
        same = other is not None and (other.title, other.typed) == (tab.title, tab.typed)
        rows = f"{filled(tab)} rows"
        yield Checked(f"{tab.title}: {rows}{', equal' if same else ', NOT EQUAL to what was archived'}.", is_well=same)
