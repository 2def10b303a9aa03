"""The forms: whether they can be sent, by whom, and whether they offer what the workbook holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cme.domain.form_plan import OPEN_FORMS
from scripts._doctor.checks.workbook import IN_STEP
from scripts._doctor.findings import Danger, Finding, look, wrong
from scripts._doctor.seen import House, SeenForm, State

PUBLISH = "Open it as the mailbox, Publish > Responders > Manage"


def not_there(forms: Sequence[SeenForm]) -> Iterator[Finding]:
    """Yield each form that was never made, or could not be looked at; whether its file is there is asked of Drive."""
    for form in forms:
        if form.file.state is State.UNNAMED:
            yield wrong(f"Settings name no form “{form.file.name}”, so nobody can send it.", IN_STEP)
        elif form.why:
            what = f"How the form “{form.file.name}” stands could not be seen: {form.why}"
            yield Finding(Danger.UNSEEN, what, "Run this again.")


def closed(forms: Sequence[SeenForm]) -> Iterator[Finding]:
    """Yield each form that takes no answers."""
    for form in _there(forms):
        if not form.is_published:
            mend = "Open it as the mailbox, Publish, and let it accept responses. Until then use paper."
            yield wrong(f"The form “{form.file.name}” takes no answers: nobody can send it.", mend)


def not_for_whom_it_is(forms: Sequence[SeenForm]) -> Iterator[Finding]:
    """Yield each form that those for whom it is cannot fill in, or that others can."""
    for form in _there(forms):
        fills_in = [permission for permission in form.file.permissions if permission.fills_in]
        anyone = any(permission.kind == "anyone" for permission in fills_in)
        title = form.file.name
        if form.slug in OPEN_FORMS and not anyone:
            what = f"The form “{title}” is closed to schools, who have no account here: their answers cannot come in."
            yield wrong(what, f"{PUBLISH} > General access > Anyone with the link, Responder.")
        if form.slug not in OPEN_FORMS and anyone:
            what = f"Whoever has the link can fill in “{title}”, which is for the staff: anybody could send a register."
            yield wrong(what, f"{PUBLISH} > General access > Restricted, and add the staff's domain as Responder.")
        if form.slug not in OPEN_FORMS and not fills_in:
            what = f"Nobody is let in to fill in “{title}”."
            yield wrong(what, f"Type “domain” on the tab Settings, then: {IN_STEP}")


def listed_not_let_in(forms: Sequence[SeenForm], listed: frozenset[str] | None) -> Iterator[Finding]:
    """Yield who of the staff may not fill in a form, where people are let in one by one and not by their domain."""
    for form in _there(forms):
        let_in = {permission.who for permission in form.file.permissions if permission.fills_in}
        missing = sorted((listed or frozenset()) - let_in) if form.slug not in OPEN_FORMS else ()
        if missing:
            what = (
                f"{', '.join(missing)} cannot fill in “{form.file.name}”, and should, as Settings let in listed people."
            )
            yield wrong(what, IN_STEP)


def strangers_fill_in(forms: Sequence[SeenForm], house: House) -> Iterator[Finding]:
    """Yield who is neither on the tab Staff nor of the staff's domain and may fill in a form of the staff."""
    for form in _there(forms):
        for permission in form.file.permissions:
            named = permission.fills_in and permission.kind != "anyone" and form.slug not in OPEN_FORMS
            if named and not house.is_of_us(permission.who):
                what = f"{permission.who} may fill in “{form.file.name}”, and is not of {house.domain}."
                yield look(what, f"If they do not work here: {PUBLISH}, and take them out.")


def linked(forms: Sequence[SeenForm]) -> Iterator[Finding]:
    """Yield each form whose answers go into another file as well, which nobody prunes."""
    for form in _there(forms):
        if form.linked_sheet:
            what = (
                f"What “{form.file.name}” takes goes into another spreadsheet as well, which nobody guards or prunes."
            )
            yield wrong(what, "Open the form, Responses > ⋮ > Unlink form; then delete that spreadsheet.")


def not_in_step(forms: Sequence[SeenForm]) -> Iterator[Finding]:
    """Yield each form that does not offer what the workbook holds."""
    for form in _there(forms):
        if form.drift:
            what = f"The form “{form.file.name}” does not offer what the workbook holds ({form.drift})."
            yield look(what, f"A run mends it in its minute. If this stays: {IN_STEP}")


def _there(forms: Sequence[SeenForm]) -> Iterator[SeenForm]:
    return (form for form in forms if form.file.state is State.THERE and not form.why)
