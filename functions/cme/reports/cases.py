"""Cases of a period: at which step they stand at its end, and how those ended that ended in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pandas as pd

from cme.domain.case_steps import Step
from cme.domain.letter_rows import count
from cme.domain.report_rows import BY_ITSELF, ENDED, NO_CASE, Stood
from cme.reports.parts import Chart, Kind, Part, sentences, table
from cme.reports.small_groups import too_small

STEPS: dict[Step, str] = {step: f"open: {step.value}" for step in Step if step is not Step.CLOSED}
OUTCOMES = [f"ended: {outcome}" for outcome in (*ENDED.values(), NO_CASE, BY_ITSELF)]
ABOUT = (
    "Absent, missing and missing education are three things; a step says what is to be done next. How a case ended is"
    " told by the step at which it stood then."
)


def case_part(both: tuple[Iterable[Stood], ...], name: str, fewest: int) -> Part:
    """Return the part about cases by step and outcome in a period and in the one before, which has a name.

    What fewer than so many children stand in is not shown.
    """
    found, then = (_counted(list(cases), fewest) for cases in both)
    shown = found.index[(found.fillna(1) + then.fillna(1) > 0) | found.index.isin(list(STEPS.values()))]
    chart = Chart(Kind.BARS, pd.DataFrame({"cases": found[shown]}), "number of cases")
    rows = [(label, chart.shown(found[label]), chart.shown(then[label])) for label in shown]
    headings = ("Cases", "This period", name)
    return Part("Cases by step and outcome", _said(found), table("Cases", headings, rows, 3), chart, (ABOUT,))


def _counted(cases: list[Stood], fewest: int) -> pd.Series:
    labels = [*STEPS.values(), *OUTCOMES]
    frame = pd.DataFrame([(_label(case), case.pupil) for case in cases], columns=["label", "pupil"])
    groups: dict[Hashable, frozenset[str]] = frame.groupby("label")["pupil"].agg(frozenset).to_dict()
    found = frame["label"].value_counts().reindex(labels, fill_value=0).astype(float)
    return found.mask(found.index.isin(list(too_small(groups, fewest))))


def _label(case: Stood) -> str:
    return f"ended: {case.outcome}" if case.outcome else STEPS[case.step]


def _said(found: pd.Series) -> str:
    """Say how many are open and how many ended, as far as all of that may be shown."""
    if found.isna().any():
        return "So few children are in some of these cases that not all numbers are shown."
    is_open = found.index.isin(list(STEPS.values()))
    open_now, ended = int(found[is_open].sum()), int(found[~is_open].sum())
    each = ", ".join(
        f"{number:.0f} {label.removeprefix('open: ')}" for label, number in found[is_open].items() if number
    )
    return sentences(
        f"{count(open_now, 'case is', 'cases are')} open at the end{f': {each}' if each else ''}",
        f"{count(ended, 'case', 'cases')} ended in these days",
    )
