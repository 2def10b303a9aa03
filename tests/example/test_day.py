"""The example day: what the entries say through the real forms' ids and the real rules, and exactly what is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time

from cme.domain.clocks import hhmm, instant
from cme.domain.decide import decide
from cme.domain.entries import RawEntry, Read
from cme.domain.form_plan import FormId, option_of, option_of_session, settle_ids, wanted_form
from cme.domain.model import Facts, Mode, Owing
from cme.domain.rules.entries import read_entry
from cme.edges.schema import form_wording
from cme.policy import load_figures
from sandbox.example.day import Sending, example_day
from sandbox.example.facts import example_facts
from sandbox.example.history import past
from sandbox.example.replay import replay

EXPECTED = [
    ("09:15", "REG-1", "P0003", "MILL"),
    ("09:38", "REG-2", "MON-COOK", "innov8"),
    ("09:45", "REG-1", "P0002", "HILL"),
    ("09:45", "REG-1", "P0006", "FORD"),
    ("09:45", "REG-1", "P0012", "WOLD"),
    ("09:52", "REG-5", "P0003", "MILL"),
    ("09:57", "REG-5", "P0006", "FORD"),
    ("10:15", "REG-1", "P0004", "MILL"),
    ("10:44", "REG-5", "P0004", "MILL"),
    ("13:15", "REG-1", "P0016", "MILL"),
    ("13:40", "REG-4", "P0010", "DALE"),
    ("13:40", "REG-4", "P0010", "innov8"),
    ("13:58", "REG-5", "P0010", "DALE"),
]


def ids(facts: Facts) -> list[FormId]:
    day, found = example_day()[0], []
    for slug in ("register", "change"):
        found += settle_ids(wanted_form(facts, day, form_wording(slug)), found, {})
    return found


def option(facts: Facts, text: str) -> str:
    if text in facts.pupils:
        return option_of(facts.pupils[text])
    return option_of_session(facts.sessions[text]) if text in facts.sessions else text


def as_google_has_it(facts: Facts, sending: Sending, known: list[FormId], number: int) -> RawEntry:
    answers = {}
    for kind, said in sending.answers.items():
        where, asked = "", kind
        if sending.form == "register" and kind not in {"session", "day"}:
            where = str(sending.answers["session"])
        elif kind == "session" and "day" not in sending.answers:
            asked = "which_session"
        row = next(r for r in known if (r.form, r.kind, r.session) == (sending.form, asked, where))
        values = said if isinstance(said, tuple) else (said,)
        answers[row.question_id] = tuple(option(facts, value) for value in values)
    return RawEntry(sending.form, f"r{number}", sending.at.astimezone(UTC), sending.who, answers)


def played() -> list[Read]:
    facts = example_facts()
    known = ids(facts)
    meanings = {row.question_id: row for row in known if row.question_id}
    entries: list[RawEntry] = []
    reads = []
    for number, sending in enumerate(example_day()[1]):
        entry = as_google_has_it(facts, sending, known, number)
        reads.append(read_entry(entry, facts, meanings, entries))
        entries.append(entry)
    return reads


def test_each_entry_is_kept_and_judged_as_it_deserves() -> None:
    outcomes = [read.outcome for read in played()]
    assert outcomes.count("query") == 5
    assert outcomes.count("quarantined") == 1
    assert "error" not in outcomes


def test_exactly_these_notices_are_owed_and_no_more() -> None:
    observations = [said for read in played() for said in read.observations]
    rows, _ = replay(example_facts(), example_day()[0], observations)
    told = [
        (hhmm(row["Decided at"]), row["Rule"], row["Pupil"] or row["Session"], row["Organisation"])  # type: ignore[arg-type]
        for row in rows
        if row["Rule"] != "REG-6"
    ]
    assert sorted(told) == sorted(EXPECTED)
    reported = {row["Organisation"] for row in rows if row["Rule"] == "REG-6"}
    assert reported == {"HILL", "MILL", "FORD", "DALE", "WOLD", "EXSH", "SAMP"}


def test_the_example_is_live_so_that_its_mail_reaches_the_sandboxs_mailboxes() -> None:
    assert example_facts().settings.mode is Mode.LIVE


def test_nothing_of_the_past_is_still_owing_on_the_morning_of_the_day() -> None:
    made, facts, day = past(), example_facts(), example_day()[0]
    ledger = {
        str(row["Obligation"]): Owing(
            str(row["Obligation"]), str(row["Rule"]), row["Day"], str(row["Session"]), str(row["Pupil"]),  # type: ignore[arg-type]
            str(row["Organisation"]), str(row["Step"]), str(row["Message"]), row["Due at"], row["Decided at"],  # type: ignore[arg-type]
        )
        for row in made.obligations
    }  # fmt: skip
    settings = replace(facts.settings, live_from=instant(min(row["Day"] for row in made.entries), time()))  # type: ignore[type-var, arg-type]
    facts = replace(facts, settings=settings, observations=tuple(made.said), ledger=ledger)
    decision = decide(facts, instant(day, time(7)), load_figures())
    assert decision.owed == ()
    assert decision.overtaken == ()
