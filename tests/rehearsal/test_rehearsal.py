"""Days played again over a history: unchanged it goes as it did, and of a change exactly that is otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from cme.domain.case_events import Did, Event
from cme.domain.clocks import hhmm
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Decision, Facts, Message, Observation, Owing, Saw, State, Tier
from cme.errors import NoAnswer
from cme.policy import load_figures, load_policy
from sandbox.days.case_desk import CaseDesk
from sandbox.days.player import message_of, play
from sandbox.days.rhythm import rhythm
from sandbox.rehearsal import replay as replaying
from sandbox.rehearsal.command import Asked, rehearse
from sandbox.rehearsal.compare import How, compare
from sandbox.rehearsal.history import History, of_example
from sandbox.rehearsal.replay import replay
from sandbox.rehearsal.tried import TriedError, read_tried
from tests import builders as build

TUESDAY, WEDNESDAY = build.day("Tue 2026-11-24"), build.day("Wed 2026-11-25")
FIRST, LAST = build.day("Mon 2026-11-02"), build.day("Wed 2026-11-04")
TIER_A = build.facts(pupils={"P1": build.a_pupil(tier=Tier.A)})


class Said:
    """People who said what they said, and answer nothing."""

    def __init__(self, said: Sequence[Observation]) -> None:
        self.said = sorted(said, key=lambda o: o.recorded_at)

    def say(self, now: datetime) -> Sequence[Observation]:
        ready = [o for o in self.said if o.recorded_at <= now]
        self.said = self.said[len(ready) :]
        return ready

    def next_at(self) -> datetime | None:
        return self.said[0].recorded_at if self.said else None

    def told(self, sent: object) -> tuple[State, str]:
        return State.SENT, ""


def history(*said: Observation, facts: Facts | None = None, since: str = "Mon 2026-11-23 00:00") -> History:
    """What one child's Monday leaves in a workbook, or what the weeks before it leave as well."""
    people, begins = facts or build.facts(), build.at(since)
    people = replace(people, settings=replace(people.settings, live_from=begins))
    desk = CaseDesk()
    sent = play(people, Said(said), begins, build.at("Wed 2026-11-25 00:00"), load_figures(), desk=desk)
    ledger = {owed.key: Owing.of(owed, one.id, one.at) for one in sent for owed in one.letter.obligations}
    held = replace(people, observations=said, ledger=ledger, messages={one.id: message_of(one) for one in sent})
    held = replace(held, events=desk.known)
    return History(held, load_figures(), build.MONDAY, build.MONDAY)


NOT_HERE = build.a_register([build.a_place()], build.at("Mon 2026-11-23 09:04"))


def played(of: History, figures: Figures | None = None, until: date = build.MONDAY) -> list[str]:
    """What went how: the lines of a comparison, those of the day's report left out."""
    sent = list(replay(replace(of, figures=figures or of.figures), build.MONDAY, until))
    lines = [line for line in compare(of, sent, build.MONDAY, until) if line.owed.rule != "REG-6"]
    return [f"{hhmm(line.at)} {line.owed.rule} {line.how.value}" for line in lines]


@cache
def three_days() -> History:
    return of_example(replace(rhythm(), until=LAST))


def test_with_nothing_changed_the_examples_days_go_as_they_went_and_nothing_is_left_out() -> None:
    of = three_days()
    sent = list(replay(of, FIRST, LAST))
    lines = compare(of, sent, FIRST, LAST)
    assert {line.how for line in lines} == {How.SAME}
    assert {line.owed.key for line in lines} == set(of.facts.ledger)
    assert [(one.id, one.at, one.letter.to.email) for one in sent] == [
        (message.id, message.at, message.to) for message in of.facts.messages.values()
    ]
    assert {"REG-1", "REG-5", "SAFE-1", "SAFE-2", "SAFE-3"} <= {line.owed.rule for line in lines}


def test_what_had_gone_before_the_first_day_stands() -> None:
    of = three_days()
    lines = compare(of, replay(of, LAST, LAST), LAST, LAST)
    assert {line.how for line in lines} == {How.SAME}
    assert not any(line.owed.rule.startswith("POL") for line in lines), "Monday's digest said it"


