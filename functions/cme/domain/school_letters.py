"""What schools and authorities are told: who has not arrived, who is found, who left, and the day's report. Pure.

The first line says what is wanted, and by when; it names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cme.domain.calls_home import call_logged
from cme.domain.clocks import day_of, hhmm
from cme.domain.kinds import is_online, visit_of
from cme.domain.letter_rows import count, fact_of, marks_of, row, who
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.missing import is_still_missing
from cme.domain.model import Facts, Obligation
from cme.domain.question_letters import answer_to
from cme.domain.reported import by_commissioner, changes, told_by, told_rows
from cme.domain.rules.changed import CANCELLED, kind_of
from cme.domain.rules.walk_in import NOT_AFTER_ALL
from cme.domain.who_rings import said_to

REPLY_WITHIN = timedelta(minutes=30)
ANSWER_BY = "12:00"
"""The hour on the next school day by which a school answers, as the figure has it as long as nobody decided."""
Values = dict[str, Any]


def absence(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the notice that children have not arrived."""
    pairs = marks_of(obligations, facts)
    found = [mark for _, mark in pairs]
    again = any(o.step.startswith("again ") for o in obligations)
    begins = "Our stand-down was a mistake. " if again else ""
    return {
        "first_line": f"{begins}{halves(found)}: {_not_met(found)}, {_reasons_known(found)}. "
        f"Please reply with what you know by {hhmm(now + REPLY_WITHIN)}.",
        "rows": [
            {
                **row(mark, facts, o.reason),
                "rang": call_logged(facts, mark, mark.expected_at),
                **answer_to(o, mark, facts),
            }
            for o, mark in pairs
        ],
        "children": "the child" if len({m.place.pupil for m in found}) == 1 else "any of them",
        "rings_home": said_to(facts, found, obligations[0].organisation),
    }


def halves(found: Iterable[Mark]) -> str:
    """Return which half of the school's day it is about: AM, PM, or both."""
    return " and ".join(sorted({mark.half for mark in found})) or "Today"


def _not_met(found: Sequence[Mark]) -> str:
    """Return how many have not arrived, and how many a tutor did not meet who came to them: those are not late."""
    visits = sum(bool(visit_of(mark.kind)) for mark in found)
    counts = ((len(found) - visits, "not arrived"), (visits, "not met at a visit"))
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def _reasons_known(found: Sequence[Mark]) -> str:
    unknown = sum(mark.said is None and mark.taxi is None for mark in found)
    if unknown == len(found):
        return "no reason known"
    if unknown:
        return f"{unknown} of them with no reason known"
    if all(mark.said is None for mark in found):
        return "taxi said to be late"
    return "what we heard is not confirmed"


