"""A story as people can read it afterwards: what was entered, what was found and why, what was sent, how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from cme.domain.case_triggers import MACHINE
from cme.domain.clocks import from_serial, hhmm
from cme.domain.model import Did, Event, Facts, Observation, Saw, State
from cme.domain.said import OF_PAGES, OF_SCHOOLS
from sandbox.stories.letters import Letter, letters
from sandbox.stories.player import Played

KINDS = ("event", "entry", "case", "finding", "message")
"""The kinds of lines, in the order in which those of one minute stand."""
AFTERWARDS = (State.ANSWERED, State.BOUNCED)


@dataclass(frozen=True)
class Line:
    """One line of a timeline: when, what kind of line, its words, and whether somebody must look at it."""

    at: datetime
    kind: str
    words: str
    is_bad: bool = False


def timeline(played: Played) -> list[Line]:
    """Return the lines of a story in order."""
    lines = [Line(at, "event", words) for at, words in played.lines]
    lines += [*_entries(played), *_cases(played), *_findings(played), *_messages(played)]
    return sorted(lines, key=lambda line: (line.at, KINDS.index(line.kind)))


def _is_ours(played: Played, at: datetime) -> bool:
    return played.story.starts <= at <= played.story.until


def _entries(played: Played) -> Iterator[Line]:
    said: dict[str, list[Observation]] = {}
    for seen in played.outcome.observations:
        said.setdefault(seen.entry, []).append(seen)
    events = [event for event in _events(played) if event.by != MACHINE]
    of_pages = {event.source: f"of the case of {event.pupil}: {_happened(event)}" for event in events}
    of_pages |= {word.source: f"of {word.breach}: {word.heard.value}" for word in played.outcome.facts.breach_words}
    for row in played.outcome.entries:
        cells = [*row, *[""] * (11 - len(row))]
        if not isinstance(cells[2], int | float) or not _is_ours(played, from_serial(cells[2])):
            continue
        words = of_pages.get(str(cells[0])) or _said(said.get(str(cells[0]), []))
        wrong = f" [{cells[8]}: {str(cells[9])[:160]}]" if cells[9] else ""
        where = f"{cells[1]} {cells[5]}".strip()
        yield Line(from_serial(cells[2]), "entry", f"{where}: {words}{wrong}", cells[8] in ("error", "quarantined"))


def _events(played: Played) -> list[Event]:
    return [event for event in played.outcome.facts.events if _is_ours(played, event.recorded_at)]


def _happened(event: Event) -> str:
    why = "; ".join(part for part in (event.words, event.reason, event.evidence) if part)
    return f"{event.did.value}{f' ({shorten(why, 120)})' if why else ''}"


def _cases(played: Played) -> Iterator[Line]:
    """Yield what no form said of a case: what was proposed, seen, or decided on the Desk."""
    sent = {str(row[0]) for row in played.outcome.entries if row}
    for event in _events(played):
        if event.did is not Did.TOLD and (event.source not in sent or event.by == MACHINE):
            yield Line(event.recorded_at, "case", f"{event.pupil}: {_happened(event)}, says {event.by}")


def _said(seen: list[Observation]) -> str:
    """Return what one entry says: of whom what, children of whom the same is said together."""
    groups: dict[str, list[str]] = {}
    for one in seen:
        groups.setdefault(_what(one), []).append(_of_whom(one))
    taken = groups.pop(Saw.REGISTER.value, None)
    lines = [f"{', '.join(pupils)} {what}" for what, pupils in groups.items()]
    return "; ".join(lines) or ("nobody was expected by then" if taken else "nothing that counts")


def _of_whom(seen: Observation) -> str:
    """Return the child or session that something is said of; what was done about a page is done by somebody."""
    if seen.saw in OF_SCHOOLS:
        return f"{seen.by} of {seen.pupil or 'all of whom it was asked'}:"
    if seen.saw in OF_PAGES or seen.saw is Saw.ON_DUTY:
        return f"of {seen.pupil}:" if seen.pupil else "somebody"
    return seen.pupil or seen.session


def _what(seen: Observation) -> str:
    """Return what is said of a child, with what makes it more than a word: when, why, by whom."""
    is_change = seen.saw not in (Saw.REGISTER, Saw.SEEN, Saw.NOT_HERE)
    when = f" at {hhmm(seen.at)}" if is_change and hhmm(seen.at) != hhmm(seen.recorded_at) else ""
    due = f", due {hhmm(seen.due)}" if seen.due else ""
    why = f", “{shorten(seen.reason, 60, placeholder=' …')}”" if seen.reason else ""
    by = f", says {seen.said_by}" if seen.said_by else ""
    instead = f": {shorten(seen.instead, 60, placeholder=' …')}" if seen.instead else ""
    return f"{seen.saw.value}{instead}{when}{due}{why}{by}"


def _findings(played: Played) -> Iterator[Line]:
    for row in played.outcome.owing:
        if not _is_ours(played, row.decided_at):
            continue
        about = " ".join(part for part in (row.rule, row.pupil, row.session) if part)
        clause = f" (clause {row.clause})" if row.clause else ""
        told = f" → {row.organisation}" if row.message else " → nobody any more"
        why = row.reason if row.message else f"{row.reason} {row.basis.removeprefix('overtaken: ')}"
        yield Line(row.decided_at, "finding", f"{about}{told}: {why}{clause}", not row.message)


def _messages(played: Played) -> Iterator[Line]:
    facts = played.outcome.facts
    for letter in letters(played.outcome, played.mail, played.story.starts, played.story.until):
        message = letter.message
        to = f"{message.notice} to {_name(facts, message.organisation)} <{message.to}>"
        if message.state in AFTERWARDS:
            detail = " ".join(word for word in message.detail.split() if not word.startswith("mail="))
            yield Line(letter.at, "message", f"{to}: sent")
            yield Line(message.at, "message", f"{to}: {message.state.value}, {detail}", message.state is State.BOUNCED)
        else:
            detail = f", {message.detail}" if message.detail else ""
            yield Line(letter.at, "message", f"{to}: {message.state.value}{detail}", _is_lost(letter))


def _is_lost(letter: Letter) -> bool:
    return not letter.has_left and letter.message.state is not State.REHEARSED


def _name(facts: Facts, code: str) -> str:
    organisation = facts.organisations.get(code)
    return organisation.name if organisation else code
