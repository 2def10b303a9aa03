"""Where a history comes from: a workbook, read whole, or the example's half term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cme.domain.answers import in_force
from cme.domain.as_known import with_known
from cme.domain.clocks import instant
from cme.domain.figures import Figures
from cme.domain.model import Facts, Message, Observation, Owing, State
from cme.domain.pruned import whole_from
from cme.edges.google import Google
from cme.edges.sheets import Workbook
from cme.errors import SetupError
from cme.jobs.gather import gather
from cme.jobs.known import Known, known_of
from cme.policy import load_figures
from sandbox.days.case_desk import CaseDesk
from sandbox.days.example import people_of
from sandbox.days.half_term import HalfTerm, half_term
from sandbox.days.player import Sent, message_of, play
from sandbox.days.rhythm import Rhythm, rhythm
from sandbox.days.staff import Everybody

WENT = frozenset({State.CLAIMED, State.SENT, State.ANSWERED, State.BOUNCED, State.UNKNOWN, State.REHEARSED})
"""How a message stands that went out, or was worked out in a mode that sends nothing."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the past: people and timetable as they stand now, all that was said, and what really went.

    `known` says how people and timetable stood before; without it they always stood so. `figures` are the policy's with
    what the Desk answered. It reaches from the first day to the last; `emergencies` are no ordinary days, on which the
    alert budget is counted.
    """

    facts: Facts
    figures: Figures
    first: date
    last: date
    emergencies: frozenset[date] = frozenset()
    known: Known | None = None

    def at(self, at: datetime) -> Facts:
        """Return the facts with the people, the timetable and the settings that were known at an instant."""
        return with_known(self.facts, self.known.at(at)) if self.known else self.facts


class Listening(Everybody):
    """Everybody, with a note of what they have said."""

    def __init__(self, of: Rhythm, term: HalfTerm) -> None:
        super().__init__(of, term)
        self.heard: list[Observation] = []

    def say(self, now: datetime) -> Sequence[Observation]:
        """Return what reaches us by an instant and was not returned before."""
        found = super().say(now)
        self.heard += found
        return found


def of_example(of: Rhythm | None = None, facts: Facts | None = None) -> History:
    """Return the example's half term as a workbook would hold it once it is over."""
    rhythm_of = of or rhythm()
    people = people_of(rhythm_of, facts)
    everybody = Listening(rhythm_of, half_term(people, rhythm_of))
    since, until = instant(rhythm_of.since, time()), instant(rhythm_of.until + timedelta(days=1), time())
    desk = CaseDesk()
    sent = play(people, everybody, since, until, load_figures(), desk=desk)
    messages = {one.id: _as_it_ended(one, everybody) for one in sent}
    ledger = {owed.key: Owing.of(owed, one.id, one.at) for one in sent for owed in one.letter.obligations}
    held = replace(people, observations=tuple(everybody.heard), ledger=ledger, messages=messages)
    held = replace(held, events=desk.known)
    return History(held, load_figures(), rhythm_of.since, rhythm_of.until, frozenset(rhythm_of.emergencies))


def _as_it_ended(one: Sent, everybody: Everybody) -> Message:
    return message_of(one, *everybody.stands(one))


def of_workbook(google: Google, workbook_id: str) -> History:
    """Return what a workbook holds, however old; one whose ledger or observations cannot be read is refused."""
    snapshot = Workbook(google, workbook_id).read_whole()
    gathered = gather(snapshot, workbook_id)
    if unfit := sorted(snapshot.unfit & {"observations", "obligations", "messages", "changes", "chronology"}):
        what = f"The tabs {', '.join(name.capitalize() for name in unfit)} are not as they must be, so nobody can say "
        raise SetupError(f"{what}what went.", where="workbook", mend="Run scripts/apply_schema, which says more.")
    facts = gathered.facts
    days = [said.day for said in facts.observations]
    if not days:
        raise SetupError(
            "Nobody has said anything in this workbook yet, so there are no days to rehearse.",
            where="Observations",
            mend="Rehearse the example's half term: leave out --workbook.",
        )
    known = known_of(google, workbook_id, snapshot, facts)
    figures = in_force(load_figures(), gathered.recorded.values)
    return History(facts, figures, max(min(days), whole_from(facts) or min(days)), max(days), known=known)


def sent_by(history: History) -> dict[str, tuple[Owing, Message]]:
    """Return what really went, or would have but for the mode, by the key of what it paid."""
    facts = history.facts
    rows = ((row, facts.messages.get(row.message)) for row in facts.ledger.values())
    return {row.key: (row, message) for row, message in rows if message is not None and message.state in WENT}
