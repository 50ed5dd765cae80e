"""The command line of this room: `comity directory import | export | reference`.

Whoever may run it at the node's machine acts as the system, with the reason on record. Nothing heavy is imported before
a verb runs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.messages import Message, message

if TYPE_CHECKING:
    from comity.domains.directory.services import ImportOutcome
    from comity.kernel.accounts.actor import Actor

CONTEXT = "command line"
FAULTS_FOUND = 1
KINDS = ("csv", "json")


def add_commands(verbs: Any, language: str = "en") -> None:
    """Add `directory` to the command line."""
    directory = _verb(
        verbs, "directory", message(CONTEXT, "Who is who: organisations, laboratories, networks."), language
    )
    parts = directory.add_subparsers(dest="part", metavar="VERB", required=True)
    _add_import(parts, language)
    _add_export(parts, language)
    text = message(CONTEXT, "Load the networks and organisations that come with Comity.")
    _verb(parts, "reference", text, language).set_defaults(run=run_reference)


def _add_import(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Take in entries from CSV, a workbook or JSON; with faults nothing is kept.")
    parser = _verb(parts, "import", text, language)
    parser.add_argument("file", type=Path, metavar="FILE", help=message(CONTEXT, "The file.").render(language))
    parser.add_argument(
        "--kind", choices=KINDS, help=message(CONTEXT, "What it is (default: by its content).").render(language)
    )
    _flag(parser, "--dry-run", message(CONTEXT, "Say only what would happen."), language)
    _flag(parser, "--keep-good-rows", message(CONTEXT, "With faults: keep the good entries."), language)
    parser.set_defaults(run=run_import)


def _add_export(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Write all entries, in a form that can be taken in again.")
    parser = _verb(parts, "export", text, language)
    parser.add_argument(
        "file", metavar="FILE", help=message(CONTEXT, "Where to; - for standard output.").render(language)
    )
    parser.add_argument("--kind", choices=KINDS, default="csv", help=message(CONTEXT, "The form.").render(language))
    parser.set_defaults(run=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Read, check, keep; every fault with place, reason and remedy."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.directory.interchange import read_entries
    from comity.domains.directory.interchange.model import MAXIMUM_BYTES
    from comity.domains.directory.services import import_entries
    from comity.kernel.tables import read_bounded

    content = read_bounded(arguments.file, maximum=MAXIMUM_BYTES)
    reading = read_entries(content, arguments.file.name, kind=arguments.kind or "")
    outcome = import_entries(
        _system("import"), reading, keep_good_rows=arguments.keep_good_rows, dry_run=arguments.dry_run
    )
    for fault in outcome.faults:
        print(fault.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
    _say(_summary(outcome, dry_run=arguments.dry_run), arguments.language)
    return FAULTS_FOUND if outcome.faults else 0


def run_export(arguments: argparse.Namespace) -> int:
    """All entries into a file."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.directory.interchange import entries_as_csv, entries_as_json
    from comity.domains.directory.queries import export_entries

    write = entries_as_json if arguments.kind == "json" else entries_as_csv
    text = write(export_entries(_system("export")))
    if arguments.file == "-":
        sys.stdout.write(text)
        return 0
    mark = "\ufeff" if arguments.kind == "csv" else ""
    Path(arguments.file).write_text(mark + text, encoding="utf-8", newline="")
    return 0


def run_reference(arguments: argparse.Namespace) -> int:
    """The shipped reference data."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.directory.services import load_reference_data

    outcome = load_reference_data(_system("reference"))
    said = message(
        CONTEXT,
        "{parties} entries and {facts} facts are new or renewed.",
        parties=outcome.parties,
        facts=outcome.facts,
    )
    _say(said, arguments.language)
    return 0


def _summary(outcome: ImportOutcome, *, dry_run: bool) -> Message:
    new, changed, same = outcome.created, outcome.changed, outcome.unchanged
    if outcome.kept:
        text = "Taken in: {new} new, {changed} changed, {same} as they were."
        return message(CONTEXT, text, new=new, changed=changed, same=same)
    if dry_run:
        text = "Would take in: {new} new, {changed} changed, {same} as they were."
        return message(CONTEXT, text, new=new, changed=changed, same=same)
    text = "Nothing was taken in. The good entries are: {new} new, {changed} changed, {same} as they were."
    return message(CONTEXT, text, new=new, changed=changed, same=same)


def _system(verb: str) -> Actor:
    from comity.kernel.accounts.actor import Actor

    return Actor.system(f"comity directory {verb}")


def _say(text: Message, language: str) -> None:
    print(text.render(language))  # noqa: T201 - the command line speaks by printing


def _flag(parser: argparse.ArgumentParser, name: str, text: Message, language: str) -> None:
    parser.add_argument(name, action="store_true", help=text.render(language))


def _verb(verbs: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=text.render(language), description=text.render(language)
    )
    return parser
