"""`comity substances import | export | load-reference | schedules import`: the register and reports of this node.

Whoever may run it at the node's machine acts as the system, with the reason on record.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from comity.base.messages import Message, message

if TYPE_CHECKING:
    from comity.kernel.accounts.actor import Actor

CONTEXT = "command line"
FAULTS_FOUND = 1
SHAPES = ("ids", "arq", "ewa", "ews")
FORMATS = ("csv", "xlsx", "json")


def add_register(verbs: Any, language: str = "en") -> Any:
    """Add `substances` to the command line; the library adds its part to what this returns."""
    text = message(CONTEXT, "Reports of this node in and out, and the starting register.")
    parser = _verb(verbs, "substances", text, language)
    parts = parser.add_subparsers(dest="part", metavar="VERB", required=True)
    _add_import(parts, language)
    _add_export(parts, language)
    text = message(CONTEXT, "Register the compounds of the spectral library that comes with Comity.")
    _verb(parts, "load-reference", text, language).set_defaults(run=run_load)
    _add_schedules(parts, language)
    return parts


def _add_schedules(parts: Any, language: str) -> None:
    schedules = _verb(parts, "schedules", message(CONTEXT, "Control status by convention and law."), language)
    steps = schedules.add_subparsers(dest="step", metavar="VERB", required=True)
    text = message(
        CONTEXT,
        "Take in control statuses from CSV or a workbook (substance, instrument, country, schedule, effective_from, "
        "until, source); good rows are kept, each fault is told with its place.",
    )
    parser = _verb(steps, "import", text, language)
    parser.add_argument("file", type=Path, metavar="FILE", help=message(CONTEXT, "The file.").render(language))
    help_ = message(CONTEXT, "Decision, list or gazette with its date, for rows that name none.").render(language)
    parser.add_argument("--source", default="", metavar="TEXT", help=help_)
    help_ = message(CONTEXT, "Say only what would happen.").render(language)
    parser.add_argument("--dry-run", action="store_true", help=help_)
    parser.set_defaults(run=run_schedules)


def _add_import(parts: Any, language: str) -> None:
    text = message(
        CONTEXT, "File reports from CSV or a workbook; good ones are kept, each fault is told with its place."
    )
    parser = _verb(parts, "import", text, language)
    parser.add_argument("file", type=Path, metavar="FILE", help=message(CONTEXT, "The file.").render(language))
    help_ = message(CONTEXT, "The party that reports, by its identifier.").render(language)
    parser.add_argument("--for", dest="reporter", type=UUID, required=True, metavar="PARTY", help=help_)
    help_ = message(CONTEXT, "Say only what would happen.").render(language)
    parser.add_argument("--dry-run", action="store_true", help=help_)
    parser.set_defaults(run=run_import)


def _add_export(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Write reports in the shape of IDS, ARQ, EWA or EU-EWS.")
    parser = _verb(parts, "export", text, language)
    parser.add_argument("file", type=Path, metavar="FILE", help=message(CONTEXT, "Where to.").render(language))
    parser.add_argument("--shape", choices=SHAPES, default="ids", help=message(CONTEXT, "The shape.").render(language))
    parser.add_argument("--kind", choices=FORMATS, default="csv", help=message(CONTEXT, "The form.").render(language))
    parser.set_defaults(run=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Read, check, keep; every fault with place, reason and remedy."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.substances.services.importing import MAXIMUM_BYTES, import_reports
    from comity.kernel.tables import read_bounded

    content = read_bounded(arguments.file, maximum=MAXIMUM_BYTES)
    outcome = import_reports(
        _system("import"), content, arguments.file.name, dry_run=arguments.dry_run, reporter=arguments.reporter
    )
    for fault in outcome.faults:
        print(fault.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
    reports, findings = outcome.created, outcome.findings
    if arguments.dry_run:
        text = "Would keep {reports} reports with {findings} findings."
        _say(message(CONTEXT, text, reports=reports, findings=findings), arguments.language)
    else:
        text = "Kept {reports} reports with {findings} findings."
        _say(message(CONTEXT, text, reports=reports, findings=findings), arguments.language)
    return FAULTS_FOUND if outcome.faults else 0


def run_schedules(arguments: argparse.Namespace) -> int:
    """Control statuses from a file; every fault with place, reason and remedy."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.substances.services.schedules import MAXIMUM_BYTES, import_schedules
    from comity.kernel.tables import read_bounded

    content = read_bounded(arguments.file, maximum=MAXIMUM_BYTES)
    outcome = import_schedules(
        _system("schedules import"),
        content,
        arguments.file.name,
        source=arguments.source,
        dry_run=arguments.dry_run,
    )
    for fault in outcome.faults:
        print(fault.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
    new, corrected, same = outcome.created, outcome.corrected, outcome.same
    if arguments.dry_run:
        text = "Would keep {new} new and {corrected} corrected; {same} are as they were."
        _say(message(CONTEXT, text, new=new, corrected=corrected, same=same), arguments.language)
    else:
        text = "Kept {new} new and {corrected} corrected; {same} were as they are."
        _say(message(CONTEXT, text, new=new, corrected=corrected, same=same), arguments.language)
    return FAULTS_FOUND if outcome.faults else 0


def run_export(arguments: argparse.Namespace) -> int:
    """All reports of this node into a file."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.substances.exports import exported, written
    from comity.kernel.accounts.services import note_export

    actor = _system("export")
    shape, rows = exported(actor, arguments.shape)
    note_export(actor, f"substance reports {arguments.shape}", rows=len(rows), question=f"form={arguments.kind}")
    arguments.file.write_bytes(written(shape, rows, arguments.kind))
    return 0


def run_load(arguments: argparse.Namespace) -> int:
    """The starting register."""
    from comity.kernel.start import start_node

    start_node()
    from comity.domains.substances.services.reference import load_reference

    outcome = load_reference(_system("load-reference"))
    text = "{new} substances are new, {known} were there, {left_out} were left out because their record is not sound."
    said = message(CONTEXT, text, new=outcome.new, known=outcome.known, left_out=outcome.left_out)
    _say(said, arguments.language)
    return 0


def _system(verb: str) -> Actor:
    from comity.kernel.accounts.actor import Actor

    return Actor.system(f"comity substances {verb}")


def _say(text: Message, language: str) -> None:
    print(text.render(language))  # noqa: T201 - the command line speaks by printing


def _verb(verbs: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=text.render(language), description=text.render(language)
    )
    return parser
