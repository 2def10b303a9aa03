"""Sets a workbook and its forms up, and brings them back in step: plan first, then apply. Never imported by the tick.

Every part looks at what stands before it acts, so that it may be run again after it broke off half-way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cme.domain.form_plan import FORMS, wanted_form
from cme.domain.model import Facts
from cme.edges.google import Google
from cme.edges.live_workbook import LiveWorkbook
from cme.edges.schema import form_wording, tab, tabs
from cme.edges.setup_calls import change_workbook, create_form, see_form, see_workbook
from cme.edges.sheets import Workbook
from cme.edges.workbook_plan import Plan, plan_workbook
from cme.errors import Refused
from cme.jobs.form_doors import doors, open_form
from cme.jobs.gather import gather
from cme.jobs.migrate import Migrating, waiting
from cme.jobs.sync_forms import planned, sync

IN_STEP = "Bring the tabs in step with that version"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and what a person must look at. Nothing done: all was as it should be."""

    done: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


def plan(google: Google, workbook_id: str) -> Plan:
    """Return what is missing in the workbook, without changing anything; of an older version what comes before that."""
    live = see_workbook(google, workbook_id, tabs())
    first = Migrating(google, workbook_id).plan(live)
    return Plan(first=(*first, IN_STEP)) if first else plan_workbook(tabs(), live)


def apply_workbook(google: Google, workbook_id: str) -> Outcome:
    """Make every tab as it should be, in one atomic batch; what an older version needs comes before."""
    live = see_workbook(google, workbook_id, tabs())
    folder = settings_of(live).get("archive folder", "").strip() if waiting(live) else ""
    brought = Migrating(google, workbook_id, folder).apply(live)
    found = plan_workbook(tabs(), see_workbook(google, workbook_id, tabs()) if brought else live)
    if found.steps:
        change_workbook(google, workbook_id, found.requests)
    return Outcome((*brought, *found.lines), found.reports)


