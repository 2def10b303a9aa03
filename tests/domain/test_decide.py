"""What holds of every decision: a rule that breaks, the order, the pause, and the list for the DSL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from cme.domain.decide import FARTHEST_BACK, days_back, decide, is_paid, overtaken_list
from cme.domain.model import Closure, Facts, Mode, Obligation, Saw, Settings, State
from cme.domain.recipients import Recipient, recipient
from cme.domain.rulebook import LOOK_BACK_DAYS, RULES, Moment, Rule
from cme.policy import load_figures
from tests import builders as build

DUE = build.at("Mon 2026-11-23 09:15")
FIGURES = load_figures()
CHRISTMAS = Closure("innov8", build.day("Sat 2026-12-19"), build.day("Mon 2027-01-04"), "Christmas")
LAST_FRIDAY, FIRST_TUESDAY = build.at("Fri 2026-12-18 08:00"), build.at("Tue 2027-01-05 08:00")


def missing(**more: object) -> Facts:
    """P1 was asked after and is missing."""
    return build.facts(observations=build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04")), **more)


def notice(facts: Facts) -> Obligation:
    (owed,) = decide(facts, DUE, FIGURES).owed
    return owed


@pytest.fixture
def broken() -> Iterator[None]:
    """A rule that says one thing and then breaks, and comes before all others."""

    def breaks(facts: Facts, moment: Moment) -> Iterator[Obligation]:
        yield replace(owed, rule="TEST-1", day=moment.day)
        raise ZeroDivisionError

    owed, kept = notice(missing()), dict(RULES)
    RULES.clear()
    RULES.update({"TEST-1": Rule("TEST-1", "5.2", "Breaks.", (), breaks), **kept})
    yield
    RULES.clear()
    RULES.update(kept)


@pytest.mark.usefixtures("broken")
def test_a_rule_that_breaks_stops_no_other_and_is_a_problem_that_says_what_to_do() -> None:
    facts = missing(settings=Settings(mode=Mode.LIVE, live_from=build.at("Mon 2026-11-23 07:00")))
    decision = decide(facts, DUE, FIGURES)
    assert [owed.rule for owed in decision.owed] == ["REG-1", "TEST-1"]
    (problem,) = decision.problems
    assert problem.code == "OPS-RULE"
    assert problem.what == "The rule TEST-1 could not be worked out for 23/11/2026 (ZeroDivisionError)."
    assert "by hand" in problem.mend


def test_pages_come_first_and_then_what_is_due_longest() -> None:
    facts = build.facts(
        pupils={code: build.a_pupil(code) for code in ("P1", "P2")},
        places=(build.a_place(), build.a_place("P2")),
        observations=(
            *build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04")),
            build.seen("P2", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:14")),
        ),
    )
    owed = decide(facts, DUE, FIGURES).owed
    assert [(o.rule, o.organisation) for o in owed] == [("REG-4", "HILL"), ("REG-4", "innov8"), ("REG-1", "HILL")]


@pytest.mark.parametrize("state", list(State))
def test_only_a_message_that_was_taken_back_or_rehearsed_leaves_it_owing(state: State) -> None:
    facts = missing()
    told = build.recorded(facts, [notice(facts)], [], DUE, state)
    assert is_paid(told, notice(facts)) is (state not in (State.WITHDRAWN, State.REHEARSED))


def test_what_was_claimed_by_a_message_that_cannot_be_found_is_not_sent_a_second_time() -> None:
    facts = missing()
    told = build.recorded(facts, [notice(facts)], [], DUE, State.SENT)
    assert is_paid(replace(told, messages={}), notice(facts))


def test_an_unknown_page_goes_again_once_and_an_unknown_notice_does_not() -> None:
    facts = missing()
    told = build.recorded(facts, [notice(facts)], [], DUE, State.UNKNOWN)
    page = replace(notice(facts), urgent=True)
    assert is_paid(told, notice(facts))
    assert not is_paid(told, page)
    repeated = {name: replace(m, detail="repeat, lost again") for name, m in told.messages.items()}
    assert is_paid(replace(told, messages=repeated), page)


def test_the_next_day_is_always_asked_about_at_midnight() -> None:
    quiet = build.facts(places=())
    assert decide(quiet, DUE, FIGURES).next_at == build.at("Tue 2026-11-24 00:00")
    assert decide(quiet, build.at("Sun 2026-10-25 00:30"), FIGURES).next_at == build.at("Mon 2026-10-26 00:00")


def test_the_forecast_says_what_falls_due_if_nothing_more_is_heard() -> None:
    forecast = decide(missing(), build.at("Mon 2026-11-23 09:10"), FIGURES).forecast
    assert [(o.rule, o.organisation) for o in forecast] == [("REG-1", "HILL"), ("REG-6", "HILL")]


@pytest.mark.parametrize(("back", "listed"), [(LOOK_BACK_DAYS, True), (LOOK_BACK_DAYS + 1, False)])
def test_a_missed_day_is_listed_for_as_long_as_it_is_looked_back_at(back: int, listed: bool) -> None:
    now = build.at("Mon 2026-11-23 08:00") + timedelta(days=back)
    assert bool(decide(missing(), now, FIGURES).overtaken) is listed


def lost_in(days: range, closures: tuple[Closure, ...] = ()) -> list[str]:
    """The days on which a session of each weekday ran unseen, and which the first run after it lists."""
    sessions = {f"S{n}": build.a_session(f"S{n}", weekday=n) for n in range(5)}
    places = tuple(build.a_place("P1", code) for code in sessions)
    facts = build.facts(sessions=sessions, places=places, closures=closures)
    found = decide(facts, FIRST_TUESDAY, FIGURES)
    last = LAST_FRIDAY.date()
    wanted = {last - timedelta(days=n) for n in days}
    return sorted({f"{o.day:%a %d}" for o, _ in found.overtaken if o.rule == "REG-6" and o.day in wanted})


def test_an_outage_that_began_on_the_last_day_of_term_is_listed_on_the_first_of_the_next() -> None:
    assert lost_in(range(1), (CHRISTMAS,)) == ["Fri 18"]
    assert lost_in(range(7), (CHRISTMAS,)) == ["Fri 18", "Thu 17", "Tue 15", "Wed 16"]


def test_days_on_which_sessions_ran_are_not_listed_for_longer_than_a_school_week() -> None:
    assert lost_in(range(7)) == []


def test_a_closure_without_end_does_not_make_the_look_back_endless() -> None:
    for_ever = Closure("innov8", build.day("Wed 2020-01-01"), build.day("Mon 2027-01-04"), "closed")
    assert len(days_back(build.facts(closures=(for_ever,)), FIRST_TUESDAY.date())) == FARTHEST_BACK


def test_days_before_the_system_was_live_are_not_made_good() -> None:
    live = Settings(mode=Mode.LIVE, live_from=build.at("Tue 2026-11-24 00:00"))
    assert decide(missing(settings=live), build.at("Tue 2026-11-24 08:00"), FIGURES).overtaken == ()


def test_the_day_on_which_the_system_went_live_is_made_good() -> None:
    live = Settings(mode=Mode.LIVE, live_from=build.at("Mon 2026-11-23 09:15"))
    assert len(decide(missing(settings=live), build.at("Tue 2026-11-24 08:00"), FIGURES).overtaken) == 1


def test_a_rehearsal_makes_nothing_good() -> None:
    rehearsal = Settings(mode=Mode.REHEARSAL)
    assert decide(missing(settings=rehearsal), build.at("Tue 2026-11-24 08:00"), FIGURES).overtaken == ()


@pytest.mark.parametrize(
    ("since", "until", "now", "paused"),
    [
        (None, "09:30", "09:29", True),
        (None, "09:30", "09:30", False),
        ("09:10", "09:30", "09:15", True),
        ("09:20", "09:30", "09:15", False),
        ("09:15", "09:30", "09:15", True),
    ],
)
def test_a_pause_holds_from_its_beginning_to_its_end(since: str | None, until: str, now: str, paused: bool) -> None:
    at = {name: build.at(f"Mon 2026-11-23 {text}") if text else None for name, text in (("s", since), ("u", until))}
    live = Settings(mode=Mode.LIVE, live_from=build.LONG_AGO, paused_from=at["s"], paused_until=at["u"])
    decision = decide(missing(settings=live), build.at(f"Mon 2026-11-23 {now}"), FIGURES)
    assert bool(decision.owed or decision.overtaken) is not paused


def test_what_falls_due_when_a_pause_ends_is_owed_and_not_listed() -> None:
    live = Settings(mode=Mode.LIVE, live_from=build.LONG_AGO, paused_until=DUE)
    decision = decide(missing(settings=live), DUE, FIGURES)
    assert ([o.rule for o in decision.owed], decision.overtaken) == (["REG-1"], ())


def test_a_page_that_fell_due_in_a_pause_is_still_a_page_after_it() -> None:
    live = Settings(mode=Mode.LIVE, live_from=build.LONG_AGO, paused_until=build.at("Mon 2026-11-23 09:30"))
    silent = build.facts(settings=live)
    decision = decide(silent, build.at("Mon 2026-11-23 09:31"), FIGURES)
    assert [o.step for o in decision.owed if o.rule == "REG-2"] == ["page"]
    assert [o.step for o, _ in decision.overtaken] == ["nudge", "coordinator"]


def test_what_was_due_before_a_pause_and_not_sent_goes_out_after_it() -> None:
    at = build.at
    live = Settings(
        mode=Mode.LIVE,
        live_from=build.LONG_AGO,
        paused_from=at("Mon 2026-11-23 09:16"),
        paused_until=at("Mon 2026-11-23 09:30"),
    )
    assert [o.rule for o in decide(missing(settings=live), at("Mon 2026-11-23 09:30"), FIGURES).owed] == ["REG-1"]


def just(facts: Facts, when: str) -> Facts:
    """A register was taken, and it did not ask about anybody."""
    register = build.seen("", Saw.REGISTER, build.at(f"Mon 2026-11-23 {when}"))
    return replace(facts, observations=(register,))


def test_a_register_in_the_minute_of_the_start_that_did_not_ask_says_so() -> None:
    (owed,) = decide(just(build.facts(), "09:00"), DUE, FIGURES).owed
    assert owed.reason.endswith("The register taken at 09:00 did not ask about this child.")


@pytest.mark.parametrize(("taken", "steps"), [("08:59", ["nudge 09:00"]), ("09:00", [])])
def test_only_a_register_from_before_the_start_leaves_names_open(taken: str, steps: list[str]) -> None:
    owed = decide(just(build.facts(), taken), build.at("Mon 2026-11-23 09:08"), FIGURES).owed
    assert [o.step for o in owed] == steps


def test_who_is_seen_today_was_still_missing_last_week() -> None:
    facts = missing()
    week = timedelta(days=7)
    told = build.recorded(facts, [replace(notice(facts), day=build.MONDAY - week)], [], DUE - week, State.SENT)
    seen = build.seen("P1", Saw.SEEN, build.at("Mon 2026-11-23 09:04"))
    decision = decide(replace(told, observations=(seen,)), DUE, FIGURES)
    assert "REG-5" not in {o.rule for o in (*decision.owed, *(gone for gone, _ in decision.overtaken))}


def test_a_notice_of_long_ago_that_comes_back_now_is_nobodys_page() -> None:
    long_ago = DUE - timedelta(days=LOOK_BACK_DAYS + 1)
    messages = {"m1": build.a_message("m1", State.BOUNCED, long_ago)}
    assert decide(build.facts(messages=messages, places=()), DUE, FIGURES).owed == ()


def test_nothing_overtaken_is_no_list() -> None:
    assert overtaken_list(build.facts(), (), DUE) is None


def test_the_list_of_what_was_overtaken_goes_to_innov8s_dsl_and_says_each_with_its_reason() -> None:
    facts = missing()
    first = notice(facts)
    second = replace(first, rule="REG-5", urgent=True)
    now = build.at("Tue 2026-11-24 08:00")
    listed = overtaken_list(facts, [(first, "too late."), (second, "moot.")], now)
    assert listed is not None
    assert listed.basis == f"{first.key}: too late. | {second.key}: moot."
    assert (listed.rule, listed.day.isoformat(), listed.pupil, listed.urgent) == ("OPS-2", "2026-11-24", "", False)
    assert listed.reason == "2 notices were not sent because they would no longer have helped."
    to = recipient(listed, facts)
    assert isinstance(to, Recipient)
    assert to.email == "dee@innov8.example"


def test_two_lists_of_one_day_are_two_obligations() -> None:
    facts = missing()
    one = overtaken_list(facts, [(notice(facts), "late.")], DUE)
    other = overtaken_list(facts, [(notice(facts), "late.")], DUE + timedelta(minutes=1))
    assert one is not None
    assert other is not None
    assert one.key != other.key
    assert one.reason == "1 notice was not sent because it would no longer have helped."
