"""Finds what is held of one person, wherever it stands: by code, by names, and what belongs to such a line. Pure.

Too much is found rather than too little, and how it was found is said: a person reads each line before it is given out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from cme.domain.archive import spoken

FORM, MAIL = "form ", "mail "
"""How a source begins that is no tab: the answers of a form, and the mailbox's messages by their folder."""
SENT, RECEIVED, DRAFTS = f"{MAIL}sent", f"{MAIL}received", f"{MAIL}drafts"
SHORTEST_NUMBER = 4
"""A school's number with fewer characters would be found in each time of day."""
SHORTEST_PHONE = 6
"""Nor is what has fewer figures a telephone number."""
LINKS = (
    ("obligations", "Message", "messages", "Message"),
    ("obligations", "Message", SENT, "Message"),
    (SENT, "Message", "messages", "Message"),
    ("breaches", "Message", "messages", "Message"),
    ("breaches", "Breach", "breaches", "Breach"),
    ("observations", "Entry", "entries", "Entry"),
    ("observations", "Entry", FORM, "Entry"),
    ("chronology", "Source", "entries", "Entry"),
    ("chronology", "Source", FORM, "Entry"),
)
"""What belongs to a line about the child: one that was missed stands in no answer of a register."""
REFERENCED = frozenset({"entries", "breaches", RECEIVED, FORM})
"""Where an opaque reference may be all that says whom it is about; it is the same for all of whom a school was told."""
PHONE = re.compile(r"[\d\s()+./-]+")
NAMES = frozenset({"First name", "Surname"})
NAME_CELLS = re.compile(r'"(?:First name|Surname)": "[^"]*"')
"""A name as the tab History keeps a child's row."""
NEVER = datetime.min.replace(tzinfo=UTC)


class How(StrEnum):
    """Why a line is taken for the child's."""

    CODE = "by the code"
    NAME = "by the name, or by a number or address of theirs"
    LINK = "because it belongs to what has the code"
    PERHAPS = "by first name or surname alone: perhaps somebody else"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a tab, one answer of a form or one message: where it stands, since when, and what it says.

    `month` is that of the archive it was taken from; what stands in the workbook itself has none.
    """

    source: str
    where: str
    says: Mapping[str, str] = field(repr=False)
    at: datetime | None = None
    month: str = ""

    @property
    def place(self) -> str:
        """In which of the places where it was looked the line stands."""
        return archive_of(self.month) if self.month else self.source


@dataclass(frozen=True, slots=True)
class Found:
    """A line that is held of the child, and how it was found."""

    line: Line
    how: How


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked about: a child's code among those of others, names now and before, numbers and references.

    A name is a first name and a surname. A reference is that of a day's messages to one school or authority. Somebody
    who never had a code is looked for by names, by numbers, which may be an address, and by telephones.
    """

    code: str = ""
    others: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    phones: frozenset[str] = field(default=frozenset(), repr=False)
    references: frozenset[str] = frozenset()


def somebody(typed: Iterable[str]) -> Subject:
    """Return by what somebody without a code is found: names, telephone numbers, and addresses of either kind."""
    every = {one.strip() for one in typed}
    phones = {one for one in every if PHONE.fullmatch(one)}
    numbers = {one for one in every - phones if re.search(r"[@\d]", one)}
    names = frozenset((first, last) for first, _, last in (one.rpartition(" ") for one in every - phones - numbers))
    return Subject(names=names, numbers=frozenset(numbers), phones=frozenset(phones))


Look = Callable[[str], bool]
Read = tuple[str, frozenset[tuple[str, str]]]


def search(subject: Subject, lines: Sequence[Line]) -> list[Found]:
    """Return what is held of somebody: first what stands without an instant, then the rest in the order of theirs."""
    looks = _looks(subject)
    found = {n: how for n, line in enumerate(lines) if (how := _how(line, looks)) is not None}
    sure = [lines[n] for n, how in found.items() if how is not How.PERHAPS]
    unsure = [n for n in range(len(lines)) if found.get(n, How.PERHAPS) is How.PERHAPS]
    linked = _belongs(subject, sure)
    found |= {n: How.LINK for n in unsure if linked(lines[n])}
    entries = {lines[n].says.get("Entry", "") for n in found if lines[n].source == "entries"}
    found |= {n: How.LINK for n in unsure if _is_of_all(lines[n], entries)}
    every = (Found(lines[n], how) for n, how in found.items())
    return sorted(every, key=lambda one: (one.line.at or NEVER, one.line.where))


