"""Sphinx builds the documentation from these pages and from the docstrings; it needs no network."""

from typing import Any

import comity

project = "Comity"
author = "The Comity authors"
copyright = "2026, The Comity authors"  # noqa: A001 - the name is Sphinx's
release = comity.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"Comity {release}"

# Formulas are plain text in code blocks: a page must read without a script from elsewhere.

autodoc_typehints = "description"
autodoc_member_order = "bysource"
autosummary_generate = True
napoleon_google_docstring = False
napoleon_use_rtype = False
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]


def keep_bars(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """|x| is an absolute value in our docstrings, never a substitution."""
    lines[:] = [line if ">>>" in line or "``" in line else line.replace("|", r"\|") for line in lines]


def setup(app: Any) -> None:
    """Called by Sphinx; after napoleon has laid out the docstrings."""
    app.connect("autodoc-process-docstring", keep_bars, priority=900)
