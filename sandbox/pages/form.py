"""The form on a phone: section by section, what Google's page does and nothing more.

What was answered so far travels with the page, as Google's does: `pageHistory` holds the sections passed, and
`partialResponse` the answers of the others. Nothing is kept on the server until the form is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from sandbox.asked import USER_COOKIE
from sandbox.forms import documents, flow
from sandbox.forms.answers import NOT_AN_OPTION, REQUIRED
from sandbox.forms.documents import Form
from sandbox.forms.respond import keep, last_navigates, refusal
from sandbox.pages.fields import Field, entry, field_of, fields_of
from sandbox.pages.html import render, see_other
from sandbox.wire import Call, GoogleError, page

VIEW = "/forms/d/e/<form_id>/viewform"
NO_FILE = "Sorry, the file you have requested does not exist."
EMAIL_WRONG = "Must be a valid email address"


@dataclass
class Filling:
    """One person's way through a form so far."""

    form: Form
    person: str
    history: list[int] = field(default_factory=lambda: [0])
    answers: dict[str, list[str]] = field(default_factory=dict)
    email: str = ""
    """What was typed or ticked for the address, where the form asks for it on its first page."""

    @property
    def here(self) -> int:
        """The section that is shown."""
        return self.history[-1]


@page("GET", "/forms/d/<form_id>/viewform")
def short_view(call: Call) -> Response:
    """Send a browser on from the form's own id to the address that respondents have."""
    query = f"?{urlencode(call.query, doseq=True)}" if call.query else ""
    return see_other(_found(call).link("") + query)


@page("GET", VIEW)
def view(call: Call) -> Response:
    """Open a form on its first section, filled in where the link says so."""
    try:
        form = _found(call)
    except GoogleError:
        return _said(call, "Page not found", NO_FILE, 404)
    if "as" in call.query:
        return _sign_in(form, call.arg("as") or "", call.query)
    if why := refusal(call.db, form, call.user):
        return _said(call, *why, account=True)
    prefilled = MultiDict((name, value) for name, values in call.query.items() for value in values)
    answers = fields_of(form.questions(), prefilled) if call.arg("usp") == "pp_url" else {}
    return _show(call, Filling(form, call.user, answers=answers), {})


@page("POST", VIEW)
def go_on(call: Call) -> Response:
    """Take a section's answers and go where they lead: on, back, or to the end."""
    try:
        form = _found(call)
    except GoogleError:
        return _said(call, "Page not found", NO_FILE, 404)
    if "account" in call.form:
        return _sign_in(form, call.form["account"], {})
    if why := refusal(call.db, form, call.user):
        return _said(call, *why, account=True)
    filling = _read(call, form)
    wanted = call.form.get("do", "")
    if wanted == "back":
        filling.history = filling.history[:-1] or [0]
        return _show(call, filling, {})
    if wanted.startswith("entry."):
        filling.answers = {id_: values for id_, values in filling.answers.items() if entry(id_) != wanted}
        return _show(call, filling, {})
    return _on(call, filling)


def _on(call: Call, filling: Filling) -> Response:
    form, pages = filling.form, flow.sections(filling.form.items)
    wrong = _faults(call, pages[filling.here], filling) | _email_fault(call, filling)
    if wrong:
        return _show(call, filling, wrong)
    following = flow.after(pages, filling.here, filling.answers, last_navigates=last_navigates(call.db))
    if following != flow.SUBMIT:
        # Whoever starts the form again has passed only its first section.
        filling.history = [0] if following == 0 else [*filling.history, following]
        return _show(call, filling, {})
    for place, index in enumerate(filling.history):
        # The form may have changed since an earlier section was passed.
        if wrong := _faults(call, pages[index], filling):
            filling.history = filling.history[: place + 1]
            return _show(call, filling, wrong)
    email = filling.email if form.collects == "RESPONDER_INPUT" else filling.person
    keep(call.db, form, email, flow.kept(form.items, filling.answers, filling.history), call.now)
    return see_other(f"/forms/d/e/{form.responder}/formResponse")


@page("GET", "/forms/d/e/<form_id>/formResponse")
def sent(call: Call) -> Response:
    """Say that the response was recorded."""
    form = _found(call)
    return _said(call, form.title, "Your response has been recorded.", again=form.link(""))


def _found(call: Call) -> Form:
    return documents.find(call.db, call.params["form_id"])


