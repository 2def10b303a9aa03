"""Approval through the real jobs: nothing goes to an authority before somebody let exactly this text out."""

from __future__ import annotations

from typing import Any

import pytest

from cme.domain.model import Message, State
from cme.jobs import approvals, tick
from tests.hostile.charity import sent
from tests.jobs.small import PEOPLE, Scene, person, typed
from tests.jobs.test_cases import kinds, say

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")
COUNTY = {
    "Code": "COUNTY",
    "Name": "Example County",
    "Commissioning email": "places@county.example",
    "CME email": "cme@county.example",
    "CME phone": "01632 960250",
    "Allowed domains": "county.example",
}
TO = ("referral", "COUNTY", "cme@county.example")


@pytest.fixture
def county(scene: Scene) -> Scene:
    """The small charity, with a child of the county who is on no roll, and a deputy."""
    child = {**PEOPLE["pupils"][1], "School on roll": "", "Lives in": "COUNTY", "Date of birth": "2012-03-04"}
    pupils = [PEOPLE["pupils"][0], child, *PEOPLE["pupils"][2:]]
    staff = [*PEOPLE["staff"], person("MAX", "deputy", 2)]
    for slug, rows in (("authorities", [COUNTY]), ("pupils", pupils), ("staff", staff)):
        scene.change(*typed(slug, rows))
    scene.tick("08:00")
    for row, found in enumerate(scene.cells("Desk!A2:K20"), start=2):
        if found and found[2] == "second confirmation":
            scene.type(f"Desk!I{row}", ["confirm", "DEE" if "MAX" in found[3] else "MAX"])
    scene.tick("08:01")
    return scene


def suspected(scene: Scene) -> None:
    say(scene, "10:00", "missing education is suspected", case_words="nobody has seen her")
    say(scene, "10:05", "the roll is confirmed: no", case_words="the county")
    scene.tick("10:06")


def lines(scene: Scene) -> list[tuple[int, list[Any]]]:
    rows = enumerate(scene.cells("Desk!A2:K60"), start=2)
    return [(number, row) for number, row in rows if row and row[2] == "approval"]


def decide_on(scene: Scene, decision: str, note: str, which: int = -1) -> None:
    scene.type(f"Desk!I{lines(scene)[which][0]}", [decision, note])


def test_the_text_stands_whole_on_the_desk_and_nothing_goes_until_it_is_approved(county: Scene) -> None:
    suspected(county)
    for minute in ("10:07", "10:08"):
        county.tick(minute)
    ((_, line),) = lines(county)
    assert (line[3], line[5].splitlines()[0]) == ("P2 to COUNTY", "To: cme@county.example")
    assert "Kairavi Sample" in line[5]
    assert not [told for told in county.told() if told[1] == "COUNTY"]
    decide_on(county, "approve", "DEE")
    county.tick("10:09")
    county.tick("10:10")
    assert [told for told in county.told() if told[1] == "COUNTY"] == [TO]
    (mail,) = [mail for mail in sent(county) if "county" in str(mail["To"])]
    body = mail.get_body(("plain",))
    assert body is not None
    # What the school's attendance officer may not read, the authority does: letter by letter what was shown.
    assert "".join(body.get_content().split()) == "".join(line[5].partition("\n\n")[2].split())
    assert kinds(county)[-1] == "told"
    (row,) = [row for row in county.cells("Chronology!A2:M60") if row[3] == "told"]
    assert "approved by DEE" in str(row)


def test_where_facts_change_the_old_text_is_out_of_date_and_the_new_one_says_what_changed(county: Scene) -> None:
    suspected(county)
    county.tick("10:07")
    say(county, "10:20", "tried to find", case_words="rang the aunt")
    county.tick("10:21")
    assert len(lines(county)) == 2
    new = lines(county)[-1][1]
    assert "Now: - 10:20 on 23/11/2026: tried to find the child. Rang the aunt." in new[4]
    assert lines(county)[0][1][0] == new[0]
    decide_on(county, "approve", "DEE", which=0)
    county.tick("10:30")
    assert not [told for told in county.told() if told[1] == "COUNTY"]
    assert "out of date" in str(county.problem("DESK-5"))
    decide_on(county, "approve", "DEE")
    county.tick("10:31")
    assert [told for told in county.told() if told[1] == "COUNTY"] == [TO]


def test_a_word_of_the_same_minute_makes_the_approval_of_the_text_before_it_void(county: Scene) -> None:
    suspected(county)
    county.tick("10:07")
    decide_on(county, "approve", "DEE")
    say(county, "10:20", "tried to find", case_words="rang the aunt")
    county.tick("10:21")
    assert not [told for told in county.told() if told[1] == "COUNTY"]
    assert len(lines(county)) == 2


def test_one_refuses_and_a_second_person_agrees(county: Scene) -> None:
    suspected(county)
    county.tick("10:07")
    decide_on(county, "refuse", "the county has it already, by telephone. DEE")
    county.tick("10:15")
    assert "a second person" in str(county.problem("DESK-5"))
    assert "not sent to an authority, with the reason" not in kinds(county)
    decide_on(county, "refuse", "the county has it already, by telephone. DEE, MAX")
    county.tick("10:16")
    county.tick("10:17")
    assert kinds(county).count("not sent to an authority, with the reason") == 1
    assert not [told for told in county.told() if told[1] == "COUNTY"]
    assert len(lines(county)) == 1
    decide_on(county, "approve", "DEE")
    county.tick("10:18")
    assert not [told for told in county.told() if told[1] == "COUNTY"]


def test_taken_back_between_the_read_and_the_claim_it_does_not_go(county: Scene, monkeypatch: Any) -> None:
    suspected(county)
    county.tick("10:07")
    decide_on(county, "approve", "DEE")
    number = lines(county)[-1][0]
    ask = approvals.on_desk

    def while_it_decides(*args: Any) -> Any:
        found = ask(*args)
        county.type(f"Desk!I{number}", ["hold", "wait. DEE"])
        return found

    monkeypatch.setattr(approvals, "on_desk", while_it_decides)
    county.tick("10:08")
    monkeypatch.undo()
    assert [m.state for m in messages(county)] == [State.WITHDRAWN]
    county.tick("10:09")
    assert not [mail for mail in sent(county) if "county" in str(mail["To"])]
    decide_on(county, "approve", "MAX")
    county.tick("10:10")
    assert len([mail for mail in sent(county) if "county" in str(mail["To"])]) == 1


def messages(scene: Scene) -> list[Message]:
    return [m for m in scene.stage.outcome().facts.messages.values() if m.organisation == "COUNTY"]


def test_a_draft_that_a_dead_run_left_is_asked_for_anew_and_goes_once(county: Scene, monkeypatch: Any) -> None:
    suspected(county)
    county.tick("10:07")
    decide_on(county, "approve", "DEE")

    def dies(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(tick, "send_claimed", dies)
    with pytest.raises(KeyboardInterrupt):
        county.tick("10:08")
    monkeypatch.undo()
    for minute in ("10:12", "10:13", "10:14", "10:15"):
        county.tick(minute)
    assert len([mail for mail in sent(county) if "county" in str(mail["To"])]) == 1


def test_what_waits_for_approval_costs_no_call_a_minute(county: Scene) -> None:
    county.tick("09:50")
    usual = county.tick("09:51").calls
    suspected(county)
    county.tick("10:07")
    assert county.tick("10:08").calls == usual
