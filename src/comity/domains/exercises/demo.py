"""`comity demo`: evaluate the published data sets and the invented round, write their reports, say what was found."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import comity
from comity.base.messages import format_number, message
from comity.domains.exercises.document import document_text, write_document
from comity.domains.exercises.invented import InventedRound, invented_round, is_seen
from comity.domains.exercises.output import MARKER, check_replaceable, listed, whole_directory
from comity.domains.exercises.published import PUBLISHED, published_files
from comity.domains.exercises.work import DOCUMENT_NAME, Inputs, Progress

PACKAGE = Path(comity.__file__).parent
STAMP = ".comity-demo"
INVENTED = "invented-round"
MOST_CODES = 6
EVALUATED_AT = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)  # fixed, so that every run gives the same documents

Document = Mapping[str, Any]


def run_demo(arguments: argparse.Namespace) -> int:
    """Everything, into one directory that appears whole."""
    started = time.monotonic()
    out = arguments.out.resolve()
    check_replaceable(out)
    progress = Progress(arguments.language)
    with whole_directory(out) as staging:
        made = invented_round()
        documents = {INVENTED: _invented(made, staging / INVENTED, progress)}
        for name in PUBLISHED:
            documents[name] = Inputs(*published_files(name)).evaluate(EVALUATED_AT)
        stamp = _stamp(documents, arguments)
        again = not _take_over(out, staging, stamp)
        if again:
            _write_all(documents, staging, arguments, progress)
            (staging / STAMP).write_text(stamp, encoding="utf-8")
    progress.clear()
    for line in _screenful(made, documents, out, time.monotonic() - started, arguments.language):
        sys.stdout.write(line + "\n")
    if not again:
        text = message("demo", "The reports were there already, from the same results by the same software.")
        sys.stdout.write(text.render(arguments.language) + "\n")
    return 0


def _stamp(documents: Mapping[str, Document], arguments: argparse.Namespace) -> str:
    """A digest of all that the reports depend on: documents, language, formats, and the software to the last byte."""
    digest = hashlib.sha256(repr((arguments.language, sorted(arguments.formats))).encode())
    for name, document in documents.items():
        digest.update(f"{name}\n{document_text(document)}".encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _take_over(out: Path, staging: Path, stamp: str) -> bool:
    """Link the reports of an earlier run into this one, if they are whole and would come out the same."""
    names = listed(out) or []
    if not names or not (out / STAMP).is_file() or (out / STAMP).read_text(encoding="utf-8") != stamp:
        return False
    if not all((out / name).is_file() for name in names):
        return False
    shutil.rmtree(staging / INVENTED)
    shutil.copytree(out, staging, copy_function=os.link, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MARKER))
    return True


def _invented(made: InventedRound, directory: Path, progress: Progress) -> dict[str, Any]:
    """Written to files first, then evaluated from them, as anybody's round would be."""
    directory.mkdir()
    names = {"plan.toml": made.plan_toml, "results.csv": made.results_csv, "history.csv": made.history_csv}
    for name, text in names.items():
        (directory / name).write_text(text, encoding="utf-8", newline="")
    return Inputs(*(directory / name for name in names)).evaluate(EVALUATED_AT, progress)


def _write_all(
    documents: Mapping[str, Document], staging: Path, arguments: argparse.Namespace, progress: Progress
) -> None:
    from comity.domains.exercises.reports import write_reports

    for name, document in documents.items():
        directory = staging / name
        directory.mkdir(exist_ok=True)
        write_document(document, directory / DOCUMENT_NAME)
        write_reports(
            document,
            directory,
            language=arguments.language,
            formats=arguments.formats,
            laboratories=None if name == INVENTED else (),
            jobs=arguments.jobs,
            progress=progress.reports,
        )


def _screenful(
    made: InventedRound, documents: Mapping[str, Document], out: Path, seconds: float, language: str
) -> Iterator[str]:
    yield message("demo", "Published data sets: assigned value ± expanded uncertainty, sigma_pt").render(language)
    yield from (_published(name, documents[name], language) for name in PUBLISHED)
    invented = documents[INVENTED]
    yield message(
        "demo",
        "Invented round: {laboratories} laboratories in {countries} countries, {measurands} item × measurand. Planted:",
        laboratories=len(invented["laboratories"]),
        countries=len({entry["country"] for entry in invented["laboratories"]}),
        measurands=len(invented["measurands"]),
    ).render(language)
    seen = [is_seen(trouble, invented) for trouble in made.planted]
    for trouble, found in zip(made.planted, seen, strict=True):
        codes = sorted(trouble.laboratories)
        shown = ", ".join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
        yield f"  {'✓' if found else '✗'} {trouble.what.render(language)} ({len(codes)}: {shown})"
    summary = out / INVENTED / "summary.html"
    yield message("demo", "Found: {seen} of {planted}.", seen=sum(seen), planted=len(seen)).render(language)
    yield message("demo", "Reports: {path}", path=str(out)).render(language)
    if summary.exists():
        yield message("demo", "Start with: {path}", path=str(summary)).render(language)
    yield message("demo", "Time: {seconds} s.", seconds=f"{seconds:.1f}").render(language)


def _published(name: str, document: Document, language: str) -> str:
    """The first item × measurand of a data set, on one line."""
    block = document["measurands"][0]
    assigned = block["assigned_value"]
    value, expanded, sigma = (
        format_number(number, language=language)
        for number in (assigned["value"], assigned["expanded_uncertainty"], block["sigma_pt"]["value"])
    )
    unit = "" if block["unit"] == "1" else f" {block['unit']}"
    suspects = ", ".join(gate["gate"] for gate in block["gates"] if gate["verdict"] == "suspect")
    return f"  {name:<22} {value} ± {expanded}{unit}, {sigma}" + (f"  ! {suspects}" if suspects else "")
