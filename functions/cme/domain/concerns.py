"""Concerns that nobody has dealt with yet, as rows of the second screen: they stay until somebody has. Pure."""

from __future__ import annotations

from datetime import datetime

from cme.domain.clocks import when
from cme.domain.form_links import action_link, tapped
from cme.domain.model import Facts, Observation, Saw
from cme.domain.pages import OF_CONCERN
from cme.domain.said import NO_HARM
from cme.domain.said_by import who_said

HOW = (
    "Read it: View, Hidden sheets, Concerns. Then send “I have it” about the child: referred, handed over, or assessed."
)


def open_concerns(facts: Facts) -> list[Observation]:
    """Return the concerns that were not referred, handed over or assessed since, earliest first."""
    said = sorted((o for o in facts.observations if o.saw is Saw.CONCERN), key=lambda o: (o.recorded_at, o.entry))
    return [concern for concern in said if not any(_ends(o, concern) for o in facts.observations)]


def _ends(said: Observation, concern: Observation) -> bool:
    """What is said of everything that was paged ends no concern that was not, unless there is no child to name."""
    if said.saw not in OF_CONCERN or said.recorded_at < concern.recorded_at:
        return False
    is_everything = not (said.pupil or said.session)
    is_meant = concern.reason != NO_HARM or not concern.pupil
    return is_meant if is_everything else bool(concern.pupil) and said.pupil == concern.pupil


def concern_rows(facts: Facts, now: datetime) -> list[tuple[str, ...]]:
    """Return one row a concern: whom it is about, by whom, since when, and how to deal with it."""
    rows: list[tuple[str, ...]] = []
    for said in open_concerns(facts):
        pupil = facts.pupils.get(said.pupil)
        about = f"{pupil.short_name} ({pupil.code})" if pupil else "a child who is not on the list"
        since = when(said.recorded_at, now)
        first = f"A concern about {about}, by {who_said(facts, said)}, {since}."
        rows.append(tapped((first, since, "a concern", HOW), action_link(facts, said.pupil)))
    return rows
