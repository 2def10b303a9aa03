"""What the third page of “I have it” says: a message went to the wrong people, and what came of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cme.domain.breach_words import WENT_WRONG, Heard, Word
from cme.domain.breaches import SENT_IN_ERROR, WENT, Breach, breach_id, breaches, fold, sent_at
from cme.domain.by_day import messages_on, rows_of
from cme.domain.clocks import day_of, hhmm
from cme.domain.entries import Read
from cme.domain.model import Facts, Message, Role, Severity
from cme.domain.modes import named
from cme.domain.references import TYPED, meant_by, reference
from cme.domain.rules.answers import Answers, past, say, text_of, time_of
from cme.domain.said_by import account_of

HEARD_BY_CHOICE = (
    ("it went to a wrong address", Heard.WRONG_ADDRESS),
    ("it told them of a child", Heard.WRONG_CHILD),
    ("said by mistake", Heard.WITHDRAWN),
    ("its reader has deleted it", Heard.DELETED),
    ("decided: the ico is told", Heard.REPORTED),
    ("decided: the ico is not", Heard.NOT_REPORTED),
    ("a note", Heard.NOTED),
)
"""How a choice of “What about the message?” begins, and what it says: the words behind may change."""
NEAR = timedelta(minutes=30)
"""So far a typed time may be from when a message went, and still mean it."""
NOT_THE_TEAM = "only the DSL or the deputy says that."
KEPT = "It is kept, and the 72 hours count; no letter has gone."


def read_breach(read: Read, answers: Answers, facts: Facts) -> None:
    """Keep what is said of a message that went wrong; only the DSL team's word lets a letter go, or decides."""
    choice = text_of(answers, "wrong")
    heard = next((heard for begins, heard in HEARD_BY_CHOICE if choice.casefold().startswith(begins)), None)
    if heard is None:
        what = f"“{choice[:60]}” is not one of the choices of “What about the message?”; it is kept as a note."
        say(read, "ENT-20", Severity.ERROR, what, "Send it again and choose from the list.")
    word = _word(read, answers, heard or Heard.NOTED, facts)
    # As it was when it was sent: an entry is read again, and what it did itself must not speak against it.
    known = fold(w for w in facts.breach_words if w.source != word.source and w.recorded_at <= word.recorded_at)
    if heard in WENT_WRONG:
        word = _gone_wrong(read, answers, word, known, facts)
    else:
        word = _of_known(read, word, known, facts)
    if word.breach:
        read.breach_words.append(word)
    if word.heard is Heard.NOTICED and _is_found(word, facts):
        read.problems = [problem for problem in read.problems if problem.code != "ENT-20"]


def _is_found(word: Word, facts: Facts) -> bool:
    """Return whether somebody of the team has said since which message it is."""
    return any(b.said is not None and any(w.source == word.source for w in b.words) for b in breaches(facts))


def _word(read: Read, answers: Answers, heard: Heard, facts: Facts) -> Word:
    sent = read.entry.submitted_at
    at = past(read, time_of(read, answers, "time", day_of(sent), "at which it was noticed"), "at which it was noticed")
    person = account_of(read.entry.email, facts)
    return Word(
        breach="",
        heard=heard,
        at=at,
        recorded_at=sent,
        by=person.code if person else read.entry.email,
        reference=text_of(answers, "wrong_ref")[:60],
        words=text_of(answers, "wrong_words")[:1_000],
        decided_by=text_of(answers, "wrong_decided")[:100],
        source=read.entry.key,
    )


def _gone_wrong(read: Read, answers: Answers, word: Word, known: Sequence[Breach], facts: Facts) -> Word:
    """Return the word with the message that it means; without one, or by somebody else, it starts the clock alone."""
    message = _message_meant(read, answers, word, facts)
    if message is not None:
        word = replace(
            word,
            reference=reference(facts.settings.workbook_id, message.organisation, message.day),
            message=message.id,
            notice=message.notice,
            sent_at=sent_at(facts, message),
            organisation=message.organisation,
            to=message.to,
            pupils=_about(facts, message),
        )
    if not _is_team(word, facts):
        what = f"“{word.heard.value}”: {NOT_THE_TEAM} {KEPT}"
        say(read, "ENT-20", Severity.ERROR, what, "Tell the DSL now, who sends it as well.")
    if message is None or not _is_team(word, facts):
        word = replace(word, heard=Heard.NOTICED)
    return replace(word, breach=_breach(word, known) or breach_id(word.source))


