"""Writes docs/data-protection/record-of-processing.md: every tab, form, notice and permission, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.archive_cells import COLUMNS, ROWS
from cme.domain.form_plan import FORMS, OPEN_FORMS
from cme.domain.notice_names import called
from cme.domain.recipients import AUDIENCES
from cme.edges import chat, credentials, tasks
from cme.edges.schema import Column, Tab, duty_tabs, form_wording, tabs
from cme.jobs.daily import A_DAY
from cme.jobs.move_on import KEPT
from scripts._documents.markdown import made_from, table
from scripts._documents.messages import about_whom, roles
from scripts._documents.protection import DSL, OUTLINE, TRUSTEES, undecided

WHOSE = {
    "now": "children who are looked for today, their families, staff, schools",
    "children": "children and their families",
    "people": "staff, and contacts at schools, authorities and agencies",
    "timetable": "nobody, or staff as leads of sessions",
    "record": "children, and whoever said something of them",
    "ledger": "children by their codes, and whoever was written to",
}
"""Whose data a tab holds, by the group in which it stands."""
WRITERS = {"machine": "the system", "dsl": "the DSL team", "both": "both: the system adds, the DSL team decides"}
FOR = {
    "spreadsheets": "reads and writes the workbook and the Duty board",
    "drive": "lets the accounts of the organisation fill in the staff forms, and whoever has the link the form for"
    " schools; puts each month's archive into one folder, and makes it read-only; keeps a copy of the workbook before"
    " a newer version changes it; tells who can open what; and where somebody runs `scripts/retention`, puts an"
    " archive's files into the bin. A minute's run looks for no file",
    "forms.body": "makes the forms and keeps their questions in step with the workbook",
    "forms.responses.readonly": "reads what was sent with the forms; it cannot delete any of it",
    "gmail.compose": "makes drafts and sends them; throws away drafts of its own that no run will send",
    "gmail.readonly": "looks in the mailbox that sends for what went, what came back and who has answered; and, when"
    " `scripts/doctor` is run, whether it answers by itself, sends mail on or filters it",
    "cloud-platform": "only `dispatch`, where many providers share what is deployed, and as the service itself: puts"
    " tasks that name a provider, and nobody else, into queues",
    "chat.bot": "rings in one space of Google Chat, where Settings hold one: reference, site and minute",
}
"""What each permission is used for; one that stands here not is an error."""
PURPOSE = "to know within minutes that a child who is expected has not come, to tell whoever must look, and to show it"
RETENTION = f"""\
- **Nothing is erased by itself.** Screens such as Today are written anew; no row of the tabs that grow, no answer of a
  form and no mail that went or came is taken away by a run. How long each part is kept:
  {undecided(TRUSTEES, "Q-KEPT")}. Until then `scripts/retention` says what would be over, and erases nothing.
- Once they have decided, a person runs it. A child's rows leave the workbook, and an archive's files of a class go into
  Drive's bin, when their time is over, nothing holds them, and two people of whom one is of the DSL team have said so
  on the tab Retention; a row of the tab Erased stays, with a code and no name ([how](../retention.md)).
- On the first of each month the whole workbook is copied, in two classes that stand in files of their own, into the
  folder that Settings name, and made read-only. Each copy holds all rows that there are, not the month's alone.
- Once a year a person may run `scripts/prune`: registers, messages and runs of school years that have been over for a
  year leave the workbook, each row only if an archive that was checked anew holds it. Nothing is erased by that.
- A minute's run reads the last {KEPT.days} days of the tabs that grow; what is older stays in its tab.
- Drafts of the system that no claim names are thrown away in the night once they are older than
  {A_DAY.total_seconds() / 3600:g} hours. What a person wrote is never touched.
