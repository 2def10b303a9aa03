"""Brings the live forms in step with the workbook: today's sessions, the children with a place, the words of the TOML.

Called by the set-up, and by the tick when what the forms should offer has changed (docs/decisions/0005). The ids of new
questions are written to *Form ids* before the form is changed: a run that dies in between leaves rows that nothing
points to, never an answer that nobody can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cme.domain import form_plan
from cme.domain.form_items import FormId, WantedForm
from cme.domain.form_plan import FORMS, wanted_form
from cme.domain.model import Facts, Problem, Severity
from cme.domain.question_ids import settle_ids
from cme.edges.form_ids import add_form_ids, read_form_ids
from cme.edges.form_requests import form_requests, live_ids
from cme.edges.google import Google
from cme.edges.schema import form_wording
from cme.edges.setup_calls import change_form, see_form
from cme.errors import EdgeError, Refused

TRIES = 3
"""How often a form is read and planned again when a person or another run changed it in between."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done to the forms, in sentences; the rows added to *Form ids*; and what a person must look at."""

    done: tuple[str, ...] = ()
    added: tuple[FormId, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Work:
    done: list[str] = field(default_factory=list)
    added: list[FormId] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def form_digest(facts: Facts, today: date) -> str:
    """Return a short text that differs from the stored one when the forms must be brought in step."""
    return form_plan.form_digest(facts, today, [form_wording(slug) for slug in FORMS])


def sync(
    google: Google,
    facts: Facts,
    today: date,
    workbook_id: str = "",
    ids: Sequence[FormId] | None = None,
    slugs: Sequence[str] = FORMS,
) -> Synced:
    """Bring the forms in step and return what was done. A form that cannot be reached becomes a problem.

    `ids` are the rows of *Form ids* where they were read already.
    """
    workbook = workbook_id or facts.settings.workbook_id
    known = list(ids) if ids is not None else read_form_ids(google, workbook)
    work = _Work()
    for slug in slugs:
        form_id = facts.settings.form_ids.get(slug, "")
        if not form_id:
            work.problems.append(_problem(slug, "has no id in Settings", "Run scripts/apply_schema."))
            continue
        try:
            sync_form(google, workbook, form_id, wanted_form(facts, today, form_wording(slug)), known, work)
        except EdgeError as wrong:
            mend = "Open the form's link. If it opens, wait a minute; if not, run scripts/apply_schema."
            work.problems.append(_problem(slug, f"could not be brought in step: {wrong}", mend))
    return Synced(tuple(work.done), tuple(work.added), tuple(work.problems))


def planned(google: Google, workbook_id: str, form_id: str, wanted: WantedForm) -> str:
    """Return what bringing one form in step would do, without doing it; empty where it is in step."""
    form, known = see_form(google, form_id), read_form_ids(google, workbook_id)
    requests = form_requests(form, wanted, settle_ids(wanted, known, live_ids(form)), known)
    return f"{wanted.title}: {_said(requests)}" if requests else ""


def sync_form(
    google: Google, workbook: str, form_id: str, wanted: WantedForm, known: list[FormId], work: _Work
) -> None:
    """Bring one form in step; where somebody changed it meanwhile, look again."""
    for attempt in range(TRIES):
        form = see_form(google, form_id)
        ids = settle_ids(wanted, known, live_ids(form))
        if not attempt:
            work.problems += [*form_problems(form, wanted.slug, known, wanted)]
        requests = form_requests(form, wanted, ids, known)
        if not requests:
            return
        new = [row for row in ids if row not in known]
        if new:
            add_form_ids(google, workbook, new)
            known += new
            work.added += new
        try:
            change_form(google, form_id, requests, form["revisionId"])
        except Refused:
            if attempt + 1 == TRIES:
                raise
            continue
        work.done.append(f"{wanted.title}: {_said(requests)}")
        return


def _said(requests: Sequence[dict[str, Any]]) -> str:
    words = {
        "createItem": "added",
        "deleteItem": "taken away",
        "moveItem": "moved",
        "updateItem": "brought up to date",
        "updateFormInfo": "heading written",
        "updateSettings": "set to record, or not to record, who is signed in",
    }
    names = [next(iter(request)) for request in requests]
    return ", ".join(f"{names.count(name)} {said}" for name, said in words.items() if name in names)


def form_problems(
    form: dict[str, Any], slug: str, known: Sequence[FormId], wanted: WantedForm | None = None
) -> Iterator[Problem]:
    """Yield what is wrong with a form as it stands: unpublished, a question gone, a stranger among its questions."""
    state = form.get("publishSettings", {}).get("publishState")
    if state is not None and not (state.get("isPublished") and state.get("isAcceptingResponses")):
        mend = "Open it, choose Publish and let it accept responses, or run scripts/apply_schema. Until then use paper."
        yield _problem(slug, "is not published: nobody can send it", mend)
    live = live_ids(form)
    ours = {row.item_id for row in known}
    keys = {item.key for item in wanted.items} if wanted else set()
    latest = {row.key: row for row in known if row.form == slug and row.key in keys}
    for row in latest.values():
        if live and row.item_id not in live:
            what = f"lost the question or section “{row.note}”{f' of {row.session}' if row.session else ''}"
            yield _problem(slug, what, "It is made again now. Please do not delete questions by hand.")
    for item in form.get("items", ()):
        if item["itemId"] not in ours:
            what = f"has something that this program did not make: “{item.get('title', 'no title')}”"
            yield _problem(slug, what, "Its answers are kept but not understood. Delete it, or ask for it to be built.")


def _problem(slug: str, what: str, mend: str) -> Problem:
    title = form_wording(slug).title
    return Problem("FORM-1", Severity.ERROR, f"form {title}", f"The form “{title}” {what}.", mend)