def register_missing(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the message that a register is missing, so that nobody knows who is here."""
    pairs = marks_of(obligations, facts)
    found = [mark for _, mark in pairs]
    children = count(len({m.place.pupil for m in found}), "expected child is", "expected children are")
    return {
        "first_line": f"{halves(found)}: no register has reached us, so we do not know whether {children} here. "
        "This does not say that a child is not.",
        "rows": [row(mark, facts, o.reason) for o, mark in pairs],
    }


def stand_down(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the notice that whoever was reported is found."""
    pairs = marks_of(obligations, facts)
    kinds = Counter(_how_found(owed) for owed, _ in pairs)
    said = [
        f"{number} {singular if number == 1 else plural}{more}"
        for kind, singular, plural, more in _FOUND
        if (number := kinds[kind])
    ]
    return {
        "first_line": f"Stand down: {'; '.join(said)}. Nothing more is needed.",
        "rows": [row(mark, facts, o.reason) for o, mark in pairs],
        "our_mistake": any(kind.startswith("our mistake") for kind in kinds),
        "all_ours": all(kind.startswith("our mistake") for kind in kinds),
    }


_FOUND = (
    ("arrived", "reported earlier has arrived", "reported earlier have arrived", ""),
    ("online", "reported earlier was met online", "reported earlier were met online", ", not seen in person"),
    ("register", "of whom we did not know is here", "of whom we did not know are here", ""),
    (
        "not coming",
        "is not here, and accounted for",
        "are not here, and accounted for",
        "",
    ),
    ("found", "whom we could not find is here", "whom we could not find are here", ""),
    ("back", "who left is here again", "who left are here again", ""),
    ("all the same", "came although the session is cancelled", "came although the session is cancelled", ""),
    ("our mistake", "was here all along", "were here all along", ": our mistake, and we are sorry"),
    ("our mistake, left", "had not left", "had not left", ": our mistake, and we are sorry"),
)
"""How a child was found, and how that is said of one, of several, and what belongs behind it."""


def _how_found(owed: Obligation) -> str:
    left, ours = owed.step.startswith("left "), owed.basis.startswith("our mistake")
    if kind_of(owed.step) == CANCELLED:
        return "all the same"
    if ours:
        return "our mistake, left" if left else "our mistake"
    if owed.step.startswith("where "):
        return "our mistake" if ours else "not coming" if owed.reason.startswith("Went") else "found"
    if owed.reason.startswith("Met online"):
        return "online"
    if owed.step == "register":
        return "register" if owed.reason.startswith("Here") else "not coming"
    return "back" if left else "arrived"


def attendance_report(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the day's report: every pupil of one commissioner, session by session."""
    first = obligations[0]
    mine = [mark for mark in marks(facts, first.day) if mark.place.commissioner == first.organisation]
    mine.sort(key=lambda m: (facts.pupils[m.place.pupil].short_name.casefold(), m.place.pupil, m.place.start))
    off = sum(mark.status is Status.CANCELLED for mark in mine)
    came = sum(mark.is_seen and not is_online(mark.kind) for mark in mine)
    online = sum(mark.is_seen and is_online(mark.kind) for mark in mine)
    called_off = f"; {off} cancelled by innov8" if off else ""
    paused = sum(mark.status is Status.PAUSED for mark in mine)
    called_off += f"; {paused} paused by agreement" if paused else ""
    called_off += f"; {online} met online, not seen in person" if online else ""
    return {
        "first_line": f"{came} of {_sessions(len(mine) - off - paused)} attended{called_off}. "
        f"{_wanted(mine, _answer_by(facts, first.day))}",
        "rows": [
            {
                **row(mark, facts, fact_of(mark, facts)),
                **(answer_to(first, mark, facts) if is_still_missing(mark) else {}),
            }
            for mark in mine
        ],
        "as_of": hhmm(now),
    }


def _sessions(number: int) -> str:
    return count(number, "session", "sessions")


def corrected_report(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of a correction: the children of whom we know otherwise, with what was reported before."""
    first = obligations[0]
    mine = by_commissioner(facts, first.day).get(first.organisation, [])
    # It is told against what went before it, also where it is told to somebody else as well.
    before = told_rows(facts, first.day, first.organisation)[: int(first.step.split()[0])]
    told = told_by(before, mine)
    found = changes(mine, told) if told else []
    found.sort(key=lambda c: (facts.pupils[c.mark.place.pupil].short_name.casefold(), c.mark.place.start))
    of = f" of {hhmm(told.at)}" if told and day_of(told.at) == first.day else ""
    return {
        "first_line": f"Correction of our report{of} for {first.day:%A} {first.day.day} {first.day:%B}: "
        f"{count(len(found), 'session', 'sessions')} changed. Please correct your register where it says otherwise.",
        "rows": [row(c.mark, facts, f"Now: {fact_of(c.mark, facts)}. Reported before: {c.before}.") for c in found],
        "as_of": hhmm(now),
    }


def _answer_by(facts: Facts, day: date) -> str:
    """Return the hour by which a school is asked to answer: the policy's, or what our DSL team decided."""
    decided = facts.decided.get("answer_by")
    return decided.shown if decided and decided.on <= day else ANSWER_BY


def _wanted(mine: Sequence[Mark], by: str) -> str:
    absent = [m for m in mine if m.status is Status.NOT_HERE]
    counts = (
        (sum(m.said is None for m in absent), "not here, no reason known"),
        (sum(m.said is not None for m in absent), "not here, reason not confirmed"),
        (sum(m.status is Status.NOT_ASKED for m in mine), "not known to us"),
        (sum(m.status is Status.LEFT_SITE for m in mine), "left without permission"),
        (sum(m.status is Status.CONTRADICTORY for m in mine), "here and later not found, not cleared up"),
    )
    open_ones = "; ".join(f"{number} {words}" for number, words in counts if number)
    if not open_ones:
        return "Nothing is asked of you."
    return f"Please reply by {by} on the next school day with what you know: {open_ones}."


def left_site(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the notice to a school's DSL that children left our site without permission."""
    pairs = marks_of(obligations, facts)
    number = facts.settings.dsl_phone
    ring = f"Please ring {number} now." if number else "Please reply now."
    return {
        "first_line": f"{len(pairs)} left our site without permission at about {hhmm(_left_at(pairs))}. {ring}",
        "rows": [
            {**row(m, facts, o.reason), "rang": call_logged(facts, m, m.left.at if m.left else o.due)} for o, m in pairs
        ],
        "children": "the child" if len(pairs) == 1 else "they",
    }


def walk_in(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the word to a school that children are here whom nobody expected, or that this was wrong."""
    wrong = [owed for owed in obligations if owed.step.startswith(NOT_AFTER_ALL)]
    here, number = len(obligations) - len(wrong), facts.settings.dsl_phone
    when = "you do not know where the child is" if wrong else "that surprises you"
    ring = f"Please {f'ring {number}' if number else 'reply'} if {when}."
    counts = (
        (len(wrong), "child of whom we told you is NOT here: our mistake", "children of whom we told you are NOT here"),
        (here, "child of yours is here whom we did not expect", "children of yours are here whom we did not expect"),
    )
    return {
        "first_line": "; ".join(count(n, one, many) for n, one, many in counts if n) + f". {ring}",
        "children": [
            {**who(facts.pupils[owed.pupil]), "fact": owed.reason, "is_wrong": owed in wrong} for owed in obligations
        ],
    }


def _left_at(pairs: Sequence[tuple[Obligation, Mark]]) -> datetime:
    return min(mark.left.at if mark.left else owed.due for owed, mark in pairs)