- What Google itself keeps, the system does not reach: answers in the forms, sent mail, and the workbook's version
  history. Deleting a row leaves it in that history. For how long, and what is done by hand, says
  [a list](../retention.md#what-is-left-at-google). Who does it, and when: {undecided(TRUSTEES, "Q-KEPT")}.
- Files that `scripts/referral_pack`, `scripts/evidence`, `scripts/provider_return`, `scripts/report` and
  `scripts/subject_access` write stand where whoever ran them asked for, until that person deletes them. Posters of
  `scripts/wall` hold names and telephones of staff.
- Log lines hold codes and counts, no name and no answer. How long the log is kept follows from the Google Cloud
  project: {undecided("whoever keeps the system")}.
"""


def processing_page() -> str:
    """Return the whole page."""
    sources = ("sheets_schema/", "functions/cme/domain/recipients.py", "functions/cme/edges/credentials.py")
    parts = [
        "# Record of processing\n",
        made_from(*sources),
        OUTLINE,
        "## Who answers for it\n\n" + _who(),
        "## Where data stands: the workbook\n\n" + _opened("It is meant for the DSL team alone."),
        *map(_tab, tabs()),
        "## The Duty board, for whoever runs the morning\n\n"
        + _opened("Drawn from the workbook, without flags and without reasons that are the DSL's alone."),
        *map(_tab, duty_tabs()),
        "## The forms\n",
        *map(_form, FORMS),
        f"## Who is told what\n\n{_notices_note()}\n{_notices()}",
        "## What the system may do at Google\n\n" + table(("permission", "used for"), _scopes()),
        f"## How long it is kept\n\n{RETENTION}",
    ]
    return "\n".join(parts)


def _who() -> str:
    rows = (
        ("Controller", "the organisation that the tab Settings names"),
        ("Contact for data protection", undecided(TRUSTEES)),
        ("Why it is processed", PURPOSE),
        ("Lawful basis", undecided(TRUSTEES, "Q-BASIS")),
        ("Processors", f"Google (Sheets, Forms, Drive, Gmail, Chat, Cloud); the agreement: {undecided(TRUSTEES)}"),
        ("Transfers abroad", f"follow from where Google keeps the data: {undecided(TRUSTEES)}"),
    )
    return table(("what is asked", "answer"), rows)


def _opened(said: str) -> str:
    return f"{said} With whom a file is shared is set in Google Drive, by people: {undecided(DSL)}.\n"


def _tab(found: Tab) -> str:
    head = (
        f"### {found.title}\n\n{found.about}\n\n- Written by {WRITERS[found.writer]}.\n- Whose: {WHOSE[found.group]}.\n"
    )
    head += f"- Archived each month with: {found.archive}{_also(found)}.\n" if found.archive else ""
    if not found.columns:
        return f"{head}- No fixed columns: it is written whole, from the others.\n"
    return f"{head}\n" + table(("column", "its note", "answers"), map(_column, found.columns))


def _also(found: Tab) -> str:
    """Return which part of a tab that is of the attendance class is archived with the other one."""
    if found.slug in ROWS:
        return f"; what its column “{ROWS[found.slug][0]}” does not say to be attendance, with safeguarding"
    if found.slug in COLUMNS:
        return f"; with it only {', '.join(sorted(COLUMNS[found.slug]))}, and the rest with safeguarding"
    return ""


def _column(found: Column) -> tuple[str, str, str]:
    return found.header, found.note, ", ".join(found.allowed) or found.choose_from


def _form(slug: str) -> str:
    words, is_open = form_wording(slug), slug in OPEN_FORMS
    whom = (
        "whoever has its link, without an account" if is_open else "accounts of the organisation; Google records which"
    )
    rows = ((f.title, f.description, "; ".join(f.choices)) for f in words.fields.values())
    return f"### {words.title}\n\nFilled in by {whom}.\n\n" + table(("question", "its note", "fixed choices"), rows)


def _notices_note() -> str:
    return (
        "One table in the code decides it; see the [page about messages](../messages.md). Each message goes to one "
        "reader. Its subject holds a reference and the date; a head that mail programs do not show holds the codes of "
        "what it pays. Nothing is written to a family by itself.\n"
    )


def _notices() -> str:
    headings = ("notice", "called", "to a school", "to an authority", "within innov8", "about")
    rows = ((f"`{name}`", called(name), *roles(a), about_whom(a)) for name, a in AUDIENCES.items())
    return table(headings, rows)


def _scopes() -> Iterator[tuple[str, str]]:
    for scope in (*credentials.SCOPES, chat.SCOPE, tasks.SCOPE):
        yield f"`{scope}`", FOR[scope.rpartition("/")[2]]
