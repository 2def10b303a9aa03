"""docs/reliability.md: what was tried, how much of it, when and on what, from the figures that the commands kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.stories.switched import meaning
from sandbox.sweep.breaks import BREAKS
from tests.protocol.without import luck_in_words

Figures = dict[str, dict[str, Any]]
NOT_YET = "Not measured yet."
HEAD = """# Reliability

<!-- Made by scripts/build_docs from docs/reliability.json, which “scripts/sweep --write” measured. Do not edit. -->

What must never happen: a message lost, a message twice, a message to somebody whom it does not concern. No test of an
example proves that, so it is tried in numbers. `scripts/sweep` does all of it; with `--model`, `--registers N` or
`--points N|all`, `--switches` one part; with `--write` it keeps the figures below. A little of each runs with every
`scripts/test`.
"""
MODEL = """## Every order of every step

The protocol of [protocol.md](protocol.md) is a model in `tests/protocol/`. Every order of every step of two and three
runs is tried, with bad luck at every moment. Nothing may be sent twice, nothing left unsent, and the ledger must say
how it went. Then each safeguard is taken away, and something must go wrong.
"""
REGISTERS = """## Right child, right recipient

A register is made by dice: schools and authorities with and without addresses, staff with any roles, some away,
children with and without a school, places twice, over or arranged by nobody, entries that contradict each other, a
pause, a ledger in which messages came back or were lost. It is asked at up to three instants what is owed, and from the
register alone, by a second reading of the table by role, it follows who may be told:

- what is owed goes to an address of that one organisation, in a role that may have the notice, and only where the
  organisation placed the child there or has it on its roll; what is for a DSL, only to an address that a second person
  confirmed; if there is such an address, and nothing came back from it that day, it does go;
- the same holds for each obligation spoilt: with another organisation, role, notice, child or session;
- no subject holds a name, a code or what happened; no first line names a child; no message names a child who is none of
  its reader's business; one message pays what is owed to one organisation;
- no rule breaks off; whoever decides again owes nothing of what was told.

A register that fails is printed with its number; `scripts/sweep --register NUMBER` shows it alone.
"""
POINTS = """## Whatever breaks

A busy school day of the example ([sandbox/sweep/busy_day.yaml](../sandbox/sweep/busy_day.yaml)) is played once, and a
copy of the sandbox is kept at the beginning of every run that writes or sends. Then, at **every HTTP call** of each of
these runs, one thing goes wrong. The schedule goes on, minute by minute through the leases, until nothing is under way,
and for one heartbeat more. After each point must hold:

- every obligation that the undisturbed run paid is in the mailbox exactly once (a page whose sending could not be
  known, at most twice, and the second says so);
- nothing was sent that the undisturbed minutes would not have sent, and nothing to an address they did not use;
- every entry and every observation is in the workbook exactly once;
- no message is in the mailbox that the ledger does not know; each that it calls sent is there once, and none that it
  calls withdrawn or failed;
- what was overtaken is noted; nothing is still claimed.

`scripts/sweep --only 0915:7:killed-after` plays one point alone.
"""
SWITCHES = """## Whichever way Google turns out to be

What is not proven about Google is a switch of the sandbox ([fidelity.md](fidelity.md)). Every story is played with none
of them turned, with all of them together, and with each alone, through the real set-up and the real jobs. Where a story
must expect something else then, it says so itself (`with` in [stories.md](stories.md)).

