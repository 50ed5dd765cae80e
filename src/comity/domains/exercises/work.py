"""What the verbs of `comity exercises` do.

Exit codes: 0 done; 1 done, and something was found (`check`: faults; `replay`: digits that differ); 3 the input cannot
be used, and nothing was written. (2, 4 and 70 are the command line's own.)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.base.clock import now
from comity.base.errors import ComityError
from comity.base.messages import Message, message
from comity.domains.exercises.digest import digest
from comity.domains.exercises.document import document_text, parse_document, write_document
from comity.domains.exercises.evaluation import PastScore, evaluate
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.history import read_history
from comity.domains.exercises.output import check_replaceable, whole_directory
from comity.domains.exercises.plan import Plan, read_plan
from comity.domains.exercises.plan.fields import parse_instant
from comity.domains.exercises.plan.reading import MAXIMUM_PLAN_BYTES
from comity.domains.exercises.results import Results, read_results, readiness
from comity.kernel.tables import Place, PlacedError, read_bounded

FOUND_SOMETHING = 1
STANDARD_OUTPUT = "-"
DOCUMENT_NAME = "evaluation.json"
MOST_DIFFERENCES_SHOWN = 50
SECONDS_BETWEEN_LINES = 5.0  # of progress, where lines cannot be rewritten


def run_template(arguments: argparse.Namespace) -> int:
    """Write the templates."""
    from comity.domains.exercises.templates import write_templates

    for path in write_templates(arguments.directory):
        _say(arguments, message("command line", "Written: {path}", path=str(path)))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """List faults."""
    faults, rows = find_faults(arguments.plan, arguments.results, arguments.history)
    if arguments.json:
        _write_json(arguments.json, {"rows": rows, "faults": [fault.to_data() for fault in faults]})
    if arguments.json != STANDARD_OUTPUT:
        for fault in faults:
            _print(fault.render(arguments.language))
        _say(arguments, _summary(len(faults), rows))
    return FOUND_SOMETHING if faults else 0


def find_faults(plan_path: Path, results_path: Path, history_path: Path | None) -> tuple[list[ComityError], int]:
    """All faults, and how many rows of results there are; a missing file is an error and not a fault."""
    plan_content, results_content = _read(plan_path, MAXIMUM_PLAN_BYTES), _read(results_path)
    history_content = _read(history_path) if history_path else None
    faults: list[ComityError] = []
    rows = 0
    try:
        plan = read_plan(plan_content, plan_path.name)
        results = read_results(results_content, results_path.name, plan)
        rows = len(results.rows)
        faults += readiness(plan, results, plan_path.name)
    except FaultsError as error:
        faults += error.faults
    except PlacedError as error:
        faults.append(error)
    try:
        if history_content is not None and history_path is not None:
            read_history(history_content, history_path.name)
    except FaultsError as error:
        faults += error.faults
    except PlacedError as error:
        faults.append(error)
    return faults, rows


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Evaluate, and write what was asked for."""
    if arguments.out is None and arguments.json is None:
        arguments.parser.error(
            message("command line", "Say where to write: --out DIR, --json FILE, or both.").render(arguments.language)
        )
    started = time.monotonic()
    at = _instant(arguments.at)
    if arguments.out is not None:
        check_replaceable(arguments.out.resolve())
    inputs = Inputs(arguments.plan, arguments.results, arguments.history)
    progress = Progress(arguments.language)
    document = inputs.evaluate(at, progress)
    if arguments.out is not None:
        write_outputs(document, arguments.out, arguments, progress)
    if arguments.json:
        _write_json(arguments.json, document)
    progress.clear()
    if arguments.json != STANDARD_OUTPUT:
        for line in digest(document, arguments.language):
            _print(line)
        if arguments.out is not None:
            _say(arguments, message("command line", "Reports: {path}", path=str(arguments.out)))
        _say(arguments, message("command line", "Done in {seconds} s.", seconds=round(time.monotonic() - started, 1)))
    return 0


class Inputs:
    """The files of an evaluation, read once: their content, their digests, what they mean."""

    def __init__(self, plan: Path, results: Path, history: Path | None = None) -> None:
        self.digests: list[dict[str, Any]] = []
        self.plan: Plan = read_plan(self._read("plan", plan, MAXIMUM_PLAN_BYTES), plan.name)
        self.results: Results = read_results(self._read("results", results), results.name, self.plan)
        self.history: tuple[PastScore, ...] = ()
        if history is not None:
            self.history = read_history(self._read("history", history), history.name)
        faults = readiness(self.plan, self.results, plan.name)
        if faults:
            raise FaultsError(faults)

    def evaluate(self, at: datetime, progress: Progress | None = None) -> dict[str, Any]:
        """The evaluation document."""
        return evaluate(
            self.plan,
            self.results,
            evaluated_at=at,
            history=self.history,
            inputs=self.digests,
            progress=progress.step if progress else None,
        )

    def _read(self, role: str, path: Path, maximum: int | None = None) -> bytes:
        content = _read(path, maximum)
        digest = hashlib.sha256(content).hexdigest()
        self.digests.append({"role": role, "name": path.name, "sha256": digest, "bytes": len(content)})
        return content


