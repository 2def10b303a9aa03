"""The commit and send protocol of one obligation as explicit states: what runs, Google and bad luck do to each other.

A world holds the workbook (its commits in order; their number is the revision), the mailbox, and each run with what it
knows. `moves` yields every step that may come next, `explore.py` tries them all. Each safeguard can be taken away, to
show which fault it prevents.

Time is abstract. A run makes its last call before its lease ends (50 seconds against 180), and what Google applies late
it applies before that too (within 120 seconds). Taking LEASE away takes both away.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import NamedTuple


class Safeguard(StrEnum):
    """What the protocol leans on."""

    TOKEN = "a commit consumes the revision that it was decided on"
    SELF_CHECK = "a commit looks at the ledger in its own answer; where that was lost, it is read again"
    SAME_BYTES = "a commit without an answer is repeated as it was, and the token says whose it is"
    KEEP_IN_DOUBT = "a run that may have claimed a message throws no draft away"
    LEASE = "a claim is left alone until its lease ends"
    COMMITTED_TAKEOVER = "whoever takes a message over commits before it asks Gmail"
    CLAIM_FIRST = "a message is claimed before it is sent"
    SENT_FIRST = "whoever takes a message over looks among the sent before it sends the draft"
    OLD_STRAYS = "the nightly sweep takes only drafts that are a day old"
    ASK_FIRST = "the newest sent mail is asked for before anything is drafted: the workbook may have gone back in time"


ALL = frozenset(Safeguard)


class Event(NamedTuple):
    """A row of the ledger: how a message stands, by the run that says so."""

    message: str
    state: str
    run: int


class Run(NamedTuple):
    """One run: where it stands, the revision and rows it read, the message it carries, what it will write down."""

    at: str = "read"
    revision: int = 0
    rows: tuple[Event, ...] = ()
    message: str = ""
    began: int = 0
    result: str = ""
    doubted: bool = False


class Luck(NamedTuple):
    """How often each kind of bad luck may still strike."""

    crash: int = 0
    torn: int = 0
    lost: int = 0
    late: int = 0
    linger: int = 0
    lag: int = 0
    sweep: int = 0
    restore: int = 0


class World(NamedTuple):
    """Everything at one moment. `late` are commits and `sending` messages that Google will apply by and by; `unknowns`
    counts what was ever said to be unknown, which a restore does not undo."""

    runs: tuple[Run, ...]
    luck: Luck
    commits: tuple[tuple[Event, ...], ...] = ()
    drafts: frozenset[str] = frozenset()
    sent: tuple[str, ...] = ()
    late: frozenset[tuple[int, tuple[Event, ...]]] = frozenset()
    sending: frozenset[str] = frozenset()
    expired: frozenset[int] = frozenset()
    unknowns: int = 0

    @property
    def rows(self) -> tuple[Event, ...]:
        """The ledger, oldest row first."""
        return tuple(chain.from_iterable(self.commits))

    def with_run(self, number: int, run: Run) -> World:
        """Return the world in which one run stands elsewhere; what it needs no longer is forgotten, so states meet."""
        if run.at in ENDED:
            run = Run("done")
        elif run.at not in NEEDS_ROWS:
            run = run._replace(rows=())
        return self._replace(runs=(*self.runs[:number], run, *self.runs[number + 1 :]))

    def unlucky(self, kind: str) -> World | None:
        """Return the world with one less of a kind of bad luck, or None where none is left."""
        left = getattr(self.luck, kind)
        return self._replace(luck=self.luck._replace(**{kind: left - 1})) if left else None


Move = tuple[str, World]
ENDED = frozenset({"done", "dead"})
NEEDS_ROWS = frozenset({"check", "recheck"})
BEGINS = 2
"""How often a run that lost a race reads and decides again."""


def latest(rows: tuple[Event, ...]) -> dict[str, Event]:
    """Return how each message stands."""
    return {event.message: event for event in rows}


class Protocol:
    """The protocol with the safeguards that are in force, for routine mail or for a page."""

    def __init__(self, safeguards: frozenset[Safeguard] = ALL, *, is_page: bool = False) -> None:
        self.guards = safeguards
        self.is_page = is_page

    def moves(self, world: World) -> Iterator[Move]:
        """Yield everything that may happen next, as what happens and the world after it."""
        for number, run in enumerate(world.runs):
            if run.at not in ENDED:
                for what, after in getattr(self, f"_{run.at}")(world, number, run):
                    yield f"run {number}: {what}", after
                if hit := world.unlucky("crash"):
                    yield f"run {number}: dies", hit.with_run(number, run._replace(at="dead"))
        yield from self._google(world)
        yield from self._sweep(world)
        yield from self._restore(world)

    # --- a run, step by step -----------------------------------------------------------------------------------------

    def _read(self, world: World, number: int, run: Run) -> Iterator[Move]:
        fresh = run._replace(revision=len(world.commits), rows=world.rows, message="", result="", doubted=False)
        yield "reads", world.with_run(number, self._decided(world, number, fresh))
        if world.commits and (hit := world.unlucky("torn")):
            stale = tuple(event for commit in world.commits[:-1] for event in commit)
            torn = self._decided(world, number, fresh._replace(rows=stale))
            yield "reads old rows beside the new revision", hit.with_run(number, torn)

    def _decided(self, world: World, number: int, run: Run) -> Run:
        for event in latest(run.rows).values():
            if event.state == "sent" or (event.state == "unknown" and not self.is_page):
                return run._replace(at="done")
            if event.state == "claimed":
                live = Safeguard.LEASE in self.guards and event.run not in world.expired
                after = "take_over" if Safeguard.COMMITTED_TAKEOVER in self.guards else "look"
                return run._replace(at="done" if live else after, message=event.message)
        asks = Safeguard.ASK_FIRST in self.guards
        return run._replace(at="ask" if asks else "draft", message=f"{number}.{run.began}")

    def _ask(self, world: World, number: int, run: Run) -> Iterator[Move]:
        """A sent message of which the ledger knows nothing says that the ledger forgot it: it is written down again."""
        forgotten = [message for message in world.sent if message not in latest(world.rows)]
        if forgotten:
            found = run._replace(at="results", message=forgotten[0], result="sent")
            yield "finds a sent message that the ledger does not know", world.with_run(number, found)
        else:
            yield "finds nothing that the ledger does not know", world.with_run(number, run._replace(at="draft"))

    def _draft(self, world: World, number: int, run: Run) -> Iterator[Move]:
        after = "claim" if Safeguard.CLAIM_FIRST in self.guards else "send"
        drafted = world._replace(drafts=world.drafts | {run.message})
        yield "drafts", drafted.with_run(number, run._replace(at=after))

    def _claim(self, world: World, number: int, run: Run) -> Iterator[Move]:
        yield from self._commit(world, number, run, "check")

    def _take_over(self, world: World, number: int, run: Run) -> Iterator[Move]:
        yield from self._commit(world, number, run, "recheck")

    def _commit(self, world: World, number: int, run: Run, after: str) -> Iterator[Move]:
        """One commit of a claim: applied, applied without an answer, applied later, or refused because it lost."""
        events = (Event(run.message, "claimed", number),)
        if run.revision != len(world.commits) and Safeguard.TOKEN in self.guards:
            yield from self._refused(world, number, run, after)
            return
        applied = self._applied(world, events)
        yield "claims", applied.with_run(number, run._replace(at=after, rows=applied.rows))
        if hit := applied.unlucky("lost"):
            yield "claims, and the answer is lost", hit.with_run(number, self._unanswered(run, after))
        if hit := world.unlucky("late"):
            waiting = hit._replace(late=hit.late | {(run.revision, events)})
            yield "claims, to be applied later", waiting.with_run(number, self._unanswered(run, after))

    def _unanswered(self, run: Run, after: str) -> Run:
        if Safeguard.SAME_BYTES not in self.guards:
            # Takes silence for consent.
            return run._replace(at=after, rows=())
        return run._replace(doubted=True)

    def _refused(self, world: World, number: int, run: Run, after: str) -> Iterator[Move]:
        owner = world.commits[-1][0].run if world.commits and world.commits[-1] else -1
        if run.doubted and len(world.commits) == run.revision + 1 and owner == number:
            # The answer is lost for good: the rows are read again where the self-check is in force.
            yield (
                "repeats its claim and finds that it is its own",
                world.with_run(number, run._replace(at=after, rows=world.rows)),
            )
            return
        keeps = run.doubted and Safeguard.KEEP_IN_DOUBT in self.guards
        drafts = world.drafts if keeps or after == "recheck" else world.drafts - {run.message}
        again = Run(began=run.began + 1) if run.began + 1 < BEGINS else run._replace(at="done")
        yield "lost the race", world._replace(drafts=drafts).with_run(number, again)

    @staticmethod
    def _applied(world: World, events: tuple[Event, ...]) -> World:
        return world._replace(commits=(*world.commits, events))

    def _check(self, world: World, number: int, run: Run) -> Iterator[Move]:
        """Somebody else's claim that was there before mine, and still stands, takes precedence."""
        others = [e for m, e in latest(run.rows).items() if m != run.message and e.state in ("claimed", "sent")]
        if others and Safeguard.SELF_CHECK in self.guards:
            withdrawn = world._replace(drafts=world.drafts - {run.message})
            yield "withdraws its claim", withdrawn.with_run(number, run._replace(at="results", result="withdrawn"))
        else:
            yield "sees that the claim is its own", world.with_run(number, run._replace(at="send"))

    def _recheck(self, world: World, number: int, run: Run) -> Iterator[Move]:
        """A message that moved on between the read and the commit is somebody else's."""
        about = [event for event in run.rows if event.message == run.message]
        before = about[-2] if len(about) > 1 else None
        live = before is None or before.state != "claimed" or before.run not in world.expired
        if live and Safeguard.SELF_CHECK in self.guards and Safeguard.LEASE in self.guards:
            state = before.state if before else "claimed"
            result = state if state != "claimed" else ""
            yield "leaves it to whoever has it", world.with_run(number, run._replace(at="results", result=result))
        else:
            yield "sees that the message is its own now", world.with_run(number, run._replace(at="look"))

    def _look(self, world: World, number: int, run: Run) -> Iterator[Move]:
        """Ask Gmail what became of a message whose sender ended."""
        is_sent, is_draft = run.message in world.sent, run.message in world.drafts
        if is_sent and (Safeguard.SENT_FIRST in self.guards or not is_draft):
            yield "finds it among the sent", world.with_run(number, run._replace(at="results", result="sent"))
        elif is_draft:
            yield "finds the draft", world.with_run(number, run._replace(at="send"))
        if not is_draft and (hit := world if not is_sent else world.unlucky("lag")):
            yield "finds neither", hit.with_run(number, run._replace(at="results", result="unknown"))

    def _send(self, world: World, number: int, run: Run) -> Iterator[Move]:
        after = "results" if Safeguard.CLAIM_FIRST in self.guards else "claim"
        if run.message not in world.drafts:
            yield "finds no draft to send", world.with_run(number, run._replace(at="done"))
            return
        gone = world._replace(sent=(*world.sent, run.message), drafts=world.drafts - {run.message})
        yield "sends", gone.with_run(number, run._replace(at=after, result="sent"))
        if hit := gone.unlucky("lost"):
            yield "sends, and the answer is lost", hit.with_run(number, run._replace(at="done"))
        if (hit := gone.unlucky("linger")) is not None:
            there = hit._replace(drafts=hit.drafts | {run.message})
            yield "sends, and the draft lingers", there.with_run(number, run._replace(at=after, result="sent"))
        if hit := world.unlucky("late"):
            given_up = hit._replace(sending=hit.sending | {run.message})
            yield "sends, to be applied later", given_up.with_run(number, run._replace(at="done"))

    def _results(self, world: World, number: int, run: Run) -> Iterator[Move]:
        """The second commit; whoever loses it reads the revision again, so that only a crash can prevent it."""
        ended = world.with_run(number, run._replace(at="done"))
        written = self._applied(ended, (Event(run.message, run.result, number),)) if run.result else ended
        unknowns = world.unknowns + (run.result == "unknown")
        yield f"writes down “{run.result or 'nothing'}”", written._replace(unknowns=unknowns)

    # --- Google, the night, and people ------------------------------------------------------------------------------

    def _google(self, world: World) -> Iterator[Move]:
        for revision, events in world.late:
            left = world._replace(late=world.late - {(revision, events)})
            fits = revision == len(world.commits) or Safeguard.TOKEN not in self.guards
            yield "Google applies a late commit", self._applied(left, events) if fits else left
        for message in world.sending:
            left = world._replace(sending=world.sending - {message})
            if message in world.drafts:
                left = left._replace(drafts=left.drafts - {message}, sent=(*left.sent, message))
            yield "Google sends what it took late", left
        for number, run in enumerate(world.runs):
            if number not in world.expired and run.at in ENDED and not self._in_flight(world, number):
                yield f"run {number}’s lease ends", world._replace(expired=world.expired | {number})

    @staticmethod
    def _in_flight(world: World, number: int) -> bool:
        commits = any(event.run == number for _, events in world.late for event in events)
        return commits or bool(world.sending)

    def _sweep(self, world: World) -> Iterator[Move]:
        if not world.luck.sweep:
            return
        named = {message for message, event in latest(world.rows).items() if event.state == "claimed"}
        for message in world.drafts - named:
            maker = int(message.split(".")[0])
            old = maker in world.expired and not world.late
            if (old or Safeguard.OLD_STRAYS not in self.guards) and (hit := world.unlucky("sweep")):
                yield f"the sweep throws the draft {message} away", hit._replace(drafts=hit.drafts - {message})

    @staticmethod
    def _restore(world: World) -> Iterator[Move]:
        """Somebody takes the workbook back. A run that is under way meanwhile is the window that stays open."""
        hit = world.unlucky("restore") if world.commits and not world.late and not world.sending else None
        if hit and all(run.at in ENDED or run.at == "read" for run in world.runs):
            for length in range(len(world.commits)):
                back = hit._replace(commits=hit.commits[:length])
                yield f"somebody takes the workbook back to revision {length}", back
