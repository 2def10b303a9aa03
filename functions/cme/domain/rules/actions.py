"""What the form “I have it” says: who has a page, whom they spoke to, whether it is settled; or of a case."""

from __future__ import annotations

from cme.domain.clocks import day_of
from cme.domain.entries import Read
from cme.domain.form_plan import CASE_PAGE, EVERYTHING, THE_TEST, WRONG_PAGE, page_of_choice
from cme.domain.model import Facts, Role, Saw, Severity
from cme.domain.rules.answers import Answers, code_of, note, past, say, text_of, time_of
from cme.domain.rules.breach_entries import read_breach
from cme.domain.rules.case_entries import read_case
from cme.domain.said_by import staff_of
from cme.domain.testing import OF_TEST

DONE_BY_CHOICE = (
    ("i have it", Saw.HAS_IT),
    ("spoke to", Saw.SPOKE_TO),
    ("nobody answered", Saw.NO_ANSWER),
    ("located", Saw.LOCATED),
    ("handed over", Saw.HANDED_OVER),
    ("referred", Saw.REFERRED),
    ("assessed", Saw.ASSESSED),
    ("a note", Saw.NOTED),
    ("i am on duty", Saw.ON_DUTY),
)
"""How a choice of “What did you do?” begins, and what it says: the words behind may change."""
NEEDS_WORDS = frozenset({Saw.LOCATED, Saw.HANDED_OVER, Saw.REFERRED, Saw.ASSESSED})
"""What ends a page, and so has to say where, or to whom."""


def read_action(read: Read, answers: Answers, facts: Facts) -> None:
    """Note what somebody did about a page: of one child, one session, or everything that was paged until then."""
    sent = read.entry.submitted_at
    typed, choice = text_of(answers, "about"), text_of(answers, "done")
    of_page = {CASE_PAGE: read_case, WRONG_PAGE: read_breach}.get(page_of_choice(choice))
    if of_page is not None:
        of_page(read, answers, facts)
        return
    done = next((said for begins, said in DONE_BY_CHOICE if choice.casefold().startswith(begins)), None)
    if done is None:
        what = f"“{choice[:60]}” is not one of the choices of “What did you do?”."
        what = what if choice else "It does not say what was done."
        say(read, "ENT-11", Severity.ERROR, what, "Send it again and choose what you did from the list.")
        return
    if done is Saw.ON_DUTY:
        _say_on_duty(read, facts)
        return
    if done is Saw.ASSESSED and not _is_dsl(read, facts):
        what = "Only the DSL or the deputy assesses a concern; it is kept as a note."
        say(read, "ENT-16", Severity.ERROR, what, "Tell the DSL, who sends it.")
        done = Saw.NOTED
    code = code_of(typed)
    pupil, read.session = (code, "") if code in facts.pupils else ("", code if code in facts.sessions else "")
    read.session = OF_TEST if typed.casefold() == THE_TEST.casefold() else read.session
    if not (pupil or read.session) and not typed.casefold().startswith(EVERYTHING.casefold()):
        what = f"“{typed[:60]}” is no child and no session." if typed else "It does not say what it is about."
        say(read, "ENT-16", Severity.ERROR, what, "Send it again and choose from the list. Until then nobody has it.")
        return
    words = text_of(answers, "words")
    if done in NEEDS_WORDS and not words:
        what = f"It says “{done.value}” and not where, or to whom."
        say(read, "ENT-16", Severity.QUERY, what, "It counts. Send it again with the words: others will read them.")
    at = past(read, time_of(read, answers, "time", day_of(sent), "at which it was done"), "at which it was done")
    note(read, pupil, done, at, reason=words, said_by="" if read.who == "Someone else" else read.who)


def _say_on_duty(read: Read, facts: Facts) -> None:
    """Note who is on duty from now on; somebody who is no DSL cannot be, and is told so."""
    sent, name = read.entry.submitted_at, "" if read.who == "Someone else" else read.who
    note(read, "", Saw.ON_DUTY, sent, said_by=name)
    person = staff_of(facts, read.observations[-1])
    if person is None or Role.INNOV8_DSL not in person.roles:
        what = f"{person.name if person else 'Somebody'} says to be on duty, and is no DSL on the Staff tab."
        say(
            read, "ENT-16", Severity.ERROR, what, "Pages go on as before. Whoever is on duty sends it under their name."
        )


def _is_dsl(read: Read, facts: Facts) -> bool:
    """Return whether an account is that of somebody who is paged: what is chosen on a form proves nothing."""
    email = read.entry.email.casefold()
    return any(p.email.casefold() == email and Role.INNOV8_DSL in p.roles for p in facts.staff.values() if p.email)
