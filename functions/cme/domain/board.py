"""The screens Today and Sessions today as rows of cells: who is not accounted for, and how each session stands. Pure.

A telephone shows the first column only, so a line says there what must be known; a desk shows the rest beside it.
Times are absolute: a row that says 09:45 stays true when the machine stops, and cell A1 says that it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from cme.domain.calendar import calendar_problems, closed_there, sessions_on
from cme.domain.changed import on_day
from cme.domain.changed_rows import ring_rows, state_today
from cme.domain.clocks import day_of, hhmm, instant, stamped
from cme.domain.contradictions import is_in_doubt
from cme.domain.duty_letters import duty_line
from cme.domain.forecast import next_lines
from cme.domain.form_links import action_link, register_link, tapped
from cme.domain.kinds import is_online
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Decision, Facts, Mode, Obligation, Problem, Pupil, Session, Severity
from cme.domain.modes import since_when
from cme.domain.notice_names import stands
from cme.domain.pages import has_it, page_of
from cme.domain.pauses import pause_problems
from cme.domain.recipients import INNOV8
from cme.domain.testing import line_of_test
from cme.domain.tiers import MARKS, rank
from cme.domain.tomorrow import tomorrow_rows
from cme.domain.transport import calls_about
from cme.domain.who_rings import closed_roll

Row = tuple[str, ...]
WORST_FIRST = (Status.LEFT_SITE, Status.CONTRADICTORY, Status.NOT_HERE, Status.NOT_ASKED)
NOT_DUE = (Status.NOT_COMING, Status.CANCELLED, Status.PAUSED)
"""For whom no register is due."""
TELLING = ("REG-1", "REG-3", "REG-4", "REG-8", "REG-9", "SAFE-1")
"""The rules that tell somebody outside of a child, or page about it."""
CALM = {Mode.REHEARSAL: "REHEARSAL: nobody is told", Mode.SHADOW: "SHADOW: schools are not told"}


def today(facts: Facts, decision: Decision, problems: Sequence[Problem], now: datetime) -> list[Row]:
    """Return the first screen: children not accounted for, worst first, then what happens next."""
    facts = on_day(facts, day_of(now))
    found = marks_once(facts, now)
    missed = unaccounted(facts, found, now)
    known = [mark for mark in missed if mark.status is not Status.NOT_ASKED]
    unknown = [mark for mark in missed if mark.status is Status.NOT_ASKED]
    children = len({mark.place.pupil for mark in missed})
    rows: list[Row] = [
        (head(facts, found, now),),
        (),
        (f"Not accounted for: {count(children, 'child', 'children')}", "Since", "Where", "Last fact", "Told", "Ring"),
    ]
    for mark in known:
        row = child_row(facts, mark, decision.held, named=name_by_tier)
        rows.append(tapped(row, action_link(facts, mark.place.pupil)))
    registers_due = dict.fromkeys(mark.place.session for mark in unknown)
    unasked = unknown_rows(facts, unknown, decision.held, named=name_by_tier)
    rows += [tapped(row, register_link(facts, code)) for code, row in zip(registers_due, unasked, strict=True)]
    rows += [] if missed else [("Nobody.",)]
    rows += ring_rows(facts, found, now)
    rows += [(), ("What happens next, unless somebody is seen or explained",)]
    rows += [(line,) for line in next_lines(facts, decision.forecast, day_of(now))] or [("Nothing more today.",)]
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if problems:
        rows += [(), (f"{errors} to mend and {len(problems) - errors} to confirm: see the tab Problems.",)]
    return rows


def marks_once(facts: Facts, now: datetime) -> list[Mark]:
    """Return today's marks, each child once a session, whoever arranged the place."""
    return list({(m.place.pupil, m.place.session): m for m in reversed(marks(facts, day_of(now)))}.values())[::-1]


def unaccounted(facts: Facts, found: Sequence[Mark], now: datetime) -> list[Mark]:
    """Return the marks of children who are not accounted for, worst first: by tier, then by what happened."""
    missed = [mark for mark in found if _is_open(mark, now) and not _is_found_since(mark, found)]
    tiers = {code: rank(pupil.tier) for code, pupil in facts.pupils.items()}
    return sorted(missed, key=lambda m: (tiers[m.place.pupil], _rank(m), m.expected_at, m.place.pupil))


