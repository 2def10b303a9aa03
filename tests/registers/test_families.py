"""Brothers and sisters: whatever is known of a day, no school reads of a child who is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cme.domain import notices
from cme.domain.decide import decide
from cme.domain.model import Facts, Obligation, Tier
from cme.domain.notices import bundle, compose
from cme.domain.recipients import INNOV8, Recipient, recipient
from cme.edges.templates import render
from cme.policy import load_figures
from tests.registers.made import Register, register

NUMBERS = range(250)
OF_FAMILIES = ("household", "brother", "sister", "the family", "a family", "ring-first", "tier")


def one_family(number: int) -> Register:
    """Return a register in which all children are brothers and sisters, and none of tier A."""
    made = register(9, number)
    pupils = {code: replace(p, household="H1", tier=Tier.B) for code, p in made.facts.pupils.items()}
    return replace(made, facts=replace(made.facts, pupils=pupils))


def written(made: Register) -> Iterator[tuple[tuple[Obligation, ...], Facts, str]]:
    """Yield each message that would go out at the register's instants, with what its reader sees."""
    for now in made.instants:
        facts = replace(made.facts, observations=tuple(o for o in made.facts.observations if o.recorded_at <= now))
        for group in bundle(decide(facts, now, load_figures()).owed):
            to = recipient(group[0], facts)
            if isinstance(to, Recipient):
                letter = render(compose(to, group, facts, now))
                yield group, facts, f"{letter.subject} {letter.text} {letter.html}"


def told_wrongly(number: int) -> list[str]:
    """Return what a school or an authority reads of children who are not its own, or of families at all."""
    found = []
    for group, facts, text in written(one_family(number)):
        reader = group[0].organisation
        if reader == INNOV8:
            continue
        placed = {p.pupil for p in facts.places if p.commissioner == reader}
        others = [p for code, p in facts.pupils.items() if code not in placed and p.school != reader]
        found += [f"{reader} reads of {p.code}" for p in others if p.first_name in text or p.surname in text]
        found += [f"{reader} reads “{word}”" for word in OF_FAMILIES if word in text.casefold()]
    return found


def test_no_school_reads_of_a_child_who_is_not_its_own() -> None:
    assert [wrong for number in NUMBERS for wrong in told_wrongly(number)] == []


def test_families_are_paged_about_in_these_registers() -> None:
    pages = [
        {owed.pupil for owed in group}
        for number in NUMBERS
        for group, *_ in written(one_family(number))
        if group[0].notice == "child_page"
    ]
    assert len(pages) > 10
    assert any(len(children) > 1 for children in pages)


def test_a_letter_that_named_the_whole_family_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_all(obligations: object, facts: Facts, now: object) -> dict[str, object]:
        rows = notices.school_letters.absence(obligations, facts, now)  # type: ignore[arg-type]
        names = " and ".join(pupil.first_name for pupil in facts.pupils.values())
        return {**rows, "first_line": f"Not here: {names}."}

    monkeypatch.setitem(notices.FILLERS, "absence", of_all)
    assert any(told_wrongly(number) for number in NUMBERS)
