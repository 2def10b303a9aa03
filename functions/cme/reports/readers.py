"""Who reads a report, and what is in it for them and what is not."""

from __future__ import annotations

from dataclasses import dataclass

from cme.domain.model import Organisation
from cme.domain.pack import plain

DSL, TRUSTEES = "dsl", "trustees"
"""How readers are typed, beside the commissioners, who are typed by their codes."""
BUDGET_OUTSIDE = ("threads", "false_alarms")
"""The lines of the alert budget that somebody outside feels."""
NO_PAGES = "pages, because that a child is paged about follows from its flags"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it: what they are called, what they must know first, and what is left out for them.

    Groups of fewer than `fewest` children are not shown, and schools only where that is allowed. Of a commissioner's
    own children there are names.
    """

    code: str
    title: str
    caution: str
    left_out: str
    fewest: int = 1
    may_know_schools: bool = True
    commissioner: Organisation | None = None

    @property
    def is_dsl(self) -> bool:
        """Whether it is the DSL, who may know in which words days were closed."""
        return self.code == DSL


def dsl() -> Reader:
    """Return the reader who may see all of it."""
    caution = "For the DSL team. A group may be so small that a child can be recognised: do not hand it on."
    return Reader(DSL, "the DSL", caution, "names of children, flags, and the words of concerns and cases")


def trustees(fewest: int) -> Reader:
    """Return the readers who may recognise nobody."""
    left_out = (
        "every name of a child, a school or anybody of the staff; attendance by school; and the numbers of groups of"
        f" fewer than {fewest} children, or of fewer than {fewest} things that are timed"
    )
    return Reader(TRUSTEES, "trustees", "For trustees. It names nobody.", left_out, fewest, may_know_schools=False)


def commissioner(organisation: Organisation) -> Reader:
    """Return the reader who may see their own children, by name, and nobody else's."""
    name = plain(organisation.name)
    caution = f"For the DSL of {name}, or whoever places children there. Delete it when it is not needed any more."
    left_out = (
        f"every other child; {NO_PAGES}; cases of which you were told nothing; what anybody else was told; flags, and"
        " the words of concerns and cases"
    )
    return Reader(organisation.code, name, caution, left_out, commissioner=organisation)
