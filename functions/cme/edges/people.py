"""Reads tabs that the DSL writes into the words of the field: organisations, staff, settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time

from cme.domain.chat import space_name
from cme.domain.clocks import NOON, from_serial, instant
from cme.domain.contacts import is_allowed
from cme.domain.form_plan import FORMS
from cme.domain.model import Contact, Mode, Organisation, Role, Settings, Staff
from cme.domain.modes import PAPERS_READ, codes_of
from cme.domain.people import INNOV8_RINGS, SCHOOL_RINGS
from cme.edges.tables import Row, Table, clock_of, day_of_text

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""Short, because the ledger finds what was done by its codes: one that a cell cuts would be done again each minute."""
ORDER = re.compile(r"\d{1,4}")
SCHOOL_CONTACTS = (
    (Role.ATTENDANCE, "Attendance contact", "Attendance email", "Telephone"),
    (Role.DSL, "DSL name", "DSL email", "DSL phone"),
    (Role.HEAD, "Head name", "Head email", "Telephone"),
)
OUR_ROLES = (Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL, Role.TRUSTEE)
DEPUTY = "deputy"
MORNING_LIST, DUTY_ASKED, DIGEST = time(10), time(8, 30), time(8)
RINGS_HOME = "Rings home first"
MOST_DAYS = 30
"""A pause that nobody looks at for longer is a child whom nobody looks for."""
CARE_PHONES = ("Social care phone", "Out of hours phone")
AUTHORITY_CONTACTS = (
    (Role.COMMISSIONING, "Commissioning contact", "Commissioning email", ""),
    (Role.CME, "", "CME email", "CME phone"),
    (Role.PLACING, "Placing authority contact", "Placing authority email", ""),
)


def coded(table: Table) -> Iterable[tuple[str, Row]]:
    """Yield the rows with their code; a row without one, with an odd one, or with another row's is a problem."""
    seen: dict[str, int] = {}
    for row in table:
        code = row.text("Code")
        if not CODE.fullmatch(code):
            what = f"“{code[:40]}” is not a code." if code else "The row has no code, so nothing can refer to it."
            row.wrong("Code", what, "Use letters, digits and hyphens only, 40 at most.")
        elif code in seen:
            what = f"{code} is the code of row {seen[code]} as well; this row is not used."
            row.wrong("Code", what, "Give one of them another code.")
        else:
            seen[code] = row.number
            yield code, row


def read_organisations(schools: Table, authorities: Table) -> dict[str, Organisation]:
    """Return schools and authorities by code."""
    found: dict[str, Organisation] = {}
    for table, kind, roles in ((schools, "school", SCHOOL_CONTACTS), (authorities, "authority", AUTHORITY_CONTACTS)):
        for code, row in coded(table):
            if code in found:
                row.wrong("Code", f"{code} is a school's code as well; this row is not used.", "Give it another code.")
                continue
            contacts = tuple(
                Contact(role, _optional(row, name), allowed_address(row, email), _optional(row, phone))
                for role, name, email, phone in roles
                if row.text(email)
            )
            needed = roles[0][2]
            if not any(contact.email and contact.role is roles[0][0] for contact in contacts):
                what = f"{row.text('Name') or code} has no address for absence notices."
                row.wrong(needed, what, f"Type it under “{needed}”. Until then the DSL is told instead: ring them.")
            calendar = row.text("Calendar") if kind == "school" else ""
            telephone = row.text("Telephone") if kind == "school" else row.text("CME phone")
            rings = _rings_home(row) if kind == "school" else INNOV8_RINGS
            care, out_of_hours = (row.text(name) if kind == "authority" else "" for name in CARE_PHONES)
            by_phone = kind == "school" and row.text("Prefers telephone").casefold() == "yes"
            name = row.text("Name") or code
            more = (calendar, telephone, rings, care, out_of_hours, by_phone, row.day("Checked on"))
            found[code] = Organisation(code, name, kind, contacts, *more)
    return found


def _optional(row: Row, header: str) -> str:
    """Return what stands under a heading; a team has no name, and not everybody has a telephone of their own."""
    return row.text(header) if header else ""


