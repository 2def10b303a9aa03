"""Who may be on a story's register: what can be said of a school, a person, a session, and what is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cme.domain.halves import AFTERNOON
from cme.edges.people import CODE
from cme.edges.schema import tab
from sandbox.example.cast import STAFF_DOMAIN, Row, Value
from sandbox.stories.said import Said, did_you_mean
from sandbox.stories.times import WEEKDAYS, clock, day, weekday

Reader = Callable[[Said], Value]
Keys = Mapping[str, tuple[str, Reader]]
COLUMNS = "columns"
"""Under this key any column of the row's tab may be filled, by its heading."""


@dataclass
class Cast:
    """Everybody and everything on the register, as rows of the DSL's tabs."""

    day: date
    rows: dict[str, list[Row]] = field(default_factory=dict)
    settings: dict[str, Value] = field(default_factory=dict)
    figures: list[tuple[str, float, date]] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)
    is_example: bool = False
    is_changed: bool = False

    def row(self, slug: str, code: str) -> Row | None:
        """Return the row of a code."""
        return next((row for row in self.rows.get(slug, ()) if row.get("Code") == code), None)

    def codes(self, *slugs: str) -> list[str]:
        """Return the codes of some tabs."""
        return [str(row["Code"]) for slug in slugs for row in self.rows.get(slug, ())]

    def code(self, said: Said, what: str, *slugs: str) -> str:
        """Return the code that is meant, by code or by name; whoever is not on the register is refused."""
        typed = said.text().strip()
        names = {str(row["Code"]): full_name(row) for slug in slugs for row in self.rows.get(slug, ())}
        wanted = typed.casefold()
        for code, name in names.items():
            if wanted in (code.casefold(), name.casefold()):
                return code
        if "sessions" in slugs and typed.upper().endswith(AFTERNOON):
            return f"{self.code(said.of(typed[: -len(AFTERNOON)]), what, 'sessions')}{AFTERNOON}"
        first = [code for code, name in names.items() if name.casefold().split(" ")[0] == wanted]
        if len(first) == 1:
            return first[0]
        raise said.wrong(f"There is no {what} “{typed}” on the register.", did_you_mean(typed, names))

    def put(self, slug: str, code: str, said: Row, invented: Mapping[str, Value]) -> None:
        """Change the row of a code; where there is none, add it, with what is invented under what is said."""
        row = self.row(slug, code)
        if row is None:
            row = {"Code": code, **invented}
            self.rows.setdefault(slug, []).append(row)
        row.update(said)

    def drop(self, slug: str, code: str) -> None:
        """Take the row of a code away."""
        self.rows[slug] = [row for row in self.rows.get(slug, ()) if row.get("Code") != code]


def code_for(typed: str, said: Said) -> str:
    """Return a code for a row, or refuse one that no cell of the workbook could be."""
    if not CODE.fullmatch(typed.strip()):
        raise said.wrong(f"“{typed}” cannot be a code.", "Use letters, digits and hyphens; say its name under “name”.")
    return typed.strip()


def full_name(row: Row) -> str:
    """Return the name in a row of Pupils, or of a tab with one column for it."""
    return f"{row.get('First name', '')} {row.get('Surname', '')}".strip() or str(row.get("Name", ""))


def words(said: Said) -> Value:
    """Return a text without the blanks around it; “none” is an empty one."""
    return "" if said.is_empty else said.text().strip()


def _yes(said: Said) -> Value:
    return "yes" if said.flag() else "no"


def _clock(said: Said) -> Value:
    return f"{clock(said):%H:%M}"


def _list(said: Said) -> Value:
    return ", ".join(item.text().strip() for item in said.each())


def _count(said: Said) -> Value:
    return said.count()


SCHOOL: Keys = {
    "name": ("Name", words),
    "attendance": ("Attendance email", words),
    "dsl": ("DSL email", words),
    "head": ("Head email", words),
    "phone": ("Telephone", words),
    "prefers_phone": ("Prefers telephone", _yes),
    "domains": ("Allowed domains", _list),
    "calendar": ("Calendar", words),
    "rings_home": ("Rings home first", words),
}
AUTHORITY: Keys = {
    "name": ("Name", words),
    "commissioning": ("Commissioning email", words),
    "cme": ("CME email", words),
    "placing": ("Placing authority email", words),
    "phone": ("CME phone", words),
    "domains": ("Allowed domains", _list),
}
PERSON: Keys = {
    "name": ("Name", words),
    "email": ("Email", words),
    "phone": ("Phone", words),
    "roles": ("Roles", _list),
    "duty_order": ("Duty order", _count),
    "away_from": ("Away from", day),
    "away_to": ("Away to", day),
}
SESSION: Keys = {
    "name": ("Name", words),
    "site": ("Site", words),
    "weekday": ("Weekday", weekday),
    "start": ("Start", _clock),
    "end": ("End", _clock),
    "pm_start": ("PM start", _clock),
    "kind": ("Kind", words),
    "lead": ("Lead", words),
    "address": ("Address", words),
    "lone_worker": ("Lone-worker contact", words),
    "from": ("From", day),
    "to": ("To", day),
}


def read_row(said: Said, slug: str, keys: Keys, of: str, more: Iterable[str] = ()) -> Row:
    """Return what is said of one row, by heading; `more` are keys that somebody else reads."""
    found: Row = {}
    for key, value in said.known([*keys, *more, COLUMNS], of).items():
        if key in keys:
            header, read = keys[key]
            found[header] = read(value)
        elif key == COLUMNS:
            found |= {header_of(slug, name, cell): words(cell) for name, cell in value.pairs().items()}
    return found


def header_of(slug: str, typed: str, said: Said) -> str:
    """Return a tab's heading as it stands there, or refuse one that it has not."""
    headers = tab(slug).headers
    found = next((header for header in headers if header.casefold() == typed.strip().casefold()), None)
    if found is None:
        raise said.wrong(f"The tab {tab(slug).title} has no column “{typed}”.", did_you_mean(typed, headers))
    return found


def a_school(code: str) -> Row:
    """Invent a school: an attendance officer, a DSL and a head, with addresses of its own."""
    domain = f"{code.lower()}.example"
    return {
        "Name": f"{code.title()} School",
        "Attendance contact": "Ann Register",
        "Attendance email": f"attendance@{domain}",
        "DSL name": "Dot Safe",
        "DSL email": f"dsl@{domain}",
        "Head name": "Hal Head",
        "Head email": f"head@{domain}",
        "Telephone": "01632 960100",
    }


def an_authority(code: str) -> Row:
    """Invent a local authority that arranges places."""
    domain = f"{code.lower()}.example"
    return {
        "Name": f"{code.title()} Council",
        "Commissioning contact": "Cam Place",
        "Commissioning email": f"places@{domain}",
        "CME email": f"cme@{domain}",
        "Placing authority email": f"looked-after@{domain}",
        "CME phone": "01632 960200",
    }


def a_person(code: str) -> Row:
    """Invent somebody who works here; without a role they lead sessions."""
    name = f"{code.title()} Worker"
    return {"Name": name, "Email": f"{code.lower()}@{STAFF_DOMAIN}", "Phone": "07700 900100", "Roles": "lead"}


def a_session(code: str, on: date, lead: str) -> Row:
    """Invent a morning's session on the story's weekday."""
    day_name = WEEKDAYS[on.weekday()]
    usual: Row = {"Name": f"{code.title()} group", "Site": "Barn", "Weekday": day_name, "Kind": "group"}
    return usual | {"Start": "09:00", "End": "12:00", "Lead": lead}