`scripts/rehearse FILE… --switch NAME` plays stories with one of them turned.
"""


def document(figures: Figures) -> str:
    """Return docs/reliability.md."""
    lines = [HEAD, *_summary(figures)]
    for name, head, rows in (
        ("model", MODEL, _model),
        ("registers", REGISTERS, _registers),
        ("points", POINTS, _points),
        ("switches", SWITCHES, _switches),
    ):
        lines += ["", head, *([_measured(figures[name]), "", *rows(figures[name])] if name in figures else [NOT_YET])]
        lines += _again(figures["again"]) if name == "points" and "again" in figures else []
    return "\n".join([*lines, ""])


def _summary(figures: Figures) -> Iterator[str]:
    yield "| tried | how much | did not hold | measured on |"
    yield "|---|---|---|---|"
    for name, what, count in (
        ("model", "states of the protocol", "states"),
        ("registers", "random registers", "registers"),
        ("points", "points of a busy day", "points"),
        ("switches", "stories, played with each switch turned", "plays"),
    ):
        found = figures.get(name)
        if found:
            sample = "" if found.get("whole", True) else ", a sample"
            mended = ", mended since" if _is_mended(figures, name) else ""
            yield f"| {what} | {found[count]:,}{sample} | {_failures(found)}{mended} | {_day(found['on'])} |"
        else:
            yield f"| {what} | not yet | | |"


def _failures(found: dict[str, Any]) -> int:
    failed = found["failed"]
    return sum(failed.values()) if isinstance(failed, dict) else failed


def _is_mended(figures: Figures, name: str) -> bool:
    """Return whether as many points or registers as had failed were tried again, and hold."""
    found = figures if name == "points" else figures[name]
    again = found.get("again", {name: [], "failed": 0})
    return 0 < _failures(figures[name]) <= len(again[name]) and not again["failed"]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _measured(found: dict[str, Any]) -> str:
    return (
        f"Measured on {_day(found['on'])} in {_long(found['seconds'])}, on {found['machine']}, while others worked on "
        f"it too (load average {found['load']} at the beginning)."
    )


def _long(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"


def _model(found: dict[str, Any]) -> Iterator[str]:
    states: dict[tuple[int, str], dict[str, int]] = {}
    for world in found["worlds"]:
        states.setdefault((world["runs"], luck_in_words(world["luck"])), {})[world["of"]] = world["states"]
    yield "| runs | what may go wrong, each so many times, at every moment | states of routine mail | of a page |"
    yield "|---|---|---|---|"
    for (runs, luck), of in states.items():
        yield f"| {runs} | {luck} | {of['routine mail']:,} | {of['a page']:,} |"
    yield f"| | **together** | **{found['states']:,}** | |"
    yield ""
    yield f"Each of the {found['safeguards']} safeguards, taken away, lets something happen that is then found."


def _registers(found: dict[str, Any]) -> Iterator[str]:
    yield "| what | how many |"
    yield "|---|---|"
    for what, key in (
        ("registers", "registers"),
        ("instants at which they were asked what is owed", "instants"),
        ("obligations, owed, overtaken or to come, whose recipient was checked", "obligations"),
        ("spoilt obligations whose recipient was checked", "spoilt"),
        ("messages written and looked into", "messages"),
        ("of these as the mail that Gmail is given", "rendered"),
        ("registers in which something did not hold", "failed"),
    ):
        yield f"| {what} | {found[key]:,} |"
    if again := found.get("again"):
        yield ""
        numbers = ", ".join(str(number) for number in again["registers"])
        yield f"Asked again on {_day(again['on'])}, after what they had found was mended: {numbers}."
        yield f"Of these {len(again['registers'])}, {again['failed']} did not hold."


def _points(found: dict[str, Any]) -> Iterator[str]:
    yield "| what | how many |"
    yield "|---|---|"
    yield f"| messages of the day | {found['messages']} |"
    yield f"| runs of the day that write or send | {found['runs']} |"
    yield f"| HTTP calls that they make | {found['calls']} |"
    yield f"| points played{'' if found['whole'] else ', a sample'} | {found['points']:,} |"
    yield f"| points after which something did not hold | {_failures(found)} |"
    yield ""
    yield "| what goes wrong | | points | did not hold |"
    yield "|---|---|---|---|"
    for one in BREAKS.values():
        played, failed = (found[key].get(one.name, 0) for key in ("played", "failed"))
        yield f"| `{one.name}` | {one.meaning} | {played} | {failed} |"


def _again(found: dict[str, Any]) -> Iterator[str]:
    yield ""
    points = ", ".join(f"`{point}`" for point in found["points"])
    yield f"Played again on {_day(found['on'])}, after what they had found was mended: {points}."
    yield f"Of these {len(found['points'])}, {found['failed']} did not hold."


def _switches(found: dict[str, Any]) -> Iterator[str]:
    yield f"| switch | what is otherwise | of {found['stories']} stories hold | do not hold |"
    yield "|---|---|---|---|"
    for way in found["ways"]:
        yield f"| {way['name']} | {meaning(way['name'])} | {way['held']} | {', '.join(way['wrong'])} |"