def apply_settings(google: Google, workbook_id: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Write values of Settings that differ, each into the row that bears its name; return what was written."""
    live = see_workbook(google, workbook_id, (tab("settings"),))
    sheet = live.tabs[tab("settings").sheet_id]
    column = sheet.headers(0).index("Value")
    rows = {sheet.text(row, 0).strip().casefold(): row for row in range(1, len(sheet.cells))}
    requests, said = [], []
    for name, value in values.items():
        row = rows[name]
        if sheet.text(row, column) == value:
            continue
        cell = {"userEnteredValue": {"stringValue": value}}
        start = {"sheetId": sheet.sheet_id, "rowIndex": row, "columnIndex": column}
        body = {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}
        requests.append({"updateCells": body})
        said.append(f"Wrote the setting “{name}”")
    if requests:
        change_workbook(google, workbook_id, requests)
    return tuple(said)


def settings_of(live: LiveWorkbook) -> dict[str, str]:
    """Return the Settings tab as words, for the set-up's own needs."""
    sheet = live.tabs[tab("settings").sheet_id]
    headers = sheet.headers(0)
    name, value = headers.index("Setting"), headers.index("Value")
    return {sheet.text(r, name).strip().casefold(): sheet.text(r, value) for r in range(1, len(sheet.cells))}


def stored_settings(google: Google, workbook_id: str) -> dict[str, str]:
    """Return the Settings tab as words, for the set-up's own needs; empty where there is none yet."""
    live = see_workbook(google, workbook_id, (tab("settings"),))
    return settings_of(live) if tab("settings").sheet_id in live.tabs else {}


LISTED = "listed people"
MEANT = (
    "If it takes the other's place (yesterday's copy, say), empty “workbook id” and apply again: the same forms go on. "
    "If it is one of its own, for a trial, empty the form ids as well: it gets forms of its own."
)
"""What to do with a copy of the workbook."""


def read_timetable(google: Google, workbook_id: str) -> Facts:
    """Return the facts of the workbook, which say what the forms offer."""
    return gather(Workbook(google, workbook_id).read(), workbook_id).facts


def plan_forms(google: Google, workbook_id: str, facts: Facts, today: date) -> list[str]:
    """Return what is missing in the forms, without changing anything: made, brought in step, published, opened."""
    stored = stored_settings(google, workbook_id)
    found: list[str] = []
    for slug in FORMS if not is_copy(stored, workbook_id) else ():
        wording, form_id = form_wording(slug), stored.get(f"{slug} form id", "")
        if not form_id or _is_gone(google, form_id):
            found.append(f"Make the form “{wording.title}”" + (" anew: the one in Settings is gone" if form_id else ""))
            continue
        step = planned(google, workbook_id, form_id, wanted_form(facts, today, wording))
        stands = doors(google, form_id)
        found += [step] if step else []
        found += [] if stored.get(f"{slug} form link") else [f"Write the link of “{wording.title}” into Settings"]
        found += [] if stands.published else [f"Publish “{wording.title}”"]
        if whom := stands.lacks(slug, _domain(stored), listed(stored, facts)):
            found.append(f"Open “{wording.title}” to {whom}")
    return found


def is_copy(stored: Mapping[str, str], workbook_id: str) -> bool:
    """Return whether Settings hold another file's id: then the forms and the Duty board are that file's."""
    return stored.get("workbook id", "") not in {"", workbook_id}


def _domain(stored: Mapping[str, str]) -> str:
    """Return the staff's domain; somebody who typed it with an @ meant the same."""
    return stored.get("domain", "").strip().rpartition("@")[2]


def listed(stored: Mapping[str, str], facts: Facts) -> frozenset[str] | None:
    """Return the addresses of the staff, where they and not a whole domain may fill in the forms; else None."""
    if stored.get("staff forms", "").strip().casefold() != LISTED:
        return None
    return frozenset(person.email.casefold() for person in facts.staff.values() if person.email)


def apply_forms(google: Google, workbook_id: str, facts: Facts, today: date) -> Outcome:
    """Make the forms where they are missing or gone, bring them in step, publish and restrict them."""
    stored = stored_settings(google, workbook_id)
    if is_copy(stored, workbook_id):
        return Outcome((), (f"This workbook is a copy: Settings holds another file's id. {MEANT}",))
    done = list(apply_settings(google, workbook_id, {"workbook id": workbook_id}))
    ids: dict[str, str] = {}
    for slug in FORMS:
        ids[slug] = stored.get(f"{slug} form id", "")
        if not ids[slug] or _is_gone(google, ids[slug]):
            ids[slug], said = _make(google, workbook_id, slug)
            done += said
        elif not stored.get(f"{slug} form link"):
            done += apply_settings(google, workbook_id, _link(slug, see_form(google, ids[slug])))
    synced = sync(google, replace(facts, settings=replace(facts.settings, form_ids=ids)), today, workbook_id)
    done += synced.done
    reports = [f"{problem.what} {problem.mend}" for problem in synced.problems if "not published" not in problem.what]
    for slug, form_id in ids.items():
        opened, said = open_form(google, slug, form_id, _domain(stored), listed(stored, facts))
        done += opened
        reports += said
    return Outcome(tuple(done), tuple(reports))


def _is_gone(google: Google, form_id: str) -> bool:
    try:
        see_form(google, form_id)
    except Refused as refused:
        if refused.status == 404:
            return True
        raise
    return False


def _make(google: Google, workbook_id: str, slug: str) -> tuple[str, list[str]]:
    wording = form_wording(slug)
    made = create_form(google, wording.title, wording.document_title)
    form_id = str(made["formId"])
    written = {f"{slug} form id": form_id, **_link(slug, made)}
    return form_id, [f"Made the form “{wording.title}”", *apply_settings(google, workbook_id, written)]


def _link(slug: str, form: Mapping[str, Any]) -> dict[str, str]:
    return {f"{slug} form link": str(form.get("responderUri", ""))}
