"""A message that went to the wrong people: the letter goes where it went, and whoever was meant is told as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.breach_words import Heard, Word
from cme.domain.breaches import LETTER, SENT_IN_ERROR, WENT, breaches, fold, letters_gone
from cme.domain.decide import decide, is_paid
from cme.domain.model import Contact, Decision, Facts, Obligation, Owing, Problem, Role, State
from cme.domain.notices import bundle, compose
from cme.domain.oversight import Span
from cme.domain.oversight_breaches import wrong_people
from cme.domain.recipients import AUDIENCES, Recipient, next_role, recipient
from cme.domain.references import reference
from cme.domain.waiting import waiting
from cme.edges.breaches import read_words, word_row
from cme.edges.templates import render
from cme.jobs.claim import claimed_before
from cme.policy import load_figures
from tests import builders as build

TODAY, SENT = "Mon 2026-11-23", build.at("Mon 2026-11-23 09:15")
SAID, NOW = build.at(f"{TODAY} 09:40"), build.at(f"{TODAY} 09:41")
OFFICE = "attendance@hill.example"
FIGURES = load_figures()


def word(heard: Heard, at: str = f"{TODAY} 09:40", **more: Any) -> Word:
    about = {"message": "m0", "organisation": "HILL", "to": OFFICE, "pupils": ("P1",), "notice": "absence"}
    usual: dict[str, Any] = {"breach": "B-1", "by": "DEE", "reference": "7F3K", "sent_at": SENT} | about
    said = {"heard": heard, "at": build.at(at), "recorded_at": build.at(at), "source": f"{heard.name} {at}"}
    return Word(**usual | said | more)


def told(*words: Word, **more: Any) -> Facts:
    """P1 was not seen at 09:05, and Hill School was told so at 09:15."""
    quiet = build.facts(**more)
    facts = replace(quiet, observations=build.a_register(quiet.places, build.at(f"{TODAY} 09:05")))
    facts = build.recorded(facts, decide(facts, SENT, FIGURES).owed, (), SENT, State.SENT)
    (message,) = facts.messages.values()
    ledger = {key: replace(row, message="m0") for key, row in facts.ledger.items()}
    return replace(facts, messages={"m0": replace(message, id="m0")}, ledger=ledger, breach_words=words)


def of_rule(decision: Decision, code: str) -> list[Obligation]:
    return [owed for owed in decision.owed if owed.rule == code]


def email(found: Recipient | Problem) -> str:
    return found.email if isinstance(found, Recipient) else ""


def the_letter(facts: Facts, now: object = NOW) -> Obligation:
    (found,) = [owed for owed in decide(facts, now, FIGURES).owed if owed.notice == SENT_IN_ERROR]  # type: ignore[arg-type]
    return found


def moved(facts: Facts, address: str) -> Facts:
    """Hill School's attendance address is another one."""
    hill = facts.organisations["HILL"]
    contacts = tuple(replace(c, email=address) if c.role is Role.ATTENDANCE else c for c in hill.contacts)
    return replace(facts, organisations={**facts.organisations, "HILL": replace(hill, contacts=contacts)})


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


def test_what_went_to_a_wrong_address_pays_nothing_and_goes_to_whoever_should_have_been_told() -> None:
    owed_before = of_rule(decide(told(), NOW, FIGURES), "REG-1")
    facts = told(word(Heard.WRONG_ADDRESS))
    (owed,) = of_rule(decide(facts, NOW, FIGURES), "REG-1")
    assert (owed_before, owed.organisation) == ([], "HILL")
    # Until the address is mended the school's DSL steps in; then the attendance officer is told.
    assert email(recipient(owed, facts)) == "dsl@hill.example"
    mended = moved(facts, "new@hill.example")
    assert email(recipient(owed, mended)) == "new@hill.example"
    again = replace(
        facts.ledger[owed.key],
        message="m1",
    )
    paid = replace(
        mended,
        messages={**facts.messages, "m1": build.a_message("m1", State.SENT, NOW, to="new@hill.example")},
        ledger={**facts.ledger, owed.key: again},
    )
    assert is_paid(paid, owed)
    rows = [(owed.key, "m0"), (owed.key, "m1")]
    assert claimed_before(rows, {"m1"}, paid) == {}
    assert claimed_before(rows, {"m1"}, replace(paid, breach_words=())) == {"m1": "m0"}