def _read(call: Call, form: Form) -> Filling:
    """Return where somebody is, from what the page brought along."""
    count = len(flow.sections(form.items))
    passed = [int(number) for number in call.form.get("pageHistory", "0").split(",") if number.isdigit()]
    before, email = _brought(call.form.get("partialResponse", ""))
    history = [number for number in passed if number < count] or [0]
    filling = Filling(form, call.user, history)
    asked = flow.sections(form.items)[filling.here].questions
    filling.answers = {id_: values for id_, values in before.items() if id_ not in asked}
    filling.answers |= fields_of(asked, call.form)
    filling.email = call.form.get("emailAddress", email).strip()
    return filling


def _brought(text: str) -> tuple[dict[str, list[str]], str]:
    """Return the answers and the address that a page brought along; what has another shape is passed over."""
    try:
        value = json.loads(text)
        answers = {id_: [str(each) for each in values] for id_, values in value.get("answers", {}).items()}
        return answers, str(value.get("email", ""))
    except (ValueError, AttributeError, TypeError):
        return {}, ""


def _faults(call: Call, section: flow.Section, filling: Filling) -> dict[str, str]:
    found = flow.faults(section, filling.answers)
    if call.switches["forms_take_old_options"]:
        return {id_: words for id_, words in found.items() if words != NOT_AN_OPTION}
    return found


def _email_fault(call: Call, filling: Filling) -> dict[str, str]:
    """Return what is wrong with the address that the first section asks for, under the name `email`."""
    if filling.here != 0 or not _asks_email(call, filling.form):
        return {}
    if not filling.email:
        return {"email": REQUIRED}
    return {} if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", filling.email) else {"email": EMAIL_WRONG}


def _asks_email(call: Call, form: Form) -> str:
    if form.collects == "RESPONDER_INPUT":
        return "type"
    return "tick" if form.collects == "VERIFIED" and call.switches["forms_ask_to_record_email"] else ""


def _show(call: Call, filling: Filling, wrong: dict[str, str]) -> Response:
    pages = flow.sections(filling.form.items)
    section = pages[filling.here]
    elsewhere = {id_: values for id_, values in filling.answers.items() if id_ not in section.questions}
    asks_email = _asks_email(call, filling.form) if filling.here == 0 else ""
    brought = {"answers": elsewhere} | ({} if asks_email else {"email": filling.email})
    shown = [field_of(item, filling.answers, wrong) for item in section.items]
    return render(
        "form.html",
        call,
        form=filling.form,
        heading=section.heading,
        description=(section.heading or filling.form.body["info"]).get("description", ""),
        fields=shown,
        has_required=bool(asks_email) or any(each.is_required for each in shown),
        filling=filling,
        history=",".join(map(str, filling.history)),
        brought=json.dumps(brought, ensure_ascii=False),
        asks_email=asks_email,
        email_wrong=wrong.get("email", ""),
        focus="email" if "email" in wrong else next((each.name for each in shown if each.wrong), ""),
        person=call.user,
        button="Submit" if _submits(call, pages, filling, shown) else "Next",
    )


def _submits(call: Call, pages: list[flow.Section], filling: Filling, shown: list[Field]) -> bool:
    """Return whether the button says Submit: the last section, or one whose every choice of way submits."""
    ways = [way for each in shown for way in each.ways]
    is_last = filling.here + 1 == len(pages)
    if is_last and not (ways and last_navigates(call.db)):
        return True
    if call.switches["forms_button_says_next"]:
        return is_last
    return bool(ways) and all(way == "SUBMIT_FORM" for way in ways)


def _sign_in(form: Form, person: str, query: Mapping[str, list[str]]) -> Response:
    """Remember who sits at this browser, nobody if empty, and open the form; a link can say it too (“?as=”)."""
    rest = {name: values for name, values in query.items() if name != "as"}
    answer = see_other(form.link("") + (f"?{urlencode(rest, doseq=True)}" if rest else ""))
    answer.set_cookie(USER_COOKIE, person.strip().lower(), samesite="Lax", httponly=True)
    return answer


def _said(call: Call, title: str, message: str, code: int = 200, *, again: str = "", account: bool = False) -> Response:
    answer = render(
        "form_said.html", call, title=title, message=message, again=again, account=account, person=call.user
    )
    answer.status_code = code
    return answer
