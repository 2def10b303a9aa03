"""What an obligation stood on besides what people said, as known then: by codes, without a name or a flag. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.clocks import day_and_time, hhmm
from cme.domain.model import Facts, Organisation, Place, Pupil, Role, Session, Staff
from cme.domain.recipients import INNOV8
from cme.edges.timetable import WEEKDAYS
from sandbox.rehearsal.changed_since import About, changed
from sandbox.rehearsal.history import History


def stood_on(history: History, about: About, at: datetime) -> Iterator[str]:
    """Yield what was known of it at an instant, and what is known otherwise since."""
    known = history.known
    for words in _known(history.at(at), about):
        yield f"  known     {words}"
    if known is None:
        return
    if known.began is None:
        yield "  known     as it stands today: the tab History holds nothing yet"
    elif at < known.began:
        yield f"  known     as it stood {day_and_time(known.began)}, when History began: what was before nobody can say"
    for found in known.changed_after(at):
        if found.seen_at and (words := changed(found, about, history.at(at))):
            yield f"  changed   {day_and_time(found.seen_at)}  {words}"


def _known(facts: Facts, about: About) -> Iterator[str]:
    settings = facts.settings
    held = f", on hold {', '.join(settings.hold)}" if settings.hold else ""
    paused = f", paused until {day_and_time(settings.paused_until)}" if settings.paused_until else ""
    yield f"Settings: {settings.mode.value}{paused}{held}"
    if about.pupil:
        pupil = facts.pupils.get(about.pupil)
        yield _pupil(pupil) if pupil else f"{about.pupil}: not on the tab Pupils"
    if about.session:
        session = facts.sessions.get(about.session)
        yield _session(session) if session else f"{about.session}: not on the tab Sessions"
    yield from map(_place, about.places(facts))
    if organisation := facts.organisations.get(about.organisation):
        yield _organisation(organisation)
    if about.organisation == INNOV8:
        team = sorted((p for p in facts.staff.values() if Role.INNOV8_DSL in p.roles), key=lambda p: p.duty_order)
        yield f"DSL team, in order of duty: {', '.join(map(_person, team)) or 'nobody'}"


def _pupil(pupil: Pupil) -> str:
    return f"{pupil.code}: tier {pupil.tier.value}, {f'on roll at {pupil.school}' if pupil.school else 'on no roll'}"


def _session(session: Session) -> str:
    day = WEEKDAYS[session.weekday].capitalize()
    return f"{session.code}: {day} {hhmm(session.start)}-{hhmm(session.end)}, lead {session.lead or 'nobody'}"


def _place(place: Place) -> str:
    words = f"{place.pupil} in {place.session}: {hhmm(place.start)}-{hhmm(place.end)}, for {place.commissioner}"
    for name, day in (("from", place.since), ("to", place.until), ("paused from", place.paused_from)):
        words += f", {name} {day:%d/%m/%Y}" if day else ""
    return words + (f" to {place.paused_to:%d/%m/%Y}" if place.paused_to else "")


def _organisation(organisation: Organisation) -> str:
    contacts = (
        f"{contact.role.value} {contact.email}{'' if contact.confirmed else ' (not confirmed)'}"
        for contact in organisation.contacts
    )
    return f"{organisation.code}: {', '.join(contacts) or 'no address'}"


def _person(person: Staff) -> str:
    away = ", ".join(f"{since:%d/%m/%Y} to {until:%d/%m/%Y}" for since, until in person.away)
    return f"{person.code}{f' (away {away})' if away else ''}"
