"""Renders a letter: three files a notice in `templates/`, and the message that goes into the mailbox."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from cme.domain.model import Obligation
from cme.domain.notices import Letter
from cme.edges.gmail import NOTICE_HEADER, OUR_HEADER, PAYS_HEADER
from cme.edges.tables import ADDRESS
from cme.errors import SetupError

FOLDER = Path(__file__).resolve().parents[3] / "templates"
LONGEST = 700
"""Characters of one value; what is longer stands whole in the workbook."""
DIALLED = re.compile(r"[\d\s()+.-]*")
"""The part of a telephone number that can be dialled: what stands before “ext.”."""
REPEATED = "This may be a repeat: it could not be established whether an earlier copy was sent."


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as its reader sees it."""

    subject: str
    text: str
    html: str
    is_urgent: bool = False


@cache
def _environment() -> Environment:
    """Autoescape goes by the ending: what stands in .html is escaped, what stands in .txt is not."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"call": call_link, "web": web_address}
    environment.finalize = _finalize
    return environment


def one_line(text: object, longest: int = LONGEST) -> str:
    """Return text on one line, not endless, without what steers a mail program or turns the reading direction."""
    kept = "".join(c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else " " for c in str(text))
    found = re.sub(r"\s+", " ", kept).strip()
    return found if len(found) <= longest else f"{found[:longest]} …"


def _finalize(value: object) -> object:
    return one_line(value) if type(value) is str else value


def call_link(number: str) -> Markup | str:
    """Return a telephone number that rings when it is tapped; what is no number stays text."""
    shown = one_line(number)
    typed = DIALLED.match(shown)[0]  # type: ignore[index]
    # “+44 (0)1632 …” is how many write it; nobody dials the nought.
    digits = re.sub(r"[^\d+]", "", typed.replace("(0)", "") if typed.startswith("+") else typed)
    if len(digits) < 3:
        return shown
    return Markup('<a href="tel:{}" style="white-space:nowrap">{}</a>').format(digits, shown)


def web_address(link: str) -> str:
    """Return a link to a page, or an empty text where it is anything else, such as a script."""
    return link if re.fullmatch(r"https?://[^\s\"'<>]+", link) else ""


def render(letter: Letter, *, repeat: bool = False) -> Rendered:
    """Return the letter as text and HTML; a value that a template misses is an error, never a blank."""
    values = {**letter.values, "subject": letter.subject, "repeat": REPEATED if repeat else ""}
    environment = _environment()
    text = environment.get_template(f"{letter.notice}/body.txt").render(values)
    html = environment.get_template(f"{letter.notice}/body.html").render(values)
    return Rendered(
        subject=one_line(environment.get_template(f"{letter.notice}/subject.txt").render(values)),
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=re.sub(r"\n{2,}", "\n", html),
        is_urgent=letter.urgent,
    )


def thread_reference(organisation: str, day: date, workbook_id: str) -> str:
    """Return the identifier that a day's messages to one organisation share (docs/decisions/0003)."""
    digest = hashlib.sha256(f"{workbook_id}/{organisation}/{day}/thread".encode()).hexdigest()[:24]
    return f"<{digest}@innov8-register.invalid>"


def to_mime(
    rendered: Rendered, *, key: str, sender: str, reply_to: str, to: str, thread: str, pays: Sequence[Obligation] = ()
) -> bytes:
    """Return the message as bytes: one recipient, and no header that a word of it could add.

    What it pays stands in its head, in the ledger's keys: codes, no names (docs/decisions/0017).
    """
    message = EmailMessage(policy=SMTP)
    message["To"] = _address(to)
    if sender:
        message["From"] = _address(sender)
    if reply_to:
        message["Reply-To"] = _address(reply_to)
    message["Subject"] = rendered.subject
    message["Auto-Submitted"] = "auto-generated"
    if rendered.is_urgent:
        message["Importance"] = "high"
    message["References"] = thread
    message["In-Reply-To"] = thread
    message[OUR_HEADER] = one_line(key)
    if pays:
        message[NOTICE_HEADER] = pays[0].notice
        message[PAYS_HEADER] = " ".join(quote(owed.key, safe="/:-") for owed in pays)
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    return message.as_bytes()


def _address(typed: str) -> str:
    """Refuse what is not one plain address, though nothing else can come from a workbook that was read."""
    if not ADDRESS.fullmatch(typed):
        what = f"“{one_line(typed)[:60]}” is not one email address, so nothing was sent to it."
        raise SetupError(what, mend="Mend the address in the workbook.")
    return typed
