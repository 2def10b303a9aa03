"""Reads the Safeguarding tab: of its flags only what follows from them remains, and the social worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cme.domain.model import Pupil
from cme.domain.people import Relative, may_be_rung
from cme.domain.tiers import ANSWERS, CARE_AT_ONCE, GRAVE, NOT_KNOWN, YES, of_both, tier_of
from cme.edges.tables import Row, Table


def with_safeguarding(table: Table, pupils: Mapping[str, Pupil]) -> dict[str, Pupil]:
    """Return the pupils with what follows from their row; whoever has none is as the Pupils tab says."""
    answers: dict[str, dict[str, str]] = {}
    workers: dict[str, Relative] = {}
    first: dict[str, int] = {}
    for row in table:
        code = row.text("Pupil")
        if code not in pupils:
            what = f"There is no pupil “{code[:40]}”; nothing that stands in this row counts."
            row.wrong("Pupil", what, "Use a code from the Pupils tab.")
            continue
        theirs = {flag: _answer(row, flag) for flag in GRAVE}
        if code in answers:
            what = f"{code} stands in row {first[code]} as well; each yes of either row counts."
            row.wrong("Pupil", what, "Keep one row.")
            theirs = {flag: of_both(answers[code][flag], theirs[flag]) for flag in GRAVE}
        first.setdefault(code, row.number)
        answers[code] = theirs
        if worker := _social_worker(row, pupils[code]):
            workers.setdefault(code, worker)
    return {
        code: replace(
            pupil,
            tier=tier_of(pupil.tier, answers.get(code, {})),
            social_worker=workers.get(code),
            care_at_once=YES in (answers.get(code, {}).get(flag) for flag in CARE_AT_ONCE),
        )
        for code, pupil in pupils.items()
    }


def _answer(row: Row, flag: str) -> str:
    typed = row.text(flag).casefold()
    if typed in ANSWERS:
        return typed
    row.wrong(flag, f"“{typed[:40]}” is no answer, so this counts as not known.", "Choose yes, no or not known.")
    return NOT_KNOWN


def _social_worker(row: Row, pupil: Pupil) -> Relative | None:
    found = Relative(row.text("Social worker"), row.text("Social worker phone"), "social worker")
    return found if found.phone and may_be_rung(found, pupil.never_ring) else None
