"""The way through a form: whatever the form and the answers, it ends or says that it goes in a circle."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.forms import flow
from sandbox.forms.answers import REQUIRED

Json = dict[str, Any]
TEXTS = ("Ada", "Ben", "Cas")
SECTIONS = tuple(f"0000aa0{n}" for n in range(4))
ACTIONS = ("NEXT_SECTION", "RESTART_FORM", "SUBMIT_FORM")
CIRCLE = {"": "These answers go round in a circle."}


def page_break(id_: str) -> Json:
    return {"itemId": id_, "title": id_, "pageBreakItem": {}}


def question(id_: str, **asked: Any) -> Json:
    return {"itemId": f"i{id_}", "questionItem": {"question": {"questionId": id_, **asked}}}


def choice(id_: str, *options: Json, kind: str = "RADIO", **asked: Any) -> Json:
    return question(id_, choiceQuestion={"type": kind, "options": list(options)}, **asked)


options = st.lists(
    st.one_of(
        st.builds(dict),
        st.sampled_from(SECTIONS).map(lambda id_: {"goToSectionId": id_}),
        st.sampled_from(ACTIONS).map(lambda action: {"goToAction": action}),
    ),
    min_size=1,
    max_size=3,
).map(lambda ways: [{"value": text} | way for text, way in zip(TEXTS, ways, strict=False)])


@st.composite
def forms(draw: st.DrawFn) -> list[Json]:
    """Draw a form: sections in any order, each with texts and choices that lead anywhere."""
    items: list[Json] = []
    for number, head in enumerate([None, *draw(st.permutations(SECTIONS))]):
        items += [page_break(head)] if head else []
        for place in range(draw(st.integers(0, 2))):
            id_, needed = f"q{number}{place}", draw(st.booleans())
            if draw(st.booleans()):
                kind = draw(st.sampled_from(("RADIO", "DROP_DOWN", "CHECKBOX")))
                items.append(choice(id_, *draw(options), kind=kind, required=needed))
            else:
                items.append(question(id_, textQuestion={}, required=needed))
    return items


answers = st.dictionaries(
    st.sampled_from([f"q{number}{place}" for number in range(5) for place in range(2)]),
    st.lists(st.sampled_from(("", *TEXTS)), max_size=2),
)


@given(forms(), answers, st.booleans())
def test_a_walk_ends_or_says_that_it_goes_in_a_circle(items: list[Json], said: Any, last: bool) -> None:
    pages = flow.sections(items)
    passed, wrong = flow.walk(items, said, last_navigates=last)
    assert len(set(passed)) == len(passed)
    here = flow.after(pages, passed[-1], said, last_navigates=last) if passed else 0
    if not wrong:
        assert here == flow.SUBMIT
    elif wrong == CIRCLE:
        assert here in passed
    else:
        assert wrong == flow.faults(pages[here], said)


@given(forms(), answers, st.booleans())
def test_what_is_kept_was_asked_on_a_page_that_was_passed_and_was_said(
    items: list[Json], said: Any, last: bool
) -> None:
    pages = flow.sections(items)
    passed, _ = flow.walk(items, said, last_navigates=last)
    asked = {id_ for index in passed for id_ in pages[index].questions}
    found = flow.kept(items, said, passed)
    assert set(found) <= asked
    assert {id_: values for id_, values in found.items() if not values or values != [v for v in said[id_] if v]} == {}
    assert {id_ for id_ in asked if any(said.get(id_, ()))} == set(found)


@given(forms(), answers)
def test_a_way_that_passed_left_no_required_question_of_it_open(items: list[Json], said: Any) -> None:
    passed, _ = flow.walk(items, said)
    pages = flow.sections(items)
    needed = {id_ for i in passed for id_, asked in pages[i].questions.items() if asked.get("required")}
    assert all(any(said.get(id_, ())) for id_ in needed)


def test_a_form_is_split_at_its_page_breaks() -> None:
    pages = flow.sections([question("a"), page_break("0000aa00"), question("b"), page_break("0000aa01")])
    assert [(page.id, list(page.questions)) for page in pages] == [("", ["a"]), ("0000aa00", ["b"]), ("0000aa01", [])]


def test_a_form_without_items_is_one_page_that_submits() -> None:
    assert flow.walk([], {}) == ([0], {})


def test_what_stops_a_walk_is_the_first_page_with_a_fault() -> None:
    items = [question("a"), page_break("0000aa00"), question("b", required=True), page_break("0000aa01")]
    assert flow.walk(items, {}) == ([0], {"b": REQUIRED})


def test_a_choice_that_leads_back_goes_round_in_a_circle() -> None:
    items = [
        question("a"),
        page_break("0000aa00"),
        choice("b", {"value": "No", "goToAction": "RESTART_FORM"}),
        page_break("0000aa01"),
    ]
    assert flow.walk(items, {"b": ["No"]}) == ([0, 1], CIRCLE)


def test_other_leads_where_other_leads() -> None:
    items = [
        choice("a", {"value": "Ada"}, {"isOther": True, "goToAction": "SUBMIT_FORM"}),
        page_break("0000aa00"),
    ]
    assert flow.after(flow.sections(items), 0, {"a": ["Somebody"]}) == flow.SUBMIT
    assert flow.after(flow.sections(items), 0, {"a": ["Ada"]}) == 1


def test_next_after_the_last_choice_overrules_a_direction_before_it() -> None:
    items = [
        choice("a", {"value": "Ada", "goToAction": "SUBMIT_FORM"}),
        choice("b", {"value": "Ben", "goToAction": "NEXT_SECTION"}),
        page_break("0000aa00"),
    ]
    assert flow.after(flow.sections(items), 0, {"a": ["Ada"], "b": ["Ben"]}) == 1


def test_a_checkbox_leads_nowhere() -> None:
    items = [choice("a", {"value": "Ada", "goToAction": "SUBMIT_FORM"}, kind="CHECKBOX"), page_break("0000aa00")]
    assert flow.after(flow.sections(items), 0, {"a": ["Ada"]}) == 1
