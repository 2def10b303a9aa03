"""What people send with the forms, and what may happen to a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from cme.domain.clocks import hhmm
from cme.domain.form_plan import EVERYTHING, FORMS, THE_TEST, WHOLE_DAY, WHOLE_SITE
from cme.domain.halves import AFTERNOON
from cme.edges.form_ids import read_form_ids
from cme.edges.schema import form_wording
from cme.jobs.forms_in_step import TURNS
from sandbox.forms import documents
from sandbox.forms.respond import keep
from sandbox.stage import DSL, Answer, FormRefusedError
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.parts import Cast
from sandbox.stories.said import Said, did_you_mean
from sandbox.stories.scene import Scene
from sandbox.stories.times import clock, day

QUESTION = re.compile(r"[0-9a-f]{8}")
Reader = Callable[[Said, Spoken], Answer]


def time_of_answer(said: Said, _: Spoken) -> Answer:
    """Read a time as the form takes it."""
    return f"{clock(said):%H:%M}"


def words(said: Said, _: Spoken) -> Answer:
    """Read a text, or a long one as {repeat: text, times: 3000}."""
    if not isinstance(said.value, dict):
        return said.text()
    given = said.known(("repeat", "times"), "A long text")
    if len(given) < 2:
        raise said.wrong("A long text needs “repeat” and “times”.")
    return given["repeat"].text() * given["times"].count()


def _children(said: Said, spoken: Spoken) -> Answer:
    return tuple(spoken.cast.code(item, "pupil", "pupils") for item in said.each())


def day_of_answer(said: Said, spoken: Spoken) -> Answer:
    """Read a day as the form takes it."""
    return day(said, spoken.day).isoformat()


def _said_by(said: Said, _: Spoken) -> Answer:
    return choice(said, form_wording("change").fields["said_by"].choices)


def name_of(said: Said, spoken: Spoken) -> Answer:
    """Read who of the staff is meant, as the form offers them."""
    choices = [str(row["Name"]) for row in spoken.cast.rows["staff"]]
    typed = said.text().strip()
    row = spoken.cast.row("staff", typed)
    return str(row["Name"]) if row else choice(said, [*choices, "Someone else"])


def _leader(said: Said, spoken: Spoken) -> Answer:
    typed = said.text().strip()
    row = spoken.cast.row("staff", typed)
    return str(row["Code"]) if row else choice(said, [*spoken.cast.codes("staff"), "Someone else"])


def choice(said: Said, choices: Iterable[str]) -> str:
    """Return the choice that is meant: by its words, or by some of them that no other has."""
    typed, listed = said.text().strip().casefold(), list(choices)
    exact = [choice for choice in listed if choice.casefold() == typed]
    found = exact or [choice for choice in listed if typed and typed in choice.casefold()]
    if len(found) != 1:
        raise said.wrong(f"The form has no choice “{said.text()}”.", did_you_mean(said.text(), listed))
    return found[0]


REGISTER: Mapping[str, tuple[str, Reader]] = {
    "ticked": ("present", _children),
    "other": ("other", words),
    "taken_at": ("taken_at", time_of_answer),
    "day": ("day", day_of_answer),
    "who": ("who", name_of),
}
CHANGE: Mapping[str, tuple[str, Reader]] = {
    "time": ("time", time_of_answer),
    "reason": ("reason", words),
    "said_by": ("said_by", _said_by),
    "due": ("due", time_of_answer),
    "who": ("who", name_of),
}


TODAY: Mapping[str, tuple[str, Reader]] = {
    "why": ("why", words),
    "start": ("start", time_of_answer),
    "end": ("end", time_of_answer),
    "where": ("where", words),
    "lead": ("lead", _leader),
    "phone": ("phone", words),
    "who": ("who", name_of),
}


ACTION: Mapping[str, tuple[str, Reader]] = {
    "words": ("words", words),
    "time": ("time", time_of_answer),
    "who": ("who", name_of),
}


@happening("register", *REGISTER, "by", "refused")
def register(spoken: Spoken) -> Act:
    """Somebody sends the register of a session, with the children ticked who are there."""
    session = spoken.cast.code(spoken.need("register"), "session", "sessions")
    row = spoken.cast.row("sessions", session.removesuffix(AFTERNOON)) or {}
    answers = {"session": session, **answers_of(spoken, REGISTER)}
    return sending("register", account(spoken, str(row.get("Lead", ""))), answers, spoken)


@happening("changed", *CHANGE, "what", "by", "refused")
def changed(spoken: Spoken) -> Act:
    """Somebody sends “One child changed”."""
    child = spoken.cast.code(spoken.need("changed"), "pupil", "pupils")
    what = choice(spoken.need("what"), form_wording("change").fields["change"].choices)
    answers: dict[str, Answer] = {"child": child, "change": what, **answers_of(spoken, CHANGE)}
    return sending("change", account(spoken, _coordinator(spoken.cast)), answers, spoken)


@happening("today_changed", *TODAY, "what", "by", "refused")
def today_changed(spoken: Spoken) -> Act:
    """Somebody sends “Today changed”, about a session, both halves of one, or a whole site."""
    said = spoken.need("today_changed")
    sites = {str(row["Site"]) for row in spoken.cast.rows["sessions"] if row["Site"]}
    site = said.text().strip() if said.text().strip() in sites else ""
    which = f"{WHOLE_SITE}{site}" if site else _session(said, spoken.cast)
    what = choice(spoken.need("what"), form_wording("today").fields["what"].choices)
    answers: dict[str, Answer] = {"which": which, "what": what, **answers_of(spoken, TODAY)}
    return sending("today", account(spoken, _coordinator(spoken.cast)), answers, spoken)


@happening("acted", *ACTION, "about", "by", "refused")
def acted(spoken: Spoken) -> Act:
    """Somebody says with the form “I have it” what they did about a page: of a child, a session, or everything."""
    done = choice(spoken.need("acted"), form_wording("action").fields["done"].choices)
    about = spoken.said.get("about")
    is_test = about is not None and about.text().casefold() == THE_TEST.casefold()
    meant = spoken.cast.code(about, "child or session", "pupils", "sessions") if about and not is_test else EVERYTHING
    meant = THE_TEST if is_test else meant
    answers: dict[str, Answer] = {"about": meant, "done": done, **answers_of(spoken, ACTION)}
    return sending("action", account(spoken, holder(spoken.cast, "innov8 dsl")), answers, spoken)


CONCERN: Mapping[str, tuple[str, Reader]] = {
    "words": ("words", words),
    "who": ("who", name_of),
}


@happening("concern", *CONCERN, "harm", "told", "whereabouts", "by", "refused")
def concern(spoken: Spoken) -> Act:
    """Somebody sends a concern about a child, or about one who is not on the list."""
    said, fields = spoken.need("concern"), form_wording("concern").fields
    other = fields["child"].choices[-1]
    is_other = said.text().strip().casefold() == other.casefold()
    answers: dict[str, Answer] = {"child": other if is_other else spoken.cast.code(said, "pupil", "pupils")}
    answers["harm"] = choice(spoken.need("harm"), fields["harm"].choices)
    answers["told"] = choice(spoken.said["told"], fields["told"].choices) if "told" in spoken.said else "not yet"
    if "whereabouts" in spoken.said:
        answers["whereabouts"] = choice(spoken.said["whereabouts"], fields["whereabouts"].choices)
    answers |= {"words": "something that was heard", **answers_of(spoken, CONCERN)}
    return sending("concern", account(spoken, holder(spoken.cast, "lead")), answers, spoken)


def _session(said: Said, cast: Cast) -> str:
    typed = said.text().strip()
    whole = WHOLE_DAY if typed.startswith(WHOLE_DAY) else ""
    return f"{whole}{cast.code(said.of(typed.removeprefix(WHOLE_DAY)), 'session', 'sessions')}"


def answers_of(spoken: Spoken, keys: Mapping[str, tuple[str, Reader]]) -> dict[str, Answer]:
    """Return the answers that an event gives, by the kind of their question."""
    read = {kind: reader(spoken.said[key], spoken) for key, (kind, reader) in keys.items() if key in spoken.said}
    return {kind: answer for kind, answer in read.items() if answer}


def _coordinator(cast: Cast) -> str:
    return holder(cast, "coordinator")


def holder(cast: Cast, role: str) -> str:
    """Return the first of the staff with a role, or else the first of all."""
    held = [str(row["Code"]) for row in cast.rows["staff"] if role in str(row["Roles"])]
    return (held or cast.codes("staff") or [""])[0]


def account(spoken: Spoken, usual: str) -> str:
    """Return the address with which somebody is signed in: who is named, or whoever would usually send it."""
    if "by" in spoken.said:
        if "@" in spoken.said["by"].text():
            return spoken.said["by"].text().strip()
        usual = spoken.cast.code(spoken.said["by"], "member of staff", "staff")
    row = spoken.cast.row("staff", usual)
    if row is None:
        raise spoken.whole.wrong("Nobody leads this session, so say who sent it: by: TESS.")
    return str(row["Email"])


def sending(form: str, who: str, answers: Mapping[str, Answer], spoken: Spoken) -> Act:
    """Return the act that sends a form; one that the form does not take is a failure, unless the story says so."""
    refused = "refused" in spoken.said and spoken.said["refused"].flag()

    def act(scene: Scene) -> str:
        try:
            scene.stage.send(form, who, answers)
        except FormRefusedError as wrong:
            if not refused:
                scene.fail(f"At {hhmm(spoken.at)} the form did not take what {who} sent: {wrong}", spoken.whole.where)
            return f"the form did not take what {who} sent: {wrong}"
        if refused:
            scene.fail(f"At {hhmm(spoken.at)} the form took what {who} sent.", spoken.whole.where)
        return ""

    return act


@happening("entry", "answers", "by")
def entry(spoken: Spoken) -> Act:
    """An answer reaches the form that its page would not let pass: an option that is gone, an old page."""
    form = spoken.need("entry").one_of(FORMS, "form")
    kinds = [kind for kind in form_wording(form).fields if kind not in ("section", "another")]
    given = spoken.need("answers")
    for kind, value in given.pairs().items():
        if kind not in kinds and not QUESTION.fullmatch(kind):
            raise value.wrong(f"The form “{form}” has no question “{kind}”.", did_you_mean(kind, kinds))
    answers = {kind: [str(words(item, spoken)) for item in value.each()] for kind, value in given.pairs().items()}
    who = account(spoken, _coordinator(spoken.cast))

    def act(scene: Scene) -> str:
        rows = [row for row in read_form_ids(scene.stage.google(DSL), scene.stage.workbook_id) if row.form == form]
        session = (answers.get("session") or answers.get("which_session") or [""])[0].split(" ")[0]
        by_kind = {row.kind: row.question_id for row in rows if row.session in ("", session)}
        found = {by_kind.get(kind, kind): values for kind, values in answers.items()}
        shown = scene.stage.form(form)
        with scene.stage.app.store.transaction() as db:
            keep(db, shown, who, found, spoken.at)
        return ""

    return act


@happening("form", "publish", "delete_question")
def form(spoken: Spoken) -> Act:
    """Somebody changes a form by hand: takes it out of use, or deletes a question."""
    slug = spoken.need("form").one_of(FORMS, "form")
    publish = spoken.said["publish"].flag() if "publish" in spoken.said else None
    titles = {words.title for words in form_wording(slug).fields.values()}
    gone = spoken.said["delete_question"].one_of(titles, "question") if "delete_question" in spoken.said else ""
    if publish is None and not gone:
        raise spoken.whole.wrong("It does not say what was done to the form.", "Say publish: no, or delete_question.")

    def act(scene: Scene) -> str:
        shown = scene.stage.form(slug)
        if publish is not None:
            shown.state.update(isPublished=publish, isAcceptingResponses=publish)
        shown.body["items"] = [item for item in shown.items if not gone or item.get("title") != gone]
        with scene.stage.app.store.transaction() as db:
            documents.save(db, shown)
        # Each form is looked at in turn, with a heartbeat every five minutes.
        scene.later(_next_half_hour(spoken.at), partial(_watch, scene))
        done = f"the question “{gone}” was deleted" if gone else "published" if publish else "taken out of use"
        return f"the form {slug}: {done}"

    return act


def _watch(scene: Scene) -> str:
    scene.watch(5 * len(TURNS) + 1)
    return ""


def _next_half_hour(at: datetime) -> datetime:
    floor = at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
    return floor + timedelta(minutes=30)
