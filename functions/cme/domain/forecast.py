"""What happens next if nobody says anything, as lines that a person reads: when, who is told, about whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cme.domain.clocks import day_of, hhmm
from cme.domain.model import Facts, Obligation, Role
from cme.domain.modes import DIGEST, SHADOW_DIGEST, STILL_PAUSED, is_held
from cme.domain.notice_names import called
from cme.domain.recipients import INNOV8
from cme.domain.rules.register import open_start

FEW = 2
"""So many names still fit a line."""
PAGE_AGAIN = "page_again"
TO_YOU = {
    STILL_PAUSED: "reminded of the pause",
    "dsl_list": "sent the morning's list",
    DIGEST: "sent the digest of the week",
    SHADOW_DIGEST: "told what would have gone today",
}
"""What innov8's DSL is told about no child or session in particular, by its notice."""
LINES = 12
"""What a screen holds; what comes after it is not yet worth reading."""


def next_lines(facts: Facts, forecast: Iterable[Obligation], today: date) -> list[str]:
    """Return the day's next lines of the forecast, earliest first; what falls due together for many is one line."""
    groups: dict[tuple[object, ...], list[Obligation]] = {}
    for owed in _first_of_each_page(sorted(_of(today, forecast), key=_order)):
        alone = "" if owed.notice == "attendance_report" else owed.session if _of_session(owed) else owed.organisation
        is_back = is_held(facts, owed)
        groups.setdefault((hhmm(owed.due), owed.notice, alone, is_back), []).append(owed)
    lines = [_line(facts, group) for group in groups.values()]
    more = [f"… and {len(lines) - LINES + 1} more later"] if len(lines) > LINES else []
    return [*lines[: LINES - len(more)], *more]


def _order(owed: Obligation) -> tuple[object, ...]:
    return owed.due, owed.notice, owed.organisation, owed.pupil


def _first_of_each_page(forecast: Iterable[Obligation]) -> Iterable[Obligation]:
    """Leave of a page that comes again and again the next time only: the rest would fill the screen."""
    seen: set[str] = set()
    for owed in forecast:
        if owed.notice == PAGE_AGAIN and owed.basis in seen:
            continue
        if owed.notice == PAGE_AGAIN:
            seen.add(owed.basis)
        yield owed


def _of(today: date, forecast: Iterable[Obligation]) -> list[Obligation]:
    return [owed for owed in forecast if day_of(owed.due) == today]


def next_check(facts: Facts, forecast: Iterable[Obligation], today: date) -> str:
    """Return when the next thing falls due that day, and where: “Next check 10:15, Bike workshop”."""
    first = min(_of(today, forecast), key=lambda o: o.due, default=None)
    if first is None:
        return "Nothing more falls due today."
    session = facts.sessions.get(first.session)
    return f"Next check {hhmm(first.due)}{f', {session.name}' if session else ''}."


def _line(facts: Facts, group: Sequence[Obligation]) -> str:
    first = group[0]
    at, session = hhmm(first.due), facts.sessions.get(first.session)
    where = f"{session.name}, {session.site}" if session else first.session
    whom = _names(facts, group)
    if is_held(facts, first):
        return f"{at}  HELD BACK: {called(first.notice)}{_about_whom(facts, group)} to {whom}"
    if first.notice in TO_YOU:
        return f"{at}  you will be {TO_YOU[first.notice]}"
    if first.notice == "attendance_report":
        many = len(group) > FEW
        return f"{at}  the day's report goes to {f'{len(group)} commissioners' if many else whom}"
    if first.notice == "question":
        who = "head" if first.to is Role.HEAD else "DSL"
        return f"{at}  the {who} of {whom} will be asked about {_children(facts, group)}"
    if first.notice == "corrected_report":
        return f"{at}  the report to {whom} is corrected"
    if first.notice == "absence":
        return f"{at}  {whom} will be told about {_children(facts, group)}"
    if first.notice == "register_missing":
        told = len({owed.organisation for owed in group})
        return f"{at}  {whom if told <= FEW else f'{told} of those who placed them'} will be told: no register, {where}"
    return _asked(facts, group, where) or _told(facts, group, whom)


def _told(facts: Facts, group: Sequence[Obligation], whom: str) -> str:
    """Return the line of what nothing more is said of: who is told, one of ours by what it is."""
    first, at = group[0], hhmm(group[0].due)
    if first.organisation != INNOV8:
        return f"{at}  {whom or 'somebody'} will be told{_about_whom(facts, group)}"
    person = facts.staff.get(first.person)
    return f"{at}  {person.name if person else 'you'} will be sent {called(first.notice)}{_about_whom(facts, group)}"


def _asked(facts: Facts, group: Sequence[Obligation], where: str) -> str:
    """Return the line of what our own people are asked about a session; empty where it is something else."""
    first, at = group[0], hhmm(group[0].due)
    lead = facts.staff.get(first.person)
    asked = {
        "register_nudge": f"{lead.name if lead else 'the lead'} will be asked: {_about(first, where)}",
        "register_coordinator": f"the coordinator will be asked to ring: no register, {where}",
        "register_page": f"you will be paged: no register, {where}",
        "duty_call": f"{lead.name if lead else 'the DSL'} will be asked: are you on duty?",
        "child_page": f"you will be paged about {_children(facts, group)}",
        "where_now_page": f"you will be paged: where is {_children(facts, group)}? {where}",
    }
    return f"{at}  {asked[first.notice]}" if first.notice in asked else ""


def _about_whom(facts: Facts, group: Sequence[Obligation]) -> str:
    return f" about {_children(facts, group)}" if group[0].pupil else ""


def _of_session(owed: Obligation) -> bool:
    """Return whether a session is one line, whoever is told of it."""
    return owed.pupil == "" or owed.notice == "register_missing"


def _about(first: Obligation, where: str) -> str:
    start = open_start(first.step)
    return f"are those of {start} here? {where}" if start else f"the register, {where}"


def _names(facts: Facts, group: Sequence[Obligation]) -> str:
    codes = dict.fromkeys(owed.organisation for owed in group)
    return ", ".join(facts.organisations[code].name if code in facts.organisations else code for code in codes)


def _children(facts: Facts, group: Sequence[Obligation]) -> str:
    codes = dict.fromkeys(owed.pupil for owed in group)
    return ", ".join(f"{facts.pupils[c].short_name} ({c})" if c in facts.pupils else c for c in codes)