def write_outputs(document: Mapping[str, Any], out: Path, arguments: argparse.Namespace, progress: Progress) -> None:
    """The document and all reports, as one directory that appears whole."""
    from comity.domains.exercises.reports import write_reports

    with whole_directory(out) as staging:
        write_document(document, staging / DOCUMENT_NAME)
        write_reports(
            document,
            staging,
            language=arguments.language,
            formats=arguments.formats,
            jobs=arguments.jobs,
            progress=progress.reports,
        )


def run_replay(arguments: argparse.Namespace) -> int:
    """Recompute and compare."""
    from comity.domains.exercises.document import MAXIMUM_DOCUMENT_BYTES
    from comity.domains.exercises.replay import replay

    content = _read(arguments.report, MAXIMUM_DOCUMENT_BYTES)
    progress = Progress(arguments.language)
    outcome = replay(parse_document(content, arguments.report.name, inputs_only=True), progress=progress.step)
    progress.clear()
    if arguments.json:
        differences = [difference.to_data() for difference in outcome.differences]
        software = {"software_then": dict(outcome.software_then), "software_now": dict(outcome.software_now)}
        _write_json(arguments.json, {"compared": outcome.compared, "differences": differences, **software})
    if arguments.json != STANDARD_OUTPUT:
        for name, version in outcome.software_now.items():
            then = outcome.software_then.get(name, "–")
            if then != version:
                text = "Made with {name} {then}, compared with {name} {now}."
                _say(arguments, message("command line", text, name=name, then=then, now=version))
        for difference in outcome.differences[:MOST_DIFFERENCES_SHOWN]:
            _say(
                arguments,
                message(
                    "command line",
                    "{path}: {stored} in the file, {again} now; {digits} digits agree.",
                    path=difference.path,
                    stored=repr(difference.stored),
                    again=repr(difference.recomputed),
                    digits=difference.digits,
                ),
            )
        _say(arguments, _replayed(outcome.compared, len(outcome.differences)))
    return 0 if outcome.exact else FOUND_SOMETHING


class Progress:
    """One line on standard error that is rewritten while work goes on; in a log a line every few seconds."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.rewritten = sys.stderr.isatty()
        self.last = time.monotonic()

    def step(self, done: int, total: int, what: str) -> None:
        """Evaluation of items × measurands."""
        text = message("command line", "Evaluating {done} of {total}: {what}", done=done, total=total, what=what)
        self._show(text)

    def reports(self, done: int, total: int) -> None:
        """Writing of reports."""
        self._show(message("command line", "Writing reports: {done} of {total}", done=done, total=total))

    def clear(self) -> None:
        """Leave no trace of the line."""
        if self.rewritten:
            sys.stderr.write("\r\x1b[K")

    def _show(self, text: Message) -> None:
        if self.rewritten:
            sys.stderr.write(f"\r\x1b[K{text.render(self.language)}")
        elif time.monotonic() - self.last >= SECONDS_BETWEEN_LINES:
            self.last = time.monotonic()
            sys.stderr.write(f"{text.render(self.language)}\n")
        sys.stderr.flush()


def _summary(faults: int, rows: int) -> Message:
    if faults:
        return message("command line", "{count} fault was found.", plural="{count} faults were found.", count=faults)
    return message("command line", "No fault was found in {rows} rows of results.", rows=rows)


def _replayed(compared: int, differing: int) -> Message:
    if differing:
        return message(
            "command line", "{differing} of {compared} values differ.", differing=differing, compared=compared
        )
    return message("command line", "All {compared} values agree in every digit.", compared=compared)


def _instant(text: str | None) -> datetime:
    if text is None:
        return now()
    instant = parse_instant(text)
    if instant is None:
        raise PlacedError(
            "instant",
            message("exercises", "“{text}” is not a date and time with its time zone.", text=text[:40]),
            place=Place("", key="--at"),
            remedy=message("exercises", "Write it as in 2026-03-31T16:00:00Z or 2026-03-31T18:00:00+02:00."),
        )
    return instant.replace(microsecond=0)


def _read(path: Path, maximum: int | None = None) -> bytes:
    return read_bounded(path, maximum=maximum) if maximum else read_bounded(path)


def _write_json(target: str, data: Mapping[str, Any]) -> None:
    if target == STANDARD_OUTPUT:
        sys.stdout.write(
            document_text(data) if "format" in data else json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        )
    else:
        write_document(data, Path(target))


def _say(arguments: argparse.Namespace, text: Message) -> None:
    _print(text.render(arguments.language))


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
