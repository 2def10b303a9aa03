"""What a story expects to stand in the workbook at its end: problems, entries and their outcome, what was overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cme.domain.clocks import from_serial
from cme.domain.form_plan import FORMS
from cme.domain.recipients import INNOV8
from cme.domain.rulebook import RULES
from sandbox.stories import wishes
from sandbox.stories.matching import Found, differences, misfits
from sandbox.stories.said import Said
from sandbox.stories.story import Check, Told, expectation

if TYPE_CHECKING:
    from sandbox.stories.player import Played

OUTCOMES = ("accepted", "query", "error", "quarantined")
PROBLEM: dict[str, wishes.Reader] = {"code": wishes.within, "where": wishes.within, "says": wishes.within}
ENTRY: dict[str, wishes.Reader] = {
    "at": wishes.at_minute,
    "form": wishes.one_of(FORMS, "form"),
    "by": wishes.within,
    "outcome": wishes.one_of(OUTCOMES, "outcome of an entry"),
    "says": wishes.within,
}
OVERTAKEN: dict[str, wishes.Reader] = {
    "rule": wishes.one_of(RULES, "rule"),
    "about": wishes.about,
    "to": wishes.organisation,
    "because": wishes.within,
}


@expectation("problems", *PROBLEM)
def problems(said: Said, told: Told) -> Check:
    """Each of these problems stands on the Problems tab at the end, and no problem of another kind."""
    wanted = [wishes.read_line(item, told, PROBLEM, "A problem", bare="code") for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        found = []
        for p in played.outcome.problems:
            parts = {"code": p.code, "where": p.where, "says": f"{p.what} {p.mend}"}
            found.append(Found(parts, {"code": p.code, "where": p.where, "says": f"“{p.what}”"}))
        for line in wanted:
            if all(misfits(line, other) for other in found):
                yield f"Expected and not standing at the end: the problem {line} ({line.where})."
        for other in found:
            if all(misfits(line, other) for line in wanted):
                yield f"Standing at the end and not expected: the problem {other}."

    return check


@expectation("entries", *ENTRY)
def entries(said: Said, told: Told) -> Check:
    """These entries were taken over, each with its outcome, and no others."""
    wanted = [wishes.read_line(item, told, ENTRY, "An entry", bare="outcome") for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        story, found = played.story, []
        for row in played.outcome.entries:
            cells = [*row, *[""] * (11 - len(row))]
            if not isinstance(cells[2], int | float):
                continue
            at = from_serial(cells[2])
            if story.starts <= at <= story.until:
                parts = {"at": at, "form": cells[1], "by": f"{cells[3]} {cells[4]}", "outcome": cells[8]}
                words = {"at": wishes.shown(at, told), "form": cells[1], "by": cells[3], "outcome": cells[8]}
                found.append(Found({**parts, "says": cells[9]}, {**words, "says": str(cells[9])[:200]}))
        yield from differences(wanted, found, "taken over")

    return check


@expectation("overtaken", *OVERTAKEN)
def overtaken(said: Said, told: Told) -> Check:
    """What was owed and would no longer have helped is exactly this; the DSL got it as a list."""
    wanted = [wishes.read_line(item, told, OVERTAKEN, "Something overtaken") for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        story, found = played.story, []
        for row in played.outcome.owing:
            if row.message or not story.starts <= row.decided_at <= story.until:
                continue
            subject = tuple(part for part in (row.pupil or row.session,) if part)
            why = row.basis.removeprefix("overtaken: ")
            parts = {"rule": row.rule, "about": subject, "to": row.organisation or INNOV8, "because": why}
            words = {"rule": row.rule, "about": " ".join(subject), "to": row.organisation, "because": why}
            found.append(Found(parts, words))
        yield from differences(wanted, found, "overtaken")

    return check
