"""What an authority may ask of a provider: which children it has, and their minutes, scheduled and attended. Pure.

It is worked out by what was known when each session began, as evidence is. It is labelled as no form of anybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from cme.domain.evidence import Record, about_evidence, about_table
from cme.domain.evidence_commissioner import placed_by
from cme.domain.evidence_counts import attended
from cme.domain.marks import Mark
from cme.domain.minutes import Minutes, minutes_of
from cme.domain.model import Facts, Organisation, Pupil
from cme.domain.oversight import Span
from cme.domain.pack import NOT_KNOWN, Field, known, known_day
from cme.domain.paper import Paper, Table

CAUTION = "For whoever is entitled to ask, and nobody else. Delete the file when it is handed on."
LEFT_OUT = "why a child was away, who was told of it, flags, and the words of concerns"
CHILD = ("innov8's reference", "Name", "Date of birth", "Home address", "Authority in which the child lives")
MINUTES = ("Scheduled minutes", "Attended minutes", "Minutes of which nobody said anything")
WIDTHS, NUMBER = (2.4, 3.6, 2.4, 2.2, 3.4), 1.8
HOW = (
    Field("Scheduled", "a child's own hours in sessions that are over; not what innov8 called off, nor paused places"),
    Field("Attended", "of these, from an arrival that was late, until the child went; two sessions at once count once"),
    Field("In another group", "who was seen in another group in the hours of a session counts as there"),
    Field("Nobody said anything", "no register names the child; or it was here, and then missed, from that moment on"),
    Field("Home address", "is not kept here: ask the school on whose roll the child is"),
)
"""How the minutes are counted, and what is not held."""


class By(StrEnum):
    """For which periods minutes are given beside those of all days."""

    WHOLE = "whole"
    MONTH = "month"
    WEEK = "week"


Label = Callable[[date], str]
LABELS: dict[By, Label] = {
    By.WHOLE: lambda _: "",
    By.MONTH: lambda day: f"{day:%B %Y}",
    By.WEEK: lambda day: f"week of {day - timedelta(days=day.weekday()):%d/%m/%Y}",
}
"""What the period is called in which a day lies; all days together have no name."""


def provider_return(record: Record, span: Span, by: By = By.WHOLE, commissioner: Organisation | None = None) -> Paper:
    """Return one row a child, of those whom one commissioner placed or of all, and how the minutes are counted."""
    code = commissioner.code if commissioner else ""
    found = attended(record, span, lambda facts: placed_by(facts, code) if code else facts)
    facts, periods = found.among(record.facts), _periods(span, LABELS[by])
    headings = (*CHILD, *(f"{name}{f', {label}' if label else ''}" for label in periods for name in MINUTES))
    rows = tuple(
        (*_child(facts, facts.pupils[pupil]), *_cells(marks, periods, LABELS[by]))
        for pupil, marks in sorted(found.marks.items())
        if marks
    )
    whom = Field("Children", f"whom {known(commissioner.name)} placed" if commissioner else "all who had a place")
    widths = (*WIDTHS, *(NUMBER for _ in headings[len(WIDTHS) :]))
    tables = (
        about_table((whom, *about_evidence(record, span, LEFT_OUT), *HOW)),
        Table("Child by child", headings, rows, widths, is_wide=True),
    )
    ours, subject = record.facts.settings.organisation, f"Commissioner {code}" if code else "All commissioners"
    name = f"provider-return-{code}" if code else "provider-return"
    return Paper("Provider return", subject, record.now, ours, CAUTION, name, tables)


def _periods(span: Span, label: Label) -> tuple[str, ...]:
    """Return all days together, which have no name, and then each period of them in its order."""
    return tuple(dict.fromkeys(("", *map(label, span.days))))


def _child(facts: Facts, pupil: Pupil) -> tuple[str, ...]:
    lives = facts.organisations.get(pupil.lives_in)
    name = known(f"{pupil.first_name} {pupil.surname}")
    return pupil.code, name, known_day(pupil.born), NOT_KNOWN, known(lives.name if lives else "")


def _cells(marks: Sequence[Mark], periods: Sequence[str], label: Label) -> Iterator[str]:
    by_day: dict[date, list[Mark]] = {}
    for mark in marks:
        by_day.setdefault(mark.day, []).append(mark)
    found = dict.fromkeys(periods, Minutes())
    for day, theirs in by_day.items():
        minutes = minutes_of(theirs)
        for period in {"", label(day)}:
            found[period] += minutes
    for total in found.values():
        yield from map(str, (total.scheduled, total.attended, total.silent))
