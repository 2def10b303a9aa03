"""The digest of the week in the situations that its reader meets: children, and none of the links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from cme.domain.findings import Finding
from cme.domain.model import Facts
from cme.domain.questions import Question
from cme.policy import load_policy, load_questions
from sandbox.example.letters import Scene, at

NIGHT = "03:00"


def _finding(pupil: str, rule: str, level: int, since: date, what: str) -> Finding:
    return Finding(pupil, rule, level, since, at(NIGHT), what, at(NIGHT))


FOUND = (
    _finding("P0003", "PAT-5", 1, date(2026, 11, 17), "missed 4 of the last 5 Tuesdays, came on 9 of 10 other days"),
    _finding(
        "P0012",
        "PAT-1",
        2,
        date(2026, 11, 9),
        "missed 3 in a row, nobody knows why: Mon 9 Nov, Thu 12 Nov, Mon 16 Nov; last here Thu 5 Nov",
    ),
    _finding(
        "P0012",
        "PAT-2",
        2,
        date(2026, 11, 9),
        "seen by nobody for 10 school days since Mon 9 Nov, as far as we know (last seen Thu 5 Nov): "
        "has the school made its return?",
    ),
    _finding("P0007", "PAT-3", 1, date(2026, 11, 20), "came to 9 of the last 20 sessions, before that to 16 of 20"),
)


def _found(facts: Facts, duty: time | None = None) -> Facts:
    settings = replace(facts.settings, weekly_digest=time(8), duty_asked=duty)
    return replace(facts, settings=settings, findings=FOUND)


def _asked(facts: Facts) -> Facts:
    return _found(facts, time(8, 30))


def _without_links(facts: Facts) -> Facts:
    found = _found(facts, time(8, 30))
    schools = {code: replace(school, telephone="") for code, school in facts.organisations.items()}
    settings = replace(found.settings, form_links={}, question_ids={})
    return replace(found, settings=settings, organisations=schools, findings=FOUND[1:2])


def _policy(facts: Facts) -> Facts:
    """Nothing of any child; the policy as it is, whose review is overdue."""
    settings = replace(facts.settings, weekly_digest=time(8))
    people = {code: replace(person, phone="07700 900106") for code, person in facts.staff.items()}
    return replace(facts, settings=settings, staff=people, policy=load_policy(), questions=_three_open())


def _three_open() -> dict[str, Question]:
    """So many that the scene stays as it is when the policy's own questions become more."""
    return {
        code: question for code, question in load_questions().items() if code in ("Q-RINGS", "Q-15", "Q-LATE", "Q-LEFT")
    }


def _both(facts: Facts) -> Facts:
    return replace(_policy(facts), findings=FOUND)


WEEKLY = (
    Scene("weekly_digest", "children", "Monday at eight: patterns of absence", "08:00", "innov8", (), _found, "07:50"),
    Scene("weekly_digest", "one", "The same, and nobody is on duty yet", "08:00", "innov8", (), _asked, "07:50"),
    Scene(
        "weekly_digest", "no_links", "One child; no links, no numbers", "08:00", "innov8", (), _without_links, "07:50"
    ),
    Scene("weekly_digest", "policy", "Nothing but the policy", "08:00", "innov8", (), _policy, "07:50"),
    Scene("weekly_digest", "both", "Children, and the policy", "08:00", "innov8", (), _both, "07:50"),
)