def _rings_home(row: Row) -> str:
    """Return who rings a school's families first; what is neither counts as innov8, so that somebody does."""
    typed = row.text(RINGS_HOME).casefold() or INNOV8_RINGS
    if typed in (INNOV8_RINGS, SCHOOL_RINGS):
        return typed
    row.wrong(RINGS_HOME, f"“{typed[:40]}” is neither innov8 nor school.", "Choose one; until then innov8 rings.")
    return INNOV8_RINGS


def allowed_address(row: Row, header: str) -> str:
    """Return an organisation's address, if its domain is among those that its row allows."""
    address = row.address(header)
    if address and not is_allowed(address, row.text("Allowed domains")):
        what = f"The address does not end in a domain that {row.text('Name') or row.text('Code')} is allowed."
        row.wrong(header, what, "Mend the address, or add its domain under “Allowed domains”. Nothing is sent to it.")
        return ""
    return address


def read_staff(table: Table) -> dict[str, Staff]:
    """Return staff by code. A deputy does what the DSL does, and without an order of their own comes after the DSL."""
    known = {role.value: role for role in OUR_ROLES} | {DEPUTY: Role.INNOV8_DSL}
    found = {}
    for code, row in coded(table):
        typed = [word.strip().casefold() for word in row.text("Roles").split(",") if word.strip()]
        for word in typed:
            if word not in known:
                mend = "Use lead, coordinator, innov8 dsl, deputy or trustee."
                row.wrong("Roles", f"“{word[:40]}” is not a role.", mend)
        since, until = row.day("Away from"), row.day("Away to")
        order = row.text("Duty order")
        found[code] = Staff(
            code,
            row.text("Name"),
            row.address("Email"),
            row.text("Phone"),
            tuple(dict.fromkeys(known[word] for word in typed if word in known)),
            int(order) if ORDER.fullmatch(order) else 100 if DEPUTY in typed else 99,
            ((since, until),) if since and until else (),
        )
    if not any(Role.INNOV8_DSL in person.roles for person in found.values()):
        table.say(table.title, "Nobody has the role “innov8 dsl”, so no page can reach anybody.", "Give it to the DSL.")
    return found


def read_settings(table: Table, live_from: datetime | None, paused_from: datetime | None = None) -> Settings:
    """Return the settings; what cannot be read keeps its safe default and is a problem."""
    rows = _settings_rows(table)

    def text(name: str) -> str:
        return rows[name].text("Value") if name in rows else ""

    mode = text("mode").casefold() or Mode.REHEARSAL.value
    if mode not in set(Mode):
        rows["mode"].wrong("Value", f"“{mode[:40]}” is not a mode.", "Use rehearsal, shadow or live. Nothing is sent.")
        mode = Mode.REHEARSAL.value
    latest = clock_of(rows["report latest"].raw("Value")) if "report latest" in rows else None
    if "report latest" in rows and latest is None:
        rows["report latest"].wrong("Value", "The latest time of the report is not a time.", "Type it as 15:15.")
    pm_start = clock_of(rows["pm start"].raw("Value")) if "pm start" in rows else None
    if "pm start" in rows and (pm_start is None or pm_start < NOON):
        rows["pm start"].wrong("Value", "The start of the afternoon is not a time from noon on.", "Type it as 12:45.")
        pm_start = None
    sheet = clock_of(rows["day sheet"].raw("Value")) if "day sheet" in rows else None
    if "day sheet" in rows and sheet is None:
        rows["day sheet"].wrong("Value", "The time of the day sheet is not a time.", "Type it as 07:45.")
    slugs = FORMS
    return Settings(
        organisation=text("organisation") or "innov8 Workshops",
        mode=Mode(mode),
        paused_from=paused_from,
        paused_until=_moment(rows.get("paused until"), "23:59", "Nothing is paused."),
        live_from=live_from,
        hold=codes_of(text("hold")),
        sender=rows["sender"].address("Value") if "sender" in rows else "",
        reply_to=rows["reply to"].address("Value") if "reply to" in rows else "",
        dsl_name=text("dsl name"),
        dsl_phone=text("dsl phone"),
        chair_phone=text("chair phone"),
        breach_decides=text("breach decided by"),
        papers_read=_who_and_when(text(PAPERS_READ)),
        report_latest=latest or time(15, 15),
        pm_start=pm_start or Settings().pm_start,
        pause_review=_school_days(rows.get("pause review")),
        morning_list=_time_or_never(rows.get("morning list"), MORNING_LIST, "The time of the morning list"),
        duty_asked=_time_or_never(rows.get("duty asked at"), DUTY_ASKED, "The time of “duty asked at”"),
        weekly_digest=_time_or_never(rows.get("weekly digest"), DIGEST, "The time of the weekly digest"),
        lawful_basis=text("lawful basis") or Settings().lawful_basis,
        workbook_id=text("workbook id"),
        duty_board=text("duty board"),
        day_sheet=sheet or Settings().day_sheet,
        chat_space=_chat_space(rows.get("chat space")),
        archive_folder=text("archive folder"),
        test_page=_moment(rows.get("test page"), "09:00", "No test page goes."),
        form_ids={slug: text(f"{slug} form id") for slug in slugs if text(f"{slug} form id")},
        form_links={slug: text(f"{slug} form link") for slug in slugs if text(f"{slug} form link")},
    )


