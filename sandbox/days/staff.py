"""What people do with what they are told: they take pages, find out, and answer when they are asked by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cme.domain.clocks import day_of
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Observation, Saw, State
from cme.domain.modes import DIGEST, DUTY_CALL
from cme.domain.notices import Letter
from cme.domain.recipients import INNOV8
from cme.domain.rules.register import open_start
from cme.domain.rules.unanswered import QUESTION
from sandbox.days.half_term import HalfTerm
from sandbox.days.player import Sent
from sandbox.days.rhythm import Rhythm, say

Act = Callable[[datetime], Iterable[Observation]]


class Everybody:
    """Those who say something on the days of a half term anyway, and those who answer what the system sends them."""

    def __init__(self, of: Rhythm, term: HalfTerm) -> None:
        self.of, self.rooms = of, term.rooms
        self.coming = list(term.said)
        self.acts: list[tuple[datetime, Act]] = []
        self.pages: dict[str, Sent] = {}
        self.taken: set[str] = set()

    def say(self, now: datetime) -> Sequence[Observation]:
        """Return what reaches us by an instant and was not returned before."""
        ready = [(at, act) for at, act in self.acts if at <= now]
        self.acts = [(at, act) for at, act in self.acts if at > now]
        for at, act in ready:
            self.coming += act(at)
        found = [o for o in self.coming if o.recorded_at <= now]
        self.coming = [o for o in self.coming if o.recorded_at > now]
        return found

    def next_at(self) -> datetime | None:
        """Return when something reaches us next, if nobody is told anything more."""
        return min((*(o.recorded_at for o in self.coming), *(at for at, _ in self.acts)), default=None)

    def told(self, sent: Sent) -> tuple[State, str]:
        """Take in a message: somebody will answer it, or only a program does."""
        letter = sent.letter
        if letter.organisation == INNOV8 and letter.notice.endswith("_page"):
            self.pages[sent.id] = sent
            self._rings(sent, sent.id)
        elif letter.notice == "page_again":
            self._rings(sent, letter.obligations[0].basis.removeprefix("page "))
        elif letter.notice == "register_nudge":
            self._asked_by_name(sent)
        elif letter.notice in (DUTY_CALL, DIGEST):
            self._asked_for_duty(sent)
        elif letter.notice in ("absence", QUESTION):
            self._school_is_asked(sent)
        return self.stands(sent)

    def _rings(self, sent: Sent, page: str) -> None:
        """Whoever hears a page takes it, unless somebody has by then; whoever has it goes on with it."""
        to, about = sent.letter.to.email, (page, sent.at, sent.letter.to.email)
        if (day_of(sent.at), to) in self.of.silent:
            return
        how = "minutes_at_once" if self.of.happens("page.at_once", *about) else "minutes_otherwise"
        self.acts.append((sent.at + self.of.minutes(f"page.{how}", *about), lambda at: self._take(page, to, at)))

    def _take(self, page: str, by: str, at: datetime) -> Iterable[Observation]:
        """Yield that somebody has a page, and that they have found out, of each child whom it names."""
        if page in self.taken:
            return
        self.taken.add(page)
        letter, day = self.pages[page].letter, day_of(at)
        sessions = list(dict.fromkeys(o.session for o in letter.obligations))
        session = sessions[0] if len(sessions) == 1 else ""
        ends = Saw.HANDED_OVER if letter.notice == "concern_page" else Saw.LOCATED
        yield say(day, session, "", Saw.HAS_IT, at, by)
        for pupil in dict.fromkeys(o.pupil for o in letter.obligations):
            found = say(day, "" if pupil else session, pupil, ends, at + self._takes(page, pupil, at), by)
            yield replace(found, reason="rang, and knows")

    def _takes(self, page: str, pupil: str, at: datetime) -> timedelta:
        if day_of(at) in self.of.emergencies:
            return self.of.minutes("page.minutes_emergency", page, pupil)
        how = "minutes_soon" if self.of.happens("page.soon", page) else "minutes_longer"
        return self.of.minutes(f"page.{how}", page)

    def _asked_by_name(self, sent: Sent) -> None:
        """A lead who is asked about those who start later takes the register again."""
        for owed in sent.letter.obligations:
            about = (owed.day, owed.session, owed.step)
            if open_start(owed.step) and self.of.happens("register.answered", *about):
                room = self.rooms[owed.day, owed.session]
                self.acts.append((sent.at + self.of.minutes("register.minutes_answer", *about), room.register))

    def _asked_for_duty(self, sent: Sent) -> None:
        """Whoever is asked to be on duty says so, or leaves it to the next."""
        day, to = day_of(sent.at), sent.letter.to.email
        if (day, to) not in self.of.silent and self.of.happens("duty.answered", day, to):
            at = sent.at + self.of.minutes("duty.minutes_answer", day, to)
            self.acts.append((at, lambda at: [say(day, "", "", Saw.ON_DUTY, at, to)]))

    def _school_is_asked(self, sent: Sent) -> None:
        """Somebody at a school says what it knows of all of whom it was asked, or nobody does."""
        letter = sent.letter
        about = (letter.day, letter.organisation, letter.notice, letter.to.email)
        if self.of.happens("school.answered", *about):
            at = sent.at + self.of.minutes("school.minutes_answer", *about, sent.at)
            self.acts.append((at, lambda at: [self._says(letter, at)]))

    @staticmethod
    def _says(letter: Letter, at: datetime) -> Observation:
        said = say(letter.day, "", "", Saw.SCHOOL_KNOWS, at, letter.organisation)
        return replace(said, entry=f"{at:%m%d-%H%M}-{letter.organisation}")

    def stands(self, sent: Sent) -> tuple[State, str]:
        """Return how a message stands once it is there: an officer who is away has a program answer, or none."""
        for away in self.of.away:
            theirs = away["day"] == day_of(sent.at) and sent.letter.organisation in away["organisations"]
            if theirs and sent.letter.to.email.startswith("attendance@"):
                state = State(away["state"])
                return state, AUTOMATIC if state is State.ANSWERED else ""
        return State.SENT, ""
