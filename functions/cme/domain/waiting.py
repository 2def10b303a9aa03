"""The second screen: what waits for the DSL, oldest first, each line with what to do. Pure.

A line goes when its cause has gone: the register came, the child is back, a day has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from cme.domain.breach_rows import breach_rows
from cme.domain.breaches import is_to_strangers
from cme.domain.calendar import is_open
from cme.domain.called_off import is_unknown
from cme.domain.case_rows import case_lines
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, instant, stamped, when
from cme.domain.concerns import concern_rows
from cme.domain.forecast import next_check
from cme.domain.form_links import action_link, tapped
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import marks, registers
from cme.domain.missing import is_still_missing
from cme.domain.model import Decision, Facts, Message, Obligation, Problem, Severity, State
from cme.domain.modes import PAPERS_UNREAD, is_not_theirs
from cme.domain.notice_names import UNREAD, called, on_to, stands
from cme.domain.pages import has_it, is_settled, page_of, said_since
from cme.domain.pattern_rows import pattern_rows
from cme.domain.questions import open_before_live
from cme.domain.recipients import INNOV8
from cme.domain.rules.safeguarding import is_of_called_off
from cme.domain.schools_to_ring import school_rows
from cme.domain.sent_on import is_automatic

Row = tuple[str, ...]
TO_DO = {
    State.BOUNCED: ("Ring", "Ring them now; then mend the address."),
    State.FAILED: ("Ring", "Ring them now; then mend the address."),
    State.UNKNOWN: ("Ring", "Look in the mailbox under Sent. If it is not there, ring them."),
    State.HELD: ("Decide", "Approve it, or say why it stays."),
    State.ANSWERED: ("Read the reply of", "It is in the mailbox."),
}
TO_KNOW = {
    "not_delivered": ("A notice was not delivered.", "Ring those whom the page lists."),
    "overtaken_list": ("Notices were not sent.", "Tell by telephone what is still worth telling."),
    "taken_back": ("The workbook was taken back in time.", "Look with File, Version history; type again what is lost."),
}
"""What a message to innov8's own DSL asks for until its day is over."""
ARRIVED = (State.CLAIMED, State.SENT, State.REHEARSED)
END_OF_DAY = time(15)
"""After this nobody looks at the screen before the next school day."""
PROBLEMS, SHOWN = 5, 3


def waiting(facts: Facts, decision: Decision, problems: Sequence[Problem], now: datetime) -> list[Row]:
    """Return the second screen: messages that want a person, what is held back or to be confirmed, and errors."""
    day = day_of(now)
    of_schools = school_rows(facts, now)
    facts = on_day(facts, day)
    stamp = stamped(now)
    rows = [
        *_messages(facts, now),
        *concern_rows(facts, now),
        *breach_rows(facts, now),
        *case_lines(facts, decision.asks, now),
        *pattern_rows(facts, now),
        *of_schools,
        *_held(facts, decision.held, now),
        *_unconfirmed(facts, now),
        *_unanswered(facts),
        *_unread(problems),
        *_errors(problems),
    ]
    if not rows:
        return [(f"Nothing waits. {next_check(facts, decision.forecast, day)} ({stamp})",)]
    return [(f"Waiting for you: {len(rows)} ({stamp})", "Since", "What", "What to do"), *rows]


def _messages(facts: Facts, now: datetime) -> Iterable[Row]:
    since = _last_look(facts, now)
    recent = (m for m in facts.messages.values() if m.at >= since or m.day == day_of(now))
    for message in sorted(recent, key=lambda m: (m.at, m.id)):
        if to_do := _to_do(facts, message, now):
            yield tapped(_line(facts, message, to_do, now), _act(facts, message))


def _act(facts: Facts, message: Message) -> str:
    """Return the form by which one says what one did about a page: of its one child, its session, or all of it."""
    page = page_of(facts, message)
    if page is None:
        return ""
    one = page.pupils if len(page.pupils) == 1 else page.sessions if len(page.sessions) == 1 else ("",)
    return action_link(facts, one[0])


