"""The test page: what answers it, what is said of it, and that nothing takes it for a page in earnest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.chat import chat_text
from cme.domain.decide import decide
from cme.domain.form_plan import THE_TEST, wanted_form
from cme.domain.model import Facts, Message, Mode, Observation, Owing, Saw, State
from cme.domain.modes import leaves
from cme.domain.notices import compose
from cme.domain.pages import is_page, owner, pages, said_since
from cme.domain.recipients import Recipient
from cme.domain.testing import NOTICE, OF_TEST, answer_to, line_of_test, problems_of_test
from cme.edges.schema import form_wording
from cme.policy import load_figures
from tests import builders as build

ASKED, SENT = build.at("Mon 2026-11-23 08:30"), build.at("Mon 2026-11-23 08:31")
WENT = build.a_message("t1", State.SENT, SENT, notice=NOTICE, organisation="innov8", to="dee@innov8.example")


def asked(*said: Observation, message: Message | None = WENT, **more: object) -> Facts:
    """Somebody asked for a test at 08:30; it went a minute later, if nothing else is said."""
    facts = build.facts(observations=said, messages={message.id: message} if message else {}, **more)
    return replace(facts, settings=replace(facts.settings, test_page=ASKED))


def has_it(clock: str, session: str = OF_TEST, pupil: str = "") -> Observation:
    return build.seen(pupil, Saw.HAS_IT, build.at(f"Mon 2026-11-23 {clock}"), session=session, said_by="Dee Worker")


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (has_it("08:33"), True),
        (has_it("08:33", ""), True),
        (has_it("08:33", "BIKE"), False),
        (has_it("08:33", "", "P1"), False),
        (has_it("08:30"), False),
    ],
)
def test_it_is_answered_as_itself_or_with_everything_that_was_paged(said: Observation, answers: bool) -> None:
    assert bool(answer_to(asked(said), WENT)) is answers


def test_the_answer_to_a_test_takes_no_page_in_earnest() -> None:
    page = build.a_message("p1", State.SENT, ASKED, notice="left_site_page", organisation="innov8")
    key = "REG-4/2026-11-23/BIKE/P1/innov8/"
    row = Owing.from_key(key, page.id, ASKED, "left")
    assert row is not None
    facts = replace(asked(has_it("08:33")), ledger={key: row}, messages={page.id: page, WENT.id: WENT})
    (found,) = pages(facts, build.MONDAY)
    assert found.message.id == "p1"
    assert owner(said_since(facts, found)) is None


def test_it_is_no_page_to_whoever_counts_or_repeats_pages() -> None:
    assert not is_page(WENT)
    assert is_page(replace(WENT, notice="child_page"))


@pytest.mark.parametrize("mode", list(Mode))
def test_it_leaves_in_every_mode(mode: Mode) -> None:
    assert leaves(mode, NOTICE)


@pytest.mark.parametrize(
    ("clock", "said", "message", "problem"),
    [
        ("08:32", (), None, ""),
        ("08:36", (), None, "No test page went at 08:30."),
        ("08:35", (), WENT, ""),
        ("08:36", (), WENT, "went to dee@innov8.example, and nobody has said “I have it”."),
        ("08:40", (has_it("08:39"),), WENT, ""),
        # That it came back is said by OPS-1.
        ("08:40", (), replace(WENT, state=State.BOUNCED), ""),
    ],
)
def test_nobody_s_answer_is_a_problem_after_five_minutes(
    clock: str, said: tuple[Observation, ...], message: Message | None, problem: str
) -> None:
    now = build.at(f"Mon 2026-11-23 {clock}")
    found = [one.what for one in problems_of_test(asked(*said, message=message), now, load_figures())]
    assert [problem in what for what in found] == ([True] if problem else []), found


def test_today_says_who_has_it_and_the_next_day_nothing() -> None:
    now = build.at("Mon 2026-11-23 08:40")
    assert line_of_test(asked(), now) == "test page of 08:31: nobody has it yet"
    assert line_of_test(asked(has_it("08:33")), now) == "test page of 08:31: Dee Worker has it since 08:33"
    assert line_of_test(asked(), build.at("Tue 2026-11-24 08:40")) == ""


def test_the_form_offers_it_on_its_day_alone() -> None:
    facts, wording = asked(), form_wording("action")
    offered = {
        day: [option.text for option in wanted_form(facts, build.day(day), wording).items[0].options]
        for day in ("Mon 2026-11-23", "Tue 2026-11-24")
    }
    assert [THE_TEST in options for options in offered.values()] == [True, False]


def test_its_subject_rings_like_a_page_and_its_first_word_says_that_it_is_none() -> None:
    facts = asked(message=None)
    (owed,) = [o for o in decide(facts, ASKED, load_figures()).owed if o.rule == "OPS-12"]
    letter = compose(Recipient("innov8", "Dee", "dee@innov8.example"), [owed], facts, ASKED)
    assert " test page " in letter.subject
    assert letter.values["lock_line"].startswith("TEST · Ref ")
    assert letter.values["first_line"].startswith("This is a test.")
    assert chat_text(owed, facts).startswith("TEST · Ref ")


def test_a_second_test_of_a_day_does_not_stand_on_the_answer_to_the_first() -> None:
    facts = asked(has_it("08:33"))
    later = replace(facts, settings=replace(facts.settings, test_page=build.at("Mon 2026-11-23 14:00")))
    assert line_of_test(later, build.at("Mon 2026-11-23 14:01")) == ""
    now = build.at("Mon 2026-11-23 14:06")
    assert [one.what for one in problems_of_test(later, now, load_figures())] == ["No test page went at 14:00."]
