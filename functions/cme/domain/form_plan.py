"""What the forms should offer today: facts and wording in, the wanted items of each form out. Pure.

An item is known by what it means: its form, its kind (`present`, `taken_at` …) and its session.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, time

from cme.domain.calendar import places_on, sessions_on
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, hhmm
from cme.domain.form_items import SUBMIT, FormWording, Item, Option, WantedForm, Wording
from cme.domain.halves import afternoon_of
from cme.domain.model import Facts, Pupil, Session, Staff

OPEN_FORMS = ("answer",)
"""Forms for people who do not work here: open to whoever has the link."""
FORMS = ("register", "change", "today", "action", "concern", *OPEN_FORMS)
"""Every form, by the name of its file; those of the staff come first."""
LONGEST = 100
"""Characters of one choice or heading: a telephone shows no more."""
STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Kinds of characters that are not shown: line breaks, which Google refuses, and those that turn the reading."""
CASE_PAGE, WRONG_PAGE = "case_page", "wrong_page"
"""The second page of “I have it”, about a case, and the third, about a message that went to the wrong people."""
PAGES = (("a case", CASE_PAGE), ("it went to the wrong people", WRONG_PAGE))
"""How the choices begin that lead to a page of their own."""
THE_TEST = "The test page"
"""The choice of the day on which one was asked for: it takes no page that is meant in earnest."""
A_MESSAGE = "A message of ours"
"""The choice for what is about a message that we sent, and not about anybody."""
WHOLE_SITE = "Whole site: "
"""How the choice of a site begins, where sessions begin with their code."""
WHOLE_DAY = "Whole day: "
"""How the choice of both halves of a session begins."""
EVERYTHING = "Everything that was paged"
"""How a choice begins that is about no child and no session alone."""
Maker = Callable[[Facts, date, FormWording], tuple[Item, ...]]
BARRED = str.maketrans("łøđħı", "lodhi")
"""Letters that Unicode does not take apart into a letter and a mark."""


def wanted_form(facts: Facts, today: date, wording: FormWording) -> WantedForm:
    """Return the form that these words and facts make, as it should be on a day: one of FORMS."""
    makes: dict[str, Maker] = {"register": _register, "change": _change, "today": _today, "action": _action}
    makes |= {"concern": _concern, "answer": _answer}
    facts, settings = on_day(facts, today), facts.settings
    items = makes[wording.slug](facts, today, wording)
    said = {"dsl_name": settings.dsl_name or "the DSL", "dsl_phone": settings.dsl_phone or "see the wall"}
    said["chair"] = settings.chair_phone or "the chair of trustees"
    words = _line(wording.description.format_map(said), 4_000)
    return WantedForm(wording.slug, wording.title, words, items, wording.slug in OPEN_FORMS)


def form_digest(facts: Facts, today: date, wordings: Iterable[FormWording] = ()) -> str:
    """Return a short text that changes when, and only when, what the forms offer should change."""
    bare = [FormWording(slug, "", "", "", _Any()) for slug in FORMS]
    wanted = [wanted_form(facts, today, wording) for wording in wordings or bare]
    return hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]


class _Any(dict[str, Wording]):
    """Words for a digest that looks at what is offered only."""

    def __missing__(self, key: str) -> Wording:
        return Wording("{name} {start} {end}" if key == "section" else "", "{site}" if key == "section" else "")


def option_of(pupil: Pupil) -> str:
    """Return how a form shows a child: code, first name and initial, never more."""
    return _line(f"{pupil.code} {pupil.short_name}")


def option_of_session(session: Session) -> str:
    """Return how a form shows a session, the code first so that an answer can be read back."""
    return _line(f"{session.code} {session.name}, {hhmm(session.start)}")


def option_of_site(site: str) -> str:
    """Return how a form shows a whole site, as no session is shown."""
    return _line(f"{WHOLE_SITE}{site}")


def option_of_day(morning: Session) -> str:
    """Return how a form shows both halves of a session, by the first."""
    return _line(f"{WHOLE_DAY}{option_of_session(morning)}")


def option_of_staff(person: Staff) -> str:
    """Return how a form shows somebody who may lead: code and name."""
    return _line(f"{person.code} {person.name}")


def _line(text: str, longest: int = LONGEST) -> str:
    """Return text on one line, not endless, with nothing that steers a page, as a pasted cell may hold."""
    shown = "".join(" " if unicodedata.category(c) in STEERING else c for c in text)
    return " ".join(shown.split())[:longest].strip()


def _session_order(session: Session) -> tuple[int, time, str]:
    return session.weekday, session.start, session.code


def _item(wording: FormWording, kind: str, answer: str, session: str = "", **more: object) -> Item:
    words = wording.fields[kind]
    return Item(kind, answer, words.title, words.description, session, **more)  # type: ignore[arg-type]