def _time_or_never(row: Row | None, usual: time, what: str) -> time | None:
    """Return when something comes each day: never where the cell was emptied, as usual where there is no row."""
    if row is None:
        return usual
    if row.raw("Value") in ("", None):
        return None
    found = clock_of(row.raw("Value"))
    if found is None:
        row.wrong("Value", f"{what} is not a time, so it is {usual:%H:%M}.", f"Type it as {usual:%H:%M}.")
    return found or usual


def _who_and_when(typed: str) -> str:
    """Return who did something and on which day; nothing where one of the two is missing."""
    words = [word.strip(",.;:()") for word in typed.split()]
    days = [word for word in words if day_of_text(word)]
    return typed if days and len(days) < len(words) else ""


def _chat_space(row: Row | None) -> str:
    """Return the space in Google Chat in which pages ring; none where what was typed names none."""
    typed = row.text("Value") if row else ""
    found = space_name(typed)
    if row and typed and not found:
        what = (
            "This is neither the name of a space in Google Chat nor its web address, so that pages go by email alone."
        )
        row.wrong("Value", what, "Open the space in a browser and copy its address, or type its name: spaces/AAAA….")
    return found


def _school_days(row: Row | None) -> int:
    """Return after how many school days a pause must be reviewed; what is no small number keeps the default."""
    typed = row.text("Value") if row else ""
    if row is None or not typed:
        return Settings().pause_review
    if ORDER.fullmatch(typed) and 0 < int(typed) <= MOST_DAYS:
        return int(typed)
    row.wrong("Value", f"“{typed[:40]}” is not a number of school days.", f"Type one from 1 to {MOST_DAYS}.")
    return Settings().pause_review


def _settings_rows(table: Table) -> dict[str, Row]:
    """Return the row of each setting; of one that stands there twice the first counts, and it is a problem."""
    found: dict[str, Row] = {}
    for row in table:
        name = row.text("Setting").casefold()
        if name in found:
            row.wrong("Setting", f"“{name[:40]}” stands there twice; row {found[name].number} counts.", "Delete one.")
        else:
            found[name] = row
    return found


def is_mode_known(table: Table) -> bool:
    """Return whether Settings says what the system may do: silence there is nobody's decision."""
    modes = [row.text("Value").casefold() for row in table if row.text("Setting").casefold() == "mode"]
    return bool(modes) and modes[0] in set(Mode)


def _moment(row: Row | None, usual: str, otherwise: str) -> datetime | None:
    """Return the instant that a setting names, at the usual time where it names a day alone; else say what follows."""
    value = row.raw("Value") if row else ""
    if value in ("", None) or row is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 < value < 100_000:
        return from_serial(value)
    day_text, _, clock_text = str(value).strip().partition(" ")
    clock = clock_of(clock_text or usual)
    day = day_of_text(day_text)
    if clock is None or day is None:
        mend = f"Type it as 23/11/2026 12:30. {otherwise}"
        row.wrong("Value", f"“{str(value)[:40]}” is not a day and time.", mend)
        return None
    return instant(day, clock)
