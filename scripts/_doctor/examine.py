"""Goes through the checks, and puts what they find in order: what is dangerous first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scripts._doctor.findings import Check, Danger, Finding, Unseen
from scripts._doctor.looks import Looks, mistake

AGAIN = "Mend that first, then run this again."


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, in order of danger, and the checks that found nothing."""

    findings: tuple[Finding, ...]
    fine: tuple[str, ...]

    @property
    def code(self) -> int:
        """0 well, 1 something is to be looked at or could not be seen, 2 something is wrong."""
        worst = min((found.danger for found in self.findings), default=Danger.BY_HAND)
        return 2 if worst <= Danger.WRONG else 0 if worst is Danger.BY_HAND else 1


def examine(looks: Looks, checks: Sequence[Check]) -> Examined:
    """Make every check; of what could not be seen say once why, and which checks want it."""
    findings: list[Finding] = []
    fine, blind = [], dict[Unseen, list[str]]()
    for check in checks:
        found = _found(looks, check)
        if isinstance(found, Unseen):
            blind.setdefault(found, []).append(check.name)
            continue
        findings += [replace(one, check=check.name) for one in found]
        fine += [] if found else [check.name]
    findings += [
        Finding(unseen.danger, _said(unseen, names), AGAIN, ", ".join(names)) for unseen, names in blind.items()
    ]
    return Examined(tuple(sorted(findings, key=lambda one: one.danger)), tuple(fine))


def _found(looks: Looks, check: Check) -> list[Finding] | Unseen:
    seen = [looks.see(name) for name in check.needs]
    unseen = next((one for one in seen if isinstance(one, Unseen)), None)
    if unseen is not None:
        return unseen
    try:
        return list(check.find(*seen))
    except Exception as wrong:
        return mistake(wrong)


def _said(unseen: Unseen, names: Iterable[str]) -> str:
    why = unseen.why.rstrip(".")
    return f"Not looked at: {', '.join(names)}; because {why[:1].lower()}{why[1:]}."
