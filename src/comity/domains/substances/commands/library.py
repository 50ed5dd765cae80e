"""`comity substances spectra add | reindex`: the library of this node, at its machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from comity.base.messages import Message, message

CONTEXT = "command line"
FOUND = 1


def add_library(verbs: Any, language: str = "en") -> None:
    """Add `spectra` to the verbs of `comity substances`."""
    spectra = _verb(verbs, "spectra", message(CONTEXT, "The spectral library of this node."), language)
    steps = spectra.add_subparsers(dest="step", metavar="VERB", required=True)
    text = message(CONTEXT, "Add files of spectra to the library, for everybody (TLP:CLEAR) unless told otherwise.")
    add = _verb(steps, "add", text, language)
    words = message(CONTEXT, "Files of spectra: MSP, MGF, MassBank, mzML, JCAMP-DX, CSV; none: what comes with Comity.")
    add.add_argument("files", nargs="*", metavar="FILE", type=Path, help=words.render(language))
    tlp = message(CONTEXT, "Who may see them: CLEAR, GREEN, or AMBER+STRICT (your own organisation).").render(language)
    add.add_argument("--tlp", choices=("CLEAR", "GREEN", "AMBER+STRICT"), default="CLEAR", help=tlp)
    words = message(CONTEXT, "Keep records as they were published: leave out only what cannot be read.")
    add.add_argument("--as-published", action="store_true", help=words.render(language))
    add.set_defaults(run=run_add)
    reindex = _verb(steps, "reindex", message(CONTEXT, "Make the index of the library anew."), language)
    reindex.set_defaults(run=run_reindex)


def run_add(arguments: argparse.Namespace) -> int:
    """Add files; records that cannot be used are named and left out."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.substances.library.loading import load

    left_out = 0
    for outcome, name in load(arguments.files, arguments.tlp, as_published=arguments.as_published):
        said = message(
            CONTEXT,
            "{file}: {added} added, {known} known already, {left} left out.",
            file=name,
            added=len(outcome.added),
            known=len(outcome.known),
            left=len(outcome.refused),
        )
        _say(said.render(arguments.language))
        for one in outcome.refused:
            place = f"{one.file}:{one.record}:{one.line or ''} {one.identifier}".strip()
            _say(f"  {place}: {one.reason.render(arguments.language)}")
        left_out += len(outcome.refused)
    return FOUND if left_out else 0


def run_reindex(arguments: argparse.Namespace) -> int:
    """The index anew, from the rows."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.substances.library import index

    said = message(CONTEXT, "The index holds {count} spectra.", count=index.rebuild())
    _say(said.render(arguments.language))
    return 0


def _verb(group: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    words = text.render(language)
    parser: argparse.ArgumentParser = group.add_parser(name, help=words, description=words)
    return parser


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the command line speaks by printing
