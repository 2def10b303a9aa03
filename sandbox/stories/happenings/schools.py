"""What schools answer with the form that is theirs: from whatever telephone, without signing in."""

from __future__ import annotations

from collections.abc import Mapping

from cme.domain.clocks import hhmm
from cme.domain.references import of_child, reference
from cme.edges.schema import form_wording
from sandbox.stage import Answer, FormRefusedError
from sandbox.stories.happenings.forms import choice, words
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.said import Said
from sandbox.stories.scene import Scene
from sandbox.stories.times import day


@happening("school_answers", "about", "what", "asked_on", "reference", "last_seen", "words", "who", "refused")
def school_answers(spoken: Spoken) -> Act:
    """A school, or whoever has the link, sends the form for schools about a child of whom it was asked."""
    school = spoken.cast.code(spoken.need("school_answers"), "school or authority", "schools", "authorities")
    pupil = spoken.cast.code(spoken.said["about"], "pupil", "pupils") if "about" in spoken.said else ""
    asked_on = day(spoken.said["asked_on"], spoken.day) if "asked_on" in spoken.said else spoken.day
    answers: dict[str, Answer] = {
        "answer": choice(spoken.need("what"), form_wording("answer").fields["answer"].choices),
        **_more(spoken.said, spoken),
    }
    refused = "refused" in spoken.said and spoken.said["refused"].flag()

    def act(scene: Scene) -> str:
        workbook = scene.stage.workbook_id
        usual = of_child(workbook, school, asked_on, pupil) if pupil else reference(workbook, school, asked_on)
        try:
            scene.stage.send("answer", "", {"reference": usual, **answers})
        except FormRefusedError as wrong:
            if not refused:
                scene.fail(f"At {hhmm(spoken.at)} the form did not take {school}'s answer: {wrong}", spoken.whole.where)
            return f"the form did not take {school}'s answer: {wrong}"
        if refused:
            scene.fail(f"At {hhmm(spoken.at)} the form took {school}'s answer.", spoken.whole.where)
        return ""

    return act


def _more(said: Mapping[str, Said], spoken: Spoken) -> dict[str, Answer]:
    found: dict[str, Answer] = {"who": "Ann Register, 01632 960001"}
    for key in ("reference", "words", "who"):
        if key in said:
            found[key] = words(said[key], spoken)
    if "last_seen" in said:
        found["day"] = day(said["last_seen"], spoken.day).isoformat()
    return found
