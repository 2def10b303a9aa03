"""From obligations to messages that are ready to be claimed: one recipient each, rendered, put among the drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cme.domain.approvals import digest_of
from cme.domain.decide import REPEAT, is_paid
from cme.domain.model import Facts, Message, Obligation, Problem, Severity, State
from cme.domain.notices import Letter, bundle, compose
from cme.domain.recipients import Recipient, is_prepared, recipient
from cme.domain.rules.operations import not_delivered
from cme.domain.rules.quota import QUOTA_NEAR
from cme.domain.rules.sent_on import NOT_DELIVERED
from cme.edges.gmail import create_draft
from cme.edges.google import Google
from cme.edges.templates import Rendered, render, thread_reference, to_mime
from cme.errors import CmeError, EdgeError, Refused
from cme.jobs.mailbox import LIMIT, cannot_send, waits

NO_LIMIT = 1_000_000
ALWAYS = frozenset({NOT_DELIVERED, "overtaken_list", QUOTA_NEAR})
"""What tells innov8's own DSL of the mail itself goes out however full the mailbox's day is."""
LEASE = timedelta(minutes=3)
"""How long a claim is left alone: the run's own deadline and a wide margin."""


@dataclass(slots=True)
class Outgoing:
    """One message on its way: the ledger's view of it, what it pays, and its bytes."""

    message: Message
    obligations: tuple[Obligation, ...]
    mime: bytes = b""
    urgent: bool = False