def test_where_nobody_else_can_be_written_to_the_dsl_is_told_to_ring() -> None:
    hill = build.a_school(contacts=(Contact(Role.ATTENDANCE, "Ann Register", OFFICE),))
    organisations = {**build.facts().organisations, "HILL": hill}
    facts = told(word(Heard.WRONG_ADDRESS), organisations=organisations)
    (owed,) = of_rule(decide(facts, NOW, FIGURES), "REG-1")
    found = recipient(owed, facts)
    assert isinstance(found, Problem)
    assert found.what.startswith("Hill School cannot be written to: the wrong people read at its address")


def test_what_told_of_the_wrong_child_stays_told_and_the_right_school_is_owed_what_the_mended_record_says() -> None:
    facts = told(word(Heard.WRONG_CHILD))
    assert of_rule(decide(facts, NOW, FIGURES), "REG-1") == []
    places = tuple(replace(place, commissioner="MILL") for place in facts.places)
    mended = replace(facts, places=places, pupils={"P1": build.a_pupil(school="MILL")})
    assert [owed.organisation for owed in of_rule(decide(mended, NOW, FIGURES), "REG-1")] == ["MILL"]


def test_as_long_as_the_record_is_wrong_they_hear_nothing_more_of_that_child() -> None:
    facts = told(word(Heard.WRONG_CHILD))
    back = replace(facts, observations=(*facts.observations, build.seen("P1", build.Saw.ARRIVED, SAID)))
    decision = decide(back, NOW, FIGURES)
    assert of_rule(decision, "REG-5") == []
    assert [(owed.rule, owed.organisation) for owed in decision.held] == [("REG-5", "HILL")]
    lines = [row for row in waiting(back, decision, (), NOW) if "Held back" in row[0]]
    assert lines[0][3] == "Mend the child's places and school on roll; what is right then goes."
    other = replace(back, breach_words=(word(Heard.WRONG_CHILD, pupils=("P2",)),))
    assert len(of_rule(decide(other, NOW, FIGURES), "REG-5")) == 1
    settled = (*back.breach_words, word(Heard.DELETED), word(Heard.NOT_REPORTED, words="w", decided_by="chair"))
    assert len(of_rule(decide(replace(back, breach_words=settled), NOW, FIGURES), "REG-5")) == 1


def test_said_by_mistake_the_message_stands_as_before() -> None:
    facts = told(word(Heard.WRONG_ADDRESS), word(Heard.WITHDRAWN, f"{TODAY} 09:41"))
    decision = decide(facts, NOW, FIGURES)
    assert (of_rule(decision, "REG-1"), of_rule(decision, "OPS-10")) == ([], [])
    after_all = replace(facts, breach_words=(*facts.breach_words, word(Heard.WRONG_ADDRESS, f"{TODAY} 09:42")))
    assert {owed.rule for owed in decide(after_all, NOW, FIGURES).owed} == {"REG-1", "OPS-10"}


def test_what_is_too_late_to_tell_is_listed_with_the_reason() -> None:
    morning = build.at("Tue 2026-11-24 08:01")
    facts = told(word(Heard.WRONG_ADDRESS, "Tue 2026-11-24 08:00"))
    why = {owed.rule: why for owed, why in decide(facts, morning, FIGURES).overtaken}
    assert why["REG-1"] == "It was due on 23/11/2026 at 09:15, and it went to a wrong address."


def test_the_letter_that_is_claimed_is_written_down_and_no_other() -> None:
    facts = told(word(Heard.WRONG_ADDRESS))
    owed = the_letter(facts)
    claimed = build.a_message("m9", State.CLAIMED, NOW, notice=SENT_IN_ERROR)
    (found,) = letters_gone([(claimed, [owed]), (facts.messages["m0"], ())], facts, NOW)
    assert (found.breach, found.heard, found.message, found.to, found.source) == (
        *("B-1", Heard.LETTER, "m9", OFFICE),
        owed.key,
    )
    assert letters_gone([(replace(claimed, state=State.REHEARSED), [owed])], facts, NOW) == []


