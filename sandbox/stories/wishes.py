"""The parts of expected lines that many kinds of expectation share: a time, one of some words, words within words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from cme.domain.clocks import day_of, hhmm, local
from sandbox.stories.matching import Wanted, Wish
from sandbox.stories.people import target
from sandbox.stories.said import Said
from sandbox.stories.story import Told
from sandbox.stories.times import is_seen_later, moment

Reader = Callable[[Said, Told], Wish]


def read_line(said: Said, told: Told, readers: Mapping[str, Reader], of: str, bare: str = "") -> Wanted:
    """Return an expected line; where it is a text alone, that is its part called `bare`."""
    if bare and isinstance(said.value, str):
        return Wanted({bare: readers[bare](said, told)}, said.where)
    given = said.known(readers, of)
    return Wanted({key: readers[key](value, told) for key, value in given.items()}, said.where)


def shown(at: datetime, told: Told) -> str:
    """Return a time as a story of one day says it, or with its day where the story has several."""
    is_one_day = told.day == day_of(at) == day_of(told.until)
    return hhmm(at) if is_one_day else f"{local(at):%a %d/%m %H:%M}"


def at_minute(said: Said, told: Told) -> Wish:
    """Something was at this minute, or at the next where what it answers may be seen a minute later."""
    wanted = moment(said, told.day)

    def fits(found: object) -> bool:
        late = timedelta(minutes=1 if is_seen_later() else 0)
        return isinstance(found, datetime) and wanted <= found.replace(second=0, microsecond=0) <= wanted + late

    return Wish(shown(wanted, told), fits)


def one_of(names: Iterable[str], what: str) -> Reader:
    """Something is one of some words."""
    listed = list(names)

    def read(said: Said, _: Told) -> Wish:
        name = said.one_of(listed, what)
        return Wish(name, lambda found: found == name)

    return read


def exactly(names: Iterable[str], what: str) -> Reader:
    """Something is exactly these of some words, in whatever order."""
    listed = list(names)

    def read(said: Said, _: Told) -> Wish:
        return of_all([item.one_of(listed, what) for item in said.each()])

    return read


def of_all(names: list[str]) -> Wish:
    """Something is exactly these names."""
    return Wish(" and ".join(names) or "nobody", lambda found: isinstance(found, tuple) and set(found) == set(names))


def about(said: Said, told: Told) -> Wish:
    """Something is about exactly these children, or sessions."""
    return of_all([told.cast.code(item, "pupil or session", "pupils", "sessions") for item in said.each()])


def organisation(said: Said, told: Told) -> Wish:
    """Something is owed to an organisation."""
    whom = target(said, told.cast)
    return Wish(str(whom), lambda found: found == whom.organisation)


def within(said: Said, _: Told) -> Wish:
    """Something holds these words, whatever its capitals."""
    wanted = [item.text() for item in said.each()]
    return Wish(
        " and ".join(f"“{words}”" for words in wanted),
        lambda found: all(words.casefold() in str(found).casefold() for words in wanted),
    )