def head(facts: Facts, found: Sequence[Mark], now: datetime) -> str:
    """Return how the day stands in one line: registers, who is on a site, why schools are not told."""
    taken = registers(facts, day_of(now))
    due = {m.place.session for m in found if m.expected_at <= now and m.status not in NOT_DUE}
    sites: dict[str, int] = {}
    for mark in found:
        session = facts.sessions[mark.place.session]
        if mark.status is Status.HERE and not is_online(mark.kind) and now < instant(mark.day, mark.place.end):
            sites[session.site] = sites.get(session.site, 0) + 1
    parts = [
        stamped(now),
        f"registers in: {len(due & set(taken))} of {len(due)} due",
        f"seen and still here: {', '.join(f'{site} {n}' for site, n in sorted(sites.items())) or 'nobody'}",
    ]
    if paused := len({mark.place.pupil for mark in found if mark.status is Status.PAUSED}):
        parts.append(f"paused by agreement: {paused}")
    if duty := duty_line(facts, now):
        parts.append(duty)
    if test := line_of_test(facts, now):
        parts.append(test)
    if facts.settings.mode in CALM:
        parts.append(CALM[facts.settings.mode])
    if facts.settings.paused_until and now < facts.settings.paused_until:
        parts.append(f"PAUSED until {since_when(facts.settings.paused_until, now)}: schools are not told")
    if facts.settings.hold:
        parts.append(f"HELD BACK: {', '.join(facts.settings.hold)}")
    return "  ·  ".join(parts)


def _rank(mark: Mark) -> int:
    return WORST_FIRST.index(Status.CONTRADICTORY if is_in_doubt(mark) else mark.status)


def _is_open(mark: Mark, now: datetime) -> bool:
    return mark.status in WORST_FIRST and mark.expected_at <= now


def _is_found_since(mark: Mark, found: Iterable[Mark]) -> bool:
    """A child who was missed in the morning and sits in the afternoon's session is accounted for."""
    last = mark.last.at if mark.last else mark.expected_at
    theirs = (m for m in found if m.place.pupil == mark.place.pupil and m.status is Status.HERE)
    return any(m.seen_at is not None and m.seen_at > last for m in theirs)


def plain_name(pupil: Pupil) -> str:
    """Return a child as the first name, the initial and the code."""
    return f"{pupil.short_name} ({pupil.code})"


def name_by_tier(pupil: Pupil) -> str:
    """Return a child behind the mark of its tier, so that the worst is seen at a glance: for the DSL alone."""
    return f"{MARKS[pupil.tier]} {plain_name(pupil)}"


def child_row(
    facts: Facts,
    mark: Mark,
    held: Sequence[Obligation],
    us: str = "page to you",
    named: Callable[[Pupil], str] = plain_name,
) -> Row:
    """Return the row of a child who is not accounted for; `us` is how a page to innov8's DSL reads."""
    session = facts.sessions[mark.place.session]
    fact, more = _fact(mark), ""
    if mark.taxi:
        more += f"; taxi late{f', due {hhmm(mark.taxi.due)}' if mark.taxi.due else ''}"
    if mark.said:
        more += f"; not confirmed: {mark.said.reason[:60] or 'not coming'} ({mark.said.said_by or 'nobody named'})"
    since, where, told = hhmm(mark.expected_at), f"{session.site}, {session.name}", _told(facts, mark, held, us)
    line = f"{named(facts.pupils[mark.place.pupil])}, due {since}, {session.site}: {fact}. Told: {told}."
    return line, since, where, f"{fact}{more}", told, _ring(facts, mark)


def _fact(mark: Mark) -> str:
    if mark.status is Status.LEFT_SITE and mark.left:
        return f"left without permission at {hhmm(mark.left.at)}"
    asked = f" when asked at {hhmm(mark.asked_at)}" if mark.asked_at else ""
    if mark.status is Status.NOT_HERE and mark.failed is not None:
        return f"{mark.failed.reason}, {hhmm(mark.failed.at)}"
    if mark.status is Status.CONTRADICTORY:
        return f"not here after having been here,{asked}" if asked else mark.status.value
    if mark.before is not None:
        return f"here in the morning, seen at {hhmm(mark.before.at)}; not here{asked}"
    return f"not here{asked}"


def _told(facts: Facts, mark: Mark, held: Sequence[Obligation], us: str) -> str:
    said: dict[str, str] = {}
    for row in facts.ledger.values():
        about = (row.day, row.pupil, row.session)
        if about != (mark.day, mark.place.pupil, mark.place.session) or row.rule not in TELLING:
            continue
        if row.organisation == INNOV8 and row.step.startswith("ask "):
            continue
        message = facts.messages.get(row.message)
        known = facts.organisations.get(row.organisation)
        who = us if row.organisation == INNOV8 else known.name if known else row.organisation
        if closed_there(facts, known, mark.day):
            who += ", closed today"
        if message is None:
            said[who] = f"{who} (not told, it was too late)"
        else:
            page = page_of(facts, message)
            said[who] = f"{who} ({stands(facts, message)}{f'; {has_it(facts, page)}' if page else ''})"
    for owed in held:
        if (owed.day, owed.pupil, owed.session) == (mark.day, mark.place.pupil, mark.place.session):
            known = facts.organisations.get(owed.organisation)
            name = known.name if known else owed.organisation
            said[f"held {name}"] = f"{name} (HELD BACK since {hhmm(owed.due)})"
    return "; ".join(said.values()) or "nobody yet"