def normal(text: str) -> str:
    """Return text in which a letter with its accent, and an apostrophe, is one sign however it was typed."""
    return unicodedata.normalize("NFC", text).replace("’", "'")


def words_of(*terms: str) -> str:
    """Return the pattern of whole words that finds one of several terms, whatever parts their words."""
    spaced = (r"\s+".join(map(re.escape, normal(term).split())) for term in sorted(terms, key=len, reverse=True))
    return rf"(?<!\w)(?:{'|'.join(term for term in spaced if term) or '(?!)'})(?!\w)"


def archive_of(month: str) -> str:
    """Return how the archive of a month is called among the places where it was looked."""
    return f"Archive of {spoken(month)}"


def only_new(found: Iterable[Line], seen: set[Read]) -> list[Line]:
    """Return the lines that say what was not seen yet, each once; from then on it is."""
    new = {as_read(line): line for line in found}
    fresh = [line for read, line in new.items() if read not in seen]
    seen.update(new)
    return fresh


def as_read(line: Line) -> Read:
    """Return what a line says on which tab, wherever it stands there."""
    return line.source, frozenset(line.says.items())


def phones_of(*phones: str) -> str:
    """Return the pattern that finds a telephone number however it is parted, with 0, +44 or neither before it."""
    cores = {re.sub(r"^(?:00)?44|^0", "", re.sub(r"\D", "", phone)) for phone in phones}
    parted = (r"[\s()/.-]*".join(core) for core in sorted(cores) if len(core) >= SHORTEST_PHONE)
    return rf"(?<!\d)(?:(?:\+|00)?44[\s()/.-]*)?\(?0?\)?\s?(?:{'|'.join(parted) or '(?!)'})(?!\d)"


def as_written(first: str, last: str) -> tuple[str, ...]:
    """Return how a child's name is written: whole, either way round, and as a form and a mail show it."""
    return f"{first} {last}", f"{last} {first}", f"{last}, {first}", f"{first} {last[:1]}"


def _how(line: Line, looks: Sequence[tuple[How, Look]]) -> How | None:
    texts = [normal(text) for text in line.says.values()]
    *sure, (perhaps, alone) = looks
    found = next((how for how, look in sure if any(map(look, texts))), None)
    return found or (perhaps if any(map(alone, _beside_names(line))) else None)


def _beside_names(line: Line) -> Iterator[str]:
    """Yield what a line says beside the name in a child's own row: a sister has the same surname."""
    for heading, text in line.says.items():
        if line.source == "history":
            yield NAME_CELLS.sub("", normal(text))
        elif line.source != "pupils" or heading not in NAMES:
            yield normal(text)


def _looks(subject: Subject) -> tuple[tuple[How, Look], ...]:
    """Return the ways to find a child in a text, the surest first."""
    codes = re.compile(words_of(subject.code, *subject.others), re.IGNORECASE)
    code = subject.code.casefold()
    whole = {text for name in subject.names if all(name) for text in as_written(*name)}
    whole |= {number for number in subject.numbers if len(number) >= SHORTEST_NUMBER}
    names = re.compile(f"{words_of(*whole)}|{phones_of(*subject.phones)}", re.IGNORECASE)
    parts = {part for name in subject.names for part in name if part}
    # In small letters many a name is a word of every day.
    alone = re.compile(words_of(*parts, *(part.upper() for part in parts)))
    return (
        (How.CODE, lambda text: any(found[0].casefold() == code for found in codes.finditer(text))),
        (How.NAME, lambda text: bool(names.search(text))),
        (How.PERHAPS, lambda text: bool(alone.search(text))),
    )


def _belongs(subject: Subject, sure: Iterable[Line]) -> Callable[[Line], bool]:
    """Return what says whether a line belongs to those that are surely about the child."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for line in sure:
        for source, heading, target, theirs in LINKS:
            if line.source == source and line.says.get(heading):
                wanted.setdefault((target, theirs), set()).add(line.says[heading])
    references = re.compile(words_of(*subject.references), re.IGNORECASE)

    def belongs(line: Line) -> bool:
        kind = FORM if line.source.startswith(FORM) else line.source
        if any(target == kind and line.says.get(heading) in keys for (target, heading), keys in wanted.items()):
            return True
        return kind in REFERENCED and any(references.search(text) for text in line.says.values())

    return belongs


def _is_of_all(line: Line, entries: set[str]) -> bool:
    """Return whether an observation names no child and comes from an entry that is about this one."""
    says = line.says
    return line.source == "observations" and not says.get("Pupil") and says.get("Entry") in entries
