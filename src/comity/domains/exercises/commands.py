"""The command line of this room: `comity exercises template | check | evaluate | replay | submit`, and `comity demo`.

What each verb does stands in `work.py`; nothing heavy is imported before it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from comity.base.messages import Message, message
from comity.domains.exercises.entry.command import add_submit

CONTEXT = "command line"
FORMATS = ("pdf", "html", "xlsx", "csv", "json")

Verbs = Any  # argparse has no public name for the object that add_subparsers returns


def add_commands(verbs: Verbs, language: str = "en") -> None:
    """Add `exercises` and `demo` to the command line."""
    exercises = _verb(verbs, "exercises", message(CONTEXT, "Collaborative exercises (proficiency tests)."), language)
    parts = exercises.add_subparsers(dest="part", metavar="VERB", required=True)
    _add_template(parts, language)
    _add_check(parts, language)
    _add_evaluate(parts, language)
    _add_replay(parts, language)
    add_submit(parts, language)
    _add_demo(verbs, language)


def _add_template(verbs: Verbs, language: str) -> None:
    text = message(CONTEXT, "Write a commented plan (TOML) and a results file (CSV and XLSX) to fill in.")
    parser = _verb(verbs, "template", text, language)
    parser.add_argument(
        "directory", type=Path, metavar="DIR", help=message(CONTEXT, "Where to write them.").render(language)
    )
    parser.set_defaults(run=_runner("run_template"))


def _add_check(verbs: Verbs, language: str) -> None:
    text = message(CONTEXT, "List what is wrong with a plan and results: place, value, reason, remedy.")
    parser = _verb(verbs, "check", text, language)
    _add_inputs(parser, language)
    parser.add_argument(
        "--json",
        metavar="FILE",
        help=message(CONTEXT, "Write the list as JSON; - for standard output.").render(language),
    )
    parser.set_defaults(run=_runner("run_check"))


def _add_evaluate(verbs: Verbs, language: str) -> None:
    text = message(CONTEXT, "Screen, score and report a round.")
    parser = _verb(verbs, "evaluate", text, language)
    _add_inputs(parser, language)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=message(CONTEXT, "Directory for the reports; it appears whole or not at all.").render(language),
    )
    parser.add_argument(
        "--json",
        metavar="FILE",
        help=message(CONTEXT, "Write the evaluation document as JSON; - for standard output.").render(language),
    )
    parser.add_argument(
        "--formats",
        type=_formats,
        default=FORMATS,
        metavar="LIST",
        help=message(CONTEXT, "Report formats, separated by commas (default: pdf,html,xlsx,csv,json).").render(
            language
        ),
    )
    parser.add_argument(
        "--at",
        metavar="INSTANT",
        help=message(CONTEXT, "Time of the evaluation, as 2026-04-02T09:00:00Z (default: now).").render(language),
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help=message(CONTEXT, "Processes that write reports (default: one per processor).").render(language),
    )
    _add_language(parser, language)
    parser.set_defaults(run=_runner("run_evaluate"), parser=parser)


def _add_replay(verbs: Verbs, language: str) -> None:
    text = message(CONTEXT, "Recompute an evaluation from its JSON file alone, and say whether each digit agrees.")
    parser = _verb(verbs, "replay", text, language)
    parser.add_argument(
        "report", type=Path, metavar="REPORT.json", help=message(CONTEXT, "The evaluation document.").render(language)
    )
    parser.add_argument(
        "--json",
        metavar="FILE",
        help=message(CONTEXT, "Write the comparison as JSON; - for standard output.").render(language),
    )
    parser.set_defaults(run=_runner("run_replay"))


def _add_demo(verbs: Verbs, language: str) -> None:
    text = message(CONTEXT, "Evaluate published data sets and an invented round, and write their reports.")
    parser = _verb(verbs, "demo", text, language)
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("demo-output"),
        metavar="DIR",
        help=message(CONTEXT, "Directory for the reports (default: demo-output).").render(language),
    )
    parser.add_argument(
        "--formats",
        type=_formats,
        default=FORMATS,
        metavar="LIST",
        help=message(CONTEXT, "Report formats, separated by commas (default: all).").render(language),
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help=message(CONTEXT, "Processes that write reports (default: one per processor).").render(language),
    )
    _add_language(parser, language)
    parser.set_defaults(run=_run_demo)


def _add_inputs(parser: argparse.ArgumentParser, language: str) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN", help=message(CONTEXT, "The plan (TOML).").render(language))
    parser.add_argument(
        "results", type=Path, metavar="RESULTS", help=message(CONTEXT, "The results (CSV or XLSX).").render(language)
    )
    parser.add_argument(
        "--history",
        type=Path,
        metavar="FILE",
        help=message(
            CONTEXT, "Scores of earlier rounds (CSV or XLSX: round, date, laboratory, measurand, z, zeta)."
        ).render(language),
    )


def _add_language(parser: argparse.ArgumentParser, language: str) -> None:
    parser.add_argument(
        "--language",
        default=argparse.SUPPRESS,
        metavar="CODE",
        help=message(CONTEXT, "Language of the reports.").render(language),
    )


def _verb(verbs: Verbs, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    shown = text.render(language)
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=shown, description=shown)
    return parser


def _formats(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown) or text!r}: {', '.join(FORMATS)}")
    return names


def _runner(name: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from comity.domains.exercises import work

        chosen: Callable[[argparse.Namespace], int] = getattr(work, name)
        return chosen(arguments)

    return run


def _run_demo(arguments: argparse.Namespace) -> int:
    from comity.domains.exercises.demo import run_demo

    return run_demo(arguments)
