"""What a story expects to be sent: exactly which messages, when, to whom, about whom, by which rule, saying what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from cme.domain.clocks import day_of
from cme.domain.model import State
from cme.domain.recipients import AUDIENCES
from cme.domain.rulebook import RULES
from sandbox.stories import wishes
from sandbox.stories.letters import Letter, letters, says, strange_tags
from sandbox.stories.matching import Found, Wish, differences
from sandbox.stories.people import Target, addresses, target
from sandbox.stories.said import Said
from sandbox.stories.story import Check, Told, expectation

if TYPE_CHECKING:
    from sandbox.stories.player import Played

PARTS = ("at", "rule", "about", "to", "notice", "state", "says", "never")


@expectation("sent", *PARTS)
def sent(said: Said, told: Told) -> Check:
    """These messages were sent, and no others."""
    wanted = [wishes.read_line(item, told, READERS, "A message") for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        found = [_found(letter, played) for letter in letters_of(played) if letter.has_left]
        yield from differences(wanted, found, "sent")
        yield from _in_the_mailbox(played)
        yield from _unescaped(played)
        yield from _stuck(played)

    return check


@expectation("not_sent", *PARTS)
def not_sent(said: Said, told: Told) -> Check:
    """These messages were worked out and not sent, and no others: rehearsed, failed, withdrawn, unknown."""
    wanted = [wishes.read_line(item, told, READERS, "A message") for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        found = [_found(letter, played) for letter in letters_of(played) if not letter.has_left]
        yield from differences(wanted, found, "written down as not sent")

    return check


@expectation("never")
def never(said: Said, told: Told) -> Check:
    """No message says any of this."""
    sentences = [(item.text(), item.where) for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        for letter in letters_of(played):
            for sentence, where in sentences:
                if says(letter.texts, sentence):
                    yield f"No message may say “{sentence}” ({where}), and this one does: {_found(letter, played)}."

    return check


@expectation("mailbox")
def mailbox(said: Said, told: Told) -> Check:
    """So many messages are in the mailbox of Gmail: in all, or to each."""
    counts: list[tuple[Target | None, int, str]]
    if isinstance(said.value, dict):
        counts = [
            (target(_named(key, value), told.cast), value.count(), value.where) for key, value in said.value.items()
        ]
    else:
        counts = [(None, said.count(), said.where)]

    def check(played: Played) -> Iterator[str]:
        for whom, wanted, where in counts:
            mine = addresses(whom, told.cast) if whom else []
            found = sum(not whom or message.to.casefold() in mine for message in played.mail)
            if found != wanted:
                yield f"Expected {wanted} in the mailbox{f' to {whom}' if whom else ''}, and found {found} ({where})."

    return check


@expectation("drafts")
def drafts(said: Said, _: Told) -> Check:
    """So many drafts lie in the mailbox that sends."""
    wanted = said.count()

    def check(played: Played) -> Iterator[str]:
        if played.drafts != wanted:
            yield f"Expected {wanted} drafts in the mailbox, and found {played.drafts} ({said.where})."

    return check


def _named(key: str, value: Said) -> Said:
    return Said(key, value.file, value.line, value.path)


def letters_of(played: Played) -> list[Letter]:
    """Return the messages of the story's own time."""
    return letters(played.outcome, played.mail, played.story.starts, played.story.until)


def _in_the_mailbox(played: Played) -> Iterator[str]:
    """Hold the ledger against Gmail: what it calls sent is there once, and nothing is there that it does not know."""
    counts = Counter(message.key for message in played.mail)
    known = {letter.message.id: letter for letter in letters_of(played)}
    for key, count in counts.items():
        if key not in known:
            yield f"Gmail sent a message that the ledger does not know: {key}."
        elif not known[key].has_left:
            yield f"Gmail sent it, and the ledger does not say so: {_found(known[key], played)}."
        elif count > 1:
            yield f"Gmail sent it {count} times: {_found(known[key], played)}."
    for key, letter in known.items():
        if letter.has_left and key not in counts:
            yield f"The ledger says that it was sent, and Gmail has not sent it: {_found(letter, played)}."


def _unescaped(played: Played) -> Iterator[str]:
    for message in played.mail:
        if tags := strange_tags(message.raw):
            yield f"The page of a message to {message.to} holds <{'>, <'.join(tags)}>, which no template has."


def _stuck(played: Played) -> Iterator[str]:
    """Where a story says nothing of what was not sent, nothing may have gone wrong on its way."""
    if "not_sent" in played.story.expected:
        return
    for letter in letters_of(played):
        if not letter.has_left and letter.message.state is not State.REHEARSED:
            yield f"It was not sent, and “not_sent” does not speak of it: {_found(letter, played)}."


def _to(said: Said, told: Told) -> Wish:
    whom = target(said, told.cast)
    return Wish(str(whom), lambda found: _reaches(whom, cast("Letter", found)))


def _reaches(whom: Target, letter: Letter) -> bool:
    organisation = not whom.organisation or whom.organisation == letter.message.organisation
    return organisation and (not whom.address or whom.address == letter.message.to.casefold())


def _says(said: Said, _: Told) -> Wish:
    wanted = [item.text() for item in said.each()]
    return Wish(
        _quoted(wanted),
        lambda found: not _missing(found, wanted),
        lambda found: f"it does not say {_quoted(_missing(found, wanted))}; it says: {_body(found)}",
    )


def _never(said: Said, _: Told) -> Wish:
    unwanted = [item.text() for item in said.each()]
    return Wish(
        _quoted(unwanted),
        lambda found: _missing(found, unwanted) == unwanted,
        lambda found: (
            f"it says what it must not: {_quoted([s for s in unwanted if s not in _missing(found, unwanted)])}"
        ),
    )


def _missing(found: object, sentences: list[str]) -> list[str]:
    return [sentence for sentence in sentences if not says(cast("tuple[str, ...]", found), sentence)]


def _quoted(sentences: list[str]) -> str:
    return " and ".join(f"“{sentence}”" for sentence in sentences)


def _body(found: object) -> str:
    texts = cast("tuple[str, ...]", found)
    whole = " | ".join(texts[:2]) or "nothing that is known, because it was not sent"
    return f"{whole[:400]} …" if len(whole) > 400 else whole


READERS: Mapping[str, wishes.Reader] = {
    "at": wishes.at_minute,
    "rule": wishes.exactly([*RULES], "rule"),
    "about": wishes.about,
    "to": _to,
    "notice": wishes.one_of(AUDIENCES, "notice"),
    "state": wishes.one_of((state.value for state in State), "state"),
    "says": _says,
    "never": _never,
}
"""What a line about a message may say, and what reads it: a new part is a function and a line here, and in `_found`."""


def _found(letter: Letter, played: Played) -> Found:
    told = Told(played.story.cast, day_of(played.story.starts), played.story.until)
    message = letter.message
    parts: dict[str, object] = {
        "at": letter.at,
        "rule": letter.rules,
        "about": letter.about,
        "to": letter,
        "notice": message.notice,
        "state": message.state.value,
        "says": letter.texts,
        "never": letter.texts,
    }
    words = {
        "at": wishes.shown(letter.at, told),
        "rule": " and ".join(letter.rules),
        "about": " and ".join(letter.about),
        "to": f"{message.organisation} <{message.to}>",
        "notice": message.notice,
        "state": message.state.value,
    }
    return Found(parts, words)
