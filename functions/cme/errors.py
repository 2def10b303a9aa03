"""Everything this project raises on purpose, written for the person who must act.

CmeError
├── SetupError           somebody must mend a tab, a form, a setting or a permission
└── EdgeError            a call to the outside world did not do what was asked
    ├── Refused          it answered, and said no: the same call would be refused again
    ├── Unavailable      it answered that it cannot now (429, 5xx): asking again may help
    └── NoAnswer         nothing came back: it may or may not have been done
"""

from __future__ import annotations


class CmeError(Exception):
    """The family: whatever is caught at the top of a job."""


class SetupError(CmeError):
    """A tab, form, setting or permission is not as it must be; `what`, `where` and `mend` are whole sentences."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(" ".join(part for part in (what, mend) if part))
        self.what, self.where, self.mend = what, where, mend


class EdgeError(CmeError):
    """A call to Google failed; `call` is its method id, `status` the HTTP status or 0."""

    def __init__(self, message: str, *, call: str = "", status: int = 0) -> None:
        super().__init__(message)
        self.call, self.status = call, status

    @property
    def brief(self) -> str:
        """What failed, without Google's own words: they may quote a cell, and a log line must not."""
        return f"{type(self).__name__} {self.status or ''} {self.call}".replace("  ", " ").strip()


class Refused(EdgeError):
    """Google answered 4xx (other than 408 and 429)."""


class Unavailable(EdgeError):
    """Google answered 429 or 5xx; `retry_after` is in seconds, where it said so."""

    def __init__(self, message: str, *, call: str = "", status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message, call=call, status=status)
        self.retry_after = retry_after


class NoAnswer(EdgeError):
    """The connection timed out or broke: the call may have been applied, or may be applied later."""
