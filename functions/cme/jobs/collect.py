"""Collects what people sent: one read a form, what is known already left out, a form that fails named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cme.domain.entries import RawEntry
from cme.domain.form_plan import FORMS, OPEN_FORMS
from cme.domain.model import Problem, Severity
from cme.edges.forms import responses_since
from cme.edges.google import Google
from cme.edges.schema import form_wording
from cme.errors import EdgeError, Refused

OVERLAP = timedelta(hours=48)
"""How far back of what was read responses are asked for again: what was listed late is found all the same."""


def collect(
    google: Google, form_ids: Mapping[str, str], known: set[str], read_until: datetime
) -> tuple[list[RawEntry], list[Problem]]:
    """Return the responses that are not in the workbook yet, earliest first, and what is wrong with a form.

    The staff's come before those of strangers, so that no flood of them keeps a register waiting. `read_until` is when
    the latest was sent that is in the workbook: an outage may have been longer than the overlap.
    """
    found: list[RawEntry] = []
    problems: list[Problem] = []
    for slug in FORMS:
        title = form_wording(slug).document_title
        form_id = form_ids.get(slug)
        if not form_id:
            what = f"Settings holds no form for “{title}”, so nothing that is sent with it can be read."
            problems.append(_problem(title, what, "Run scripts/apply_schema."))
            continue
        try:
            answers = responses_since(google, slug, form_id, read_until - OVERLAP)
            found += [entry for entry in answers if entry.key not in known]
        except Refused as refused:
            problems.append(_problem(title, _refused(title, refused.status), _mend(refused.status)))
        except EdgeError as wrong:
            what = f"Google did not give the answers of the form “{title}” this time."
            if wrong.status == 429:
                what = f"Google gives no answers of the form “{title}” for now: it was asked too often in a minute."
            problems.append(_problem(title, what, "It is tried again every minute. If this stays, use paper and ring."))
    return sorted(found, key=lambda e: (e.form in OPEN_FORMS, e.submitted_at, e.key)), problems


def _refused(title: str, status: int) -> str:
    if status in (401, 403):
        return f"The mailbox that does the work may not read the form “{title}” any more."
    if status == 404:
        return f"The form “{title}” is gone."
    return f"Google refuses to give the answers of the form “{title}”."


def _mend(status: int) -> str:
    if status in (401, 403):
        return "Share the form with it again, as an editor. Until then use paper and ring the DSL."
    if status == 404:
        return "Take it out of Drive's bin, or run scripts/apply_schema to make a new one. Until then use paper."
    return "Use paper until it is mended; run scripts/apply_schema to see what is wrong."


def _problem(title: str, what: str, mend: str) -> Problem:
    return Problem("FORM-2", Severity.ERROR, f"form {title}", what, mend)
