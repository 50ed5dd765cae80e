"""The command line of this room: `comity spectra …`, `comity trends …`, `comity profiles …`.

All of it works on files alone but for `comity substances …`, which is about this node. Nothing heavy is imported
before a verb runs.
"""

from __future__ import annotations

from typing import Any

from comity.base.messages import message
from comity.domains.substances.commands import files
from comity.domains.substances.commands.library import add_library
from comity.domains.substances.commands.profiles import add_profiles
from comity.domains.substances.commands.register import add_register
from comity.domains.substances.commands.search import add_search_commands
from comity.domains.substances.commands.trends import add_trends

CONTEXT = "command line"


def add_commands(verbs: Any, language: str = "en") -> None:
    """Add the verbs of this room."""
    text = message(CONTEXT, "Spectra in files: check, convert, index, search.").render(language)
    spectra = verbs.add_parser("spectra", help=text, description=text)
    group = spectra.add_subparsers(dest="part", metavar="VERB", required=True)
    files.add_file_commands(group, language)
    add_search_commands(group, language)
    add_trends(verbs, language)
    add_profiles(verbs, language)
    add_library(add_register(verbs, language), language)