def _held(facts: Facts, held: Sequence[Obligation], now: datetime) -> Iterable[Row]:
    """Yield one line for each notice that the DSL holds back: those of one child to several may be rung by one."""
    for owed in sorted(held, key=lambda o: (o.due, o.key)):
        organisation, pupil = facts.organisations.get(owed.organisation), facts.pupils.get(owed.pupil)
        name = organisation.name if organisation else owed.organisation
        phone = organisation.telephone if organisation and organisation.telephone else "no number entered"
        about = f" about {pupil.short_name} ({pupil.code})" if pupil else ""
        since = when(owed.due, now)
        what = f"Held back since {since}: {called(owed.notice).removeprefix('the ')}{about} to {name}"
        full = "Ring, or take the code out of Settings, hold."
        if is_not_theirs(facts, owed):
            full = "Mend the child's places and school on roll; what is right then goes."
        yield what, since, f"{owed.reason} Telephone: {phone}", full


def _last_look(facts: Facts, now: datetime) -> datetime:
    """Return when somebody may last have looked: the end of the last school day before today."""
    day = day_of(now) - timedelta(days=1)
    for _ in range(14):
        if day.weekday() < 5 and is_open(facts, day):
            break
        day -= timedelta(days=1)
    return instant(day, END_OF_DAY)


def _to_do(facts: Facts, message: Message, now: datetime) -> tuple[str, str] | None:
    """Return what a message wants of a person, in short and in full; None where it wants nothing."""
    on = on_to(facts, message)
    if is_automatic(message):
        if on:
            return f"Automatic reply, nobody has read it; sent on to {on}.", "Nothing. If it cannot wait, ring them."
        return "Ring", "Ring them: a program answered, and there is nobody else to write to."
    if on:
        return "Mend the address of", f"It was sent on to {on}. If it cannot wait, ring them."
    if message.state in TO_DO:
        return TO_DO[message.state]
    if message.state is State.CLAIMED and message.lease_until is not None and message.lease_until < now:
        return "Ring", "It may not have gone out. Look in the mailbox under Sent. If it is not there, ring them."
    if message.organisation != INNOV8 or message.state not in ARRIVED:
        return None
    return _of_ours(facts, message, now)


def _of_ours(facts: Facts, message: Message, now: datetime) -> tuple[str, str] | None:
    """Return what a page or a list of ours still wants, as long as its cause has not gone, and who has it."""
    page, wants = page_of(facts, message), _still_wants(facts, message, now)
    if page is None or wants is None:
        return wants
    said = said_since(facts, page)
    if all(is_settled(row, said) for row in page.rows):
        return None
    short, full = wants
    who = has_it(facts, page)
    return f"{short} {who[:1].upper()}{who[1:]}.", full


def _still_wants(facts: Facts, message: Message, now: datetime) -> tuple[str, str] | None:
    if message.notice == "register_page" and (untaken := _untaken(facts, message)):
        return f"No register: {', '.join(untaken)}.", "Ring the lead, find out who is there, and send the register."
    if message.notice == "left_site_page" and (gone := _of(facts, message, Status.LEFT_SITE)):
        return f"{', '.join(gone)} left and not back.", "Look; ring home, the school, and 999 in danger."
    if message.notice == "cancelled_page" and (here := _still_there(facts, message, now)):
        return f"{here} where a session was cancelled.", "Ring the lead: who has them? As each leaves, say so."
    if message.notice == "child_page" and (gone := _still_missing(facts, message)):
        return f"Where is {', '.join(gone)}?", "Ring as the page says; send what you hear with One child changed."
    if message.notice == "where_now_page" and (gone := _of(facts, message, Status.CONTRADICTORY)):
        return f"Where is {', '.join(gone)}?", "Ring the lead; nobody knows: send “left without permission”, and look."
    return TO_KNOW.get(message.notice)


def _untaken(facts: Facts, message: Message) -> list[str]:
    """Return the sessions of a page that still have no register."""
    taken = registers(facts, message.day)
    about = dict.fromkeys(row.session for row in facts.ledger.values() if row.message == message.id)
    return [_session(facts, code) for code in about if code not in taken]


def _session(facts: Facts, code: str) -> str:
    session = facts.sessions.get(code)
    return f"{session.name}, {session.site}" if session else code


def _of(facts: Facts, message: Message, status: Status) -> list[str]:
    """Return the children of a page of whom this still holds."""
    about = {(row.pupil, row.session) for row in facts.ledger.values() if row.message == message.id}
    gone = {m.place.pupil for m in marks(facts, message.day) if m.status is status}
    return [f"{facts.pupils[p].short_name} ({p})" for p, _ in sorted(about) if p in gone]


