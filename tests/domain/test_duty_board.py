"""The Duty board's screens: exact rows, whom to ring first, and nothing of what only the DSL may know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cme.domain.board import sessions_today
from cme.domain.day_sheet import day_sheet
from cme.domain.decide import decide
from cme.domain.duty_board import first_screen, for_duty
from cme.domain.model import Closure, Facts, Saw, State, Tier
from cme.domain.people import Relative
from cme.domain.ring_list import ring_list
from cme.policy import load_figures
from tests import builders as build
from tests.registers.made import register

NINE = build.at("Mon 2026-11-23 09:46")
WAIT = timedelta(minutes=15)
FLAG = "Zaphnath-flag"
"""What only the DSL may know of somebody, in words that stand nowhere else."""
CALL = "the DSL (Dee Safe, 07700 900106)"


def four(**more: object) -> Facts:
    """One seen, two missed, of whom about one the DSL is rung first, and one who comes at ten."""
    pat, gran = Relative("Pat", "07700 900201", "parent"), Relative("Gran", "07700 900202")
    pupils = {
        "P1": build.a_pupil("P1", first_name="Sam", surname="Sample", tier=Tier.A, family=(pat, gran)),
        "P2": build.a_pupil("P2", first_name="Zoë", surname="Mock"),
        "P3": build.a_pupil("P3", first_name="Kai", surname="Test", family=(gran,), ring_note="Polish, after ten"),
        "P4": build.a_pupil("P4", first_name="Ada", surname="Made", never_ring="Rex"),
    }
    places = tuple(build.a_place(code) for code in ("P1", "P2", "P3"))
    late = build.a_place("P4", start=build.clock("10:00"), transport="A2B Taxi, 07700 900300")
    seen = build.a_register(places, build.at("Mon 2026-11-23 09:04"), ["P2"])
    facts = build.facts(pupils=pupils, places=(*places, late), observations=seen)
    settings = replace(facts.settings, dsl_name="Dee Safe", dsl_phone="07700 900106")
    return replace(facts, **{"settings": settings} | more)  # type: ignore[arg-type]


def test_who_is_not_accounted_for_stands_there_and_before_some_whom_to_ring_first() -> None:
    assert first_screen(four(), NINE) == [
        ("Mon 23 Nov, 09:46  ·  registers in: 1 of 1 due  ·  seen and still here: Barn 1",),
        (),
        ("Not accounted for: 2 children", "Since", "Where", "Last fact", "Told", "Ring"),
        (
            f"● Ring {CALL} first. Sam S (P1), due 09:00, Barn: not here when asked at 09:04. Told: nobody yet.",
            "09:00",
            "Barn, Bike workshop",
            "not here when asked at 09:04",
            "nobody yet",
            CALL,
        ),
        (
            "Kai T (P3), due 09:00, Barn: not here when asked at 09:04. Told: nobody yet.",
            "09:00",
            "Barn, Bike workshop",
            "not here when asked at 09:04",
            "nobody yet",
            "Hill School 01632 960000",
        ),
    ]


def test_a_page_that_comes_of_a_flag_is_not_said_to_have_gone() -> None:
    facts = build.recorded(four(), decide(four(), NINE, load_figures()).owed, (), NINE, State.SENT)
    assert {row.rule for row in facts.ledger.values()} >= {"REG-1", "SAFE-1"}
    told = [row[4] for row in first_screen(facts, NINE) if len(row) > 4 and "Sam S" in row[0]]
    assert told == ["Hill School (told 09:46)"]


def test_nor_is_one_about_a_child_whose_session_is_called_off() -> None:
    off = build.seen("", Saw.CANCELLED, build.at("Mon 2026-11-23 08:41"))
    before = four(observations=(off,))
    at = build.at("Mon 2026-11-23 08:42")
    facts = build.recorded(before, decide(before, at, load_figures()).owed, (), at, State.SENT)
    assert [(row.pupil, row.step) for row in facts.ledger.values() if row.rule == "SAFE-1"] == [
        ("P1", "cancelled 08:41:00")
    ]
    others = {key: row for key, row in facts.ledger.items() if row.rule != "SAFE-1"}
    assert drawn(facts, at) == drawn(replace(facts, ledger=others), at)
    # Of what is not a flag's the board speaks: whom to ring because plans changed.
    assert drawn(facts, at).count("cancelled 08:41. Ring") == 4


def test_the_order_of_those_without_a_mark_tells_no_tier() -> None:
    def shown(one: Tier, other: Tier) -> list[object]:
        pupils = four().pupils
        tiers = {"P1": replace(pupils["P1"], tier=one), "P3": replace(pupils["P3"], tier=other)}
        facts = four(pupils={**pupils, **tiers})
        return [first_screen(facts, NINE), ring_list(facts, NINE), day_sheet(facts, NINE, WAIT)]

    assert shown(Tier.B, Tier.NOT_KNOWN) == shown(Tier.NOT_KNOWN, Tier.B)


def test_whom_the_dsl_is_rung_about_first_stands_first_whatever_happened_to_the_others() -> None:
    left = build.seen("P3", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20"))
    facts = four(observations=(*four().observations, left))
    for rows in (first_screen(facts, NINE)[3:], ring_list(facts, NINE)[1:]):
        assert ["(P1)" in rows[0][0], "(P3)" in rows[1][0]] == [True, True]
    facts = replace(facts, pupils={code: replace(p, tier=Tier.B) for code, p in facts.pupils.items()})
    assert "(P3)" in first_screen(facts, NINE)[3][0]


def test_where_no_register_came_one_line_says_about_whom_the_dsl_would_be_rung_first() -> None:
    rows = first_screen(four(observations=()), NINE)
    assert rows[3][0].startswith("NO REGISTER, 09:00, Barn, Bike workshop: Sam S (P1)")
    assert rows[4] == (f"● If not there, ring {CALL} first: Sam S (P1)",)


def test_nobody_is_the_word_when_all_are_accounted_for() -> None:
    seen = build.a_register(four().places, build.at("Mon 2026-11-23 09:04"), ["P1", "P2", "P3"])
    assert first_screen(four(observations=seen), NINE)[3] == ("Nobody.",)


def test_a_page_reads_as_one_to_the_dsl_because_the_reader_is_somebody_else() -> None:
    left = build.seen("P3", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20"))
    facts = four(observations=(left,))
    facts = build.recorded(facts, decide(facts, NINE, load_figures()).owed, (), NINE, State.SENT)
    cells = [cell for row in first_screen(facts, NINE) for cell in row]
    assert any("page to the DSL (told 09:46" in cell for cell in cells)
    assert not any("page to you" in cell for cell in cells)


def test_the_ring_list_gives_the_family_in_order_and_what_whoever_rings_must_know() -> None:
    heading, sam, kai = ring_list(four(), NINE)
    assert heading[:3] == ("To ring at home: 2 children, Mon 23 Nov, 09:46", "Rung?", "Since")
    assert len(heading) == len(sam) == len(kai)
    assert sam == (
        f"● Ring {CALL} first. Sam S (P1), due 09:00, Barn: not here when asked at 09:04. "
        "innov8 rings home. Ring 1 Pat (parent) 07700 900201; 2 Gran 07700 900202.",
        "",
        "09:00",
        "Barn, Bike workshop",
        "not here when asked at 09:04",
        "innov8 rings home",
        "Pat (parent) 07700 900201",
        "Gran 07700 900202",
        "",
        "",
    )
    assert kai[0].endswith("Ring 1 Gran 07700 900202. Polish, after ten")
    assert kai[9] == "Polish, after ten"


def test_the_ring_list_asks_the_driver_first_where_a_taxi_is_late() -> None:
    asked = build.seen("P4", Saw.NOT_HERE, build.at("Mon 2026-11-23 10:05"))
    taxi = build.seen("P4", Saw.TAXI_LATE, build.at("Mon 2026-11-23 09:50"), due=build.at("Mon 2026-11-23 10:20"))
    rows = ring_list(four(observations=(asked, taxi)), build.at("Mon 2026-11-23 10:06"))
    assert "Ring Transport: A2B Taxi 07700 900300." in next(row[0] for row in rows if "(P4)" in row[0])


def test_a_line_leads_to_the_form_that_says_how_it_went_and_says_who_rang_last() -> None:
    facts = four()
    settings = replace(
        facts.settings, form_links={"action": "https://forms.example/f"}, question_ids={"action/about": "1f"}
    )
    rang = (
        build.seen("P1", Saw.NO_ANSWER, build.at("Mon 2026-11-23 09:30"), session="", by="cora@innov8.example"),
        build.seen("P1", Saw.SPOKE_TO, build.at("Mon 2026-11-23 09:40"), session="", by="tess@innov8.example"),
        build.seen("P1", Saw.REFERRED, build.at("Mon 2026-11-23 09:45"), session="", by="dee@innov8.example"),
    )
    facts = replace(facts, settings=settings, observations=(*facts.observations, *rang))
    (_, sam, kai) = ring_list(facts, NINE)
    assert "asked at 09:04. Tess Worker spoke to somebody, 09:40. innov8 rings home." in sam[0]
    assert sam[1] == "https://forms.example/f?usp=pp_url&entry.31=P1%20Sam%20S"
    assert "spoke" not in kai[0]
    assert "referred" not in drawn(facts, NINE)


def test_a_page_that_somebody_ended_without_a_word_before_is_not_called_nobody_s() -> None:
    left = build.seen("P3", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:20"))
    facts = four(observations=(left,))
    facts = build.recorded(facts, decide(facts, NINE, load_figures()).owed, (), NINE, State.SENT)
    referred = build.seen("P3", Saw.REFERRED, NINE, session="", by="dee@innov8.example", reason=FLAG)
    shown = drawn(replace(facts, observations=(left, referred)), NINE)
    assert "page to the DSL (told 09:46; Dee Worker dealt with it at 09:46)" in shown
    assert "referred" not in shown


def test_nobody_to_ring_is_said_and_a_child_whom_no_register_asked_about_is_not_rung_about() -> None:
    assert ring_list(four(observations=()), NINE) == [("Nobody to ring, Mon 23 Nov, 09:46.",)]
    explained = build.seen("P1", Saw.NOT_COMING, NINE, said_by="school")
    rows = ring_list(four(observations=(*four().observations, explained)), NINE)
    assert [row[0][:9] for row in rows[1:]] == ["Kai T (P3"]


def test_a_child_without_a_number_at_home_is_the_dsl_s() -> None:
    facts = four()
    bare = {**facts.pupils, "P3": replace(facts.pupils["P3"], family=(), ring_note="")}
    assert ring_list(replace(facts, pupils=bare), NINE)[2][0].endswith(
        "No number of the family is entered: ring the DSL."
    )


def test_a_child_who_is_missed_twice_is_rung_about_once() -> None:
    facts = four()
    arts = build.a_session("ARTS", start=build.clock("09:30"))
    place = build.a_place("P3", "ARTS", start=build.clock("09:30"))
    more = build.a_register((place,), build.at("Mon 2026-11-23 09:35"), (), session="ARTS")
    facts = replace(
        facts,
        sessions={**facts.sessions, "ARTS": arts},
        places=(*facts.places, place),
        observations=(*facts.observations, *more),
    )
    assert sum("(P3)" in row[0] for row in ring_list(facts, NINE)) == 1


def test_whom_to_ring_because_plans_changed_stands_below_without_who_must_not_be_rung() -> None:
    off = build.seen("", Saw.CANCELLED, build.at("Mon 2026-11-23 09:40"))
    rows = [row for row in ring_list(four(observations=(off,)), NINE) if row]
    assert rows[1][0] == "To ring, because plans changed: 4 children"
    (ada,) = [row[0] for row in rows if "(P4)" in row[0]]
    assert ada.startswith(f"● Ring {CALL} first. Ada M (P4)")
    assert "Rex" not in str(rows)


def test_the_day_sheet_says_of_which_day_it_is_and_has_a_box_a_child() -> None:
    assert day_sheet(four(observations=()), build.at("Mon 2026-11-23 07:45"), WAIT) == [
        ("Day sheet for Monday 23 November 2026, written 07:45",),
        (f"● = ring {CALL}, before anybody else is rung about this child.",),
        (),
        ("BARN: 4 children expected in all",),
        ("Bike workshop, 09:00–12:00. Lead: Tess Worker 07700 900001", "Due", "Transport", "First"),
        ("☐ Ada M (P4) ●", "10:00", "A2B Taxi 07700 900300", "●"),
        ("☐ Kai T (P3)", "09:00", "", ""),
        ("☐ Sam S (P1) ●", "09:00", "", "●"),
        ("☐ Zoë M (P2)", "09:00", "", ""),
        (f"Not here by 09:15 / 10:15? Ring {CALL}.",),
    ]


def test_the_day_sheet_has_no_box_for_whom_nobody_need_wait() -> None:
    ill = build.seen("P2", Saw.NOT_COMING, build.at("Mon 2026-11-23 07:30"), said_by="school", reason=FLAG)
    rows = day_sheet(four(observations=(ill,)), build.at("Mon 2026-11-23 07:45"), WAIT)
    assert ("– Zoë M (P2): not coming", "09:00", "", "") in rows
    assert ("BARN: 3 children expected in all",) in rows


def test_the_day_sheet_of_a_closed_day_says_so() -> None:
    closed = four(closures=(Closure("innov8", build.MONDAY, build.MONDAY, "INSET"),))
    assert day_sheet(closed, NINE, WAIT)[1:] == [("No sessions: INSET.",)]
    assert day_sheet(four(), build.at("Sun 2026-11-22 08:00"), WAIT)[1:] == [("No sessions: none on this weekday.",)]


def drawn(facts: Facts, at: object) -> str:
    """Return everything that the board shows at an instant."""
    screens = (
        first_screen,
        ring_list,
        lambda f, at: sessions_today(for_duty(f), at),
        lambda f, at: day_sheet(f, at, WAIT),
    )
    return "\n".join(" | ".join(row) for screen in screens for row in screen(facts, at))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("number", range(400))
def test_no_random_register_shows_on_the_board_what_only_the_dsl_may_know(number: int) -> None:
    """Flags, whom never to ring, why a child does not come or is paused, what is held back: none of it is there."""
    made = register(7, number)
    pupils = {
        code: replace(pupil, tier=Tier.A, never_ring=f"{FLAG} {code}", ring_note="French")
        for code, pupil in made.facts.pupils.items()
    }
    said = tuple(replace(o, reason=FLAG) if o.saw is not Saw.NOT_HERE else o for o in made.facts.observations)
    places = tuple(
        replace(p, paused_from=made.day, paused_to=made.day, agreed_with=FLAG) for p in made.facts.places[:1]
    )
    facts = replace(
        made.facts,
        pupils=pupils,
        observations=said,
        places=(*places, *made.facts.places[1:]),
        settings=replace(made.facts.settings, hold=(FLAG,)),
    )
    bare = replace(facts, pupils={code: replace(p, tier=Tier.A, never_ring="") for code, p in pupils.items()})
    for at in made.instants:
        shown = drawn(facts, at)
        assert FLAG not in shown
        assert not [word for word in ("NEVER", "referred", "handed over", "noted") if word in shown]
        # Which of the two it is that puts the DSL first, nobody can tell.
        assert shown == drawn(bare, at)


def test_the_test_of_random_registers_can_fail() -> None:
    said = build.seen("P3", Saw.NOT_COMING, build.at("Mon 2026-11-23 09:30"), reason=FLAG, said_by="the child")
    facts = four(observations=(*four().observations, said))
    from cme.domain import board

    shown = str(board.today(facts, decide(facts, NINE, load_figures()), (), NINE))
    assert FLAG in shown, "the workbook's own screen shows it to the DSL"
    assert FLAG not in drawn(facts, NINE)