def test_what_last_mondays_digest_said_is_not_said_again_and_what_the_weeks_before_show_is() -> None:
    facts = build.facts(policy=load_policy())
    facts = replace(facts, settings=replace(facts.settings, weekly_digest=build.clock("08:00")))
    missed = [build.a_register([build.a_place()], build.at(f"Mon 2026-11-{day} 09:04")) for day in ("09", "16")]
    of = history(*missed[0], *missed[1], *NOT_HERE, facts=facts, since="Mon 2026-11-09 00:00")
    assert {row.rule for row in of.facts.ledger.values()} >= {"POL-1", "PAT-1"}
    assert played(of) == ["08:00 PAT-1 same", "08:00 PAT-2 same", "09:00 CME-3 same", "09:15 REG-1 same"]


def test_what_is_owed_of_a_day_before_the_first_is_not_missed() -> None:
    of = history(*NOT_HERE)
    [row] = [row for row in of.facts.ledger.values() if row.rule == "REG-1"]
    corrected = replace(row, rule="REG-7", day=build.day("Fri 2026-11-20"), key="REG-7/2026-11-20")
    of = replace(of, facts=replace(of.facts, ledger={**of.facts.ledger, corrected.key: corrected}))
    assert played(of) == ["09:15 REG-1 same"]


def test_a_longer_wait_is_later_by_just_as_much_and_moves_nothing_else() -> None:
    of = history(*NOT_HERE)
    assert played(of) == ["09:15 REG-1 same"]
    assert played(of, of.figures.replaced("absence_notice", 20)) == ["09:20 REG-1 later"]
    assert played(of, of.figures.replaced("absence_notice", 10)) == ["09:10 REG-1 earlier"]
    assert played(of, of.figures.replaced("absence_notice", 20, since=TUESDAY)) == ["09:15 REG-1 same"]


