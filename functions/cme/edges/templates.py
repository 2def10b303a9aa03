"""Renders a letter: three files a notice in `templates/`, and the message that goes into the mailbox."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from cme.domain.notices import Letter
from cme.edges.gmail import OUR_HEADER

FOLDER = Path(__file__).resolve().parents[3] / "templates"
REPEATED = "This may be a repeat: it could not be established whether an earlier copy was sent."


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as its reader sees it."""

    subject: str
    text: str
    html: str


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
    environment.filters["line"] = one_line
    environment.finalize = _finalize
    return environment


def one_line(text: object) -> str:
    """Return text on one line, without what could steer a mail program or turn the reading direction."""
    kept = "".join(c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else " " for c in str(text))
    return re.sub(r"\s+", " ", kept).strip()


def _finalize(value: object) -> object:
    return one_line(value) if type(value) is str else value


def render(letter: Letter, *, repeat: bool = False) -> Rendered:
    """Return the letter as text and HTML; a value that a template misses is an error, never a blank."""
    values = {**letter.values, "subject": letter.subject, "repeat": REPEATED if repeat else ""}
    environment = _environment()
    return Rendered(
        subject=one_line(environment.get_template(f"{letter.notice}/subject.txt").render(values)),
        text=re.sub(r"\n{3,}", "\n\n", environment.get_template(f"{letter.notice}/body.txt").render(values)).strip()
        + "\n",
        html=environment.get_template(f"{letter.notice}/body.html").render(values),
    )


def thread_reference(organisation: str, day: date, workbook_id: str) -> str:
    """Return the identifier that a day's messages to one organisation share (docs/decisions/0003)."""
    digest = hashlib.sha256(f"{workbook_id}/{organisation}/{day}/thread".encode()).hexdigest()[:24]
    return f"<{digest}@innov8-register.invalid>"


def to_mime(rendered: Rendered, *, key: str, sender: str, reply_to: str, to: str, thread: str) -> bytes:
    """Return the message as bytes. Its headers come from checked addresses and from lines that hold no break."""
    message = EmailMessage(policy=SMTP)
    message["To"] = to
    if sender:
        message["From"] = sender
    if reply_to:
        message["Reply-To"] = reply_to
    message["Subject"] = rendered.subject
    message["Auto-Submitted"] = "auto-generated"
    message["References"] = thread
    message["In-Reply-To"] = thread
    message[OUR_HEADER] = key
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    return message.as_bytes()
