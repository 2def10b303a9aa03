"""Reads a scenario's YAML into facts, asks `decide`, and gives back what it says as the scenario would write it.

A file is about one rule. What it says of other rules is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cme.domain.archive_steps import FILES, Happened, Step
from cme.domain.breach_words import Heard, Word
from cme.domain.case_news import happened
from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.halves import in_halves
from cme.domain.ledger import RECALLED
from cme.domain.model import (
    Closure,
    Did,
    Event,
    Facts,
    Finding,
    Message,
    Mode,
    Observation,
    Owing,
    Place,
    Pupil,
    Role,
    Saw,
    Session,
    Staff,
    State,
    Term,
    Tier,
)
from cme.domain.modes import codes_of
from cme.domain.policy_facts import Citation, Policy
from cme.domain.questions import Question
from cme.policy import load_figures
from tests import builders as build

FOLDER = Path(__file__).parent
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Read by libyaml where it is there: ten times as fast."""
KNOWN = {
    *("name", "shows", "now", "day", "settings", "figures", "children", "sessions", "calendar", "staff"),
    *("said", "told", "owed", "overtaken", "next_at", "not_organised", "held", "prepared", "findings", "policy"),
    *("checked", "case", "wrong", "archived"),
}


@dataclass(frozen=True)
class Scenario:
    """One scenario of one rule."""

    rule: str
    name: str
    shows: str
    said: Mapping[str, Any]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario of every file, by rule; the files are read once, because YAML is slow to read."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.load(path.read_text(), Loader=SafeLoader):
            unknown = set(raw) - KNOWN
            if unknown:
                raise ValueError(f"{path.name}, {raw.get('name')}: nobody reads {', '.join(sorted(unknown))}.")
            found.append(Scenario(path.stem, raw["name"], raw.get("shows", ""), raw))
    return tuple(found)