@dataclass(slots=True)
class Plan:
    """What a run is going to claim, and what stands in the way of the rest."""

    outgoing: list[Outgoing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tells(self, notice: str) -> bool:
        """Return whether such a notice is on its way, or rehearsed."""
        return any(out.message.notice == notice for out in self.outgoing)


def prepare(
    google: Google,
    owed: Sequence[Obligation],
    facts: Facts,
    run: str,
    now: datetime,
    *,
    leaves: Callable[[str], bool],
    has_time: Callable[[], bool] = lambda: True,
    routine: int = NO_LIMIT,
) -> Plan:
    """Return the messages that pay what is owed. What the mode lets not out is worked out to the last word, no draft.

    What there is no time for, or no room in the mailbox's day, is owed still, and a later run's: `routine` says for how
    many that are not urgent there is room. A letter that cannot be written becomes a page.
    """
    plan = Plan()
    waiting = bundle(_addressed(owed, facts, plan, now))
    number = held = 0
    while waiting and has_time():
        group, number = waiting.pop(0), number + 1
        key = f"{run}-{number:02d}"
        if leaves(group[0].notice) and not _goes_always(group[0]):
            if routine <= 0:
                held += 1
                continue
            routine -= 1
        try:
            _write(google, group, facts, plan, key, now, live=leaves(group[0].notice))
        except CmeError as wrong:
            status = wrong.status if isinstance(wrong, EdgeError) else 0
            plan.problems.append(cannot_send(status))
            # Whoever is told that it is too much and goes on at the same pace is let in later still.
            routine = 0 if status == LIMIT else routine
        except Exception as wrong:
            # One letter that cannot be written must neither stop the others nor be forgotten.
            waiting = [*bundle(_unwritten(group, type(wrong).__name__, facts, plan, now)), *waiting]
    plan.problems += [waits(held)] if held else []
    return plan


def _goes_always(owed: Obligation) -> bool:
    return owed.urgent or owed.notice in ALWAYS


def _write(
    google: Google, group: tuple[Obligation, ...], facts: Facts, plan: Plan, key: str, now: datetime, *, live: bool
) -> None:
    to = recipient(group[0], facts)
    if isinstance(to, Problem):
        plan.problems.append(to)
        return
    _draft(google, compose(to, group, facts, now), facts, plan, key, now, live=live)


def _unwritten(group: Sequence[Obligation], why: str, facts: Facts, plan: Plan, now: datetime) -> list[Obligation]:
    first = group[0]
    what = f"The notice “{first.notice}” to {first.organisation} could not be written ({why})."
    mend = "Tell them by telephone, and report this."
    plan.problems.append(Problem("SEND-5", Severity.ERROR, f"{first.rule} {first.organisation}", what, mend))
    return [] if first.notice == NOT_DELIVERED else _pages(group, f"{what} {mend}", facts, now)


def _pages(group: Sequence[Obligation], reason: str, facts: Facts, now: datetime) -> list[Obligation]:
    """Return a page for each of these that no page carries yet: a person must tell what no message can."""
    pages = (not_delivered(o.day, o.organisation, o.key, reason, now) for o in group)
    return [page for page in pages if not is_paid(facts, page)]


def _addressed(owed: Sequence[Obligation], facts: Facts, plan: Plan, now: datetime) -> list[Obligation]:
    """Swap what nobody can receive for a page about it, once: the DSL must ring."""
    found: list[Obligation] = []
    for obligation in owed:
        to = recipient(obligation, facts)
        if isinstance(to, Recipient):
            found.append(obligation)
            continue
        plan.problems.append(to)
        if obligation.notice != NOT_DELIVERED:
            found += _pages([obligation], f"{to.what} {to.mend}", facts, now)
    return found


def _draft(google: Google, letter: Letter, facts: Facts, plan: Plan, key: str, now: datetime, *, live: bool) -> None:
    repeat = any(_is_repeat(o, facts) for o in letter.obligations)
    message = Message(
        id=key,
        state=State.CLAIMED if live else State.REHEARSED,
        at=now,
        notice=letter.notice,
        organisation=letter.organisation,
        to=letter.to.email,
        day=letter.day,
        subject=letter.subject,
        detail=REPEAT if repeat else "",
    )
    rendered, settings = render(letter, repeat=repeat), facts.settings
    if not _may_be_read_so(letter, rendered, facts):
        return
    mime = to_mime(
        rendered,
        key=key,
        sender=settings.sender,
        reply_to=settings.reply_to,
        to=letter.to.email,
        thread=thread_reference(letter.organisation, letter.day, settings.workbook_id),
        pays=letter.obligations,
    )
    if not live:
        plan.outgoing.append(Outgoing(message, letter.obligations, mime, letter.urgent))
        return
    thread = _thread(facts, letter)
    try:
        posted = create_draft(google, mime, thread)
    except Refused as refused:
        if refused.status != 400:
            raise
        failed = replace(message, state=State.FAILED, detail=str(refused)[:300])
        plan.outgoing.append(Outgoing(failed, letter.obligations, b"", letter.urgent))
    else:
        claimed = replace(message, draft=posted.draft, thread=posted.thread, lease_until=now + LEASE)
        plan.outgoing.append(Outgoing(claimed, letter.obligations, mime, letter.urgent))


def _may_be_read_so(letter: Letter, rendered: Rendered, facts: Facts) -> bool:
    """Return whether these are the words that were approved, where they must be: else they are shown anew first."""
    first = letter.obligations[0]
    if not is_prepared(first):
        return True
    given = facts.approved.get(first.key)
    return given is not None and given.digest == digest_of(first, letter.to.email, rendered.subject, rendered.text)


def _is_repeat(obligation: Obligation, facts: Facts) -> bool:
    row = facts.ledger.get(obligation.key)
    return bool(row and row.message in facts.messages and facts.messages[row.message].state is State.UNKNOWN)


def _thread(facts: Facts, letter: Letter) -> str:
    """Return the thread of an earlier message to the same organisation on the same day, with the same subject."""
    same = (
        message.thread
        for message in facts.messages.values()
        if message.organisation == letter.organisation and message.day == letter.day
        if message.subject == letter.subject and message.thread and message.to == letter.to.email
        if message.state in (State.SENT, State.ANSWERED)
    )
    return next(same, "")
