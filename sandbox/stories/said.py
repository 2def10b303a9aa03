"""What a story says, with the place where it says so: YAML with lines, and sentences for whoever wrote it.

Every scalar stays the text that was typed, so that 9:45 is a time and 0012 a code, whatever YAML makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

NOBODY = frozenset({"", "~", "null", "none", "nobody", "nothing", "nowhere"})
YES, NO = frozenset({"yes", "true", "on", "x"}), frozenset({"no", "false", "off"})


class StoryError(Exception):
    """A story cannot be read: where, what is wrong, and what would be right."""

    def __init__(self, where: str, what: str, mend: str = "") -> None:
        super().__init__(f"{where}: {' '.join(part for part in (what, mend) if part)}")
        self.where, self.what, self.mend = where, what, mend


@dataclass(frozen=True)
class Said:
    """One value of a story: a text, a list, a mapping, or None; with its file, its line and its path."""

    value: str | list[Said] | dict[str, Said] | None
    file: str
    line: int
    path: str = ""

    @property
    def where(self) -> str:
        """The place, as an editor and a person find it."""
        return f"{self.file}, line {self.line}" + (f" ({self.path})" if self.path else "")

    def wrong(self, what: str, mend: str = "") -> StoryError:
        """Return the error that names this place."""
        return StoryError(self.where, what, mend)

    def of(self, value: str) -> Said:
        """Return another text in the same place: a part of what was typed."""
        return Said(value, self.file, self.line, self.path)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said, or “nobody”, or “none”."""
        if isinstance(self.value, str):
            return self.value.strip().casefold() in NOBODY
        return not self.value

    def text(self) -> str:
        """Return a text, as it was typed."""
        if isinstance(self.value, list | dict):
            raise self.wrong(f"One text is wanted here, not {_kind(self.value)}.")
        return self.value or ""

    def flag(self) -> bool:
        """Return yes or no."""
        word = self.text().strip().casefold()
        if word not in YES | NO:
            raise self.wrong(f"“{word}” is neither yes nor no.", "Write yes or no.")
        return word in YES

    def number(self) -> float:
        """Return a number."""
        try:
            return float(self.text())
        except ValueError:
            raise self.wrong(f"“{self.text()}” is not a number.", "Write it in digits, such as 15.") from None

    def count(self) -> int:
        """Return a whole number that is not below nought."""
        number = self.number()
        if number < 0 or number != int(number):
            raise self.wrong(f"“{self.text()}” is not a whole number.", "Write it in digits, such as 3.")
        return int(number)

    def each(self) -> list[Said]:
        """Return the items of a list; one item counts as a list of one, “nobody” as none."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.is_empty else [self]

    def pairs(self) -> dict[str, Said]:
        """Return the keys of a mapping with what stands under them."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.wrong(f"Keys with values are wanted here, not {_kind(self.value)}.", "Write “key: value”.")
        return self.value

    def known(self, keys: Iterable[str], of: str) -> dict[str, Said]:
        """Return the pairs, or refuse the first key that nobody knows, with the nearest that there is."""
        names = list(keys)
        for key, value in self.pairs().items():
            if key not in names:
                # Within { } a comma begins a new key, which then has no value.
                comma = " A text with a comma in it wants quotes." if value.value is None else ""
                raise value.wrong(f"{of} knows no “{key}”.", did_you_mean(key, names) + comma)
        return self.pairs()

    def one_of(self, names: Iterable[str], what: str) -> str:
        """Return one of some names, whatever its capitals, or refuse it with the nearest."""
        typed, listed = self.text().strip(), list(names)
        found = next((name for name in listed if name.casefold() == typed.casefold()), None)
        if found is None:
            raise self.wrong(f"There is no {what} “{typed}”.", did_you_mean(typed, listed))
        return found


def did_you_mean(typed: str, names: Iterable[str]) -> str:
    """Return a sentence with the nearest name, or with all that there are."""
    listed = list(dict.fromkeys(names))
    folded = {name.casefold(): name for name in listed}
    near = get_close_matches(typed.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean “{folded[near[0]]}”?"
    return f"There are: {', '.join(listed)}." if listed else "There are none."


def absent(owner: Said, key: str) -> StoryError:
    """Return the error for a key that is needed and is not there."""
    return owner.wrong(f"“{key}” is missing.")


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "keys with values" if isinstance(value, dict) else "a text"


def read_yaml(path: Path) -> Said:
    """Return a file as it says itself, or raise StoryError with the line that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise StoryError(str(path), f"The file cannot be read ({wrong}).") from wrong
    return said(text, str(path))


def said(text: str, file: str) -> Said:
    """Return a YAML text as it says itself; `file` is what its places are called by."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        where = f"{file}, line {mark.line + 1}" if mark else file
        mend = "Look for a missing “: ”, a tab, or a text with a colon that wants “quotes”."
        raise StoryError(where, f"This is not YAML: {wrong.problem or wrong.context}.", mend) from wrong
    except yaml.YAMLError as wrong:
        raise StoryError(file, f"This is not YAML: {wrong}.") from wrong
    if node is None:
        raise StoryError(file, "The file is empty.")
    return _said(node, file, "", ())


def _said(node: yaml.Node, file: str, path: str, above: tuple[int, ...]) -> Said:
    line = node.start_mark.line + 1
    if id(node) in above:
        raise StoryError(f"{file}, line {line}", "This repeats itself without an end (an anchor inside itself).")
    inside = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return Said(dict(_pairs(node, file, path, inside)), file, line, path)
    if isinstance(node, yaml.SequenceNode):
        items = [_said(item, file, f"{path} {n}".strip(), inside) for n, item in enumerate(node.value, start=1)]
        return Said(items, file, line, path)
    is_null = node.tag == "tag:yaml.org,2002:null"
    return Said(None if is_null else str(node.value), file, line, path)


def _pairs(node: yaml.MappingNode, file: str, path: str, above: tuple[int, ...]) -> Iterator[tuple[str, Said]]:
    seen: Mapping[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise StoryError(f"{file}, line {line}", "A key must be one text.")
        name = str(key.value)
        if name in seen:
            raise StoryError(f"{file}, line {line}", f"“{name}” stands here twice; it was first in line {seen[name]}.")
        seen = {**seen, name: line}
        below = _said(value, file, f"{path}, {name}" if path else name, above)
        yield name, Said(below.value, file, line, below.path)
