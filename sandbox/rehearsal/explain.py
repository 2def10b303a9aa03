"""Why something was sent: what was known, which rule and figures, when, to whom, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.cases import fold
from cme.domain.clocks import day_and_time
from cme.domain.model import Observation, Owing
from cme.domain.rulebook import RULES
from sandbox.rehearsal.changed_since import About
from sandbox.rehearsal.history import History
from sandbox.rehearsal.stood_on import stood_on


def explain(history: History, name: str) -> list[str]:
    """Return why something was owed, by its key, by the message that carries it, or by a case; empty if unknown."""
    facts = history.facts
    rows = [row for row in facts.ledger.values() if name in (row.key, row.message)]
    lines = [line for row in rows for line in (*_of_row(history, row), "")]
    for case in fold(facts.events):
        if case.id == name:
            lines.append(f"Case {case.id}, {case.pupil}")
            lines += [f"  {day_and_time(e.recorded_at)}  {e.did.value}: {e.words or e.reason}" for e in case.events]
            lines += stood_on(history, About(case.pupil), case.events[0].recorded_at)
    return lines


def _of_row(history: History, row: Owing) -> Iterator[str]:
    facts, rule = history.facts, RULES.get(row.rule)
    message = facts.messages.get(row.message)
    yield row.key
    yield f"  rule      {row.rule}, clause {row.clause}: {rule.title if rule else 'a rule that there is no more'}"
    yield f"  because   {row.reason}"
    yield f"  basis     {row.basis}"
    for name in rule.figures if rule else ():
        figure = history.figures.by_name[name]
        in_force = figure.on(row.day)
        yield f"  figure    {name}: {figure.shown(in_force.value)} ({in_force.source})"
    yield f"  clock     due {day_and_time(row.due)}, decided {day_and_time(row.decided_at)}"
    if message is None:
        yield "  message   none: it was overtaken, or its message cannot be found"
    else:
        yield f"  message   {message.notice} to {message.organisation} <{message.to}>, {message.id}"
        yield f"  stands    {message.state.value} since {day_and_time(message.at)} {message.detail}".rstrip()
    yield from stood_on(history, About(row.pupil, row.session, row.organisation), row.decided_at)
    yield from _said(history, row)
    for other in facts.ledger.values():
        if other.key != row.key and (row.key in other.basis or (row.message and row.message in other.step)):
            yield f"  led to    {day_and_time(other.decided_at)}  {other.key}"


def _said(history: History, row: Owing) -> Iterator[str]:
    """Yield what was said of the same child or session that day: what the row stood on, and what came since."""
    about = [said for said in history.facts.observations if said.day == row.day and _is_about(said, row)]
    for said in sorted(about, key=lambda said: said.recorded_at):
        when = "stood on" if said.recorded_at <= row.decided_at else "since"
        whom = " ".join(filter(None, (said.pupil, said.session)))
        yield f"  {when:<9} {day_and_time(said.recorded_at)}  {whom} {_words(said)}"


def _is_about(said: Observation, row: Owing) -> bool:
    if row.pupil:
        return said.pupil == row.pupil or (not said.pupil and said.session in ("", row.session))
    return said.session in ("", row.session)


def _words(said: Observation) -> str:
    more = " ".join(part for part in (said.reason, said.said_by) if part)
    return f"{said.saw.value}{f' ({more})' if more else ''}, by {said.by}"