def _still_missing(facts: Facts, message: Message) -> list[str]:
    """Return the children of a page whom nobody has seen or explained since."""
    about = {(row.pupil, row.session): row.step for row in facts.ledger.values() if row.message == message.id}
    gone = set()
    for mark in marks(facts, message.day):
        step = about.get((mark.place.pupil, mark.place.session))
        # To call a session off finds nobody; that it is on after all ends only what was said of its being off.
        if step is not None and (is_unknown(facts, mark) or (is_still_missing(mark) and not is_of_called_off(step))):
            gone.add(mark.place.pupil)
    return [f"{facts.pupils[code].short_name} ({code})" for code in sorted(gone)]


def _still_there(facts: Facts, message: Message, now: datetime) -> str:
    """Return how many children are said to be at a session that was called off, until it would be over."""
    off = {row.session for row in facts.ledger.values() if row.message == message.id}
    there = [m for m in marks(facts, message.day) if m.place.session in off and m.status is Status.HERE and m.cancelled]
    number = len({m.place.pupil for m in there if now < instant(m.day, m.place.end)})
    return count(number, "child is", "children are") if number else ""


def _reader(facts: Facts, message: Message) -> tuple[str, str]:
    """Return who reads a message, and their telephone where it is known."""
    if is_to_strangers(facts, message):
        return f"whoever reads at {message.to}", ""
    if organisation := facts.organisations.get(message.organisation):
        return organisation.name, organisation.telephone
    staff = next((p for p in facts.staff.values() if p.email and p.email == message.to), None)
    return (staff.name, staff.phone) if staff else (message.organisation, "")


def _line(facts: Facts, message: Message, to_do: tuple[str, str], now: datetime) -> Row:
    name, phone = _reader(facts, message)
    said = " ".join(word for word in message.detail.split() if not word.startswith("mail="))
    short, full = to_do
    how = stands(facts, message)
    if short.endswith((".", "?")):
        return f"{short} Told: {name}.", when(message.at, now), f"{called(message.notice)}, {how}", full
    whom = f"{name}, {phone or 'no number entered'}" if short == "Ring" else name
    said = UNREAD if is_automatic(message) else said
    return f"{short} {whom}: {called(message.notice)}", when(message.at, now), said or how, full


def _unconfirmed(facts: Facts, now: datetime) -> list[Row]:
    """Return one line for all that waits for a second person: each has its own on the Desk."""
    if not facts.unconfirmed:
        return []
    since = min(waits.since or now for waits in facts.unconfirmed)
    names = [waits.cell.name for waits in facts.unconfirmed]
    shown = "; ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if names[SHOWN:] else "")
    full = "Confirm or withdraw each on the tab Desk. Until then no safeguarding mail uses it."
    return [(waits_for_second(len(names)), when(since, now), shown, full)]


def _unanswered(facts: Facts) -> list[Row]:
    """Return one line for the questions that keep the system from going live; each has its own on the Desk."""
    questions = open_before_live(facts)
    if not questions:
        return []
    what = f"{count(len(questions), 'question is', 'questions are')} to be answered before anything goes live."
    shown = ", ".join(question.id for question in questions)
    return [(what, "", shown, "Answer each on the tab Desk: keep or change, and your staff code.")]


def _unread(problems: Sequence[Problem]) -> Iterable[Row]:
    """Yield that nobody is known to have read the papers on data protection: no error, but asked for before live."""
    return ((p.what, "", "see the tab Problems", p.mend) for p in problems if p.code == PAPERS_UNREAD)


def waits_for_second(number: int) -> str:
    """Return how many addresses wait for a second person, in words."""
    return f"{count(number, 'address waits', 'addresses wait')} for a second person."


def _errors(problems: Sequence[Problem]) -> list[Row]:
    errors = [p for p in problems if p.severity is Severity.ERROR]
    rows: list[Row] = [(f"{p.where}: {p.what}", "", "see the tab Problems", p.mend) for p in errors[:PROBLEMS]]
    return rows + (
        [(f"… and {len(errors) - PROBLEMS} more to mend: see the tab Problems.",)] if errors[PROBLEMS:] else []
    )
