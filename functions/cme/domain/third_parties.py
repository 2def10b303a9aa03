"""Who else is named where something is held of a child: found by what the workbook knows of people, and marked. Pure.

Nobody is taken out here. Somebody of whom the workbook knows nothing cannot be marked: a person reads each line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cme.domain.pack import plain
from cme.domain.subject_search import Subject, as_written, normal, phones_of, words_of

MARK = "[THIRD PARTY: {}]"
NUMBERED = (1, 2, 3)
"""A child's contacts, by the number in their headings."""
CONTACTS = {
    "schools": ("Attendance contact", "DSL name", "Head name"),
    "authorities": ("Commissioning contact", "Placing authority contact"),
}
"""Under which headings an organisation's people are named."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody else: who it is, and by which terms; what is `alone` counts only as it is written."""

    who: str
    name: str
    terms: frozenset[str] = field(repr=False)
    alone: frozenset[str] = field(default=frozenset(), repr=False)


def parties_of(slug: str, cells: Mapping[str, str]) -> Iterator[Party]:
    """Yield whom one row of a tab names, or that part of it which is known."""
    if slug == "pupils":
        yield from _child_and_contacts(cells)
    elif slug == "safeguarding":
        who = f"social worker of {cells.get('Pupil', '')}"
        yield from _adult(who, cells.get("Social worker", ""), cells.get("Social worker phone", ""))
    elif slug == "staff":
        more = (cells.get("Email", ""), cells.get("Phone", ""))
        yield from _adult("works here", cells.get("Name", ""), *more, code=cells.get("Code", ""))
    elif slug == "agencies":
        more = (cells.get("Email", ""), cells.get("Phone", ""))
        yield from _adult(f"{cells.get('Agency', 'agency')} for {cells.get('Pupil', '')}", cells.get("Name", ""), *more)
    for heading in CONTACTS.get(slug, ()):
        yield from _adult(f"works at {cells.get('Name') or cells.get('Code', '')}", cells.get(heading, ""))


def _child_and_contacts(cells: Mapping[str, str]) -> Iterator[Party]:
    code, first, last = (cells.get(heading, "") for heading in ("Code", "First name", "Surname"))
    terms = {code} | (set(as_written(first, last)) if first and last else set())
    yield Party("another child", code, frozenset(terms - {""}), frozenset({first, last} - {""}))
    for number in NUMBERED:
        name, phone = cells.get(f"Contact {number}", ""), cells.get(f"Contact {number} phone", "")
        yield from _adult(f"contact of {code}", name, phone)


def _adult(who: str, name: str, *more: str, code: str = "") -> Iterator[Party]:
    terms = {term for term in more if term}
    if " " in name.strip():
        terms.add(name)
    alone = {term for term in (code, name) if term} - terms
    if terms or alone:
        yield Party(who, name or code or next(iter(sorted(terms))), frozenset(terms), frozenset(alone))


class Marker:
    """Marks whoever else a text names, and remembers whom."""

    def __init__(self, subject: Subject, parties: Iterable[Party]) -> None:
        own = {normal(term).casefold() for name in subject.names for term in (*name, " ".join(name))}
        own |= {subject.code.casefold(), *map(_key, subject.numbers)}
        phones = re.compile(phones_of(*subject.phones))
        self._whose: dict[str, Party] = {}
        terms: list[str] = []
        alone: list[str] = []
        for party in parties:
            for term, kept in (*((t, terms) for t in party.terms), *((t, alone) for t in party.alone)):
                key = _key(term)
                if key not in own and key not in self._whose and not phones.fullmatch(key):
                    self._whose[key] = party
                    kept.append(term)
        self._pattern = re.compile(f"(?i:{words_of(*terms)})|{words_of(*alone)}")

    def mark(self, text: str) -> tuple[str, dict[str, Party]]:
        """Return a text with each term of somebody else marked, and whose they are."""
        found: dict[str, Party] = {}

        def marked(match: re.Match[str]) -> str:
            found[match[0]] = self._whose[_key(match[0])]
            return MARK.format(match[0])

        return self._pattern.sub(marked, normal(text)), found


def _key(term: str) -> str:
    return plain(normal(term)).casefold()
