"""Twenty workbooks of a trust, on what is deployed for many: each is told of its own children, and of no other's."""

from __future__ import annotations

from collections import Counter

from cme.edges.quotas import A_MINUTE, Asked
from tests.jobs.small import at
from tests.providers.many import NAMES, Trust

A_PROJECT = {
    ("Sheets", "reads"): 300,
    ("Sheets", "writes"): 300,
    ("Forms", "reads"): 450,
    ("Gmail", "units"): 1_200_000,
}
"""What Google lets one project ask for in a minute, whoever asks; docs/many.md works with these."""


def test_a_morning_of_twenty_workbooks(trust: Trust) -> None:
    with trust.deployed():
        trust.minute(at("08:55"))
        for name in NAMES:
            trust.provider(name).register("BIKE", "09:05", "P1")
        since = int(trust.stage.control("traffic?calls=false")["last"])
        assert trust.minute(at("09:15"))["made"] == 20
        each_told_its_own(trust)
        in_the_minute = asked(trust, since)
        assert all(in_the_minute[what] < limit for what, limit in A_PROJECT.items()), in_the_minute
        assert all(in_the_minute[what] / len(NAMES) < limit for what, limit in A_MINUTE.items())

        # The scheduler may call twice for one minute.
        assert (trust.minute(at("09:15"))["made"], trust.minute(at("09:15"))["again"]) == (0, 20)
        each_told_its_own(trust)

        trust.answers.clear()
        trust.stage.control("faults", {"match": {"path": trust.workbooks["site-07"]}, "kind": "refuse", "status": 403})
        trust.minute(at("09:16"))
    outcomes = {name: (status, said["outcome"]) for name, status, said in trust.answers}
    assert outcomes.pop("site-07") == (503, "failed")
    assert set(outcomes.values()) == {(200, "idle")}
    assert len(outcomes) == 19


def each_told_its_own(trust: Trust) -> None:
    """Five messages of each, from its own mailbox to its own people."""
    mail = trust.mail()
    assert Counter(sender.partition("@")[2].split(".")[1] for sender, _ in mail) == dict.fromkeys(NAMES, 5)
    for sender, to in mail:
        assert sender.split(".")[1] == to.split(".")[1]


def asked(trust: Trust, since: int) -> Asked:
    """Return what was asked for since a mark, as Google counts it."""
    traffic, counted = trust.stage.control(f"traffic?since={since}"), Asked()
    assert traffic["total"] == len(traffic["calls"])
    for call in traffic["calls"]:
        counted.note(call["verb"], f"http://google{call['path']}")
    return counted
