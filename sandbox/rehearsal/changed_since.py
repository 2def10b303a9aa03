"""What the DSL typed since something was owed, in words: of flags no more than that they changed, of the home no cell.

Pure: it looks at rows of the tab History, and at the facts as they were known.
"""

from __future__ import annotations

from dataclasses import dataclass

from cme.domain.clocks import day_from_serial, hhmm, time_from_serial
from cme.domain.history import HEADINGS, ROWS, Difference, Value, text_of
from cme.domain.model import Facts, Place
from cme.domain.recipients import INNOV8
from cme.edges.history import KEYS
from cme.edges.schema import tab

KEY_OF = {tab(slug).title: key for slug, key in KEYS.items()}
SECRET = tab("safeguarding").title
TOLD = frozenset(
    {"Code", "Pupil", "Tier", "School on roll", "Roll status", "Lives in", "Placed by", "Calendar", "Label", "Kind"}
    | {"Commissioner", "From", "To", "Paused from", "Paused to", "Weekday", "Start", "End", "PM start", "Lead"}
    | {"Attendance email", "DSL email", "Head email", "Commissioning email", "CME email", "Allowed domains"}
    | {"Prefers telephone", "Rings home first", "Roles", "Duty order", "Email", "Away from", "Away to"}
)
"""The headings whose cells are printed; so is a child's place in a session. Of all others only that they changed is."""
FIRST_DAY = 20_000
"""No number that people type is as large, but days are."""


@dataclass(frozen=True, slots=True)
class About:
    """What an obligation or a case is about, by codes; whatever it is not about is empty."""

    pupil: str = ""
    session: str = ""
    organisation: str = ""

    def places(self, facts: Facts) -> list[Place]:
        """Return the places that it is about: the child's, or of everybody in the session."""
        if not self.pupil and not self.session:
            return []
        return [p for p in facts.places if self.pupil in ("", p.pupil) and self.session in ("", p.session)]


def changed(found: Difference, about: About, facts: Facts) -> str:
    """Return what changed, if an obligation about this may have stood on it; else nothing."""
    title, row = found.spot
    if row == HEADINGS:
        return f"{title}: its headings"
    if row == ROWS or not _is_about(found, about, facts):
        return ""
    if title == SECRET:
        return f"{title}, {row}"
    was_there, is_there = (KEY_OF.get(title) in cells for cells in (found.before, found.now))
    if was_there != is_there:
        return f"{title}, {row}: {'new' if is_there else 'gone'}"
    return "; ".join(_cell(found, heading) for heading in dict.fromkeys((*found.before, *found.now)))


def _is_about(found: Difference, about: About, facts: Facts) -> bool:
    session = facts.sessions.get(about.session)
    children = {about.pupil} if about.pupil else {place.pupil for place in about.places(facts)}
    mine: set[str] | None = {
        "Pupils": children,
        SECRET: children,
        "Places": children,
        "Sessions": {about.session, session.morning if session else ""},
        "Staff": None if about.organisation == INNOV8 else {session.lead if session else ""},
        "Schools": {about.organisation},
        "Authorities": {about.organisation},
    }.get(found.spot.tab)
    if mine is None:
        # The calendar and the settings are about everybody, and a page about whoever may take it.
        return True
    return any(found.spot.row == code or found.spot.row.startswith(f"{code} (") for code in mine)


def _cell(found: Difference, heading: str) -> str:
    title, row = found.spot
    if heading not in TOLD and not (tab("places").title == title and heading not in tab("places").headers):
        return f"{title}, {row}, {heading}"
    return f"{title}, {row}, {heading}: {_shown(found.before.get(heading))} → {_shown(found.now.get(heading))}"


def _shown(value: Value | None) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str | bool) or 1 <= value < FIRST_DAY:
        text = text_of(value)
        return text if text.isprintable() else ascii(text)
    return f"{day_from_serial(value):%d/%m/%Y}" if value >= FIRST_DAY else hhmm(time_from_serial(value))
