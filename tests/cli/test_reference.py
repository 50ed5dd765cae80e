"""The command-line page of the documentation is made from the parsers, so that it cannot lag behind."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from comity.cli.main import EXIT_CODES, build_parser

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"


def test_the_page_shows_every_verb_and_option():
    page = written_page()
    if os.environ.get("COMITY_UPDATE"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, "run COMITY_UPDATE=1 make test to write it anew"


def written_page() -> str:
    sections = "\n".join(section(parser) for parser in verbs(build_parser("en")))
    return f"# Command line\n\n{EXIT_CODES.render('en')}\n\n{sections}"


def verbs(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser, then those below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from verbs(below)


def section(parser: argparse.ArgumentParser) -> str:
    rows = "".join(row(action) for action in parser._actions if not isinstance(action, argparse._SubParsersAction))
    return f"## {parser.prog}\n\n{parser.description or ''}\n\n| argument | meaning |\n| --- | --- |\n{rows}"


def row(action: argparse.Action) -> str:
    names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
    value = f" {action.metavar}" if action.option_strings and action.metavar else ""
    return f"| `{names}{value}` | {action.help} |\n"
