"""Writes docs/data-protection/sharing-annex.md: what each kind of commissioner is told, and in which fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import Environment, FileSystemLoader, nodes

from cme.domain.notice_names import called
from cme.domain.recipients import AUDIENCES, Audience
from cme.edges.templates import FOLDER
from scripts._documents.markdown import made_from, table
from scripts._documents.messages import about_whom, roles
from scripts._documents.protection import OUTLINE, TRUSTEES, asked, basis_sentence, undecided

KINDS = {"school": "A school", "authority": "An authority"}
"""The kinds of commissioner, as the tabs Schools and Authorities have them."""
WORDS = {
    "name": "first name and initial",
    "year": "year group",
    "number": "the school's own number",
    "answer": "a link to answer with",
    "session": "half of the day, session and site",
    "expected": "when the child was expected",
    "fact": "what is known, and since when",
    "said": "the reason, and who gave it",
    "rang": "whether a call home is logged",
    "code": "a suggested code",
    "reason": "what it is about, or that it is over",
    "seen": "when the child was last seen here",
    "asked": "what is asked",
}
"""What a template shows of a child, in words."""
CHILD = frozenset({"row", "child"})
"""What templates call one child."""
UNSEEN = frozenset({"is_wrong"})
"""What decides on a sentence and is shown itself nowhere."""


def annex_page() -> str:
    """Return the whole page."""
    parts = [
        "# Annex to an agreement on sharing data\n",
        made_from("functions/cme/domain/recipients.py", "templates/", "sheets_schema/tabs/settings.toml"),
        OUTLINE,
        "For each school and authority that places children: what it is sent about them, and nothing of others'. A\n"
        "school on whose roll a child is, and which did not place it, gets what is about that child, and no day's "
        "report.\n",
        *(_kind(kind, title) for kind, title in KINDS.items()),
        "## At the foot of each message\n\n" + _foot(),
        "## What the two sides agree\n\n" + _agreed(),
        f"## What is open\n\n{asked('Q-BASIS', 'Q-NAMES', 'Q-SECURE', 'Q-SHARE', 'Q-RINGS')}",
    ]
    return "\n".join(parts)


def _kind(kind: str, title: str) -> str:
    rows = (
        (f"`{name}`", called(name), _readers(audience, kind), about_whom(audience), "; ".join(fields_of(name)))
        for name, audience in AUDIENCES.items()
        if getattr(audience, kind)
    )
    return f"## {title}\n\n" + table(("notice", "called", "read by", "about", "of a child it may show"), rows)


def _readers(audience: Audience, kind: str) -> str:
    school, authority, _ = roles(audience)
    only = " (a confirmed address only)" if audience.safeguarding else ""
    return f"{school if kind == 'school' else authority}{only}"


def fields_of(notice: str) -> list[str]:
    """Return what a notice's text shows of each child, in the order of its template."""
    shown = dict.fromkeys(_shown(f"{notice}/body.txt", {}))
    return [WORDS.get(name, name.replace("_", " ")) for name in shown if name not in UNSEEN]


def _shown(template: str, given: Mapping[str, object]) -> Iterator[str]:
    source = (FOLDER / template).read_text(encoding="utf-8")
    yield from _in(Environment(loader=FileSystemLoader(FOLDER), autoescape=True).parse(source), given)


def _in(node: nodes.Node, given: Mapping[str, object]) -> Iterator[str]:
    """Yield what is shown of a child beneath a node; what a template leaves out by a fixed switch is left out here."""
    if isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
        yield from _shown(node.template.value, given)
    elif isinstance(node, nodes.With):
        fixed = zip(node.targets, node.values, strict=True)
        more = {t.name: v.value for t, v in fixed if isinstance(t, nodes.Name) and isinstance(v, nodes.Const)}
        for child in node.body:
            yield from _in(child, {**given, **more})
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in CHILD:
        yield node.attr
    elif not (isinstance(node, nodes.If) and isinstance(node.test, nodes.Name) and given.get(node.test.name) is False):
        for child in node.iter_child_nodes():
            yield from _in(child, given)


def _foot() -> str:
    return (
        "The organisation, the day, the reference, the clause of the policy and the rule, and one sentence about the\n"
        "basis. The sentence is the setting “lawful basis” of the workbook, which the tab Messages keeps with each\n"
        f"message. As it is set up first it reads: “{basis_sentence()}” What it stands on:\n"
        f"{undecided(TRUSTEES, 'Q-BASIS')}.\n"
    )


def _agreed() -> str:
    rows = (
        ("The other side, and who signs for it", undecided("both sides")),
        ("Which addresses read what; who tells of a change", undecided("both sides")),
        ("Who rings a child's family first", undecided("both sides", "Q-RINGS")),
        ("By which way data goes", undecided("both sides", "Q-SECURE")),
        ("How long each side keeps what it was sent", undecided("both sides", "Q-KEPT")),
        ("Who answers when somebody asks to see data", undecided("both sides")),
        ("Who tells whom when something was sent in error", undecided("both sides")),
        ("When this is looked at again", undecided("both sides")),
    )
    return table(("what", "agreed"), rows)
