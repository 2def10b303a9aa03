"""A message's bytes: reading its headers and text, and changing a header without touching anything else."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import formataddr, getaddresses, parseaddr
from functools import lru_cache

from sandbox.wire import GoogleError

_ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z][A-Za-z0-9-]*")
_HEADER = re.compile(rb"([!-9;-~]+):[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n")
_REPLY = re.compile(r"^\s*((re|fwd?|aw)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
MAX_RECIPIENTS = 100
RECIPIENT_HEADERS = ("To", "Cc", "Bcc")


@lru_cache(maxsize=500)
def parse(raw: bytes) -> EmailMessage:
    """Read a message; nobody changes what is returned, because the same bytes are read again and again."""
    return message_from_bytes(raw, policy=policy.default)


@lru_cache(maxsize=500)
def head_of(raw: bytes) -> EmailMessage:
    """Read a message's headers only, which is far quicker; nobody changes what is returned."""
    return BytesHeaderParser(policy=policy.default).parsebytes(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")


def with_crlf(raw: bytes) -> bytes:
    """Return the bytes with the line ends that mail has, and a blank line after the headers."""
    raw = re.sub(rb"\r?\n", b"\r\n", raw)
    return raw if b"\r\n\r\n" in raw else raw.rstrip(b"\r\n") + b"\r\n\r\n"


def without_header(raw: bytes, name: str) -> bytes:
    """Return the bytes without a header, however often it stands there."""
    head, _, body = raw.partition(b"\r\n\r\n")
    kept = [m[0] for m in _HEADER.finditer(head + b"\r\n") if m[1].decode("ascii").lower() != name.lower()]
    return b"".join(kept) + b"\r\n" + body


def with_header(raw: bytes, name: str, value: str) -> bytes:
    """Return the bytes with one such header, in the first place."""
    return f"{name}: {value}\r\n".encode() + without_header(raw, name)


def texts(message: Message, name: str = "") -> list[tuple[str, str]]:
    """Return the headers of one name, or all, each on one line; one that Python cannot read is given as it stands."""
    found = []
    for key, value in message.raw_items():
        if name and key.lower() != name.lower():
            continue
        found.append((key, _on_one_line(key, value)))
    return found


@lru_cache(maxsize=5000)
def _on_one_line(name: str, value: str) -> str:
    """Return a header's text, decoded; the same headers are read again and again."""
    try:
        text = str(policy.default.header_fetch_parse(name, value))
    except Exception:
        # The standard library breaks on some malformed addresses ("To: <"); Gmail only shows them.
        text = value
    return re.sub(r"\s+", " ", text).strip()


def header(message: EmailMessage, name: str) -> str:
    """Return a header's text on one line, or nothing."""
    return next((text for _, text in texts(message, name)), "")


def addresses(message: EmailMessage, *names: str) -> list[str]:
    """Return the addresses in some headers, in lower case, each once."""
    values = [text for name in names for _, text in texts(message, name)]
    return list(dict.fromkeys(address.lower() for _, address in getaddresses(values) if address))


def check_recipients(message: EmailMessage, *, is_sending: bool) -> None:
    """Refuse, in Gmail's words, a message that nobody could be sent."""
    for name in RECIPIENT_HEADERS:
        for _, value in texts(message, name):
            found = [address for _, address in getaddresses([value])]
            if value and (not found or not all(_ADDRESS.fullmatch(address) for address in found)):
                raise GoogleError(400, f"Invalid {name} header", reason="invalidArgument")
    everybody = addresses(message, *RECIPIENT_HEADERS)
    if is_sending and not everybody:
        raise GoogleError(400, "Recipient address required", reason="invalidArgument")
    if is_sending and len(everybody) > MAX_RECIPIENTS:
        raise GoogleError(400, "Recipient limit exceeded", reason="invalidArgument")


def sender_rewritten(raw: bytes, mailbox: str) -> bytes:
    """Return the bytes with the mailbox's own address in From, keeping the name: Gmail lets nobody pose as another."""
    name, address = parseaddr(header(head_of(raw), "From"))
    if address.lower() == mailbox:
        return raw
    return with_header(raw, "From", formataddr((name, mailbox)))


def message_id(seed: str) -> str:
    """Return a Message-ID of the form that Gmail gives, whatever the sender had written."""
    digest = base64.urlsafe_b64encode(hashlib.sha384(seed.encode()).digest()).decode()
    return f"<CA{digest[:47]}@mail.gmail.com>"


def subject_key(message: EmailMessage) -> str:
    """Return the subject as it is compared when threading: without Re: and the like."""
    return _REPLY.sub("", header(message, "Subject")).casefold().strip()


def references(message: EmailMessage) -> list[str]:
    """Return the ids of the messages that this one answers."""
    text = f"{header(message, 'References')} {header(message, 'In-Reply-To')}"
    return list(dict.fromkeys(re.findall(r"<[^<>\s]+>", text)))


def plain_text(message: EmailMessage) -> str:
    """Return the text a person reads."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, KeyError):
        text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    if part.get_content_subtype() == "html":
        text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?is)<(style|script).*?</\1>", "", text)))
    return text.replace("\r\n", "\n")


def html_text(message: EmailMessage) -> str:
    """Return the HTML part, or nothing."""
    part = message.get_body(("html",))
    return str(part.get_content()) if part is not None else ""


def decode_raw(text: str) -> bytes:
    """Return the bytes of the API's `raw`."""
    padded = text + "=" * (-len(text) % 4)
    return with_crlf(base64.b64decode(padded.replace("-", "+").replace("_", "/")))


def encode_raw(raw: bytes) -> str:
    """Return bytes as the API gives them."""
    return base64.urlsafe_b64encode(raw).decode()
