"""All that is held of one person, in the order of time, for whoever answers a request for it. Pure.

Whoever else is named is marked, not taken out: what is given out is decided line by line by a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cme.domain.pack import WIDTHS, Field, plain, stamp
from cme.domain.paper import Paper, Table, gap
from cme.domain.subject_search import Found, How, Line
from cme.domain.third_parties import Marker, Party

CAUTION = "Not to be handed on as it is: read each line, and take out what is marked THIRD PARTY and may not be given."
CAUTION += " Delete both files when the request is answered."
ABOUT = ("What is asked", "What was found")
LOOKED, LOOKED_WIDTHS = ("Where it was looked", "Lines read", "Held"), (10.0, 3.5, 3.5)
PARTIES, PARTIES_WIDTHS = ("Who", "What they are", "In lines"), (6.0, 8.0, 3.0)
HELD, HELD_WIDTHS = ("When", "Where, and how it was found", "What it says"), (2.8, 5.0, 17.9)
SOMEBODY = "somebody without a code"
AS_IT_STANDS = "as it stands"
"""When a line is held that has no instant of its own."""
NOT_REACHED = (
    Field("Telephones and mailboxes of staff", "what people wrote to each other outside the system's own mailbox"),
    Field("Paper", "posters, day sheets, registers taken on paper, notes"),
    Field("Files that commands wrote", "evidence, referral packs and returns, wherever they were put"),
    Field(
        "The workbook's version history",
        "under File, Version history; how long Google keeps it is Google's to say, and nothing here deletes it",
    ),
    Field("What was deleted from a form or the mailbox", "answers that somebody deleted there; mail past Google's bin"),
    Field("Comments and notes on cells", "they are no cells: look through those of each tab by hand"),
    Field("Attachments", "of a message their names are shown, and not what they hold"),
    Field(
        "Files beside the archives",
        "each sealed month of the tab Archive is opened, by the file that restores; the file for people holds the same"
        " rows, and a month that had to begin again left files under other ids",
    ),
    Field(
        "Copies that were kept before a newer version",
        "they hold what the workbook held then; scripts/doctor names those that are older than a month",
    ),
    Field("Log lines", "at Google Cloud; they hold codes and counts, no name"),
    Field(
        "Nicknames, and a name spelled otherwise",
        "found are the code, the names that the tab Pupils holds and held, and what belongs to such a line;"
        " a first name or a surname alone only as it is typed there, or in capitals",
    ),
    Field("People of whom the workbook knows nothing", "they are marked nowhere: a friend named in a note, say"),
)
"""What the search does not reach, and what is to be looked at by hand."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One place where it was looked: how many lines were read there; or why it could not be."""

    source: str
    title: str
    lines: int = 0
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One line that is held of somebody: what it says with others marked, and whose the terms in it are."""

    line: Line
    how: How
    said: Mapping[str, str] = field(repr=False)
    others: Mapping[str, Party] = field(repr=False)

    @property
    def row(self) -> tuple[str, ...]:
        """The line as the document has it."""
        said = "; ".join(f"{heading}: {plain(text)}" for heading, text in self.said.items() if text)
        at = stamp(self.line.at) if self.line.at else AS_IT_STANDS
        return at, f"{self.line.where} ({self.how.value})", said


@dataclass(frozen=True, slots=True)
class Access:
    """What a request is answered from: who is asked about, what is held by time, and where it was looked.

    Somebody who never had a code was looked for by what somebody typed.
    """

    code: str
    made: datetime
    organisation: str
    held: Sequence[Held]
    looked: Sequence[Looked]
    typed: Sequence[str] = field(default=(), repr=False)

    @property
    def file_name(self) -> str:
        """What both files are called: by the code, never by a name."""
        return f"subject-access-{self.code or 'person'}"


def held_of(found: Iterable[Found], marker: Marker) -> Iterator[Held]:
    """Yield what was found with whoever else is named in it marked."""
    for one in found:
        others: dict[str, Party] = {}
        said: dict[str, str] = {}
        for heading, text in one.line.says.items():
            said[heading], theirs = marker.mark(text)
            others |= theirs
        yield Held(one.line, one.how, said, others)


def access_paper(access: Access) -> Paper:
    """Return the document: where it was looked, what was not reached, who else is named, and everything by time."""
    sure = tuple(one.row for one in access.held if one.how is not How.PERHAPS)
    perhaps = tuple(one.row for one in access.held if one.how is How.PERHAPS)
    tables = (
        Table("About this search", ABOUT, tuple(_about(access)), WIDTHS),
        *_typed(access),
        Table("Where it was looked", LOOKED, tuple(_looked(access)), LOOKED_WIDTHS),
        Table("What this does not reach", ("What", "Why, and what to do"), NOT_REACHED, WIDTHS),
        Table("Who else is named", PARTIES, _named(access.held), PARTIES_WIDTHS, is_on_screen=False),
        Table("Everything held, by time", HELD, sure, HELD_WIDTHS, is_wide=True, is_on_screen=False),
        Table("Perhaps of somebody else", HELD, perhaps, HELD_WIDTHS, is_wide=True, is_on_screen=False),
    )
    about = f"Pupil {access.code}" if access.code else SOMEBODY
    title = f"Everything held of {access.code or SOMEBODY}"
    return Paper(title, about, access.made, access.organisation, CAUTION, access.file_name, tables)


def access_data(access: Access) -> dict[str, Any]:
    """Return the same as JSON holds it: each line as it stands, with the terms in it that are somebody else's."""
    return {
        "pupil": access.code,
        "typed": list(access.typed),
        "made": access.made.isoformat(),
        "looked": [{"where": one.title, "lines": one.lines, "missing": one.missing} for one in access.looked],
        "not_reached": [{"what": what, "why": why} for what, why in NOT_REACHED],
        "held": [
            {
                "at": one.line.at.isoformat() if one.line.at else None,
                "where": one.line.where,
                "found": one.how.value,
                "says": dict(one.line.says),
                "third_parties": [{"term": t, "who": p.who, "name": p.name} for t, p in one.others.items()],
            }
            for one in access.held
        ],
    }


def _typed(access: Access) -> Iterator[Table]:
    if access.typed:
        yield Table(
            "What was looked for",
            ("As it was typed",),
            tuple((one,) for one in access.typed),
            (1.0,),
            is_on_screen=False,
        )


def _about(access: Access) -> Iterator[Field]:
    counts = Counter(one.how for one in access.held)
    missing = [looked.title for looked in access.looked if looked.missing]
    yield Field("innov8's reference", access.code or f"none: {SOMEBODY}")
    yield Field("Lines held", str(len(access.held)))
    yield from (Field(f"Of these, {how.value}", str(counts[how])) for how in How if counts[how])
    if missing:
        yield Field("Not whole", gap(f"not read: {', '.join(missing)}"))


def _looked(access: Access) -> Iterator[tuple[str, ...]]:
    held = Counter(one.line.place for one in access.held)
    for one in access.looked:
        yield one.title, gap(one.missing) if one.missing else str(one.lines), str(held[one.source])


def _named(held: Iterable[Held]) -> tuple[tuple[str, ...], ...]:
    counts = Counter((party.name, party.who) for one in held for party in set(one.others.values()))
    return tuple((plain(name), plain(who), str(number)) for (name, who), number in sorted(counts.items()))
