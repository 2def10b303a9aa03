"""What must be there before a poster is worth hanging up; each that is missing is a sentence with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cme.domain.form_links import ON_DUTY, action_link
from cme.domain.model import Facts, Settings
from cme.edges.schema import form_wording
from cme.edges.templates import web_address
from scripts._apply_schema_words import command
from scripts._wall.posters import digits, dsl, sites

NEEDED = ("register", "change", "concern", "today", "action")
"""The forms of the posters, in their order there."""


def refusals(facts: Facts, today: date, workbook: str, endpoint: str) -> list[str]:
    """Return why no poster can be written, each reason as a sentence for whoever ran the command; none: all is there.

    A poster with a gap would hang for months, so that there is either a whole one or none.
    """
    settings, again = facts.settings, command(workbook, endpoint)
    if settings.workbook_id not in {"", workbook}:
        return ["This workbook is a copy: its codes would lead to another one's forms. Print from the original."]
    found = list(_without_link(settings, again))
    if not found and "entry." not in action_link(facts, done=ON_DUTY):
        found.append(f"The questions of the form “{_title('action')}” are not known yet. Run {again}")
    if not dsl(facts).name:
        found.append("The tab Settings has no “dsl name”. Type whom everybody rings first.")
    if not digits(dsl(facts).phone):
        found.append("The tab Settings has no “dsl phone”. Type the number that everybody rings first.")
    if not sites(facts, today):
        found.append("The tab Sessions has no site at which a group meets, so there is no wall. Type it under “Site”.")
    return found


def _without_link(settings: Settings, again: str) -> Iterator[str]:
    for form in NEEDED:
        if web_address(settings.form_links.get(form, "")):
            continue
        what = f"The tab Settings has no link to the form “{_title(form)}”."
        if form in settings.form_ids:
            # The set-up writes the link when it makes the form, and never over what people typed or emptied.
            yield f"{what} The form is there: open it, copy its link for those who answer, and type it there."
        else:
            yield f"{what} Run {again}"


def _title(form: str) -> str:
    return form_wording(form).title
