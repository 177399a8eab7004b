"""How Sphinx turns these pages into a site: `make docs`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codeedit_bench import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "codeedit-bench"
author = "The codeedit-bench authors"
project_copyright = "The codeedit-bench authors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
root_doc = "index"
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["data"]
highlight_language = "none"  # most blocks are commands and what they print
smartquotes = False  # `--set` became a dash
html_theme = "furo"
html_title = f"codeedit-bench {release}"
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "description"
autodoc_member_order = "alphabetical"

# The pages are read on GitHub too, so that they link to files outside this folder. The site links to those there.
REPOSITORY = "https://github.com/codeedit-bench/codeedit-bench/blob/main/"
_OUTSIDE = re.compile(r"\]\((?:\.\./)+(?!docs/)([^)\s]+)\)")
_FOLDER = re.compile(r"\]\(decisions\)")


def link_outside(_: Sphinx, docname: str, source: list[str]) -> None:
    """Point links that leave the folder of the documentation to the repository."""
    if docname.startswith("decisions/"):
        source[0] = re.sub(r"\]\(\.\./([a-z-]+\.md)", r"](/\1", source[0])
    source[0] = _OUTSIDE.sub(rf"]({REPOSITORY}\1)", source[0])
    source[0] = _FOLDER.sub(f"]({REPOSITORY}docs/decisions)", source[0])


def setup(app: Sphinx) -> None:
    app.connect("source-read", link_outside)
