"""What people say of a message that went to the wrong people, with the third page of the form “I have it”."""

from __future__ import annotations

from collections.abc import Mapping

from cme.domain.form_links import WRONG_PEOPLE
from cme.domain.form_plan import A_MESSAGE
from cme.domain.references import reference
from cme.edges.schema import form_wording
from sandbox.stage import Answer
from sandbox.stories.happenings.forms import (
    Reader,
    account,
    answers_of,
    choice,
    holder,
    name_of,
    sending,
    time_of_answer,
    words,
)
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.scene import Scene
from sandbox.stories.times import day

WRONG: Mapping[str, tuple[str, Reader]] = {
    "sent": ("wrong_at", time_of_answer),
    "words": ("wrong_words", words),
    "decided_by": ("wrong_decided", words),
    "time": ("time", time_of_answer),
    "who": ("who", name_of),
}


@happening("wrong", *WRONG, "says", "sent_on", "reference", "by", "refused")
def wrong(spoken: Spoken) -> Act:
    """Somebody says that a message of a day to an organisation went to the wrong people, or what came of it since."""
    organisation = spoken.cast.code(spoken.need("wrong"), "school or authority", "schools", "authorities")
    sent_on = day(spoken.said["sent_on"], spoken.day) if "sent_on" in spoken.said else spoken.day
    says = choice(spoken.need("says"), form_wording("action").fields["wrong"].choices)
    answers: dict[str, Answer] = {"about": A_MESSAGE, "done": WRONG_PEOPLE, "wrong": says, **answers_of(spoken, WRONG)}
    if "reference" in spoken.said:
        answers["wrong_ref"] = spoken.said["reference"].text()
    who = account(spoken, holder(spoken.cast, "innov8 dsl"))

    def act(scene: Scene) -> str:
        known = {"wrong_ref": reference(scene.stage.workbook_id, organisation, sent_on)}
        return sending("action", who, known | answers, spoken)(scene)

    return act