def outcome(scenario: Scenario, figures: Figures | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the scenario expects and what is decided, in the same words."""
    raw = scenario.said
    now = build.at(raw["now"])
    for name, change in raw.get("figures", {}).items():
        since = change.get("from", date.min)
        figures = (figures or load_figures()).replaced(name, change["value"], since)
    figures = figures or load_figures()
    decision = decide(read_facts(raw, figures), now, figures)
    problems = [problem.what for problem in decision.problems]
    assert not problems, problems
    owed = [o for o in decision.owed if o.rule == scenario.rule]
    gone = [(o, why) for o, why in decision.overtaken if o.rule == scenario.rule]
    found: dict[str, Any] = {"owed": [_line(o, want) for o, want in _beside(owed, raw["owed"])]}
    wanted: dict[str, Any] = {"owed": raw["owed"]}
    gone_lines = [
        _line(o, want) | ({"why": why} if "why" in want else {})
        for (o, why), want in _beside(gone, raw.get("overtaken", []))
    ]
    found["overtaken"], wanted["overtaken"] = gone_lines, raw.get("overtaken", [])
    for kind, others in (("held", decision.held), ("prepared", decision.prepared)):
        theirs = [o for o in others if o.rule == scenario.rule]
        wanted[kind] = raw.get(kind, [])
        found[kind] = [_line(o, want) for o, want in _beside(theirs, wanted[kind])]
    if "next_at" in raw:
        found["next_at"], wanted["next_at"] = hhmm(decision.next_at) if decision.next_at else None, raw["next_at"]
    return wanted, found


def _beside(found: list[Any], wanted: list[Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    """Each thing found, with the line that it is held against: an expected line says only what matters to it."""
    usual: Mapping[str, Any] = {"to": "", "about": "", "due": ""}
    return [(item, wanted[i] if i < len(wanted) else usual) for i, item in enumerate(found)]


def _line(obligation: Any, want: Mapping[str, Any]) -> dict[str, Any]:
    o = obligation
    every = {
        "to": o.organisation,
        "role": o.to.value,
        "about": o.pupil or o.session,
        "due": hhmm(o.due),
        "step": o.step,
        "notice": o.notice,
        "person": o.person,
        "urgent": o.urgent,
        "because": o.reason,
    }
    return {key: every[key] for key in want if key in every}


def read_facts(raw: Mapping[str, Any], figures: Figures | None = None) -> Facts:
    """Return the facts of a scenario; as in a tick, what is new of cases is known before anything is decided."""
    now = build.at(raw["now"])
    today = build.day(raw["day"]) if "day" in raw else build.day(raw["now"].rpartition(" ")[0])
    sessions = _sessions(raw, today)
    pupils, places = _children(raw, sessions)
    sessions, places = in_halves(sessions, places, build.facts().settings.pm_start)
    terms, closures = _calendar(raw)
    own = {closure.calendar for closure in closures}
    checked = raw.get("checked", {})
    organisations = {
        code: replace(organisation, calendar=code if code in own else "", checked_on=checked.get(code))
        for code, organisation in build.facts().organisations.items()
        if code not in raw.get("not_organised", ())
    }
    staff = {code: _person(code, said) for code, said in raw.get("staff", {}).items()}
    facts = build.facts(
        settings=_settings(raw),
        organisations=organisations,
        staff={**build.facts().staff, **staff},
        pupils=pupils,
        sessions=sessions,
        places=places,
        terms=terms,
        closures=closures,
        findings=tuple(_finding(line) for line in raw.get("findings", ())),
        **_policy(raw.get("policy", {})),
    )
    said = [o for line in raw.get("said", []) for o in _said(line, today, places)]
    facts = replace(facts, observations=tuple(o for o in said if o.recorded_at <= now))
    ledger, messages = _told(raw, today, facts)
    events = tuple(_event(line, number, today) for number, line in enumerate(raw.get("case", ())))
    words = tuple(_wrong(line, number, today, messages) for number, line in enumerate(raw.get("wrong", ())))
    facts = replace(facts, ledger=ledger, messages=messages, events=events, breach_words=words)
    facts = replace(facts, archived=tuple(one for line in raw.get("archived", ()) for one in _archived(line)))
    return replace(facts, events=happened(facts, (), now, figures or load_figures()).known)


def _event(line: Mapping[str, Any], number: int, today: date) -> Event:
    """What somebody said of a case; of the first child and by the DSL, if nothing else is said."""
    happened_at = _when(line["at"], today)
    usual: dict[str, Any] = {"by": "DEE", "source": f"e{number}"}
    texts = ("words", "reason", "evidence", "by", "owner", "due", "source", "revision")
    more = {key: line[key] for key in texts if key in line}
    return Event(line.get("child", "P1"), Did(line["did"]), happened_at, happened_at, **usual | more)


def _wrong(line: Mapping[str, Any], number: int, today: date, messages: Mapping[str, Message]) -> Word:
    """What somebody said of a message that went to the wrong people; by the DSL, if nothing else is said."""
    said_at = _when(line["at"], today)
    message = messages.get(line.get("message", ""))
    about: dict[str, Any] = {"message": message.id, "organisation": message.organisation} if message else {}
    about |= {"to": message.to, "notice": message.notice, "sent_at": message.at} if message else {}
    usual = {"by": "DEE", "source": f"w{number}", "reference": "7F3K"} | about
    more = {key: line[key] for key in ("by", "words", "decided_by") if key in line}
    noticed = _when(line["noticed"], today) if "noticed" in line else said_at
    return Word(line.get("breach", "B-1"), Heard(line["heard"]), noticed, said_at, **usual | more)


def _archived(line: Mapping[str, Any]) -> tuple[Happened, ...]:
    """The archive of a month: each file made, stored and sealed, or as far as `until` says; or one thing `done`."""
    if "done" in line:
        return (Happened(line["month"], line.get("file", ""), Step(line["done"]), build.at(line["at"])),)
    steps = list(Step)[: list(Step).index(Step(line.get("until", "sealed"))) + 1]
    at, digest = build.at(line["at"]), line.get("digest", "d1ge57") * 10
    files = ((step, number, file) for step in steps for number, file in enumerate(FILES))
    return tuple(Happened(line["month"], file, step, at, f"id{number}", digest) for step, number, file in files)


READERS: Mapping[str, Callable[[str], Any]] = {
    "mode": Mode,
    "report_latest": build.clock,
    "morning_list": build.clock,
    "duty_asked": build.clock,
    "weekly_digest": build.clock,
    "hold": codes_of,
    "breach_decides": str,
}


def _settings(raw: Mapping[str, Any]) -> Any:
    settings = build.facts().settings
    for name, value in raw.get("settings", {}).items():
        settings = replace(settings, **{name: READERS.get(name, build.at)(value)})
    if settings.mode is not Mode.LIVE:
        settings = replace(settings, live_from=None)
    return settings


def _span(text: str) -> tuple[time, time]:
    start, _, end = text.partition("-")
    return build.clock(start), build.clock(end)


def _sessions(raw: Mapping[str, Any], today: date) -> dict[str, Session]:
    found = {}
    for code, said in (raw.get("sessions") or {"BIKE": "09:00-12:00"}).items():
        more = {"times": said} if isinstance(said, str) else dict(said)
        start, end = _span(more.pop("times"))
        weekday = build.WEEKDAYS.index(more.pop("weekday", build.WEEKDAYS[today.weekday()]))
        found[code] = build.a_session(code, weekday=weekday, start=start, end=end, **_from_to(more))
    return found


def _from_to(more: Mapping[str, Any]) -> dict[str, Any]:
    names = {"from": "since", "to": "until"}
    return {names.get(key, key): value for key, value in more.items()}


def _children(raw: Mapping[str, Any], sessions: Mapping[str, Session]) -> tuple[dict[str, Pupil], tuple[Place, ...]]:
    pupils, places = {}, []
    for code, said in (raw.get("children") or {"P1": {}}).items():
        child = dict(said or {})
        about = {"school": child.pop("school", "HILL"), "household": child.pop("household", "")}
        about |= {key: child.pop(key) for key in ("born", "care_at_once", "lives_in", "placed_by") if key in child}
        pupils[code] = build.a_pupil(code, tier=Tier(child.pop("tier", "B")), **about)
        for place in child.pop("places", [child]):
            more = _from_to(place)
            session = sessions[more.pop("session", next(iter(sessions)))]
            own = more.pop("times", "")
            start, end = _span(own) if own else (session.start, session.end)
            commissioner = more.pop("commissioner", "HILL")
            places.append(Place(code, session.code, commissioner, start, end, **more))
    return pupils, tuple(places)


def _person(code: str, said: Mapping[str, Any]) -> Staff:
    """Somebody more: who may be paged, if no other role is said."""
    more = {key: said[key] for key in ("phone", "email") if key in said}
    away = (tuple(said["away"]),) if "away" in said else ()
    person = build.a_person(code, Role(said.get("role", Role.INNOV8_DSL)))
    return replace(person, duty_order=said["order"], away=away, **more)


def _calendar(raw: Mapping[str, Any]) -> tuple[tuple[Term, ...], tuple[Closure, ...]]:
    terms, closures = [], []
    for row in raw.get("calendar", []):
        if "term" in row:
            terms.append(Term("innov8", *row["term"]))
        else:
            closures.append(Closure(row.get("calendar", "innov8"), *row["closed"], label=row.get("label", "")))
    return tuple(terms), tuple(closures)


def _policy(said: Mapping[str, Any]) -> dict[str, Any]:
    """The policy's own dates, how many things it cites that were replaced, and how many questions are open."""
    cited = tuple(Citation(f"4.{n}", "old", "new", date(2026, 11, 1)) for n in range(said.get("cites", 0)))
    asked = {f"Q-{n}": Question(f"Q-{n}", "5.2", "Why?", "So.", "That.", order=n) for n in range(said.get("open", 0))}
    return {"policy": Policy(said.get("review_due"), cited), "questions": asked}


def _finding(line: Mapping[str, Any]) -> Finding:
    """A pattern as a night left it on its tab."""
    level_since = build.at(line["found"])
    recorded = build.at(line["recorded"]) if "recorded" in line else level_since
    since = line.get("since", level_since.date())
    return Finding(line["child"], line["rule"], line["level"], since, level_since, line["what"], recorded)


def _when(text: str, today: date) -> datetime:
    return build.at(text) if " " in text else instant(today, build.clock(text))


def _said(line: Mapping[str, Any], today: date, places: tuple[Place, ...]) -> tuple[Observation, ...]:
    said_at = _when(line["at"], today)
    more: dict[str, Any] = {"recorded_at": _when(line["reached_us"], today)} if "reached_us" in line else {}
    more |= {"by": line["by"]} if "by" in line else {}
    if "register" in line:
        return build.a_register(places, said_at, line.get("here", ()), session=line["register"], **more)
    session = line["session"] if "session" in line else next(p.session for p in places if p.pupil == line["child"])
    more |= {key: line[key] for key in ("said_by", "reason", "instead") if key in line}
    if "due" in line:
        more["due"] = _when(line["due"], today)
    return (build.seen(line.get("child", ""), Saw(line["saw"]), said_at, session=session, **more),)


def _told(raw: Mapping[str, Any], today: date, facts: Facts) -> tuple[dict[str, Owing], dict[str, Message]]:
    ledger: dict[str, Owing] = {}
    messages: dict[str, Message] = {}
    for number, line in enumerate(raw.get("told", [])):
        when = _when(line["at"], today)
        day = day_of(when) if line.get("own_day") else today
        child, step = line.get("child", ""), str(line.get("step", ""))
        of_child = next((p.session for p in facts.places if p.pupil == child), "")
        session = line.get("session", of_child)
        key = "/".join((line["rule"], day.isoformat(), session, child, line["to"], step))
        name = f"m{number}" if line["state"] != "overtaken" else ""
        because, basis = str(line.get("because", "")), str(line.get("basis", ""))
        # What the mailbox brought back says when that was found.
        if "recalled" in line:
            basis = f"{RECALLED} {_when(line['recalled'], today).isoformat()}"
        ledger[key] = Owing(key, line["rule"], day, session, child, line["to"], step, name, when, when, because, basis)
        if name:
            more = {key: line[key] for key in ("notice", "detail") if key in line} | {"organisation": line["to"]}
            more |= {"to": line["address"]} if "address" in line else {}
            messages[name] = replace(build.a_message(name, State(line["state"]), when, **more), day=day)
            copies = (f"{name}-{copy}" for copy in range(1, line.get("count", 1)))
            messages |= {copy: replace(messages[name], id=copy) for copy in copies}
    return ledger, messages