def _ring(facts: Facts, mark: Mark) -> str:
    """Return whom to ring first: who was there and may know, who drives, or else the school, which knows the family."""
    lead = lead_of(facts, facts.sessions[mark.place.session])
    if mark.status in (Status.LEFT_SITE, Status.NOT_ASKED) or is_in_doubt(mark):
        return lead
    if mark.taxi is not None and (calls := calls_about(mark.place)):
        return "; ".join(f"{call['who']} {call['phone']}" for call in calls)
    if closed := closed_roll(facts, mark):
        home = next((f", {one.name or 'the family'} {one.phone}" for one in facts.pupils[mark.place.pupil].family), "")
        return f"{closed}: ring home{home}"
    codes = (facts.pupils[mark.place.pupil].school, mark.place.commissioner)
    known = (facts.organisations[code] for code in codes if code in facts.organisations)
    return next((f"{o.name} {o.telephone}" for o in known if o.telephone), lead)


def lead_of(facts: Facts, session: Session) -> str:
    """Return who leads a session, and the telephone at which to reach them today."""
    person = facts.staff.get(session.lead)
    phone = session.phone or (person.phone if person else "")
    if person is None:
        return f"nobody is entered as lead{f', {phone}' if phone else ''}"
    return f"{person.name} {phone or '(no number)'}"


def unknown_rows(
    facts: Facts,
    unknown: Sequence[Mark],
    held: Sequence[Obligation],
    us: str = "page to you",
    named: Callable[[Pupil], str] = plain_name,
) -> list[Row]:
    """Return one line a session for those of whom nobody has said anything: nobody says that they are missing."""
    groups: dict[str, list[Mark]] = {}
    for mark in unknown:
        groups.setdefault(mark.place.session, []).append(mark)
    rows: list[Row] = []
    for code, group in groups.items():
        session, taken = facts.sessions[code], registers(facts, group[0].day).get(code, ())
        names = ", ".join(named(facts.pupils[mark.place.pupil]) for mark in group)
        since, where = hhmm(group[0].expected_at), f"{session.site}, {session.name}"
        why = f"The register of {hhmm(taken[-1].at)} did not ask" if taken else f"NO REGISTER, {since}, {where}"
        told = "; ".join(dict.fromkeys(_told(facts, mark, held, us) for mark in group))
        rows.append((f"{why}: {names}", since, where, "nobody has said yet", told, _ring(facts, group[0])))
    return rows


def sessions_today(facts: Facts, now: datetime) -> list[Row]:
    """Return the third screen: one line a session, and beneath what is not as usual on the next day."""
    day = day_of(now)
    later = tomorrow_rows(facts, day)
    facts = on_day(facts, day)
    found = marks_once(facts, now)
    stamp = stamped(now)
    rows: list[Row] = [
        (f"Session, {stamp}", "Start", "Lead", "Expected", "Here", "Not yet", "Not coming", "Gone", "Register at", "By")
    ]
    rows += [_session(facts, s, [m for m in found if m.place.session == s.code], now) for s in sessions_on(facts, day)]
    return [*(rows if len(rows) > 1 else [(f"No sessions today, {stamp}.",)]), *later]


def _session(facts: Facts, session: Session, group: Sequence[Mark], now: datetime) -> Row:
    taken = registers(facts, day_of(now)).get(session.code, ())
    here = sum(m.status is Status.HERE for m in group)
    counts = (
        len(group),
        here,
        sum(m.status in (Status.NOT_HERE, Status.NOT_ASKED, Status.CONTRADICTORY) for m in group),
        sum(m.status is Status.NOT_COMING for m in group),
        sum(m.status in (Status.WENT_HOME, Status.LEFT_SITE) for m in group),
    )
    start = min((m.expected_at for m in group), default=instant(day_of(now), session.start))
    expected = any(m.status not in (Status.CANCELLED, Status.PAUSED) for m in group)
    there = "online, not seen in person" if is_online(session.kind) else "here"
    state = f"{here} of {len(group)} {there}" if taken else "NO REGISTER" if start <= now and expected else "not begun"
    return (
        f"{session.name}, {session.site}: {state_today(facts, session, group, state)}",
        hhmm(session.start),
        lead_of(facts, session),
        *map(str, counts),
        hhmm(taken[-1].at) if taken else "not yet",
        taken[-1].by if taken else "",
    )


def day_problems(facts: Facts, now: datetime) -> list[Problem]:
    """Return what is wrong with the day itself: a calendar or a pause that ends, a child who was here and is not."""
    facts = on_day(facts, day_of(now))
    found = [*calendar_problems(facts, day_of(now)), *pause_problems(facts, day_of(now))]
    for mark in marks(facts, day_of(now)):
        if is_in_doubt(mark) and mark.asked_at:
            where = f"{mark.place.pupil}, {mark.place.session}"
            what = f"{mark.place.pupil} was here and was not there when asked at {hhmm(mark.asked_at)}."
            mend = "Ask the session's lead now where the child went; if nobody knows, send “left without permission”."
            found.append(Problem("REG-9", Severity.ERROR, where, what, mend))
    return found