def _register(facts: Facts, today: date, wording: FormWording) -> tuple[Item, ...]:
    """Page 1 asks for the session; each session's section ends in a choice that submits (nothing falls through).

    Another day's section comes second: what a choice in the last section leads to, Google's documents leave open.
    """
    todays = [Option(option_of_session(s), f"section/{s.code}") for s in sessions_on(facts, today)]
    other_day = Option(_last_choice(wording, "which_session", "Another day"), "another/")
    first = _item(wording, "which_session", "radio", required=True, options=(*todays, other_day))
    timetable = [s for s in sorted(facts.sessions.values(), key=_session_order) if s.until is None or s.until >= today]
    if not timetable:
        return (replace(first, options=(Option(other_day.text),)),)
    any_session = tuple(Option(option_of_session(s), f"section/{s.code}") for s in timetable)
    return (
        first,
        _item(wording, "another", "section"),
        _item(wording, "day", "date", required=True),
        _item(wording, "session", "dropdown", required=True, options=any_session),
        *(item for session in timetable for item in _section(facts, today, wording, session)),
    )


def _section(facts: Facts, today: date, wording: FormWording, session: Session) -> list[Item]:
    words = wording.fields["section"]
    said = {"name": _line(session.name), "site": _line(session.site)}
    said |= {"start": hhmm(session.start), "end": hhmm(session.end)}
    head = Item(
        "section", "section", words.title.format_map(said), words.description.format_map(said), session=session.code
    )
    ticks = tuple(Option(option_of(pupil)) for pupil in _children(facts, today, session.code))
    send = Option(_last_choice(wording, "send", "Send"), SUBMIT)
    return [
        head,
        # Google refuses a list without an option, so a session without children has none to tick.
        *([_item(wording, "present", "checkbox", session.code, options=ticks)] if ticks else []),
        _item(wording, "other", "text", session.code),
        _item(wording, "taken_at", "time", session.code),
        _item(wording, "who", "dropdown", session.code, options=_people(facts, wording)),
        _item(wording, "send", "radio", session.code, required=True, options=(send,)),
    ]


def _children(facts: Facts, today: date, session: str) -> list[Pupil]:
    """Return the children with a place in a session, by first name, as a tutor looks for them."""
    codes = {p.pupil for p in facts.places if p.session == session and (p.until is None or p.until >= today)}
    found = [facts.pupils[code] for code in codes if code in facts.pupils]
    return sorted(found, key=_pupil_order)


def _pupil_order(pupil: Pupil) -> tuple[str, str]:
    """Órla stands under O and Łukasz under L: where a tutor looks for them."""
    bare = unicodedata.normalize("NFKD", pupil.first_name.casefold().translate(BARRED))
    return "".join(c for c in bare if not unicodedata.combining(c)), pupil.code


def _people(facts: Facts, wording: FormWording) -> tuple[Option, ...]:
    last = _last_choice(wording, "who", "Someone else")
    names = sorted({name for person in _staff(facts) if (name := _line(person.name)) and name != last})
    # Google refuses a list that offers one text twice.
    return (*(Option(name) for name in names), Option(last))


def _staff(facts: Facts) -> list[Staff]:
    return [person for person in facts.staff.values() if person.is_on_forms]


def _last_choice(wording: FormWording, kind: str, otherwise: str) -> str:
    return (wording.fields[kind].choices or (otherwise,))[-1]


def _change(facts: Facts, today: date, wording: FormWording) -> tuple[Item, ...]:
    """One page: nothing can fall through, and Google's own button sends it."""
    children = _every_child(facts, today)
    what = tuple(Option(text) for text in wording.fields["change"].choices) or (Option("arrived"),)
    said_by = tuple(Option(text) for text in wording.fields["said_by"].choices) or (Option("school"),)
    return (
        *([_item(wording, "child", "dropdown", required=True, options=children)] if children else []),
        _item(wording, "change", "radio", required=True, options=what),
        _item(wording, "time", "time"),
        _item(wording, "reason", "text"),
        _item(wording, "said_by", "radio", options=said_by),
        _item(wording, "due", "time"),
        _item(wording, "who", "dropdown", options=_people(facts, wording)),
    )


def _every_child(facts: Facts, today: date) -> tuple[Option, ...]:
    """Return all children, those first who are expected on a day."""
    expected = {place.pupil for place in places_on(facts, today)}
    first = sorted((p for p in facts.pupils.values() if p.code in expected), key=_pupil_order)
    rest = sorted((p for p in facts.pupils.values() if p.code not in expected), key=_pupil_order)
    return tuple(Option(option_of(pupil)) for pupil in (*first, *rest))


