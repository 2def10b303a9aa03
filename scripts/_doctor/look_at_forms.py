"""Looks at the forms: whether each takes answers, where they go as well, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cme.domain.form_plan import FORMS, wanted_form
from cme.domain.model import Facts
from cme.edges.google import Google
from cme.edges.schema import form_wording
from cme.edges.setup_calls import see_form
from cme.errors import EdgeError
from cme.jobs.form_doors import is_published
from cme.jobs.sync_forms import planned
from scripts._doctor.seen import Kind, SeenForm, SharedFile, State


def see_forms(
    google: Google, workbook_id: str, files: Sequence[SharedFile], facts: Facts, today: date
) -> tuple[SeenForm, ...]:
    """Return how each form stands; one that cannot be seen says why, and the others are seen all the same."""
    of_forms = [file for file in files if file.kind is Kind.FORM]
    return tuple(
        _seen(google, workbook_id, slug, file, facts, today) for slug, file in zip(FORMS, of_forms, strict=True)
    )


def _seen(google: Google, workbook_id: str, slug: str, file: SharedFile, facts: Facts, today: date) -> SeenForm:
    if file.state is not State.THERE:
        return SeenForm(slug, file)
    try:
        form = see_form(google, file.id)
        drift = planned(google, workbook_id, file.id, wanted_form(facts, today, form_wording(slug)))
    except EdgeError as wrong:
        return SeenForm(slug, file, why=f"Google did not allow or not do it ({wrong.brief}).")
    return SeenForm(slug, file, is_published(form), form.get("linkedSheetId", ""), drift.rpartition(": ")[2])
