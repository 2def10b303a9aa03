"""The three screens: exact rows in ordinary situations, and nothing left off in extraordinary ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain import board
from cme.domain.changed import on_day
from cme.domain.decide import decide
from cme.domain.mark_status import Status
from cme.domain.marks import marks
from cme.domain.model import Facts, Message, Mode, Observation, Place, Problem, Saw, Settings, Severity, State, Tier
from cme.domain.modes import papers_unread
from cme.domain.notice_names import STANDS, called
from cme.domain.recipients import AUDIENCES, INNOV8
from cme.domain.states import HANDLED_BY
from cme.domain.waiting import waiting
from cme.policy import load_figures
from tests import builders as build

NINE, LATER = "Mon 2026-11-23 09:46", "Mon 2026-11-23 10:00"
FOUR = tuple(build.a_place(code) for code in ("P1", "P2", "P3"))


def three_children(**more: object) -> Facts:
    pupils = {
        "P1": build.a_pupil("P1", first_name="Sam", surname="Sample"),
        "P2": build.a_pupil("P2", first_name="Zoë", surname="Mock"),
        "P3": build.a_pupil("P3", first_name="Kai", surname="Test"),
    }
    return build.facts(pupils=pupils, places=FOUR, **more)


def told(facts: Facts, when: datetime, state: State = State.SENT) -> Facts:
    """Return the facts after everything that was owed at an instant was claimed, in messages of a state."""
    decision = decide(facts, when, load_figures())
    return build.recorded(facts, decision.owed, (), when, state)


def today(facts: Facts, when: str, problems: tuple[Problem, ...] = ()) -> list[tuple[str, ...]]:
    now = build.at(when)
    return board.today(facts, decide(facts, now, load_figures()), problems, now)


def second(facts: Facts, when: str, problems: tuple[Problem, ...] = ()) -> list[tuple[str, ...]]:
    now = build.at(when)
    return waiting(facts, decide(facts, now, load_figures()), problems, now)


def at_quarter_past_nine() -> Facts:
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2", "P3"])
    return told(three_children(observations=seen), build.at("Mon 2026-11-23 09:15"))


def test_a_child_who_is_not_here_stands_on_today_with_since_where_what_told_and_whom_to_ring() -> None:
    assert today(at_quarter_past_nine(), NINE) == [
        ("Mon 23 Nov, 09:46  ·  registers in: 1 of 1 due  ·  seen and still here: Barn 2",),
        (),
        ("Not accounted for: 1 child", "Since", "Where", "Last fact", "Told", "Ring"),
        (
            "B Sam S (P1), due 09:00, Barn: not here when asked at 09:04. Told: Hill School (told 09:15).",
            "09:00",
            "Barn, Bike workshop",
            "not here when asked at 09:04",
            "Hill School (told 09:15)",
            "Hill School 01632 960000",
        ),
        (),
        ("What happens next, unless somebody is seen or explained",),
        ("12:30  the day's report goes to Hill School",),
    ]


def test_a_register_that_nobody_sent_is_one_line_and_nobody_is_called_missing() -> None:
    rows = today(three_children(), "Mon 2026-11-23 09:05")
    assert rows[2][0] == "Not accounted for: 3 children"
    assert rows[3] == (
        "NO REGISTER, 09:00, Barn, Bike workshop: B Sam S (P1), B Zoë M (P2), B Kai T (P3)",
        "09:00",
        "Barn, Bike workshop",
        "nobody has said yet",
        "nobody yet",
        "Tess Worker 07700 900001",
    )
    assert [row[0] for row in rows[6:]] == [
        "09:08  Tess Worker will be asked: the register, Bike workshop, Barn",
        "09:12  the coordinator will be asked to ring: no register, Bike workshop, Barn",
        "09:15  you will be paged: no register, Bike workshop, Barn",
        "09:30  Hill School will be told: no register, Bike workshop, Barn",
        "12:30  the day's report goes to Hill School",
    ]
    assert not any("missing" in cell for row in rows for cell in row)


def test_who_was_told_that_the_register_is_missing_stands_beside_the_children() -> None:
    rows = today(told(three_children(), build.at("Mon 2026-11-23 09:30")), NINE)
    assert rows[3][4] == "Hill School (told 09:30)"


def test_many_who_would_be_told_of_one_missing_register_are_one_line() -> None:
    places = (*FOUR, *(build.a_place(commissioner=code) for code in ("MILL", "COUNTY")))
    lines = [row[0] for row in today(replace(three_children(), places=places), "Mon 2026-11-23 09:05") if row]
    assert "09:30  3 of those who placed them will be told: no register, Bike workshop, Barn" in lines


def test_what_will_be_said_of_whom_stands_there_before_it_is_said() -> None:
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2", "P3"])
    lines = [row[0] for row in today(three_children(observations=seen), "Mon 2026-11-23 09:10") if row]
    assert "09:15  Hill School will be told about Sam S (P1)" in lines


def test_a_page_that_will_come_again_stands_there_once_with_the_next_person() -> None:
    left = build.seen("P3", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20"))
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P1", "P2", "P3"])
    paged = told(three_children(observations=(*seen, left)), build.at("Mon 2026-11-23 09:20"))
    lines = [row[0] for row in today(paged, "Mon 2026-11-23 09:21") if row]
    again = [line for line in lines if "nobody took or settled" in line]
    assert again == ["09:25  Dee Worker will be sent the page that nobody took or settled"]
    assert "09:40  Tess Worker will be sent the word to the lead to refer themselves" in lines
    assert not any("innov8 will be told" in line for line in lines)


def test_what_falls_due_tomorrow_is_not_said_of_today() -> None:
    lines = [row[0] for row in today(at_quarter_past_nine(), NINE) if row]
    assert not any("will be asked about" in line for line in lines)
    tomorrow = [row[0] for row in today(at_quarter_past_nine(), "Tue 2026-11-24 09:00") if row]
    assert "12:00  the DSL of Hill School will be asked about Sam S (P1)" in tomorrow


def test_the_worst_comes_first() -> None:
    seen = (
        *build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2", "P3"]),
        build.seen("P3", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20")),
        build.seen("P2", Saw.NOT_HERE, build.at("Mon 2026-11-23 09:30")),
    )
    rows = today(three_children(observations=seen), NINE)
    assert [row[0].split(" (")[0] for row in rows[3:6]] == ["B Kai T", "B Zoë M", "B Sam S"]
    assert rows[3][3] == "left without permission at 09:20"
    assert rows[3][5] == "Tess Worker 07700 900001"
    assert rows[4][3] == "not here after having been here, when asked at 09:30"


def test_tier_a_comes_before_what_is_not_known_and_that_before_tier_b_whatever_happened() -> None:
    seen = (
        *build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P1", "P2", "P3"]),
        build.seen("P1", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20")),
        build.seen("P2", Saw.NOT_HERE, build.at("Mon 2026-11-23 09:30")),
        build.seen("P3", Saw.NOT_HERE, build.at("Mon 2026-11-23 09:31")),
    )
    rows = today(with_tiers(three_children(observations=seen), P2=Tier.NOT_KNOWN, P3=Tier.A), NINE)
    assert [row[0].split(" (")[0] for row in rows[3:6]] == ["A Kai T", "? Zoë M", "B Sam S"]


def test_of_a_register_that_nobody_sent_the_worst_tier_is_named_first() -> None:
    cook = build.a_session("COOK")
    facts = with_tiers(three_children(), P2=Tier.A, P3=Tier.NOT_KNOWN)
    facts = replace(facts, sessions={**facts.sessions, "COOK": cook})
    assert today(facts, "Mon 2026-11-23 09:05")[3][0].endswith(": A Zoë M (P2), ? Kai T (P3), B Sam S (P1)")
    facts = replace(facts, places=(*FOUR[::2], build.a_place("P2", "COOK")))
    assert [row[2] for row in today(facts, "Mon 2026-11-23 09:05")[3:5]] == [
        "Barn, Cook workshop",
        "Barn, Bike workshop",
    ]


def with_tiers(facts: Facts, **tiers: Tier) -> Facts:
    changed = {code: replace(facts.pupils[code], tier=tier) for code, tier in tiers.items()}
    return replace(facts, pupils={**facts.pupils, **changed})


def test_nobody_is_the_word_when_all_are_accounted_for() -> None:
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P1", "P2", "P3"])
    assert today(three_children(observations=seen), NINE)[2:4] == [
        ("Not accounted for: 0 children", "Since", "Where", "Last fact", "Told", "Ring"),
        ("Nobody.",),
    ]


def test_what_somebody_heard_and_a_late_taxi_are_said_beside_the_fact() -> None:
    seen = (
        *build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2", "P3"]),
        build.seen("P1", Saw.NOT_COMING, build.at("Mon 2026-11-23 09:06"), reason="ill", said_by="the child"),
        build.seen("P1", Saw.TAXI_LATE, build.at("Mon 2026-11-23 09:07"), due=build.at("Mon 2026-11-23 09:40")),
    )
    fact = today(three_children(observations=seen), NINE)[3][3]
    assert fact == "not here when asked at 09:04; taxi late, due 09:40; not confirmed: ill (the child)"


def test_a_child_of_two_commissioners_is_counted_once() -> None:
    places = (*FOUR, build.a_place("P1", commissioner="COUNTY"))
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2"])
    facts = replace(three_children(observations=seen), places=places)
    rows = today(facts, NINE)
    assert rows[2][0] == "Not accounted for: 2 children"
    assert board.sessions_today(facts, build.at(NINE))[1][3:8] == ("3", "1", "2", "0", "0")


def test_a_child_who_was_missed_in_the_morning_and_sits_in_the_afternoon_s_session_is_accounted_for() -> None:
    noon = build.a_session("ARTS", start=time(13), end=time(14, 30))
    late = build.a_place("P1", "ARTS", start=time(13), end=time(14, 30))
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2", "P3"])
    facts = three_children(observations=seen)
    facts = replace(facts, sessions={**facts.sessions, "ARTS": noon}, places=(*FOUR, late))
    assert today(facts, "Mon 2026-11-23 13:10")[2][0] == "Not accounted for: 1 child"
    came = build.a_register((late,), build.at("Mon 2026-11-23 13:05"), ["P1"], session="ARTS")
    facts = replace(facts, observations=(*seen, *came))
    assert today(facts, "Mon 2026-11-23 13:10")[3] == ("Nobody.",)


def test_a_mode_or_a_pause_in_which_schools_are_not_told_stands_in_the_first_line() -> None:
    facts = three_children()
    shadow = replace(facts, settings=replace(facts.settings, mode=Mode.REHEARSAL))
    assert today(shadow, NINE)[0][0].endswith("  ·  REHEARSAL: nobody is told")
    paused = replace(facts, settings=replace(facts.settings, paused_until=build.at("Mon 2026-11-23 11:00")))
    assert today(paused, NINE)[0][0].endswith("  ·  PAUSED until 11:00: schools are not told")


def test_problems_are_counted_at_the_end_of_today() -> None:
    problems = (Problem("A", Severity.ERROR, "x", "y", "z"), Problem("B", Severity.QUERY, "x", "y", "z"))
    assert today(three_children(), NINE, problems)[-1] == ("1 to mend and 1 to confirm: see the tab Problems.",)


def test_nothing_waits_says_what_comes_next() -> None:
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P1", "P2", "P3"])
    late = build.a_place("P1", start=time(10))
    facts = replace(three_children(observations=seen), places=(*FOUR[1:], late))
    assert second(three_children(), "Mon 2026-11-23 08:00") == [
        ("Nothing waits. Next check 09:08, Bike workshop. (Mon 23 Nov, 08:00)",)
    ]
    assert second(facts, "Mon 2026-11-23 20:00")[0][0].startswith("Nothing waits. Nothing more falls due today.")


def test_a_notice_that_came_back_waits_with_the_number_to_ring() -> None:
    facts = at_quarter_past_nine()
    messages = {name: replace(m, state=State.BOUNCED) for name, m in facts.messages.items()}
    assert second(replace(facts, messages=messages), NINE) == [
        ("Waiting for you: 1 (Mon 23 Nov, 09:46)", "Since", "What", "What to do"),
        (
            "Ring Hill School, 01632 960000: the notice of absence",
            "09:15",
            "NOT told, it came back 09:15",
            "Ring them now; then mend the address.",
        ),
    ]


def test_a_page_about_a_register_waits_until_the_register_comes() -> None:
    facts = told(three_children(), build.at("Mon 2026-11-23 09:15"))
    assert second(facts, NINE)[1][0] == "No register: Bike workshop, Barn. Nobody has it yet. Told: innov8."
    seen = build.a_register(FOUR, build.at("Mon 2026-11-23 09:40"), ["P1", "P2", "P3"])
    assert second(replace(facts, observations=seen), NINE)[0][0].startswith("Nothing waits.")


def test_a_page_about_a_child_who_left_waits_until_the_child_is_back() -> None:
    left = build.seen("P3", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20"))
    seen = (*build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P1", "P2", "P3"]), left)
    facts = told(three_children(observations=seen), build.at("Mon 2026-11-23 09:20"))
    assert second(facts, NINE)[1][0] == "Kai T (P3) left and not back. Nobody has it yet. Told: innov8."
    back = build.seen("P3", Saw.CAME_BACK, build.at("Mon 2026-11-23 09:40"))
    assert second(replace(facts, observations=(*seen, back)), NINE)[0][0].startswith("Nothing waits.")


def test_a_page_about_what_is_called_off_waits_until_it_is_on_after_all() -> None:
    off = build.seen("", Saw.CANCELLED, build.at("Mon 2026-11-23 08:41"))
    on = build.seen("", Saw.GOES_AHEAD, build.at("Mon 2026-11-23 08:50"))
    facts = build.facts(pupils={"P1": build.a_pupil(tier=Tier.A)}, observations=(off,))
    facts = told(facts, build.at("Mon 2026-11-23 08:42"))
    asked = "Where is Sam S (P1)? Nobody has it yet."
    assert [row for row in second(facts, "Mon 2026-11-23 08:49") if row[0].startswith(asked)]
    assert "Where is" not in str(second(replace(facts, observations=(off, on)), "Mon 2026-11-23 08:51"))


def test_a_page_about_a_missed_child_waits_on_when_the_session_is_called_off() -> None:
    taken = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"))
    facts = build.facts(pupils={"P1": build.a_pupil(tier=Tier.A)}, observations=taken)
    facts = told(facts, build.at("Mon 2026-11-23 09:15"))
    off = build.seen("", Saw.CANCELLED, build.at("Mon 2026-11-23 09:40"))
    facts = replace(facts, observations=(*taken, off))
    assert "Where is Sam S (P1)?" in str(second(facts, "Mon 2026-11-23 09:41"))


def test_a_claim_whose_lease_has_run_out_waits_for_a_person() -> None:
    now = build.at(NINE)
    stuck = build.a_message("m", State.CLAIMED, now - timedelta(minutes=9), lease_until=now - timedelta(minutes=6))
    assert second(build.facts(messages={"m": stuck}), NINE)[1][0].startswith("Ring Hill School, 01632 960000")
    fresh = replace(stuck, lease_until=now + timedelta(minutes=2))
    assert second(build.facts(messages={"m": fresh}), NINE)[0][0].startswith("Nothing waits.")


def test_what_came_back_after_the_last_school_day_s_end_still_waits_on_monday() -> None:
    evening = build.a_message("m", State.ANSWERED, build.at("Fri 2026-11-20 17:10"))
    noon = build.a_message("n", State.ANSWERED, build.at("Fri 2026-11-20 12:10"))
    rows = second(build.facts(messages={"m": evening, "n": noon}), NINE)
    assert [row[:2] for row in rows[1:]] == [
        ("Read the reply of Hill School: the notice of absence", "Fri 20 Nov, 17:10")
    ]


def test_errors_wait_too_and_the_rest_is_counted() -> None:
    many = tuple(Problem("A", Severity.ERROR, f"row {n}", "It is wrong.", "Mend it.") for n in range(8))
    rows = second(build.facts(), NINE, (*many, Problem("B", Severity.QUERY, "x", "y", "z")))
    assert rows[1] == ("row 0: It is wrong.", "", "see the tab Problems", "Mend it.")
    assert rows[-1] == ("… and 3 more to mend: see the tab Problems.",)


def test_papers_that_nobody_read_wait_although_they_are_no_error() -> None:
    unread = tuple(papers_unread(Settings()))
    assert second(build.facts(), NINE, (*unread, Problem("B", Severity.QUERY, "x", "y", "z")))[1:] == [
        (
            "It is not written down who read the papers on data protection, and when.",
            "",
            "see the tab Problems",
            "Read docs/data-protection; then type beside “data protection papers read by” who did, in which role, "
            "and the day.",
        )
    ]


def test_each_session_says_how_it_stands() -> None:
    noon = build.a_session("ARTS", start=time(13), end=time(14, 30), lead="")
    seen = (
        *build.a_register(FOUR, build.at("Mon 2026-11-23 09:04"), ["P2"], by="tess@innov8.example"),
        build.seen("P3", Saw.NOT_COMING, build.at("Mon 2026-11-23 08:30"), said_by="school"),
    )
    facts = three_children(observations=seen)
    facts = replace(facts, sessions={**facts.sessions, "ARTS": noon}, places=(*FOUR, build.a_place("P1", "ARTS")))
    rows = board.sessions_today(facts, build.at(NINE))
    assert ["|".join(row) for row in rows] == [
        "Session, Mon 23 Nov, 09:46|Start|Lead|Expected|Here|Not yet|Not coming|Gone|Register at|By",
        "Bike workshop, Barn: 1 of 3 here|09:00|Tess Worker 07700 900001|3|1|1|1|0|09:04|tess@innov8.example",
        "Arts workshop, Barn: NO REGISTER|13:00|nobody is entered as lead|1|0|1|0|0|not yet|",
    ]
    assert board.sessions_today(three_children(), build.at("Sun 2026-11-22 12:00")) == [
        ("No sessions today, Sun 22 Nov, 12:00.",)
    ]


def test_every_state_of_a_message_has_words() -> None:
    assert set(STANDS) == set(State) == set(HANDLED_BY)


TEXTS = st.one_of(st.sampled_from(["", "=1+1", "+44", "a\nb", "\ud800", "x" * 60_000]), st.text(max_size=20))
INSTANTS = st.integers(0, 24 * 60 - 1).map(lambda minute: build.at("Mon 2026-11-23 00:00") + timedelta(minutes=minute))


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    at = draw(INSTANTS)
    return Observation(
        entry=draw(TEXTS),
        day=build.MONDAY,
        session=draw(st.sampled_from(["BIKE", "GONE", ""])),
        pupil=draw(st.sampled_from(["P1", "P2", "P3", "GONE", ""])),
        saw=draw(st.sampled_from(list(Saw))),
        at=at,
        recorded_at=at + timedelta(minutes=draw(st.integers(0, 90))),
        by=draw(TEXTS),
        reason=draw(TEXTS),
        said_by=draw(TEXTS),
        due=draw(st.none() | INSTANTS),
        instead=draw(st.sampled_from(["TESS", "Village hall", ""]) | TEXTS),
    )


@st.composite
def messages(draw: st.DrawFn) -> Message:
    return Message(
        id=f"m{draw(st.integers(0, 99))}",
        state=draw(st.sampled_from(list(State))),
        at=draw(INSTANTS),
        notice=draw(st.sampled_from([*AUDIENCES, "unheard_of"])),
        organisation=draw(st.sampled_from(["HILL", "COUNTY", INNOV8, "GONE"])),
        to=draw(st.sampled_from(["dee@innov8.example", "", "gone@x.example"])),
        day=build.MONDAY,
        detail=draw(TEXTS),
        lease_until=draw(st.none() | INSTANTS),
    )


@given(st.lists(observations(), max_size=8), st.lists(messages(), max_size=6), INSTANTS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_odd_facts_never_stop_a_screen_and_leave_nobody_off(
    said: list[Observation], sent: list[Message], now: datetime, is_bare: bool
) -> None:
    facts = three_children(observations=tuple(o for o in said if o.recorded_at <= now))
    facts = replace(facts, messages={m.id: m for m in sent})
    if is_bare:
        facts = replace(facts, staff={}, organisations={})
    decision = decide(facts, now, load_figures())
    assert not decision.problems
    first = " ".join(cell for row in board.today(facts, decision, (), now) for cell in row)
    missed = first.partition("What happens next")[0].partition("To ring")[0]
    for mark in marks(on_day(facts, build.MONDAY), build.MONDAY):
        lost = mark.status in (Status.LEFT_SITE, Status.CONTRADICTORY, Status.NOT_HERE, Status.NOT_ASKED)
        assert (f"({mark.place.pupil})" in missed) == (lost and mark.expected_at <= now)
    lines = [" ".join(row) for row in waiting(facts, decision, (), now)]
    for message in facts.messages.values():
        if message.state in (State.BOUNCED, State.HELD, State.FAILED, State.UNKNOWN, State.ANSWERED):
            assert any(called(message.notice) in line for line in lines)
        is_list = message.notice in ("not_delivered", "overtaken_list") and message.organisation == INNOV8
        if is_list and message.state in (State.CLAIMED, State.SENT, State.REHEARSED):
            assert any(called(message.notice) in line for line in lines)
    assert all(isinstance(cell, str) for row in board.sessions_today(facts, now) for cell in row)


def test_a_place_without_its_session_or_pupil_is_passed_over() -> None:
    lost = (Place("P9", "BIKE", "HILL", time(9), time(12)), Place("P1", "GONE", "HILL", time(9), time(12)))
    facts = replace(three_children(), places=(*FOUR, *lost))
    assert today(facts, LATER)[2][0] == "Not accounted for: 3 children"
