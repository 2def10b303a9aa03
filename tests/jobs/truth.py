"""What must hold whatever went wrong: each obligation in the mailbox once, each entry kept, a ledger that is true."""

from __future__ import annotations

from collections import Counter

from cme.domain.decide import REPEAT
from cme.domain.model import State
from tests.jobs.small import Scene


def sent_by_obligation(scene: Scene) -> Counter[str]:
    """Return how often each obligation of the ledger is in the Sent folder."""
    rows = scene.stage.read().values["obligations"]
    carried = {(str(row[11]), str(row[0])) for row in rows if len(row) > 11 and row[11]}
    found: Counter[str] = Counter()
    for key in scene.stage.mail():
        found.update(obligation for message, obligation in carried if message == key)
    return found


def check_truth(scene: Scene, owed: set[str], entries: int = 1) -> None:
    """Hold the mailbox, the workbook and the ledger against each other."""
    outcome = scene.stage.outcome()
    sent = sent_by_obligation(scene)
    assert set(sent) == owed
    messages = outcome.facts.messages
    mailed = Counter(scene.stage.mail())
    assert set(mailed) <= set(messages), "mail that no row of the ledger knows"
    for key, times in sent.items():
        if times > 1:
            repeats = [m for m in messages.values() if m.detail.startswith(REPEAT) and m.id in mailed]
            assert times == 2
            assert "page" in key
            assert repeats, f"{key} went twice and nothing says so"
    for message in messages.values():
        if message.state is State.SENT:
            assert mailed[message.id] == 1, f"{message.id} is said to be sent"
        if message.state in (State.WITHDRAWN, State.FAILED):
            assert message.id not in mailed, f"{message.id} is {message.state} and went"
    assert not [m.id for m in messages.values() if m.state is State.CLAIMED], "a claim was left"
    kept = Counter(str(row[0]) for row in outcome.entries if row)
    assert len(kept) == entries
    assert set(kept.values()) == {1}
    assert len(outcome.observations) == len(set(outcome.observations))
