"""Stops a run, or lets something happen, at one of its calls to Google, counted from 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests

from cme.domain.form_plan import FORMS
from cme.edges.google import Google

READS = 1 + len(FORMS) + 1
"""With what each run begins: the workbook, each form, and what was sent last."""


class Killed(BaseException):
    """The process ended here, as when its machine is taken away."""


def killed() -> None:
    """End the run."""
    raise Killed


def at_call(google: Google, number: int, do: Callable[[], object], *, after: bool = False) -> Google:
    """Let something happen once, before or after a client's call of that number."""
    door, once, seen = google.http, google.http._once, [0]

    def counted(method: str, url: str, more: Mapping[str, Any]) -> requests.Response:
        seen[0] += 1
        here = seen[0] == number
        if here and not after:
            do()
        answer = once(method, url, more)
        if here and after:
            do()
        return answer

    door._once = counted  # type: ignore[method-assign]
    return google
