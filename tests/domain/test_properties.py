"""What holds of every register, whatever people typed: nobody forgotten, nobody told twice, nobody told who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cme.domain.changed import OF_SESSIONS
from cme.domain.clocks import day_of, instant
from cme.domain.decide import decide
from cme.domain.model import Decision, Facts, Mode, Obligation, Observation, Role, Saw, State
from cme.domain.recipients import AUDIENCES, Recipient, recipient
from cme.domain.rulebook import LOOK_BACK_DAYS
from cme.policy import load_figures
from tests import builders as build
from tests.domain import registers as some

quickly = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIGHTINGS = {Saw.SEEN, Saw.ARRIVED, Saw.CAME_BACK, Saw.WAS_HERE}
MINUTE = timedelta(minutes=1)


def decided(facts: Facts, now: datetime) -> Decision:
    return decide(some.known_by(facts, now), now, load_figures())


def every(decision: Decision) -> list[Obligation]:
    others = (*decision.held, *decision.prepared, *decision.forecast)
    return [*decision.owed, *(owed for owed, _ in decision.overtaken), *others]


def after(facts: Facts, decision: Decision, now: datetime) -> Facts:
    """The facts once a run has written down all that it owed as sent, or as rehearsed where nothing is sent."""
    state = State.SENT if facts.settings.mode is Mode.LIVE else State.REHEARSED
    return build.recorded(facts, decision.owed, [owed for owed, _ in decision.overtaken], now, state)


@quickly
@given(some.mornings())
def test_no_rule_ever_breaks(morning: tuple[Facts, datetime]) -> None:
    assert not [problem for problem in decided(*morning).problems if problem.code == "OPS-RULE"]


@quickly
@given(some.mornings())
def test_what_was_written_down_is_not_owed_again(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    again = decided(after(facts, decided(facts, now), now), now)
    assert (again.owed, again.overtaken) == ((), ())


@quickly
@given(some.mornings(), st.floats(0.001, 0.999))
def test_nothing_falls_due_between_now_and_the_instant_to_ask_again(
    morning: tuple[Facts, datetime], part: float
) -> None:
    facts, now = morning
    facts = after(facts, decided(facts, now), now)
    # A page that has just gone out falls due again, so the question is when to ask next after it went.
    decision = decided(facts, now)
    assert decision.next_at is not None
    assert now < decision.next_at
    between = now + (decision.next_at - now) * part
    for at in (between, decision.next_at - timedelta(microseconds=1)):
        quiet = decide(facts, at, load_figures())
        assert (quiet.owed, quiet.overtaken) == ((), ())


@settings(quickly, max_examples=40)
@given(some.registers(plain=True), st.integers(5, 40), st.integers(5, 40))
def test_after_an_outage_nothing_is_owed_that_was_not_owed_before_and_what_is_missing_is_listed(
    day: tuple, before: int, outage: int
) -> None:
    date, facts = day
    start = instant(date, some.STARTS[0]) - 5 * MINUTE
    ran, owed_by_minute = facts, {}
    stopped = restarts = start
    for number in range(before + outage + 1):
        now = start + number * MINUTE
        decision = decided(ran, now)
        owed_by_minute |= {owed.key: owed for owed in decision.owed}
        ran = after(ran, decision, now)
        if number == before:
            facts, stopped = ran, now
        restarts = now
    late = decided(facts, restarts)
    assert {owed.key for owed in late.owed} <= set(owed_by_minute)
    there = set(facts.ledger) | {owed.key for owed in late.owed} | {owed.key for owed, _ in late.overtaken}
    lost = [owed for key, owed in owed_by_minute.items() if key not in there]
    assert not [owed for owed in lost if not _is_settled(owed, facts, stopped, restarts)]


def _is_settled(owed: Obligation, facts: Facts, stopped: datetime, restarts: datetime) -> bool:
    """Return whether what a running system would have said needs no word: it was answered or taken back at once."""
    said = [o for o in facts.observations if o.recorded_at <= restarts and o.pupil in (owed.pupil, "")]
    if owed.rule in ("SAFE-2", "SAFE-5"):
        # A page that comes again is a reminder: the next takes its place, it is about a page that did go out, and what
        # the page asked about may have been answered since.
        paged = [row for row in facts.ledger.values() if row.message == owed.step.rsplit(" ", 1)[-1]]
        lapsed = owed.lapses_at is not None and owed.lapses_at <= restarts
        about = {row.session for row in paged}
        answered = any(o.session in about for o in facts.observations if stopped < o.recorded_at <= restarts)
        return lapsed or answered or not paged
    if owed.rule == "REG-5" or owed.step.startswith("again"):
        # It answers what was itself never sent, or the child is gone again.
        told = [r for r in facts.ledger.values() if (r.session, r.pupil, r.day) == (owed.session, owed.pupil, owed.day)]
        gone = any(o.recorded_at > stopped and o.saw not in SIGHTINGS for o in said)
        return gone or not any(r.organisation == owed.organisation and r.rule in ("REG-1", "REG-4") for r in told)
    if any(o.saw in OF_SESSIONS and o.recorded_at > stopped and o.session in (owed.session, "") for o in said):
        # The session changed again, or at last: what counts from another start, or says how it stood, is another step.
        return True
    mended = any(o.saw in some.CORRECTIONS and o.recorded_at > stopped for o in said)
    about = [o for o in facts.observations if o.pupil in (owed.pupil, "") or owed.rule == "REG-2"]
    first = min((o.recorded_at for o in about if o.saw is Saw.REGISTER and o.session == owed.session), default=owed.due)
    ready = max(owed.due, first)
    in_time = any(o.recorded_at in (ready + second for second in (0 * MINUTE, MINUTE)) for o in about)
    return mended or in_time


@settings(quickly, max_examples=80)
@given(some.mornings())
def test_whoever_would_be_told_placed_the_child_or_has_it_on_roll_and_holds_a_role_that_may_know(
    morning: tuple[Facts, datetime],
) -> None:
    facts, now = morning
    for owed in every(decided(facts, now)):
        to = recipient(owed, facts)
        if isinstance(to, Recipient):
            assert _may_be_told(owed, to, facts)


@settings(quickly, max_examples=80)
@given(
    some.mornings(),
    st.sampled_from((*some.SCHOOLS, *some.AUTHORITIES, "innov8", *some.NOBODY)),
    st.sampled_from(tuple(Role)),
)
def test_an_obligation_to_the_wrong_organisation_or_role_reaches_nobody(
    morning: tuple[Facts, datetime], organisation: str, role: Role
) -> None:
    facts, now = morning
    for owed in every(decided(facts, now)):
        if organisation == owed.organisation or "innov8" in (organisation, owed.organisation):
            continue
        wrong = replace(owed, organisation=organisation, to=role)
        to = recipient(wrong, facts)
        if isinstance(to, Recipient):
            assert _may_be_told(wrong, to, facts)


MAY = {
    ("absence", "school"): {"attendance", "dsl"},
    ("absence", "authority"): {"commissioning"},
    ("stand_down", "school"): {"attendance", "dsl"},
    ("stand_down", "authority"): {"commissioning"},
    ("attendance_report", "school"): {"attendance", "dsl"},
    ("attendance_report", "authority"): {"commissioning"},
    ("register_missing", "school"): {"attendance", "dsl"},
    ("register_missing", "authority"): {"commissioning"},
    ("corrected_report", "school"): {"attendance", "dsl"},
    ("corrected_report", "authority"): {"commissioning"},
    ("left_site", "school"): {"dsl"},
    ("session_changed", "school"): {"attendance", "dsl"},
    ("session_changed", "authority"): {"commissioning"},
    ("not_confirmed", "school"): {"dsl"},
    ("not_confirmed", "authority"): {"commissioning"},
    ("question", "school"): {"dsl", "head"},
    ("walk_in", "school"): {"attendance", "dsl"},
    ("case_to_school", "school"): {"dsl"},
    ("non_attendance", "school"): {"attendance", "dsl"},
    ("case_over", "school"): {"attendance", "dsl"},
    ("referral", "authority"): {"cme team"},
    ("new_facts", "authority"): {"cme team"},
    ("referral_over", "authority"): {"cme team"},
    ("placing_told", "authority"): {"placing authority"},
    ("placing_over", "authority"): {"placing authority"},
}
"""The table by role, said a second time and in other words: nobody else, ever."""


def test_the_table_said_a_second_time_knows_every_notice_that_goes_outside() -> None:
    outside = {(name, "school") for name, who in AUDIENCES.items() if who.school}
    outside |= {(name, "authority") for name, who in AUDIENCES.items() if who.authority}
    assert set(MAY) == outside


PREPARED = {"referral", "new_facts", "referral_over", "placing_told", "placing_over"}
CONFIRMED = {"left_site", "question", "case_to_school"} | PREPARED


def _may_be_told(owed: Obligation, to: Recipient, facts: Facts) -> bool:
    if owed.organisation == "innov8":
        return to.email in {person.email for person in facts.staff.values()} and to.email.endswith("@innov8.example")
    organisation = facts.organisations[owed.organisation]
    roles = MAY.get((owed.notice, organisation.kind), set())
    routine = owed.notice not in CONFIRMED and owed.to is not Role.DSL
    readers = (c for c in organisation.contacts if c.confirmed or routine)
    address = to.email in {c.email for c in readers if c.role.value in roles}
    theirs = [p for p in facts.places if p.commissioner == organisation.code and _counts(p, owed.day)]
    if owed.notice in ("attendance_report", "corrected_report"):
        return address and bool(theirs) and not owed.pupil
    if owed.notice in PREPARED:
        child = facts.pupils[owed.pupil]
        return address and owed.organisation == (child.placed_by if "placing" in owed.notice else child.lives_in)
    on_roll = facts.pupils[owed.pupil].school == organisation.code
    return address and (on_roll or any((p.pupil, p.session) == (owed.pupil, owed.session) for p in theirs))


def _counts(place: object, day: object) -> bool:
    since, until = place.since, place.until  # type: ignore[attr-defined]
    return (since is None or since <= day) and (until is None or until >= day)


@settings(quickly, max_examples=80)
@given(some.registers())
def test_no_child_is_expected_asked_after_and_not_seen_without_a_notice_or_an_explanation(day: tuple) -> None:
    date, facts = day
    now = instant(date, some.STARTS[-1]) + 50 * MINUTE
    decision = decided(facts, now)
    listed = {(o.rule, o.pupil, o.session) for o in every(decision)}
    for place in facts.places:
        if _is_expected(place, facts, date) and _was_asked(place, facts, date, now) and not _is_waiting(facts, now):
            said = [o for o in facts.observations if o.day == date and o.pupil == place.pupil and o.recorded_at <= now]
            here = [o for o in said if o.session in (place.session, "")]
            if not any(o.saw in SIGHTINGS or _explains(o) for o in here):
                assert {(rule, place.pupil, place.session) for rule in ("REG-1", "REG-8")} & listed


def _is_expected(place: object, facts: Facts, day: object) -> bool:
    session = facts.sessions.get(place.session)  # type: ignore[attr-defined]
    runs = session is not None and session.weekday == day.weekday()  # type: ignore[attr-defined]
    return runs and place.pupil in facts.pupils and _counts(place, day) and not facts.closures  # type: ignore[attr-defined]


def _was_asked(place: object, facts: Facts, day: object, now: datetime) -> bool:
    return any(
        o.saw is Saw.REGISTER and o.day == day and o.session == place.session and o.recorded_at <= now  # type: ignore[attr-defined]
        for o in facts.observations
    )


def _is_waiting(facts: Facts, now: datetime) -> bool:
    return facts.settings.paused_until is not None and now < facts.settings.paused_until


def _explains(said: Observation) -> bool:
    known = said.saw is Saw.NOT_COMING and said.said_by in ("parent or carer", "school")
    return known or said.saw in (Saw.LEFT_SITE, Saw.WENT_HOME)


@quickly
@given(some.mornings())
def test_no_reason_names_a_child(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    decision = decided(facts, now)
    said = [owed.reason for owed in every(decision)] + [why for _, why in decision.overtaken]
    names = [*some.NAMES[0], *some.NAMES[1], *some.PUPILS]
    assert not [sentence for sentence in said for name in names if name in sentence]


@quickly
@given(some.mornings())
def test_every_obligation_says_what_when_why_and_by_which_clause(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    for owed in every(decided(facts, now)):
        assert owed.reason.strip()
        assert owed.reason.endswith(".")
        assert owed.clause
        assert owed.basis
        assert owed.stale_after is None or owed.stale_after >= owed.due
        assert abs((day_of(owed.due) - owed.day).days) <= (LOOK_BACK_DAYS + 1 if owed.rule == "REG-7" else 1)


@quickly
@given(some.mornings())
def test_what_is_owed_has_fallen_due_and_what_is_forecast_has_not(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    decision = decided(facts, now)
    assert all(owed.due <= now for owed in decision.owed)
    assert all(owed.due > now for owed in decision.forecast)
    keys = [owed.key for owed in every(decision)]
    assert len(keys) == len(set(keys))
    assume(decision.owed)
    urgent = [owed.urgent for owed in decision.owed]
    assert urgent == sorted(urgent, reverse=True)
