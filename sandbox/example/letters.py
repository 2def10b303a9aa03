"""Every email with invented facts, in the situations that its readers meet: to look at, and to be approved.

Nothing is made up but what people said: the real rules decide what is owed, and the real words tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from cme.domain.clocks import hhmm, instant
from cme.domain.decide import decide, is_paid, overtaken_list
from cme.domain.form_plan import FORMS
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Decision, Event, Facts, Message, Observation, Owing, Saw, State
from cme.domain.modes import leaves
from cme.domain.notices import Letter, bundle, compose
from cme.domain.recipients import Recipient, recipient
from cme.domain.rules.operations import not_delivered
from cme.policy import load_figures
from sandbox.example.facts import example_facts

DAY = date(2026, 11, 23)
"""A Monday of the example's second half of the autumn term."""
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


def at(clock: str) -> datetime:
    """Return the instant of a time on the example's Monday, of “Tue 12:00” in its week, or of “2026-12-01 08:00”."""
    weekday, _, hour = clock.rpartition(" ")
    if "-" in weekday:
        return instant(date.fromisoformat(weekday), time.fromisoformat(hour))
    later = WEEK.index(weekday) if weekday else 0
    return instant(DAY + timedelta(days=later), time.fromisoformat(hour))


def said(clock: str, pupil: str, session: str, saw: Saw, *, sent: str = "", **more: str) -> Observation:
    """Return what somebody said of a child; `sent` is when we heard of it, if that was later."""
    due = at(more.pop("due")) if "due" in more else None
    entry = more.pop("entry", f"example-{clock}-{pupil or session}")
    return Observation(entry, DAY, session, pupil, saw, at(clock), at(sent or clock), due=due, **more)


def register(clock: str, session: str, *here: str, sent: str = "") -> tuple[Observation, ...]:
    """Return a register: who is named was seen, everybody else who had started was not."""
    places = [p for p in example_facts().places if p.session == session and p.start <= time.fromisoformat(clock)]
    missed = sorted({place.pupil for place in places} - set(here))
    every = [("", Saw.REGISTER), *((pupil, Saw.SEEN) for pupil in here), *((pupil, Saw.NOT_HERE) for pupil in missed)]
    entry = f"example-{clock}-{session}"
    return tuple(said(clock, pupil, session, saw, sent=sent, entry=entry) for pupil, saw in every)


def _as_it_is(facts: Facts) -> Facts:
    return facts


@dataclass(frozen=True, slots=True)
class Scene:
    """A situation in which one notice goes to one organisation: what was said until then, and what is different.

    `since` is when the system began to run; `lost` names the notices that do not reach their reader, `automatic` those
    that a program alone answers; `happened` is what was said of cases.
    """

    notice: str
    variant: str
    about: str
    clock: str
    organisation: str
    heard: tuple[Observation, ...] = ()
    change: Callable[[Facts], Facts] = field(default=_as_it_is)
    since: str = "08:00"
    lost: tuple[str, ...] = ()
    automatic: tuple[str, ...] = ()
    repeat: bool = False
    happened: tuple[Event, ...] = ()

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.notice}-{self.variant}"


def scene_facts() -> Facts:
    """Return the example with forms that have addresses, as everywhere after the set-up."""
    facts = example_facts()
    settings = replace(
        facts.settings,
        live_from=at("00:00"),
        reply_to="attendance@innov8.example",
        sender="register@innov8.example",
        workbook_id="example",
        form_links={slug: f"https://forms.example/{slug}/viewform" for slug in FORMS},
        question_ids={
            "register/which_session": "1a2b3c4d",
            "change/child": "2b3c4d5e",
            "today/which": "3c4d5e6f",
            "action/about": "4d5e6f70",
            "action/done": "5e6f7081",
            "answer/reference": "60718293",
        },
    )
    return replace(facts, settings=settings)


@lru_cache(maxsize=400)
def letter(scene: Scene) -> Letter:
    """Return the letter of a scene; a scene in which the rules owe no such letter is an error."""
    facts, now = scene.change(scene_facts()), at(scene.clock)
    moment = at(scene.since)
    while moment < now:
        facts = _sent(scene, _heard(facts, scene, moment), moment)
        moment = min(_next(scene, facts, moment), now)
    for found in _letters(_heard(facts, scene, now), now):
        if (found.notice, found.organisation) == (scene.notice, scene.organisation):
            return found
    what = f"At {scene.clock} nothing called “{scene.notice}” goes to {scene.organisation}"
    raise LookupError(f"{what}, as the scene {scene.name} has it.")


def _next(scene: Scene, facts: Facts, now: datetime) -> datetime:
    """Return the next instant at which something is heard or falls due, by what went out until now."""
    heard = [at for at in (*(o.recorded_at for o in scene.heard), *(e.recorded_at for e in scene.happened)) if at > now]
    following = decide(_heard(facts, scene, now), now, load_figures()).next_at
    return min([*heard, *([following] if following else [])])


def _heard(facts: Facts, scene: Scene, now: datetime) -> Facts:
    happened = tuple(event for event in scene.happened if event.recorded_at <= now)
    return replace(facts, observations=tuple(o for o in scene.heard if o.recorded_at <= now), events=happened)


def _letters(facts: Facts, now: datetime) -> Iterable[Letter]:
    decision = decide(facts, now, load_figures())
    # What must be approved is shown as it would be sent.
    return letters_of(replace(decision, owed=(*decision.owed, *decision.prepared)), facts, now)


def letters_of(decision: Decision, facts: Facts, now: datetime) -> Iterable[Letter]:
    """Yield the messages that pay what is owed, pages first; what nobody can receive, the DSL hears of instead."""
    owed = list(decision.owed)
    owed += [listed] if (listed := overtaken_list(facts, decision.overtaken, now)) else []
    for o in list(owed):
        wrong = recipient(o, facts)
        if not isinstance(wrong, Recipient):
            owed.remove(o)
            page = not_delivered(o.day, o.organisation, o.key, f"{wrong.what} {wrong.mend}", now)
            owed += [] if is_paid(facts, page) else [page]
    for group in bundle(owed):
        to = recipient(group[0], facts)
        if isinstance(to, Recipient):
            yield compose(to, group, facts, now)


def _sent(scene: Scene, facts: Facts, now: datetime) -> Facts:
    """Return the facts after everything that was owed went out, or did not arrive."""
    ledger, messages = dict(facts.ledger), dict(facts.messages)
    for found in _letters(facts, now):
        key = f"{now:%d-}{hhmm(now)}-{found.notice}-{found.organisation}"
        goes = State.SENT if leaves(facts.settings.mode, found.notice) else State.REHEARSED
        state = State.BOUNCED if found.notice in scene.lost else goes
        detail = ""
        if found.notice in scene.automatic:
            state, detail = State.ANSWERED, AUTOMATIC
        messages[key] = Message(
            key,
            state,
            now,
            found.notice,
            found.organisation,
            found.to.email,
            found.day,
            subject=found.subject,
            detail=detail,
        )
        for o in found.obligations:
            ledger[o.key] = Owing.of(o, key, now)
    return replace(facts, ledger=ledger, messages=messages)
