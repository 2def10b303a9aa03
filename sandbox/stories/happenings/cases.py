"""What people say of a child's case, with the second page of the form “I have it”."""

from __future__ import annotations

from collections.abc import Mapping

from cme.edges.schema import form_wording
from sandbox.stage import Answer
from sandbox.stories.happenings.forms import (
    Reader,
    account,
    answers_of,
    choice,
    day_of_answer,
    holder,
    name_of,
    sending,
    time_of_answer,
    words,
)
from sandbox.stories.kinds import Act, Spoken, happening

CASE: Mapping[str, tuple[str, Reader]] = {
    "words": ("case_words", words),
    "reason": ("case_reason", words),
    "evidence": ("case_evidence", words),
    "owner": ("case_owner", words),
    "due": ("case_due", day_of_answer),
    "time": ("time", time_of_answer),
    "who": ("who", name_of),
}


@happening("case", *CASE, "says", "by", "refused")
def case(spoken: Spoken) -> Act:
    """Somebody says with the second page of “I have it” what was decided, tried or heard of a child's case."""
    fields = form_wording("action").fields
    child = spoken.cast.code(spoken.need("case"), "pupil", "pupils")
    says = choice(spoken.need("says"), fields["case"].choices)
    answers: dict[str, Answer] = {"about": child, "done": fields["done"].choices[-1], "case": says}
    answers |= answers_of(spoken, CASE)
    return sending("action", account(spoken, holder(spoken.cast, "innov8 dsl")), answers, spoken)
