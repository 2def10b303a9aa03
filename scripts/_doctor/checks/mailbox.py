"""The mailbox: in whose name it writes, and whether what comes in can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cme.domain.health import MANY_STRAYS
from cme.domain.letter_rows import count
from scripts._doctor.findings import Finding, by_hand, look, now, wrong
from scripts._doctor.seen import Mailbox

AS_IT = "Sign in to Gmail as the mailbox, the cog wheel > See all settings"


def sender_is_not_its_own(mailbox: Mailbox, stored: Mapping[str, str]) -> Iterator[Finding]:
    """Yield that Settings name a sender in whose name the mailbox may not write."""
    sender = stored.get("sender", "").strip().casefold()
    if sender and sender not in mailbox.send_as:
        what = f"Settings name {sender} as the sender, and the mailbox may write as {', '.join(mailbox.send_as)} only."
        yield wrong(what, f"Type that beside “sender” on the tab Settings; or {AS_IT} > Accounts > Send mail as.")


def goes_elsewhere(mailbox: Mailbox) -> Iterator[Finding]:
    """Yield that all that comes in is sent on: what schools write of children, to another address."""
    if mailbox.forwards_to:
        what = f"All mail that comes in goes on to {mailbox.forwards_to}, with what schools write of children."
        yield now(what, f"{AS_IT} > Forwarding and POP/IMAP > Disable forwarding; then ask who turned it on.")


def answers_by_itself(mailbox: Mailbox) -> Iterator[Finding]:
    """Yield that schools get an automatic answer."""
    if mailbox.answers_itself:
        what = "The mailbox answers by itself (out of office), so that schools think that nobody reads their replies."
        yield wrong(what, f"{AS_IT} > General > Out of Office AutoReply > off.")


def filtered(mailbox: Mailbox) -> Iterator[Finding]:
    """Yield that filters take mail out of the inbox, where replies are looked for."""
    if mailbox.filters:
        of = count(mailbox.filters, "filter takes", "filters take")
        what = f"{of} mail out of the inbox, sends it on or deletes it: a school's reply there is never noticed."
        yield wrong(what, f"{AS_IT} > Filters and blocked addresses: delete them.")


def drafts_left(mailbox: Mailbox) -> Iterator[Finding]:
    """Yield that more drafts lie there than a run that dies now and then leaves behind."""
    if mailbox.drafts > MANY_STRAYS:
        what = f"{mailbox.drafts} drafts lie in the mailbox, and somebody might send one by hand."
        yield look(what, "The night throws ours away once they are a day old. If this stays: is cme-daily called?")


def who_reads_it() -> Iterator[Finding]:
    """Say what of the mailbox no program here may see."""
    mend = f"{AS_IT} > Accounts > Grant access to your account; and myaccount.google.com > Security > Your devices."
    yield by_hand("Who else can open the mailbox, and on which devices it is signed in.", mend)