def _today(facts: Facts, today: date, wording: FormWording) -> tuple[Item, ...]:
    """One page as well: which session or site, what is different, and what only some answers need."""
    running = sessions_on(facts, today)
    which = [Option(option_of_day(session)) for session in running if afternoon_of(facts.sessions, session.code)]
    which += [Option(option_of_session(session)) for session in running]
    which += [Option(text) for text in dict.fromkeys(option_of_site(s.site) for s in running if _line(s.site))]
    leads = [Option(option_of_staff(person)) for person in _staff(facts) if _line(person.name)]
    return (
        # Google refuses a list without an option.
        _item(wording, "which", "dropdown", required=True, options=tuple(which) or _fixed(wording, "which")),
        _item(wording, "what", "radio", required=True, options=_fixed(wording, "what")),
        _item(wording, "why", "text"),
        _item(wording, "start", "time"),
        _item(wording, "end", "time"),
        _item(wording, "where", "text"),
        _item(wording, "lead", "dropdown", options=(*leads, Option(_last_choice(wording, "lead", "Someone else")))),
        _item(wording, "phone", "text"),
        _item(wording, "who", "dropdown", options=_people(facts, wording)),
    )


def _fixed(wording: FormWording, kind: str) -> tuple[Option, ...]:
    return tuple(Option(text) for text in wording.fields[kind].choices) or (Option("cancelled"),)


def _action(facts: Facts, today: date, wording: FormWording) -> tuple[Item, ...]:
    """One page: what it is about, what was done, and words that others need; a second about a case, a third of mail."""
    sessions = tuple(Option(option_of_session(session)) for session in sessions_on(facts, today))
    test = facts.settings.test_page
    asked = (Option(THE_TEST),) if test is not None and day_of(test) == today else ()
    about = (Option(EVERYTHING), Option(A_MESSAGE), *asked, *sessions, *_every_child(facts, today))
    done = tuple(Option(option.text, _leads_to(option.text)) for option in _fixed(wording, "done"))
    # Each page sends the form: nothing falls through to the next.
    case = tuple(Option(option.text, SUBMIT) for option in _fixed(wording, "case"))
    wrong = tuple(Option(option.text, SUBMIT) for option in _fixed(wording, "wrong"))
    return (
        _item(wording, "about", "dropdown", required=True, options=about),
        _item(wording, "done", "radio", required=True, options=done),
        _item(wording, "words", "text"),
        _item(wording, "time", "time"),
        _item(wording, "who", "dropdown", options=_people(facts, wording)),
        _item(wording, CASE_PAGE, "section"),
        _item(wording, "case", "radio", required=True, options=case),
        _item(wording, "case_words", "paragraph"),
        _item(wording, "case_reason", "paragraph"),
        _item(wording, "case_evidence", "text"),
        _item(wording, "case_owner", "text"),
        _item(wording, "case_due", "date"),
        _item(wording, WRONG_PAGE, "section"),
        _item(wording, "wrong", "radio", required=True, options=wrong),
        _item(wording, "wrong_ref", "text"),
        _item(wording, "wrong_at", "time"),
        _item(wording, "wrong_words", "paragraph"),
        _item(wording, "wrong_decided", "text"),
    )


def page_of_choice(choice: str) -> str:
    """Return the page of its own to which a choice of “What did you do?” leads; empty for none."""
    return next((page for begins, page in PAGES if choice.casefold().startswith(begins)), "")


def _leads_to(choice: str) -> str:
    page = page_of_choice(choice)
    return f"{page}/" if page else SUBMIT


def _concern(facts: Facts, today: date, wording: FormWording) -> tuple[Item, ...]:
    """One page: whether the DSL knows already, which child, how bad, and what was seen or heard."""
    children = (*_every_child(facts, today), Option(_last_choice(wording, "child", "Another child")))
    return (
        _item(wording, "told", "radio", required=True, options=_fixed(wording, "told")),
        _item(wording, "child", "dropdown", required=True, options=children),
        _item(wording, "harm", "radio", required=True, options=_fixed(wording, "harm")),
        _item(wording, "words", "paragraph", required=True),
        _item(wording, "whereabouts", "radio", options=_fixed(wording, "whereabouts")),
        _item(wording, "who", "dropdown", options=_people(facts, wording)),
    )


def _answer(_facts: Facts, _today: date, wording: FormWording) -> tuple[Item, ...]:
    """One page that shows nobody: the reference says whom it is about, to us alone."""
    return (
        _item(wording, "reference", "text", required=True),
        _item(wording, "answer", "radio", required=True, options=_fixed(wording, "answer")),
        _item(wording, "day", "date"),
        _item(wording, "words", "paragraph"),
        _item(wording, "who", "text", required=True),
    )
