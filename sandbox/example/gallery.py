"""A folder of emails with a page that shows each as a telephone and as a desk shows it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from sandbox.example.approved import files, renderings
from sandbox.example.scenes import SCENES

PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Every email</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 16px; max-width: 1320px; }}
  iframe {{ border: 1px solid #8a929c; height: 844px; max-width: 100%; background: #fff; }}
  .pair {{ display: flex; flex-wrap: wrap; gap: 16px; }}
  section {{ margin: 0 0 40px; }}
</style>
</head>
<body>
<main>
<h1>Every email, with invented facts</h1>
<p>On the left as a telephone shows it, on the right as a desk does; the text is what a reader without HTML gets.</p>
<ul>
{contents}
</ul>
{sections}
</main>
</body>
</html>
"""
SECTION = """<section id="{name}">
<h2>{about}</h2>
<p><code>{name}</code> · subject: {subject} · <a href="{name}.txt">text</a> · <a href="{name}.html">HTML</a></p>
<div class="pair">
<iframe src="{name}.html" width="390" title="{name} on a telephone"></iframe>
<iframe src="{name}.html" width="860" title="{name} at a desk"></iframe>
</div>
</section>"""


def write_gallery(folder: Path) -> Path:
    """Write every email and the page that shows them; return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    contents = "\n".join(
        f'<li><a href="#{scene.name}">{escape(scene.notice.replace("_", " "))}: {escape(scene.about)}</a></li>'
        for scene in SCENES
    )
    sections = "\n".join(
        SECTION.format(
            name=scene.name,
            about=escape(f"{scene.notice.replace('_', ' ').capitalize()}: {scene.about}"),
            subject=escape(renderings()[scene.name].subject),
        )
        for scene in SCENES
    )
    index = folder / "index.html"
    index.write_text(PAGE.format(contents=contents, sections=sections), encoding="utf-8")
    return index