def test_what_is_needless_by_then_goes_not_at_all_and_neither_does_what_takes_it_back() -> None:
    of = history(*NOT_HERE, build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:17")))
    assert played(of) == ["09:15 REG-1 same", "09:17 REG-5 same"]
    assert played(of, of.figures.replaced("absence_notice", 20)) == ["09:15 REG-1 not at all", "09:17 REG-5 not at all"]


def test_what_nobody_was_told_is_new() -> None:
    of = history(*NOT_HERE, build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:12")))
    assert played(of) == []
    assert played(of, of.figures.replaced("absence_notice", 10)) == ["09:10 REG-1 new", "09:12 REG-5 new"]


def test_what_became_of_a_message_comes_to_it_in_its_time() -> None:
    of = history(*NOT_HERE)
    [name] = [row.message for row in of.facts.ledger.values() if row.rule == "REG-1"]
    answered = replace(
        of.facts.messages[name], state=State.ANSWERED, detail=AUTOMATIC, at=build.at("Mon 2026-11-23 10:30")
    )
    facts = replace(of.facts, messages={**of.facts.messages, name: answered})
    assert "10:30 OPS-7 new" in played(replace(of, facts=facts))


def test_what_follows_from_a_message_is_known_by_the_name_of_the_real_one() -> None:
    of = history(*NOT_HERE, facts=TIER_A)
    assert "09:20 SAFE-2 same" in played(of)
    assert {line.rpartition(" ")[2] for line in played(of)} == {"same"}


def test_a_message_that_did_not_go_is_new_and_one_that_was_only_rehearsed_counts() -> None:
    of = history(*NOT_HERE)

    def standing(state: State) -> History:
        messages = {name: replace(message, state=state) for name, message in of.facts.messages.items()}
        return replace(of, facts=replace(of.facts, messages=messages))

    assert played(standing(State.REHEARSED)) == ["09:15 REG-1 same"]
    assert played(standing(State.WITHDRAWN)) == ["09:15 REG-1 new"]


def test_between_the_instants_that_are_asked_nothing_is_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    of = history(*NOT_HERE, build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:52")), facts=TIER_A)
    asked: list[datetime] = []

    def each_minute(facts: Facts, now: datetime, figures: Figures, *, only_today: bool = False) -> Decision:
        asked.append(now)
        found = decide(facts, now, figures)
        is_near = 8 <= now.hour < 11
        return replace(found, next_at=now + timedelta(minutes=1)) if is_near else found

    jumps = [(one.id, one.at) for one in replay(of, build.MONDAY, build.MONDAY)]
    monkeypatch.setattr(replaying, "decide", each_minute)
    assert [(one.id, one.at) for one in replay(of, build.MONDAY, build.MONDAY)] == jumps
    assert len(asked) > 100


def test_what_happened_in_a_case_is_known_from_the_instant_on_at_which_it_reached_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = history()
    clocks = [build.at(f"Mon 2026-11-23 {clock}") for clock in ("09:30", "10:30")]
    events = tuple(Event("P1", Did.NOTED, at, at, words="seen", source=str(at)) for at in clocks)
    known: dict[str, int] = {}

    def looked(facts: Facts, now: datetime, figures: Figures, *, only_today: bool = False) -> Decision:
        known.setdefault(f"{hhmm(now)}{'' if only_today else ' all days'}", len(facts.events))
        return decide(facts, now, figures)

    monkeypatch.setattr(replaying, "decide", looked)
    list(replay(replace(of, facts=replace(of.facts, events=events)), build.MONDAY, build.MONDAY))
    assert (known["00:00 all days"], known["09:30 all days"], known["10:30 all days"]) == (0, 1, 2)


def test_what_must_be_approved_goes_when_it_really_was_and_else_not_at_all() -> None:
    clocks = [build.at(f"Mon 2026-11-23 {clock}") for clock in ("09:30", "09:40")]
    said = zip((Did.SUSPECTED, Did.OFF_ROLL), clocks, strict=True)
    events = tuple(Event("P1", did, at, at, words="w", source=did.value, by="DEE") for did, at in said)
    child = build.a_pupil(school="", lives_in="COUNTY")
    of = history(facts=build.facts(pupils={"P1": child}))
    of = replace(of, facts=replace(of.facts, events=events))
    assert not [line for line in played(of) if line.startswith("09:40")]
    at = build.at("Mon 2026-11-23 10:17")
    (waits,) = decide(of.facts, at, of.figures).prepared
    sent = Message("M1", State.SENT, at, waits.notice, "COUNTY", "cme@county.example", build.MONDAY)
    ledger = {**of.facts.ledger, waits.key: Owing.of(waits, "M1", at)}
    told = Event("P1", Did.TOLD, at, at, words="w", source=waits.key, by="the system")
    held = replace(of.facts, ledger=ledger, messages={**of.facts.messages, "M1": sent}, events=(*events, told))
    approved = replace(of, facts=held)
    assert "10:17 CME-2 same" in played(approved)


def test_what_is_said_or_falls_due_on_another_day_is_asked_on_that_day() -> None:
    in_the_evening = build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:10"))
    in_the_evening = replace(in_the_evening, recorded_at=build.at("Mon 2026-11-23 19:00"))
    the_day_after = replace(in_the_evening, recorded_at=build.at("Tue 2026-11-24 10:00"))
    for said in (in_the_evening, the_day_after):
        of = history(*NOT_HERE, said)
        lines = compare(of, replay(of, build.MONDAY, TUESDAY), build.MONDAY, TUESDAY)
        assert {line.how for line in lines} == {How.SAME}
        assert any(line.at >= build.at("Tue 2026-11-24 08:00") for line in lines)


def test_a_notice_that_comes_back_on_another_day_is_asked_about_on_that_day() -> None:
    of = history(*NOT_HERE)
    lost = {
        name: replace(message, state=State.BOUNCED, at=build.at("Tue 2026-11-24 09:00"))
        for name, message in of.facts.messages.items()
    }
    facts = build.facts(organisations={"HILL": build.a_school(contacts=build.a_school().contacts[:1])})
    of = replace(of, facts=replace(of.facts, messages=lost, organisations=facts.organisations))
    assert "09:00 OPS-1 new" in played(of, until=TUESDAY)


@pytest.mark.parametrize(
    ("figures", "answers", "said"),
    [
        ("absence = 10", "", "There is no figure “absence”"),
        ('absence_notice = "soon"', "", "“soon” is no whole number"),
        ("absence_notice = -1", "", "is below zero"),
        ("absence_notice = {from = 2026-11-24}", "", "has no value"),
        ("absence_notice = {value = 10, since = 2026-11-24}", "", "has “since”"),
        ('absence_notice = {value = 10, from = "Tuesday"}', "", "“Tuesday” is no day"),
        ("absence_notice", "", "This is not TOML"),
        ("", "[Q-NONE]", "There is no question “Q-NONE”"),
        ("", "[Q-15]\nregister_nudge = 5", "“Q-15” does not set “register_nudge”; it sets absence_notice"),
        ("", "[Q-15]\nabsence_notice = 20", "20 is not between 5 and 15 minutes"),
        ("", "Q-15 = 10", "is answered by a table"),
        ("", "[Q-15]\non = 2026-11-24T09:00:00", "is no day"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, figures: str, answers: str, said: str
) -> None:
    files = [tmp_path / "figures.toml", tmp_path / "answers.toml"]
    for file, text in zip(files, (figures, answers), strict=True):
        file.write_text(text)
    with pytest.raises(TriedError, match=said) as refused:
        read_tried(files[0] if figures else None, files[1] if answers else None, build.MONDAY)
    assert str(tmp_path) in str(refused.value)


def test_figures_and_answers_are_tried_together_and_a_figure_beats_an_answer(tmp_path: Path) -> None:
    figures, answers = tmp_path / "figures.toml", tmp_path / "answers.toml"
    figures.write_text("register_nudge = {value = 5, from = 2026-11-24}\ncalled_off_page = 06:30:00\n")
    answers.write_text("[Q-15]\non = 2026-11-25\nabsence_notice = 10\n[Q-REGISTER]\nregister_nudge = 6\n")
    tried = read_tried(figures, answers, build.MONDAY).on(history())
    on = {day: tried.figures.value("absence_notice", day) for day in (TUESDAY, WEDNESDAY)}
    assert on == {TUESDAY: 15, WEDNESDAY: 10}
    assert [tried.figures.value("register_nudge", day) for day in (build.MONDAY, TUESDAY)] == [8, 5]
    assert tried.figures.value("called_off_page", WEDNESDAY) == 390
    assert set(tried.facts.answers) == {"Q-15", "Q-REGISTER"}


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("", "2026-11-03", "--from is missing"),
        ("2026-11-02", "Friday", "--to “Friday” is no day"),
        ("2026-11-03", "2026-11-02", "--to is before --from"),
        ("2027-11-02", "2027-11-03", "nothing is known"),
    ],
)
def test_days_that_cannot_be_played_are_refused_in_a_sentence(since: str, until: str, said: str) -> None:
    out, wrong = Console(file=StringIO()), Console(file=StringIO(), width=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.rehearsal.command.of_example", lambda _: history())
        assert rehearse(out, wrong, Asked(since, until)) == 2
    assert said in wrong.file.getvalue()  # type: ignore[attr-defined]


def test_a_workbook_that_does_not_answer_is_said_to_be_so_without_googles_words() -> None:
    wrong = Console(file=StringIO(), width=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.rehearsal.command.connect", lambda _: None)
        patch.setattr("sandbox.rehearsal.command.of_workbook", _no_answer)
        assert rehearse(wrong, wrong, Asked("2026-11-23", "2026-11-23", workbook="https://x.example/d/ID7/edit")) == 2
    assert "The workbook could not be read (NoAnswer GET ID7). Check its id" in wrong.file.getvalue()  # type: ignore[attr-defined]
    assert "Ada Mockford" not in wrong.file.getvalue()  # type: ignore[attr-defined]


def _no_answer(_: object, workbook: str) -> History:
    assert workbook == "ID7"
    raise NoAnswer("Ada Mockford", call="GET ID7")


def test_it_prints_what_is_tried_each_rule_and_what_goes_otherwise_and_no_name(tmp_path: Path) -> None:
    (tmp_path / "figures.toml").write_text("absence_notice = 20\n")
    of, out = history(*NOT_HERE), Console(file=StringIO(), width=100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.rehearsal.command.of_example", lambda _: of)
        code = rehearse(out, out, Asked("2026-11-23", "2026-11-23", tmp_path / "figures.toml"))
        assert rehearse(Console(file=StringIO()), out, Asked("2026-11-23", "2026-11-23")) == 0
    said = out.file.getvalue()  # type: ignore[attr-defined]
    assert code == 1
    assert "absence_notice: 20 minutes instead of 15 minutes" in said
    assert "Mon 23 Nov 09:20  later by 5 min (it went Mon 23 Nov 09:15): REG-1 absence, P1 BIKE → HILL: Due" in said
    assert "pages a day, on the worst day" in said
    assert "✗ Otherwise: 1." in said
    assert of.facts.pupils["P1"].surname not in said
