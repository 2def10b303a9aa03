"""What a referral pack is made of: sections of fields in order, and the chronology as rows. Pure.

What is not known reads so: whoever copies the pack asks for it, and nobody takes an empty line for a no.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from cme.domain.clocks import dated, hhmm, local
from cme.domain.paper import Paper, Table

NOT_KNOWN = "not known"
"""What stands where innov8 does not hold an answer."""
NONE_RECORDED = "none recorded"
"""What stands where innov8 keeps a record of such things, and it holds none."""
STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
JOINERS = "\u200c\u200d"
"""Two signs that steer nothing and belong to the spelling of Persian, of Indian scripts, and of some pictures."""
NO_CHARACTER = 0xFFFE
"""The last two code points of each plane are no characters, and no document may hold them."""
FIELDS = ("What is asked", "What innov8 knows")
CHRONOLOGY = ("When", "Written down", "What", "In which words, why, and what shows it", "By")
WIDTHS, CHRONOLOGY_WIDTHS = (6.5, 10.5), (2.6, 2.6, 3.6, 12.4, 3.5)


class Field(NamedTuple):
    """One line of a form: what is asked, and what is answered."""

    name: str
    value: str


class Happening(NamedTuple):
    """One row of the chronology: when it was so, when it was written down, what, in which words, and by whom."""

    when: str
    recorded: str
    what: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Section:
    """One group of fields, as an authority's form has it."""

    title: str
    fields: tuple[Field, ...]

    @property
    def table(self) -> Table:
        """The fields, one a row."""
        return Table(self.title, FIELDS, self.fields, WIDTHS)


@dataclass(frozen=True, slots=True)
class Pack:
    """What is copied into an authority's form about one case; `is_restricted` is the part that goes apart."""

    case: str
    made: datetime
    organisation: str
    sections: tuple[Section, ...]
    chronology: tuple[Happening, ...] = ()
    is_restricted: bool = False

    @property
    def title(self) -> str:
        """What the pack is called, by the case: no child's name stands in it."""
        return f"Referral pack, {'restricted part, ' if self.is_restricted else ''}case {self.case}"

    @property
    def caution(self) -> str:
        """What whoever holds it must know first."""
        whom = "For children's social care and the police alone. " if self.is_restricted else ""
        return f"{whom}What is not known is said so: ask for it before you send this. Delete the file when it is sent."

    @property
    def file_name(self) -> str:
        """What its file is called, without an ending: no child's name stands in it."""
        return f"referral-{self.case}{'-restricted' if self.is_restricted else ''}"

    @property
    def paper(self) -> Paper:
        """The pack as it is shown and written; the screen, from which fields are copied, leaves out the chronology."""
        tables = [section.table for section in self.sections]
        if self.chronology:
            rows, widths = self.chronology, CHRONOLOGY_WIDTHS
            tables.append(Table("Chronology", CHRONOLOGY, rows, widths, is_wide=True, is_on_screen=False))
        about = f"Case {self.case}"
        return Paper(self.title, about, self.made, self.organisation, self.caution, self.file_name, tuple(tables))


def plain(text: str) -> str:
    """Return text on one line, whole, in whatever script, with nothing that steers a screen or breaks a document."""
    return " ".join("".join(c if _is_plain(c) else " " for c in text).split())


def _is_plain(c: str) -> bool:
    is_no_character = ord(c) & NO_CHARACTER == NO_CHARACTER
    return c in JOINERS or not (is_no_character or unicodedata.category(c) in STEERING)


def known(text: str) -> str:
    """Return text, or that it is not known."""
    return plain(text) or NOT_KNOWN


def known_day(day: date | None) -> str:
    """Return 23/11/2026, or that it is not known."""
    return f"{day:%d/%m/%Y}" if day else NOT_KNOWN


def stamp(at: datetime | None) -> str:
    """Return Mon 23/11/2026, 09:45, by the London clock, or that it is not known."""
    return f"{local(at):%a} {dated(at)}, {hhmm(at)}" if at else NOT_KNOWN


def joined(parts: Iterable[str]) -> str:
    """Return what there is of some parts in one text; of nothing, that it is not known."""
    return known("; ".join(found for part in parts if (found := plain(part))))
