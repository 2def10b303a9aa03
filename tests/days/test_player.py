"""Days are played minute by minute as the runs would go, and people answer what they are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cme.domain.clocks import hhmm, instant
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Facts, Observation, Role, Saw, State, Tier
from cme.domain.said import OF_PAGES
from cme.policy import load_figures
from sandbox.days.half_term import HalfTerm
from sandbox.days.player import Sent, play
from sandbox.days.rhythm import Rhythm, rhythm
from sandbox.days.staff import Everybody
from tests import builders as build

START, END = build.at("Mon 2026-11-23 00:00"), build.at("Tue 2026-11-24 00:00")
REGISTER = build.a_register([build.a_place()], build.at("Mon 2026-11-23 09:04"))
QUICK = {"at_once": 1, "minutes_at_once": [2, 2], "minutes_otherwise": [17, 17], "soon": 1, "minutes_soon": [5, 5]}


class Recorded:
    """People who said what they said, and answer nothing."""

    def __init__(self, *said: Observation, stands: tuple[State, str] = (State.SENT, "")) -> None:
        self.said, self.stands = list(said), stands

    def say(self, now: datetime) -> Sequence[Observation]:
        ready = [o for o in self.said if o.recorded_at <= now]
        self.said = [o for o in self.said if o.recorded_at > now]
        return ready

    def next_at(self) -> datetime | None:
        return min((o.recorded_at for o in self.said), default=None)

    def told(self, sent: Sent) -> tuple[State, str]:
        return self.stands


def of_tier_a() -> Facts:
    staff = {**build.facts().staff, "DEB": build.a_person("DEB", Role.INNOV8_DSL, duty_order=2)}
    return build.facts(pupils={"P1": build.a_pupil(tier=Tier.A)}, staff=staff)


def told(sent: Sequence[Sent]) -> list[str]:
    return [f"{hhmm(one.at)} {one.letter.notice} {one.letter.to.email.partition('@')[0]}" for one in sent]


def test_what_falls_due_goes_out_once_at_its_minute() -> None:
    sent = play(build.facts(), Recorded(*REGISTER), START, END, load_figures())
    assert told(sent) == ["09:15 absence attendance", "12:30 attendance_report attendance"]


def test_what_is_said_within_a_minute_is_known_to_the_next_run() -> None:
    came = build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:52:20"))
    sent = play(build.facts(), Recorded(*REGISTER, came), START, END, load_figures())
    assert "09:53 stand_down attendance" in told(sent)


def test_what_a_program_answers_goes_on_a_minute_later() -> None:
    sent = play(build.facts(), Recorded(*REGISTER, stands=(State.ANSWERED, AUTOMATIC)), START, END, load_figures())
    assert told(sent)[:2] == ["09:15 absence attendance", "09:16 absence dsl"]


def test_a_page_that_nobody_takes_goes_round() -> None:
    sent = play(of_tier_a(), Recorded(*REGISTER), START, build.at("Mon 2026-11-23 09:36"), load_figures())
    calls = [line for line in told(sent) if "page" in line or "refer" in line]
    assert calls == [
        "09:15 child_page dee",
        "09:20 page_again deb",
        "09:25 page_again dee",
        "09:35 page_again deb",
        "09:35 refer_yourself tess",
    ]


class Heard(Everybody):
    """Everybody, and what they have said."""

    def __init__(self, *, silent: Collection[str] = (), **numbers: object) -> None:
        numbers_of = {**rhythm().numbers, "page": QUICK | numbers, "duty": {"answered": 1, "minutes_answer": [4, 4]}}
        of: Rhythm = replace(rhythm(), numbers=numbers_of, away=(), emergencies={})
        of = replace(of, silent=frozenset((build.MONDAY, who) for who in silent))
        super().__init__(of, HalfTerm(REGISTER, {}))
        self.said: list[Saw] = []

    def say(self, now: datetime) -> Sequence[Observation]:
        found = super().say(now)
        self.said += [o.saw for o in found if o.saw in OF_PAGES]
        return found


def answered(people: Heard, facts: Facts | None = None) -> list[str]:
    sent = play(facts or of_tier_a(), people, START, build.at("Mon 2026-11-23 11:00"), load_figures())
    return [line for line in told(sent) if "page" in line or "refer" in line or "duty" in line]


def test_whoever_takes_a_page_and_finds_out_is_not_called_again() -> None:
    assert answered(Heard()) == ["09:15 child_page dee"]


def test_whoever_does_not_look_leaves_it_to_the_next_and_nobody_takes_it_twice() -> None:
    people = Heard(at_once=0)
    assert answered(people) == ["09:15 child_page dee", "09:20 page_again deb", "09:25 page_again dee"]
    assert people.said == [Saw.HAS_IT, Saw.LOCATED]


def test_whoever_takes_long_is_called_again() -> None:
    assert answered(Heard(soon=0, minutes_longer=[30, 30])) == ["09:15 child_page dee", "09:37 page_again dee"]


@pytest.mark.parametrize(
    ("silent", "calls"),
    [
        ((), ["08:30 duty_call dee", "09:15 child_page dee"]),
        (("dee@innov8.example",), ["08:30 duty_call dee", "08:50 duty_call deb", "09:15 child_page deb"]),
    ],
)
def test_whoever_is_asked_is_on_duty_unless_somebody_is_ill(silent: tuple[str, ...], calls: list[str]) -> None:
    facts = of_tier_a()
    facts = replace(facts, settings=replace(facts.settings, duty_asked=build.clock("08:30")))
    assert answered(Heard(silent=silent), facts) == calls


def test_whoever_is_ill_does_not_take_a_page() -> None:
    calls = answered(Heard(silent=("dee@innov8.example",)))
    assert calls == ["09:15 child_page dee", "09:20 page_again deb"]


def test_what_nobody_can_receive_the_dsl_hears_of_once() -> None:
    facts = build.facts(organisations={"HILL": build.a_school(contacts=())})
    sent = play(facts, Recorded(*REGISTER), START, build.at("Mon 2026-11-23 12:00"), load_figures())
    assert told(sent) == ["09:15 not_delivered dee"]


def test_what_helps_no_more_is_listed_once() -> None:
    left, back = (
        build.seen("P1", saw, build.at(f"Mon 2026-11-23 10:00:{seconds}"))
        for saw, seconds in ((Saw.LEFT_SITE, 10), (Saw.CAME_BACK, 40))
    )
    here = build.a_register([build.a_place()], build.at("Mon 2026-11-23 09:04"), ["P1"])
    sent = play(build.facts(), Recorded(*here, left, back), START, END, load_figures())
    assert told(sent) == ["10:01 overtaken_list dee", "12:30 attendance_report attendance"]


def test_of_days_that_are_too_long_past_nothing_is_asked() -> None:
    late = [replace(o, recorded_at=o.recorded_at + timedelta(days=3)) for o in REGISTER]
    until = instant(build.MONDAY + timedelta(days=4), build.clock("00:00"))
    sent = [play(build.facts(), Recorded(*late), START, until, load_figures(), back=back) for back in (4, 2)]
    assert [sum(one.letter.notice == "corrected_report" for one in found) for found in sent] == [1, 0]
