"""For each safeguard the least bad luck that does harm without it, and the document that shows how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.protocol.explore import explore
from tests.protocol.model import ALL, ENDED, Luck, Protocol, Run, Safeguard, World

WITHOUT: dict[Safeguard, tuple[int, Luck]] = {
    Safeguard.TOKEN: (2, Luck(crash=1, lost=1)),
    Safeguard.SELF_CHECK: (2, Luck(torn=1)),
    Safeguard.SAME_BYTES: (2, Luck(late=1)),
    Safeguard.KEEP_IN_DOUBT: (2, Luck(torn=1, lost=1)),
    Safeguard.LEASE: (2, Luck(linger=1)),
    Safeguard.COMMITTED_TAKEOVER: (3, Luck(crash=1, linger=1)),
    Safeguard.CLAIM_FIRST: (2, Luck()),
    Safeguard.SENT_FIRST: (1, Luck(crash=1, linger=1)),
    Safeguard.OLD_STRAYS: (1, Luck(sweep=1)),
    Safeguard.ASK_FIRST: (1, Luck(restore=1)),
}
"""How many runs, and what happens to them."""

TRIED: tuple[tuple[int, Luck], ...] = (
    (2, Luck(2, 2, 2, 2, 1, 1, 1, 1)),
    (3, Luck(crash=2, torn=1, lost=1)),
    (3, Luck(crash=1, lost=1, late=1, sweep=1)),
    (3, Luck(crash=1, late=1, linger=1, lag=1)),
    (3, Luck(crash=1, torn=1, lag=1, restore=1)),
    (3, Luck(crash=1, torn=1, linger=1, sweep=1)),
    (3, Luck(crash=1, lost=1, linger=1, lag=1)),
    (3, Luck(crash=1, lost=1, lag=1, sweep=1, restore=1)),
    (3, Luck(crash=1, linger=1, sweep=1, restore=1)),
    (3, Luck(crash=1, late=1, restore=1)),
    (3, Luck(torn=1, late=1)),
)
"""The worlds in which nothing is found while every safeguard is in force: two runs that meet all bad luck at once, and
three that meet every two kinds of it together."""
LARGE: tuple[tuple[int, Luck], ...] = ((3, Luck(*[1] * len(Luck._fields))),)
"""Worlds that take minutes: `scripts/sweep --model` tries them too."""

WORDS = {
    "crash": "dies at any step",
    "torn": "reads old rows beside the new revision",
    "lost": "an answer is lost",
    "late": "a call is applied after its caller gave up",
    "linger": "a draft can still be sent after it was sent",
    "lag": "a message is not yet listed among the sent",
    "sweep": "the night's sweep comes by",
    "restore": "somebody takes the workbook back in time",
}


OPENING = """# How a message goes out once

<!-- Made by scripts/build_docs from tests/protocol/model.py. Do not edit by hand. -->

The steps below are those of a model in `tests/protocol/`; the tests try every order of every one of them.

Google Sheets has no transaction that reaches Gmail, and Gmail has no key against sending twice.
So a run first puts its messages among the drafts, which does no harm; then claims them in the workbook, by a commit
that only one run can win; then sends; then writes down how it went.
Whoever finds a claim whose run ended takes it over by a commit of its own, and asks Gmail what became of it.

## What one run does

```mermaid
stateDiagram-v2
    [*] --> read"""

CLOSING = """
Nothing was sent twice, nothing was left unsent, and the ledger said how it went.
Where Gmail itself could not say, the ledger says that: a page then goes once more and says that it may be a repeat,
routine mail becomes a telephone call.

Two windows stay open: a workbook that is taken back in time *while* a run is between its claim and its sending, or
before Gmail lists what was sent. The run's deadline of 50 seconds bounds the first, Gmail's promptness the second.

## The drafts that are left over

A run that dies between drafting and claiming leaves a draft that nobody will send; somebody who looks into the mailbox
might. Every night the job `daily` (`functions/cme/jobs/daily.py`) throws away what bears our header, is older than a
day by Gmail's own clock, and is named by no claim that stands in the ledger, which is read after the drafts were looked
at. What a person writes bears no header of ours. Where the ledger cannot be read, or the workbook is a copy, all stay.
At most 200 drafts are looked at in one night; with more, the nights take turns. More than five that were thrown away,
and a night's job that did not come for two days, are asked about by `scripts/check_health` (OPS-6)."""


def document() -> str:
    """Return docs/protocol.md."""
    return "\n".join([OPENING, *_diagram(), "```", "", *_safeguards(), *_tried(), CLOSING]) + "\n"


def _diagram() -> Iterator[str]:
    """The steps of a run as the model makes them, with everything that may go wrong but a crash."""
    for (before, after), actions in sorted(_steps().items()):
        target = "[*]" if after in ENDED else after
        yield f"    {before} --> {target}: {', or '.join(sorted(actions))}"


def _steps() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    protocol = Protocol()
    first = World((Run(), Run()), Luck(crash=1, torn=1, lost=1, late=1, lag=1, restore=1))
    seen, waiting = {first}, [first]
    while waiting:
        world = waiting.pop()
        for what, after in protocol.moves(world):
            who, _, action = what.partition(": ")
            if action and action != "dies":
                number = int(who.removeprefix("run "))
                found.setdefault((world.runs[number].at, after.runs[number].at), set()).add(action)
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return found


def _safeguards() -> Iterator[str]:
    yield "## What each safeguard is for"
    yield ""
    yield "Taken away one by one, each lets something happen that the model then finds. The shortest way there:"
    for safeguard, (runs, luck) in WITHOUT.items():
        found = explore(Protocol(ALL - {safeguard}), runs, luck)
        yield ""
        yield f"### {safeguard.value[0].upper()}{safeguard.value[1:]}"
        yield ""
        yield f"Without it: **{found.wrong.lower().replace('2 times', 'twice')}**."
        yield ""
        yield from (f"{number}. {step}" for number, step in enumerate(found.steps, start=1))
    yield ""


def _tried() -> Iterator[str]:
    yield "## What was tried with all of them in force"
    yield ""
    yield "| runs | what may go wrong, each so many times, at every moment |"
    yield "|---|---|"
    for runs, luck in TRIED:
        yield f"| {runs} | {luck_in_words(luck._asdict())} |"


def luck_in_words(luck: Mapping[str, int]) -> str:
    """Return which bad luck may strike, and how often where that is more than once."""
    return "; ".join(f"{WORDS[kind]}{f' (×{n})' if n > 1 else ''}" for kind, n in luck.items() if n)
