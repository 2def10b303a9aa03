"""What is wrong with the mailbox, as it is: closed to us, full for now, or silent; each says what to do meanwhile."""

from __future__ import annotations

from cme.domain.model import Problem, Severity
from cme.domain.quota import LIMITED

LIMIT = 429
CLOSED = (401, 403)


def cannot_send(status: int) -> Problem:
    """Return the problem that the mailbox did not take a message."""
    if status in CLOSED:
        what = "The mailbox refuses to send for this system: it was suspended, or signed out."
        return _problem(what, "Sign it in again; until then ring everybody who is due.")
    if status == LIMIT:
        what = (
            f"{LIMITED}: it had too many in a minute, or in a day. Urgent mail is tried every minute, the rest waits."
        )
        return _problem(what, "If this stays for ten minutes, ring everybody who is due.")
    what = "The mailbox did not take a message; it is tried again every minute."
    return _problem(what, "If this stays for ten minutes, ring everybody who is due.")


def cannot_read(status: int) -> Problem:
    """Return the problem that the mailbox lets nobody look into it."""
    what = "The mailbox cannot be read, so nobody sees that a notice came back or was answered."
    if status in CLOSED:
        what = "The mailbox may not be read any more, so nobody sees that a notice came back or was answered."
    return _problem(what, "Sign it in again; until then look into it by hand.")


def waits(count: int) -> Problem:
    """Return the problem that routine notices wait because Gmail would soon take no more, not even pages."""
    what = f"{count} notice{' waits' if count == 1 else 's wait'}, so that the mailbox can still send what is urgent."
    return _problem(what, "Ring what cannot wait: the tab Today says who is due.")


def _problem(what: str, mend: str) -> Problem:
    return Problem("SEND-3", Severity.ERROR, "mailbox", what, mend)
