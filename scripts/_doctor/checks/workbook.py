"""The workbook: its zone and locale, what it lacks, and rows that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cme.domain.letter_rows import count
from cme.domain.model import Facts, Severity
from scripts._doctor.findings import Finding, look, wrong

SHOWN = 3
IN_STEP = "Run scripts/apply_schema --workbook ID: it says what it would do, and asks first."
A_ROW = "SHEET-1"
"""The code of what is wrong with one row of a tab that people type in."""


def zone_and_locale(properties: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a zone or a locale in which times or dates mean something else."""
    mend = "Open the workbook, File > Settings: Locale “United Kingdom”, Time zone “(GMT+00:00) London”, Save settings."
    if (zone := properties.get("timeZone", "")) != "Europe/London":
        yield wrong(f"The workbook's time zone is {zone or 'not set'}, so that times in it are not London's.", mend)
    if (locale := properties.get("locale", "")) != "en_GB":
        yield wrong(f"The workbook's locale is {locale or 'not set'}, so that 03/04/2026 may be read as 4 March.", mend)


def drift(lines: Sequence[str], reports: Sequence[str]) -> Iterator[Finding]:
    """Yield what the workbook lacks, and what somebody changed by hand."""
    if lines:
        yield wrong(f"The workbook is not as this version needs it. {_to_do(lines)}", IN_STEP)
    for report in reports:
        yield look(report, "Do it in the workbook: the set-up leaves alone what people changed.")


def board_drift(lines: Sequence[str]) -> Iterator[Finding]:
    """Yield what the Duty board lacks."""
    if lines:
        yield wrong(f"The Duty board is not as this version needs it. {_to_do(lines)}", IN_STEP)


def _to_do(lines: Sequence[str]) -> str:
    more = f", and {len(lines) - SHOWN} more" if lines[SHOWN:] else ""
    return f"To do: {'; '.join(lines[:SHOWN])}{more}."


def rows_not_used(facts: Facts) -> Iterator[Finding]:
    """Yield on which tabs something stands that cannot be read, and so counts as not typed."""
    found = [p.where.partition(",")[0] for p in facts.problems if p.code == A_ROW and p.severity is Severity.ERROR]
    if found:
        where = ", ".join(f"{title} ({many})" for title, many in sorted(Counter(found).items()))
        what = f"{count(len(found), 'cell', 'cells')} that people typed cannot be used: {where}."
        yield look(what, "The tab Problems says which, and what to type.")
