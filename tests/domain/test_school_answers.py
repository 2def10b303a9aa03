"""What a school's answer says, about whom, and what then still waits for one of us."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cme.domain.decide import decide
from cme.domain.form_plan import OPEN_FORMS
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Closure, Facts, Observation, Owing, Role, Saw, Severity, State
from cme.domain.references import ALPHABET, meant_by, of_child, reference
from cme.domain.rules.school_answers import SAID_BY_CHOICE
from cme.domain.schools_to_ring import school_rows
from cme.edges.schema import form_wording
from cme.policy import load_figures
from tests import builders as build
from tests.domain.submitted import answer, read

TODAY, DAY = "Mon 2026-11-23", build.MONDAY
TOLD, NOW = build.at(f"{TODAY} 09:15"), build.at(f"{TODAY} 10:00")
SEES = "the child is with us now"


def told(*pupils: str, rule: str = "REG-1", school: str = "HILL", **more: Any) -> Facts:
    """Facts in which a school was told of children at 09:15, of whom the register says that they are not here."""
    codes = pupils or ("P1",)
    message = build.a_message(
        "m1", more.pop("state", State.SENT), more.pop("at", TOLD), **{"organisation": school} | more
    )
    facts = build.facts(
        pupils={code: build.a_pupil(code) for code in ("P1", "P2")},
        places=(build.a_place("P1"), build.a_place("P2")),
        messages={"m1": message},
    )
    missed = build.a_register(facts.places, build.at(f"{TODAY} 09:04"))
    return replace(facts, ledger={row.key: row for row in (owing(rule, p, school) for p in codes)}, observations=missed)


def owing(rule: str, pupil: str, school: str = "HILL", step: str = "", message: str = "m1") -> Owing:
    key = f"{rule}/{DAY}/BIKE/{pupil}/{school}/{step}"
    return Owing(key, rule, DAY, "BIKE", pupil, school, step, message, TOLD, TOLD)


def heard(facts: Facts, *said: Observation) -> Facts:
    return replace(facts, observations=(*facts.observations, *said))


def ref(pupil: str = "P1", school: str = "HILL") -> str:
    return of_child("", school, DAY, pupil)


def rows(facts: Facts, at: str = f"{TODAY} 10:00") -> list[str]:
    return [" | ".join(row) for row in school_rows(facts, build.at(at))]


def test_each_choice_of_the_form_says_what_its_words_say() -> None:
    said = [read(answer(f"{TODAY} 09:40", ref(), c), told()) for c in form_wording("answer").fields["answer"].choices]
    assert [found.observations[0].saw for found in said] == [saw for _, saw in SAID_BY_CHOICE]


def test_an_answer_is_the_schools_word_about_the_child_of_the_reference_and_asks_for_no_account() -> None:
    found = read(answer(f"{TODAY} 09:40", ref(), SEES, words="in maths"), told())
    (said,) = found.observations
    assert (said.pupil, said.by, said.day, said.saw) == ("P1", "HILL", DAY, Saw.SCHOOL_SEES)
    assert (said.reason, said.said_by, found.problems) == ("in maths", "Ann Register, 01632 960001", [])


def test_an_answer_the_next_day_is_about_the_day_of_the_reference() -> None:
    (said,) = read(answer("Tue 2026-11-24 08:10", ref(), SEES), told()).observations
    assert (said.day, said.recorded_at) == (DAY, build.at("Tue 2026-11-24 08:10"))


@pytest.mark.parametrize("typed", ["{} P1", "ref {}-p1", "Ref: {} / P1", "when? {}-P1."])
def test_a_reference_is_read_however_it_was_typed(typed: str) -> None:
    short = reference("", "HILL", DAY)
    for shown in (short, short.lower()):
        meant = meant_by(typed.format(shown), told())
        assert meant is not None
        assert (meant.organisation, meant.day, meant.pupil) == ("HILL", DAY, "P1")


@pytest.mark.parametrize("code", ["P2", "P9", "", "nobody"])
def test_a_child_of_whom_that_school_was_not_told_is_nobody(code: str) -> None:
    meant = meant_by(f"{reference('', 'HILL', DAY)}-{code}", told("P1"))
    assert meant is not None
    assert meant.pupil == ""


@pytest.mark.parametrize("typed", ["", "P1", "ABCD-P1", "ABCDE", "😀" * 40])
def test_ent_18_an_answer_to_none_of_our_messages_is_kept_and_says_nothing_of_anybody(typed: str) -> None:
    found = read(answer(f"{TODAY} 09:40", typed, SEES), told())
    assert found.observations == []
    assert [(p.code, p.severity) for p in found.problems] == [("ENT-18", Severity.QUERY)]


def test_a_choice_that_the_form_does_not_have_asks_us_to_ring() -> None:
    found = read(answer(f"{TODAY} 09:40", ref(), "hello"), told())
    assert [o.saw for o in found.observations] == [Saw.SCHOOL_ASKS]
    assert [p.code for p in found.problems] == ["ENT-11"]


@pytest.mark.parametrize(
    ("typed", "shown", "wrong"),
    [("2026-11-20", "20/11/2026", False), ("", "", True), ("2026-11-24", "", True), ("1926-11-24", "", True)],
)
def test_the_day_on_which_a_school_saw_the_child_last_is_kept_if_it_can_be(
    typed: str, shown: str, *, wrong: bool
) -> None:
    more = {"day": typed} if typed else {}
    found = read(answer(f"{TODAY} 09:40", ref(), "we last saw the child on the day below", **more), told())
    assert found.observations[0].instead == shown
    assert [p.code for p in found.problems] == (["ENT-3"] if wrong else [])


def test_no_two_letters_of_a_reference_look_alike() -> None:
    assert not set("01OIl") & set(ALPHABET)
    assert OPEN_FORMS == ("answer",)


def test_a_child_of_whom_another_school_was_told_that_day_is_nobody() -> None:
    facts = told("P1")
    row = owing("REG-1", "P2", "MILL")
    meant = meant_by(f"{reference('', 'HILL', DAY)}-P2", replace(facts, ledger={**facts.ledger, row.key: row}))
    assert meant is not None
    assert meant.pupil == ""


def questions(facts: Facts, at: str) -> list[str]:
    owed = decide(facts, build.at(at), load_figures()).owed
    return [f"{o.organisation} {o.to.value}" for o in owed if o.rule == "ASK-1"]


def test_a_school_answers_by_its_own_calendar() -> None:
    hill = build.a_school(calendar="hill")
    closed = (Closure("hill", date(2026, 11, 24), date(2026, 11, 24), "INSET"),)
    facts = replace(told(), organisations={"HILL": hill}, closures=closed)
    assert questions(facts, "Tue 2026-11-24 12:00") == []
    assert questions(facts, "Wed 2026-11-25 12:00") == ["HILL dsl"]


def test_an_address_that_nobody_confirmed_is_asked_nothing_and_the_school_is_to_be_rung() -> None:
    hill = build.a_school()
    doubted = tuple(replace(c, confirmed=c.role is not Role.DSL) for c in hill.contacts)
    facts = replace(told(), organisations={"HILL": replace(hill, contacts=doubted)})
    assert questions(facts, "Tue 2026-11-24 12:00") == []
    assert rows(facts, "Tue 2026-11-24 12:00")[0].startswith("Ring Hill School")


def test_an_authority_is_neither_asked_again_nor_to_be_rung_by_this() -> None:
    facts = told(school="COUNTY", organisation="COUNTY")
    assert questions(facts, "Tue 2026-11-24 12:00") == []
    assert rows(facts, "Tue 2026-11-24 12:00") == []


def of_school(saw: Saw = Saw.SCHOOL_KNOWS, pupil: str = "P1", at: str = "09:40", **more: Any) -> Observation:
    usual = {"by": "HILL", "said_by": "Ann, 01632 960001", "reason": "at the dentist's"}
    return build.seen(pupil, saw, build.at(f"{TODAY} {at}"), session="", **usual | more)


def ours(saw: Saw, pupil: str = "P1", at: str = "09:50") -> Observation:
    return build.seen(pupil, saw, build.at(f"{TODAY} {at}"), session="", by="dee@innov8.example")


def test_an_answer_waits_for_one_of_us_and_says_who_gave_it_and_what_to_do() -> None:
    (row,) = rows(heard(told(), of_school()))
    assert row.startswith("Hill School on Sam S (P1): the school says why: at the dentist's | 09:40 | By form, not")
    assert "Ann, 01632 960001. School: 01632 960000 | Ring to be sure of it" in row


@pytest.mark.parametrize("saw", [Saw.NOT_COMING, Saw.SPOKE_TO, Saw.NOTED, Saw.LOCATED, Saw.ARRIVED])
def test_it_goes_when_one_of_us_says_what_came_of_it(saw: Saw) -> None:
    assert rows(heard(told(), of_school(), ours(saw))) == []


@pytest.mark.parametrize(
    "said", [ours(Saw.HAS_IT), ours(Saw.NO_ANSWER), ours(Saw.SPOKE_TO, "P2"), ours(Saw.SPOKE_TO, at="09:30")]
)
def test_it_stays_while_nobody_has_rung_about_that_child_since(said: Observation) -> None:
    assert len(rows(heard(told(), of_school(), said))) == 1


def test_an_answer_about_no_child_by_name_is_about_all_of_whom_that_school_was_asked() -> None:
    facts = heard(told("P1", "P2"), of_school(Saw.SCHOOL_ASKS, ""))
    (row,) = rows(facts)
    assert row.startswith("Hill School on Sam S (P1), Sam S (P2): the school asks to be rung")
    assert len(rows(heard(facts, ours(Saw.SPOKE_TO)))) == 1
    assert rows(heard(facts, ours(Saw.SPOKE_TO), ours(Saw.SPOKE_TO, "P2"))) == []


def test_an_answer_about_nobody_goes_with_all_that_was_paged() -> None:
    facts = heard(told(rule="REG-6"), of_school(Saw.SCHOOL_ASKS, ""))
    assert rows(facts)[0].startswith("Hill School on a child that it did not name")
    of_a_session = build.seen("", Saw.SPOKE_TO, build.at(f"{TODAY} 09:50"), session="BIKE")
    assert len(rows(heard(facts, of_a_session))) == 1
    assert rows(heard(facts, ours(Saw.SPOKE_TO, ""))) == []


def test_a_school_whose_dsl_was_asked_in_vain_is_to_be_rung_about_all_of_them_at_once() -> None:
    facts = told("P1", "P2")
    assert rows(facts) == []
    again = [owing("ASK-1", pupil, step="dsl") for pupil in ("P1", "P2")]
    facts = replace(facts, ledger={**facts.ledger, **{row.key: row for row in again}})
    (row,) = rows(facts)
    assert row.startswith("Ring Hill School, 01632 960000: no answer about Sam S (P1), Sam S (P2). | 09:15 | ")
    assert "its DSL were asked" in row
    asked_head = owing("ASK-1", "P1", step="head")
    (row,) = rows(replace(facts, ledger={**facts.ledger, asked_head.key: asked_head}), "Wed 2026-11-25 12:01")
    assert "you decide whether to tell the authority" in row
    (row,) = rows(heard(facts, ours(Saw.SPOKE_TO)))
    assert "about Sam S (P2)." in row


def test_a_school_without_a_dsl_to_ask_is_to_be_rung_the_next_day() -> None:
    hill = build.a_school()
    facts = replace(told(), organisations={"HILL": replace(hill, contacts=hill.contacts[:1])})
    assert rows(facts) == []
    (row,) = rows(facts, "Tue 2026-11-24 08:00")
    assert "no DSL is entered" in row


def left(**more: Any) -> Facts:
    gone = build.seen("P1", Saw.LEFT_SITE, build.at(f"{TODAY} 09:14"), session="BIKE")
    return heard(told(rule="REG-4", notice="left_site", **more), gone)


def test_a_school_that_was_written_to_about_a_child_who_left_is_to_be_rung_at_once() -> None:
    (row,) = rows(left())
    assert row.startswith("Ring the DSL of Hill School, 01632 960000: Sam S (P1) left our site. | 09:15 |")


def test_it_need_not_be_rung_once_it_has_answered_or_was_rung_or_the_child_is_back() -> None:
    assert rows(left(state=State.ANSWERED, at=TOLD + timedelta(minutes=5))) == []
    assert rows(heard(left(), ours(Saw.SPOKE_TO))) == []
    assert rows(heard(left(), build.seen("P1", Saw.CAME_BACK, build.at(f"{TODAY} 09:40")))) == []
    assert len(rows(left(state=State.ANSWERED, at=TOLD + timedelta(minutes=5), detail=AUTOMATIC))) == 1
