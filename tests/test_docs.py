"""What the documents say of the project is what the project is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def tree_of(readme: str) -> list[str]:
    """The paths of the README's tree, in full: a line's indentation says which folder it is in."""
    block = re.search(r"## Where things are\n+```text\n(.*?)```", readme, re.S)
    assert block, "the README has lost its tree"
    paths: list[str] = []
    folders: list[str] = []
    for line in block.group(1).splitlines():
        if not line.strip():
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r"\s{2,}", line.strip())[0].split():
            folders[depth:] = [name.rstrip("/")]
            paths.append("/".join(folders))
    return paths


@pytest.mark.parametrize("path", tree_of(README))
def test_every_path_in_the_readmes_tree_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("script", sorted(p.name for p in (ROOT / "scripts").iterdir() if not p.name.startswith("_")))
def test_every_command_is_in_the_readme_and_can_be_run(script: str) -> None:
    assert f"scripts/{script}" in README
    assert (ROOT / "scripts" / script).stat().st_mode & 0o111


@pytest.mark.parametrize("document", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=str)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#]+)", document.read_text())
    assert not [target for target in targets if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=str)
def test_every_link_to_a_heading_finds_it(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|mailto:)([^)#]*)#([^)]+)\)", document.read_text())
    assert not [f"{file}#{named}" for file, named in links if named not in headings(document.parent / file, document)]


def headings(file: Path, here: Path) -> set[str]:
    """The headings of a page as links name them: small letters and hyphens, without signs."""
    text = (here if file.is_dir() else file).read_text()
    told = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in told}


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    assert not [path.name for path in folder.glob("0*.md") if path.name not in index]
