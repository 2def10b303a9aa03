"""The letter about a message that went wrong: where it goes, and where nothing else does; what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.breach_words import Heard
from cme.domain.breaches import LETTER, SENT_IN_ERROR, WENT, breaches
from cme.domain.decide import decide
from cme.domain.model import Decision, Facts, Obligation, Owing, Problem, Role, State
from cme.domain.notices import bundle, compose
from cme.domain.recipients import AUDIENCES, Recipient, next_role, recipient
from cme.domain.references import reference
from cme.domain.waiting import waiting
from cme.edges.templates import render
from tests import builders as build
from tests.domain.went_wrong import FIGURES, NOW, OFFICE, SAID, SENT, email, moved, of_rule, the_letter, told, word

addresses = st.sampled_from((OFFICE, "dsl@hill.example", "new@hill.example", "places@county.example", "x@y.example"))
organisations = st.sampled_from(("HILL", "MILL", "COUNTY", "innov8", "GONE"))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Facts, Obligation]:
    """Any messages to any addresses, any words about them, any contacts, and a letter about any of them."""
    states = st.sampled_from((*State, *[State.SENT] * len(State)))
    messages = {
        name: build.a_message(name, draw(states), SENT, organisation=draw(organisations), to=draw(addresses))
        for name in ("m0", "m1")
    }
    heard = st.sampled_from((Heard.WRONG_ADDRESS, Heard.WRONG_ADDRESS, Heard.WRONG_CHILD, Heard.WITHDRAWN, Heard.NOTED))
    words = []
    for number in range(draw(st.integers(0, 3))):
        about = messages[draw(st.sampled_from(("m0", "m1")))]
        more = {"message": about.id, "organisation": about.organisation, "to": about.to, "source": f"w{number}"}
        words.append(word(draw(heard), breach=f"B-{about.id}", **more))
    facts = moved(build.facts(messages=messages, breach_words=tuple(words)), draw(addresses))
    name = draw(
        st.sampled_from((*[f"{LETTER}m0"] * 4, f"{LETTER}m1", f"{LETTER}m9", f"x {LETTER}m1", "m0", LETTER, ""))
    )
    whose = draw(st.one_of(organisations, st.just(messages["m0"].organisation)))
    owed = Obligation(
        "OPS-10",
        *(build.MONDAY, whose, SENT_IN_ERROR, draw(st.sampled_from(Role)), SAID, "Because.", "5.4"),
        pupil=draw(st.sampled_from(("", "P1"))),
        step=name,
        person=draw(st.sampled_from(("", "DEE"))),
    )
    return facts, owed


@settings(max_examples=300, deadline=None)
@given(ledgers())
def test_whatever_the_records_say_the_letter_goes_where_that_very_message_went_or_nowhere(
    case: tuple[Facts, Obligation],
) -> None:
    facts, owed = case
    to = recipient(owed, facts)
    said = [b.said for b in breaches(facts) if not b.is_withdrawn]
    message = facts.messages.get(owed.step.removeprefix(LETTER)) if owed.step.startswith(LETTER) else None
    is_meant = message is not None and message.id in {one.message for one in said if one is not None}
    if is_meant and message.state in WENT and message.organisation == owed.organisation:  # type: ignore[union-attr]
        assert (email(to), to.organisation) == (message.to, message.organisation)  # type: ignore[union-attr]
    else:
        assert isinstance(to, Problem)


@settings(max_examples=100, deadline=None)
@given(ledgers(), organisations, st.sampled_from(sorted(set(AUDIENCES) - {SENT_IN_ERROR})), st.sampled_from(Role))
def test_where_the_wrong_people_read_nothing_goes_but_the_letter(
    case: tuple[Facts, Obligation], organisation: str, notice: str, role: Role
) -> None:
    facts, _ = case
    wrong = {
        b.said.to for b in breaches(facts) if b.said and not b.is_withdrawn and b.said.heard is Heard.WRONG_ADDRESS
    }
    theirs = min(wrong, default=OFFICE)
    staff = {code: replace(person, email=theirs) for code, person in facts.staff.items()}
    owed = Obligation("REG-1", build.MONDAY, organisation, notice, role, SAID, "Because.", "5.2", "P1", "BIKE")
    for known in (facts, replace(facts, staff=staff)):
        for one in (owed, replace(owed, pupil=""), replace(owed, person="DEE")):
            assert email(recipient(one, known)) not in wrong


def test_the_letter_goes_to_the_old_address_when_the_record_holds_a_new_one() -> None:
    facts = moved(told(word(Heard.WRONG_ADDRESS)), "new@hill.example")
    assert email(recipient(the_letter(facts), facts)) == OFFICE


def test_two_letters_are_never_one_message() -> None:
    facts = told(word(Heard.WRONG_CHILD))
    second = replace(facts.messages["m0"], id="m1", to="dsl@hill.example")
    facts = replace(facts, messages={**facts.messages, "m1": second})
    more = word(Heard.WRONG_CHILD, message="m1", to="dsl@hill.example", source="second", breach="B-2")
    facts = replace(facts, breach_words=(*facts.breach_words, more))
    letters = [g for g in bundle(decide(facts, NOW, FIGURES).owed) if g[0].notice == SENT_IN_ERROR]
    assert [len(group) for group in letters] == [1, 1]
    assert [email(recipient(group[0], facts)) for group in letters] == [OFFICE, "dsl@hill.example"]


def test_the_letter_names_no_child_no_reason_and_no_law_and_says_how_to_find_the_message() -> None:
    facts = told(word(Heard.WRONG_ADDRESS))
    facts = replace(facts, settings=replace(facts.settings, dsl_phone="01632 960111", chair_phone="01632 960222"))
    owed, later = the_letter(facts), NOW + timedelta(days=2)
    to = recipient(owed, facts)
    assert isinstance(to, Recipient)
    letter = compose(to, [owed], facts, NOW)
    rendered = render(letter)
    ref = reference("", "HILL", build.MONDAY)
    for text in (rendered.text, rendered.html):
        assert all(said in text for said in (ref, "09:15 on 23/11/2026", "960111", "960222", "from your bin"))
        assert not [said for said in ("Sam", "P1", "absence", "absent", "not here", "Hill") if said in text]
    assert "child" not in rendered.text
    # Said two days later, it still bears the reference of the message that its reader looks for.
    said_later = word(Heard.WRONG_ADDRESS, "Wed 2026-11-25 09:40")
    late = replace(facts, breach_words=(said_later,))
    assert compose(to, [the_letter(late, later)], late, later).subject == f"innov8 message Wed 25 Nov – ref {ref}"


def test_what_somebody_typed_goes_into_no_mail() -> None:
    typed = {"message": "", "organisation": "", "to": "", "reference": "Sam Sample's mail", "words": "Sam went to Mill"}
    said = word(Heard.NOTICED, **typed)
    facts = told(said)
    (owed,) = [owed for owed in decide(facts, NOW, FIGURES).owed if owed.notice == "breach_call"]
    to = recipient(owed, facts)
    assert isinstance(to, Recipient)
    settings = replace(facts.settings, form_links={"action": "https://forms.example/a"})
    settings = replace(settings, question_ids={f"action/{kind}": "1a2b3c4d" for kind in ("about", "done", "wrong_ref")})
    rendered = render(compose(to, [owed], replace(facts, settings=settings), NOW))
    assert "forms.example" in rendered.text
    assert not [name for name in ("Sam", "Mill") for text in (rendered.text, rendered.html) if name in text]


@pytest.mark.parametrize(
    ("heard", "whom"),
    [(Heard.WRONG_ADDRESS, f"Ring whoever reads at {OFFICE}"), (Heard.WRONG_CHILD, "Ring Hill School")],
)
def test_a_letter_that_comes_back_is_a_page_that_says_whom_to_ring_and_what_to_ask(heard: Heard, whom: str) -> None:
    facts = told(word(heard))
    letter = build.a_message("m9", State.BOUNCED, NOW, notice=SENT_IN_ERROR)
    row = Owing.of(the_letter(facts), "m9", NOW)
    facts = replace(facts, messages={**facts.messages, "m9": letter}, ledger={**facts.ledger, row.key: row})
    (page,) = of_rule(decide(facts, NOW, FIGURES), "OPS-1")
    to = recipient(page, facts)
    assert isinstance(to, Recipient)
    text = render(compose(to, [page], facts, NOW)).text
    assert whom in text
    assert "- The message with the reference 7F3K " in text
    assert ": please delete it." in text
    (line,) = [row[0] for row in waiting(facts, Decision(), (), NOW) if "the letter" in row[0]]
    assert line.startswith(whom)


def test_nobody_hears_of_the_letter_instead_of_its_reader() -> None:
    letter = build.a_message("m9", State.BOUNCED, NOW, notice=SENT_IN_ERROR)
    assert next_role(letter, told()) is None
    assert next_role(replace(letter, organisation="innov8"), told()) is None
