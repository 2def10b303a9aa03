"""Whether who is told is still who it was when the claim was made: people type while a run reads, decides and drafts.

The claim asks for the rows that say who is told about whom, as of its own commit. A message whose rows say something
else by then is taken back before it is sent, and what it carried is decided anew a minute later: once. A cell that
never holds still must not keep anybody from being told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cme.domain.model import Facts, Obligation, State
from cme.edges.sheets import Committed, Snapshot
from cme.jobs.claim import plain, rows_of
from cme.jobs.outgoing import Outgoing

WHY = "who is told was changed meanwhile"
KEYS = {"pupils": "Code", "places": "Pupil", "schools": "Code", "authorities": "Code", "staff": "Code"}
"""The tabs that say who is told, and the heading of what their rows are about."""
SAYING = {
    "pupils": ("school on roll",),
    "places": ("commissioner",),
    "schools": ("email", "allowed domains"),
    "authorities": ("email", "allowed domains"),
    "staff": ("email", "roles"),
}
"""How the headings end under which it stands."""
Said = Mapping[tuple[str, str], frozenset[tuple[str, str]]]


def ranges(snapshot: Snapshot) -> list[str]:
    """Return what the claim asks to see of the tabs that say who is told: as many rows as were read."""
    found = [slug for slug in KEYS if snapshot.values.get(slug)]
    return [f"'{snapshot.titles[slug]}'!1:{len(snapshot.values[slug])}" for slug in found]


def changed(committed: Committed, snapshot: Snapshot, facts: Facts, outgoing: Sequence[Outgoing]) -> dict[str, str]:
    """Return the ids of messages whose recipient was changed between read and claim, each with why."""
    before = _said({slug: [list(map(plain, row)) for row in snapshot.values.get(slug, ())] for slug in KEYS})
    now = _said({slug: [list(row) for row in rows_of(committed, slug, 60)] for slug in KEYS})
    differ = {about for about in before.keys() | now.keys() if before.get(about) != now.get(about)}
    return {
        out.message.id: WHY
        for out in outgoing
        if any(differ.intersection(_about(o, out, before)) and not _was_taken_back(o, facts) for o in out.obligations)
    }


def _said(tabs: Mapping[str, Sequence[Sequence[Any]]]) -> Said:
    """Return what the rows say, by tab and by what they are about, wherever columns and rows stand."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for slug, rows in tabs.items():
        headers = [str(cell).strip().casefold() for cell in rows[0]] if rows else []
        if KEYS[slug].casefold() not in headers:
            continue
        key = headers.index(KEYS[slug].casefold())
        wanted = [index for index, header in enumerate(headers) if header.endswith(SAYING[slug])]
        for row in rows[1:]:
            about = str(row[key]).strip() if len(row) > key else ""
            cells = {(headers[index], str(row[index]).strip()) for index in wanted if index < len(row)}
            found.setdefault((slug, about), set()).update(cell for cell in cells if cell[1])
    return {about: frozenset(cells) for about, cells in found.items()}


def _about(owed: Obligation, out: Outgoing, before: Said) -> Iterator[tuple[str, str]]:
    """Yield the rows on which it depends who is told of an obligation; a report depends on every place."""
    if owed.organisation == "innov8":
        to = out.message.to.casefold()
        yield from (about for about, cells in before.items() if any(value.casefold() == to for _, value in cells))
        return
    yield from (("schools", owed.organisation), ("authorities", owed.organisation))
    if owed.pupil:
        yield from (("pupils", owed.pupil), ("places", owed.pupil))
    else:
        yield from (about for about in before if about[0] == "places")


def _was_taken_back(owed: Obligation, facts: Facts) -> bool:
    """Return whether this was the reason already a minute ago."""
    row = facts.ledger.get(owed.key)
    message = facts.messages.get(row.message) if row else None
    return message is not None and message.state is State.WITHDRAWN and message.detail == WHY
