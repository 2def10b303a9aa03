"""SAFE-4: a concern that a child may come to harm is paged at once. What was seen or heard stays in the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cme.domain.by_day import said_on
from cme.domain.clocks import hhmm, instant
from cme.domain.entries import Concern, Read
from cme.domain.model import Facts, Obligation, Observation, Saw, Severity
from cme.domain.pages import CONCERN_RULE
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.rules.absence import END_OF_DAY
from cme.domain.rules.answers import Answers, code_of, note, say, text_of
from cme.domain.said import HARM, NO_HARM

STILL_NEW = timedelta(hours=6)
"""For so long the page about a concern helps, whatever the day."""


def read_concern(read: Read, answers: Answers, facts: Facts) -> None:
    """Keep a concern; whatever is missing of it, the DSL hears of it: nobody is asked to fill it in anew."""
    typed = text_of(answers, "child")
    pupil = code_of(typed) if code_of(typed) in facts.pupils else ""
    harm, words = text_of(answers, "harm"), text_of(answers, "words")
    if not pupil:
        what = f"A concern is about “{typed[:60] or 'nobody named'}”, who is not on the list."
        mend = f"Ask whoever sent it which child is meant: {read.who or read.entry.email or 'nobody is named'}."
        say(read, "ENT-17", Severity.QUERY, what, mend)
    if not words:
        mend = f"Ask whoever sent it: {read.who or read.entry.email or 'nobody is named'}."
        say(read, "ENT-17", Severity.QUERY, "A concern does not say what was seen or heard.", mend)
    told = text_of(answers, "told")
    read.concern = Concern(pupil, told, harm, words, text_of(answers, "whereabouts"))
    # What is not said is treated like “not sure”: the DSL hears of it at once.
    reason = NO_HARM if harm.casefold().split()[:1] == ["no"] else HARM
    said_by = "" if read.who == "Someone else" else read.who
    told_in_person = "told in person" if told.casefold().startswith("yes") else ""
    note(read, pupil, Saw.CONCERN, read.entry.submitted_at, reason=reason, said_by=said_by, instead=told_in_person)
    if pupil and read.concern.whereabouts.casefold() == "no":
        note(read, pupil, Saw.WHEREABOUTS, read.entry.submitted_at, said_by=said_by)


@rule(CONCERN_RULE, clause="12")
def risk_of_harm(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Somebody fears that a child may come to harm: innov8's DSL is paged at once, and 999 comes first."""
    for said in said_on(facts, moment.day):
        if said.saw is Saw.CONCERN and said.reason != NO_HARM:
            yield _page(moment, said)


def _page(moment: Moment, said: Observation) -> Obligation:
    told = "the DSL is said to know already" if said.instead else "the DSL has not been told in person"
    return Obligation(
        rule=CONCERN_RULE,
        day=moment.day,
        organisation=INNOV8,
        notice="concern_page",
        to=INNOV8_DSL,
        due=said.recorded_at,
        reason=f"A concern, sent at {hhmm(said.recorded_at)}: the child may come to harm; {told}.",
        clause="12",
        pupil=said.pupil,
        step=said.entry,
        basis=f"entry {said.entry}",
        stale_after=max(instant(moment.day, END_OF_DAY), said.recorded_at + STILL_NEW),
        urgent=True,
    )