def test_waiting_has_one_line_with_the_deadline_until_it_is_decided_and_deleted() -> None:
    def lines(*words: Word, now: str = f"{TODAY} 09:41") -> list[tuple[str, ...]]:
        facts, at = told(*words), build.at(now)
        return [row for row in waiting(facts, Decision(), (), at) if "7F3K" in row[0]]

    said, letter = word(Heard.WRONG_ADDRESS), word(Heard.LETTER, f"{TODAY} 09:41", message="m9")
    decided = word(Heard.NOT_REPORTED, f"{TODAY} 11:00", words="nobody read it", decided_by="chair")
    ((first, since, known, to_do),) = lines(said, letter)
    assert first.endswith("decides whether the ICO is told. By Thu 26 Nov, 09:40.")
    assert (since, to_do) == ("09:40", "Send it with “I have it”: it went to the wrong people.")
    assert "delete it: told 09:41 on 23/11/2026" in known
    assert "OVERDUE since Thu 26 Nov, 09:40." in lines(said, now="Fri 2026-11-27 09:00")[0][0]
    assert "NOT gone" in lines(said)[0][2]
    assert "ask its reader whether it is deleted" in lines(said, letter, decided)[0][0]
    assert lines(said, letter, decided, word(Heard.DELETED, f"{TODAY} 12:00")) == []


def test_a_trustee_reads_how_many_there_were_and_what_is_late_and_nobody_is_named() -> None:
    span = Span(build.day("Sun 2026-11-01"), build.day("Mon 2026-11-30"), build.at("Tue 2026-12-01 08:00"))
    said = word(Heard.WRONG_ADDRESS)
    in_time = word(Heard.NOT_REPORTED, "Thu 2026-11-26 09:40", words="w", decided_by="c")
    late = word(Heard.REPORTED, "Thu 2026-11-26 09:41", words="w", decided_by="c")
    gone = word(Heard.DELETED)
    none = wrong_people(told(), span)
    assert (none.is_off, none.what.startswith("0 messages went to the wrong people")) == (False, True)
    assert not wrong_people(told(said, in_time, gone), span).is_off
    assert wrong_people(told(said, in_time), span).is_off
    assert wrong_people(told(said, late, gone), span).is_off
    assert wrong_people(told(said, gone), span).is_off
    what = wrong_people(told(said, late, gone), span).what
    assert what.startswith(
        "1 message went to the wrong people, or may have. Of 1 it was decided, after 72 hours at the longest."
    )
    assert not [name for name in ("P1", "HILL", "DEE", OFFICE) if name in what]
    assert "0 messages" in wrong_people(told(said, word(Heard.WITHDRAWN)), span).what


@pytest.mark.parametrize("heard", Heard)
def test_a_word_is_read_from_its_row_as_it_was_written(heard: Heard) -> None:
    said = word(heard, decided_by="chair", words="=1+1", pupils=("P1", "P2"))
    problems: list[Problem] = []
    row = [build_cell(value) for value in word_row(said, 7)]
    assert read_words([row, [], [""] * 16], problems) == (replace(said, revision=7),)
    assert problems == []
    row[1] = "forgotten"
    assert read_words([row], problems) == ()
    assert [problem.code for problem in problems] == ["SHEET-4"]


def build_cell(value: Any) -> Any:
    """What a sheet gives back of a cell."""
    from cme.domain.clocks import serial

    return serial(value) if hasattr(value, "tzinfo") else "" if value is None else value


def test_rows_make_the_same_breaches_in_any_order_and_one_that_stands_twice_counts_once() -> None:
    words = [word(Heard.WRONG_ADDRESS), word(Heard.DELETED, f"{TODAY} 10:00"), word(Heard.NOTED, f"{TODAY} 11:00")]
    (breach,) = fold([*words[::-1], words[1]])
    assert breach.words == tuple(words)
    assert fold(words[1:]) == ()


def test_one_of_ours_at_whose_address_the_wrong_people_read_is_passed_over_even_by_name() -> None:
    deb = build.a_person("DEB", Role.INNOV8_DSL, duty_order=2)
    said = word(Heard.WRONG_ADDRESS, organisation="innov8", to="dee@innov8.example")
    facts = told(said, staff={**build.facts().staff, "DEB": deb})
    page = Obligation("SAFE-1", build.MONDAY, "innov8", "child_page", Role.INNOV8_DSL, SAID, "Because.", "6.1")
    assert email(recipient(replace(page, person="DEE"), replace(facts, breach_words=()))) == "dee@innov8.example"
    assert email(recipient(replace(page, person="DEE"), facts)) == "deb@innov8.example"
    assert isinstance(recipient(page, told(said)), Problem)
