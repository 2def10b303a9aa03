"""REG-9: a child who was here is not here when asked. Its people are asked at once, then the school is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from cme.domain.clocks import hhmm, instant
from cme.domain.contradictions import Contradiction, contradictions, may_be_newcomers
from cme.domain.marks import marks, registers
from cme.domain.model import Facts, Obligation, Organisation, Role
from cme.domain.recipients import Recipient, recipient
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL, ONE_RUN
from cme.domain.rules.absence import END_OF_DAY, Absence, told_about
from cme.domain.rules.register import SHORTEST


@rule("REG-9", clause="5.2", figures=("contradiction_wait", "absence_notice"))
def here_and_then_not(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child who was here is not here when asked: both who said so and the coordinator first, then DSL and school."""
    wait = moment.figures.minutes("contradiction_wait", moment.day)
    limit = moment.figures.minutes("absence_notice", moment.day)
    taken = registers(facts, moment.day)
    for mark in marks(facts, moment.day):
        absence = Absence(mark, mark.expected_at + limit, taken.get(mark.place.session, ()))
        for found in contradictions(mark):
            yield from _asking(facts, moment, found)
            # What stands when the notice of absence falls due is told by it, with both facts (REG-1).
            of_morning = found.here.session != mark.place.session
            if of_morning or not absence.taken or found.since > absence.sendable_at:
                yield from _telling(facts, moment, found, found.since + wait)


def role_of(organisation: Organisation) -> Role:
    """Return who hears that a child cannot be found: a school's DSL, an authority's commissioner."""
    return Role.DSL if organisation.kind == "school" else Role.COMMISSIONING


def _asking(facts: Facts, moment: Moment, found: Contradiction) -> Iterator[Obligation]:
    """Ask the coordinator, the session's lead, and who said what: each address once."""
    due = found.since
    if not (found.is_open(due) and found.is_open(due + ONE_RUN)):
        return
    last = hhmm(found.here.at)
    said = {found.here.by.casefold(), found.gone.by.casefold()} - {""}
    people = [facts.sessions[found.mark.place.session].lead]
    people += [code for code, person in facts.staff.items() if person.email.casefold() in said]
    first = _owed(moment, found, due, "where_now", Role.COORDINATOR, f"ask {last} coordinator")
    leads = (replace(first, to=Role.LEAD, person=code, step=f"ask {last} {code}") for code in dict.fromkeys(people))
    asked: set[str] = set()
    # Who was asked before comes first: whom one would write to now may be another by now.
    for owed in sorted((first, *leads), key=lambda o: o.key not in facts.ledger):
        if _was_overtaken(facts, first) and owed.key not in facts.ledger:
            # All of them fell due together: who is not listed with the first was not asked beside it.
            continue
        address = _address(facts, owed)
        if address is not None and address not in asked:
            asked.add(address)
            yield owed


def _was_overtaken(facts: Facts, owed: Obligation) -> bool:
    """Return whether a question was listed as not asked: such a row has no message."""
    row = facts.ledger.get(owed.key)
    return row is not None and row.message not in facts.messages


def _address(facts: Facts, owed: Obligation) -> str | None:
    """Return where a question went, or where it would go; empty where nobody can be asked.

    None where a lead cannot be asked: whoever would be instead is asked as the coordinator is, and stays the same when
    somebody else is on duty.
    """
    row = facts.ledger.get(owed.key)
    if row is not None and row.message in facts.messages:
        return facts.messages[row.message].to
    to = recipient(owed, facts)
    address = to.email if isinstance(to, Recipient) else ""
    lead = facts.staff.get(owed.person)
    return address if owed.to is Role.COORDINATOR or (lead is not None and address == lead.email) else None


def _telling(facts: Facts, moment: Moment, found: Contradiction, due: datetime) -> Iterator[Obligation]:
    """Page innov8's DSL and tell those who placed the child; of what may be newcomers only, page alone."""
    if not (found.is_open(due) and found.is_open(due + ONE_RUN)):
        return
    last = hhmm(found.here.at)
    page = _owed(moment, found, due, "where_now_page", INNOV8_DSL, f"page {last}")
    if may_be_newcomers(facts, found):
        said = "Nobody who had been ticked before was ticked then, so it may be of newcomers only: no school is told."
        yield replace(page, reason=f"{page.reason} {said}")
        return
    yield page
    for organisation in told_about(facts, found.mark):
        notice = _owed(moment, found, due, "not_confirmed", role_of(organisation), last)
        yield replace(notice, organisation=organisation.code)


def _owed(moment: Moment, found: Contradiction, due: datetime, notice: str, to: Role, step: str) -> Obligation:
    mark, open_ = found.mark, found.is_open()
    seen = f"Seen here at {hhmm(found.here.at)}{', in the morning' if found.here.session != mark.place.session else ''}"
    return Obligation(
        rule="REG-9",
        day=moment.day,
        organisation=INNOV8,
        notice=notice,
        to=to,
        due=due,
        reason=f"{seen}; not here when asked at {hhmm(found.gone.at)}; not cleared up.",
        clause="5.2",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=step,
        basis=f"entries {found.here.entry} and {found.gone.entry}",
        stale_after=max(instant(moment.day, mark.place.end), due + SHORTEST)
        if notice == "where_now"
        else max(instant(moment.day, END_OF_DAY), due),
        urgent=True,
        moot="" if open_ else f"It was due at {hhmm(due)}; before it could be sent, it was cleared up.",
    )