def _breach(word: Word, known: Sequence[Breach]) -> str:
    """Return which breach a word is about: that of its message, else one whose message nobody has found yet.

    Whoever cannot name the message means what is looked for already: two words would be two clocks of one thing.
    """
    of_message = {w.message: b.id for b in known for w in b.words if w.message}
    if word.message in of_message:
        return of_message[word.message]
    looked_for = [b for b in known if b.said is None and b.is_open]
    return next((b.id for b in looked_for if not word.message or not any(w.message for w in b.words)), "")


def _message_meant(read: Read, answers: Answers, word: Word, facts: Facts) -> Message | None:
    """Return the message with a reference that went before the word; of several the one of the time that is typed."""
    meant, typed = meant_by(word.reference, facts), word.reference or "nothing"
    if meant is None:
        what = f"“{typed}” is the reference of no message of the last five weeks. {KEPT}"
        say(read, "ENT-20", Severity.ERROR, what, "Send it again with the four characters behind “ref” in its subject.")
        return None
    sent = {message.id: sent_at(facts, message) for message in messages_on(facts, meant.day)}
    went = [m for m in messages_on(facts, meant.day) if m.organisation == meant.organisation and m.state in WENT]
    went = [m for m in went if m.notice != SENT_IN_ERROR and sent[m.id] <= word.recorded_at]
    at = time_of(read, answers, "wrong_at", meant.day, "at which it was sent")
    near = went if at is None else [m for m in went if abs(sent[m.id] - at) <= NEAR]
    if len(near) == 1:
        return near[0]
    if at is not None and near:
        return min(near, key=lambda m: (abs(sent[m.id] - at), m.id))
    times = ", ".join(sorted({hhmm(sent[m.id]) for m in went})) or "never"
    what = f"Messages with the reference {typed} went at: {times}; which one is meant is not clear. {KEPT}"
    say(read, "ENT-20", Severity.ERROR, what, "Send it again with the time at which it was sent.")
    return None


def _about(facts: Facts, message: Message) -> tuple[str, ...]:
    """Return the children whom a message names, as far as the ledger and the places say."""
    return tuple(sorted({pupil for row in rows_of(facts, message.id) for pupil in named(facts, row)}))


def _of_known(read: Read, word: Word, known: Sequence[Breach], facts: Facts) -> Word:
    """Return what came of a breach since, as it counts: of one that is known, by the team, and whole."""
    breach = _meant(word.reference, known)
    if breach is None:
        what = "It does not say of which message, and not one alone is open." if not word.reference else ""
        what = what or f"Of “{word.reference}” nobody has said that it went to the wrong people."
        mend = "Send it again with the reference that stands on Waiting. Until then it counts for nothing."
        say(read, "ENT-20", Severity.ERROR, what, mend)
        return word
    word = replace(word, breach=breach.id, reference=breach.reference)
    if why := _refused(word, facts):
        mend = "Tell the DSL, who sends it." if why == NOT_THE_TEAM else "Send it again with both."
        say(read, "ENT-20", Severity.ERROR, f"“{word.heard.value}”: {why} It is kept as a note.", mend)
        return replace(word, heard=Heard.NOTED, words=f"[{word.heard.value}] {word.words}".strip())
    if word.heard is Heard.WITHDRAWN and breach.last(Heard.LETTER) is not None:
        what = "It was said by mistake, and the letter has gone. It counts, and it still has to be decided."
        say(
            read,
            "ENT-20",
            Severity.QUERY,
            what,
            "Ring whoever got the letter; then send: the ICO is not told, and why.",
        )
    return word


def _refused(word: Word, facts: Facts) -> str:
    """Return why a word does not count as what it says; empty where it does. Anybody may add a note."""
    if word.heard is not Heard.NOTED and not _is_team(word, facts):
        return NOT_THE_TEAM
    return "" if word.is_whole else "it does not say why, and who decided."


def _meant(typed: str, known: Sequence[Breach]) -> Breach | None:
    """Return the breach with a reference or a name; without either the only one that is open."""
    if not typed:
        still = [breach for breach in known if breach.is_open]
        return still[0] if len(still) == 1 else None
    wanted = {typed.casefold(), *(found[1].casefold() for found in TYPED.finditer(typed))}
    found = [b for b in known if b.id.casefold() in wanted or b.reference.casefold() in wanted]
    return max(found, key=lambda breach: breach.is_open, default=None)


def _is_team(word: Word, facts: Facts) -> bool:
    person = facts.staff.get(word.by)
    return person is not None and Role.INNOV8_DSL in person.roles
