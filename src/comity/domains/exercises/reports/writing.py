"""Every report of a round as files: all of them, or none.

Reports are written beside their place and moved there when the last one is done, so that a failure leaves nothing
half-written behind. Each is made from the document alone, so they can be made in any order by several processes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import direction, message
from comity.domains.exercises.reports.beside import NOTHING, Beside
from comity.domains.exercises.reports.coordinator import coordinator_report
from comity.domains.exercises.reports.individual import individual_report
from comity.domains.exercises.reports.pictures import sketches
from comity.domains.exercises.reports.printed import WholeTable, is_long
from comity.domains.exercises.reports.selection import individual_data, public_data
from comity.domains.exercises.reports.sheets import SCORE_FIELDS, individual_sheets, score_rows, summary_sheets
from comity.domains.exercises.reports.summary import summary_checklist, summary_report
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.charts import draw_ahead, leave_sketches, use_gallery
from comity.kernel.jobs.apart import run_apart
from comity.kernel.reports import Paper, Report, drawn, set_papers, to_html, to_pdf
from comity.kernel.tables import Sheet, write_csv, write_xlsx

FORMATS = ("pdf", "html", "xlsx", "csv", "json")
FEWEST_FOR_PROCESSES = 12  # reports; below, starting further processes takes longer than it saves
TOGETHER = 25  # individual reports of one process that ends; also how often progress is told then

GALLERY = ".pictures"  # drawn ahead for reports that are being written

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One report: for whom (`summary`, `coordinator`, or `laboratory` with its code) and its file without suffix."""

    kind: str
    code: str
    stem: str


@dataclass(frozen=True, slots=True)
class Order:
    """What every task shares."""

    document: Mapping[str, Any]
    directory: str
    language: str
    formats: tuple[str, ...]
    beside: Beside = NOTHING


def write_reports(
    document: Mapping[str, Any],
    directory: Path,
    *,
    language: str = "en",
    formats: Collection[str] = FORMATS,
    laboratories: Collection[str] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    beside: Beside = NOTHING,
) -> list[Path]:
    """Write summary, coordinator's and individual reports of `document` into `directory`; the paths, in order.

    `laboratories` limits the individual reports to these codes; `jobs` is the number of processes (one per processor
    unless given); `progress` is told how many reports of how many are done;
    `beside` is what reports say that does not stand in the document.
    """
    _check_formats(formats)
    tasks = _tasks(document, laboratories)
    directory.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".reports-", dir=directory.parent))
    try:
        chosen = tuple(name for name in FORMATS if name in formats)
        order = Order(document, str(staging), language, chosen, beside)
        written = _run(order, tasks, jobs or len(os.sched_getaffinity(0)), progress)
        return _moved(written, staging, directory)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check_formats(formats: Collection[str]) -> None:
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise InputError(
            "report-format",
            message("report", "There is no report format {formats}.", formats=", ".join(unknown)),
            remedy=message("report", "Choose from {known}.", known=", ".join(FORMATS)),
        )


def _tasks(document: Mapping[str, Any], laboratories: Collection[str] | None) -> list[Task]:
    codes = [entry["code"] for entry in document["laboratories"]]
    unknown = sorted(set(laboratories or ()) - set(codes))
    if unknown:
        raise InputError(
            "report-laboratory",
            message("report", "The evaluation knows no laboratory {codes}.", codes=", ".join(unknown)),
            remedy=message("report", "Give codes of laboratories that took part."),
        )
    wanted = [code for code in codes if laboratories is None or code in laboratories]
    stems = dict(zip(wanted, file_stems(wanted), strict=True))
    individual = [Task("laboratory", code, f"laboratories/{stem}") for code, stem in stems.items()]
    return [Task("summary", "", "summary"), Task("coordinator", "", "coordinator"), *individual]


def file_stems(codes: Sequence[str]) -> Iterator[str]:
    """A file name for every code: its letters, digits, dots and dashes, and never one name twice."""
    used: set[str] = set()
    for code in codes:
        base = re.sub(r"[^\w.-]", "_", code).strip(".") or "_"
        stem, number = base, 2
        while stem.casefold() in used:
            stem, number = f"{base}-{number}", number + 1
        used.add(stem.casefold())
        yield stem


def _run(order: Order, tasks: Sequence[Task], jobs: int, progress: Progress | None) -> list[Path]:
    written: dict[Task, list[str]] = {}
    for task, paths in _made(order, tasks, jobs):
        written[task] = paths
        if progress is not None:
            progress(len(written), len(tasks))
    return [Path(path) for task in tasks for path in written[task]]


def _made(order: Order, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, list[str]]]:
    if len(tasks) < FEWEST_FOR_PROCESSES:
        yield from ((task, write_one(order, task)) for task in tasks)
        return
    if jobs < 2:
        yield from made_sparingly(order, tasks)
        return
    # A fresh interpreter each: the chart engine's threads do not survive a fork.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_receive, initargs=(order,)) as pool:
        waiting = {pool.submit(_write_received, task): task for task in tasks}
        try:
            for done in as_completed(waiting):
                yield waiting[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def made_sparingly(order: Order, tasks: Sequence[Task]) -> Iterator[tuple[Task, list[str]]]:
    """One after another, some at a time in processes that end: nothing is added to what this process takes.

    Drawing the pictures, writing and setting the paper are done apart: each takes much memory.
    """
    whole = [[task] for task in tasks if task.kind != "laboratory"]
    single = [task for task in tasks if task.kind == "laboratory"]
    for chosen in [*whole, *(single[start : start + TOGETHER] for start in range(0, len(single), TOGETHER))]:
        gallery = Path(order.directory) / GALLERY
        noted = run_apart(note_pictures, order, chosen, gallery)
        run_apart(draw_ahead, noted, gallery)
        written, papers = run_apart(write_unset, order, chosen, gallery)
        shutil.rmtree(gallery)
        run_apart(set_papers, papers)
        yield from zip(chosen, written, strict=True)


def note_pictures(order: Order, tasks: Sequence[Task], gallery: Path) -> list[str]:
    """What is to be drawn for these reports; the names."""
    drawn_formats = {"pdf", "html"} & set(order.formats)
    reports = (_content(order, task).report() for task in tasks if drawn_formats)
    return leave_sketches((one for report in reports for one in sketches(report.blocks)), gallery)


def write_unset(order: Order, tasks: Sequence[Task], gallery: Path) -> tuple[list[list[str]], list[Paper]]:
    """Write reports, but of their PDF only what is to be set: the paths of each, and the papers to set."""
    use_gallery(gallery)
    others = replace(order, formats=tuple(name for name in order.formats if name != "pdf"))
    written, papers = [], []
    for task in tasks:
        paths = write_one(others, task)
        if "pdf" in order.formats:
            papers.append(_draft(order, task))
            paths.insert(0, papers[-1].place)
        written.append(paths)
    return written, papers


def _draft(order: Order, task: Task) -> Paper:
    report, place = _content(order, task).report(), _place(order, task, "pdf")
    draft = place.with_suffix(".draft")
    draft.write_text(drawn(report), encoding="utf-8")
    return Paper(str(draft), str(place), report.issued)


_received: list[Order] = []  # in a worker process: the one order it works on


def _receive(order: Order) -> None:
    _received[:] = [order]


def _write_received(task: Task) -> list[str]:
    return write_one(_received[0], task)


@dataclass(frozen=True, slots=True)
class Content:
    """What one report says; the report and its tables are made only for the formats that need them."""

    data: Mapping[str, Any]
    report: Callable[[], Report]
    sheets: Callable[[], list[Sheet]]
    scores: bool = True  # whether there is a table of scores


def write_one(order: Order, task: Task) -> list[str]:
    """Write one report in all formats asked for."""
    content = _content(order, task)
    report = content.report() if {"pdf", "html"} & set(order.formats) else None  # drawing takes most of the time
    paths = []
    for name in order.formats:
        path = _place(order, task, name)
        if name in ("pdf", "html") and report is not None:
            path.write_bytes(to_pdf(report) if name == "pdf" else to_html(report).encode("utf-8", "replace"))
        elif name == "json":
            text = json.dumps(content.data, ensure_ascii=False, indent=1, allow_nan=False)
            path.write_text(text, encoding="utf-8", errors="replace")
        elif not content.scores:
            continue
        elif name == "csv":
            write_csv(path, SCORE_FIELDS, score_rows(content.data))
        else:
            made_at = datetime.fromisoformat(content.data["evaluated_at"])
            write_xlsx(path, content.sheets(), made_at=made_at, rtl=direction(order.language) == "rtl")
        paths.append(str(path))
    return paths


def _place(order: Order, task: Task, name: str) -> Path:
    base = Path(order.directory) / task.stem
    base.parent.mkdir(parents=True, exist_ok=True)
    return base.with_name(f"{base.name}.{name}")


def _content(order: Order, task: Task) -> Content:
    wording, language = Wording(order.language), order.language
    if task.kind == "summary":
        data = public_data(order.document, order.beside)
        whole = {**data, "checklist": summary_checklist(data)}
        return Content(
            whole,
            lambda: summary_report(data, language, _whole_table(order, task, data)),
            lambda: summary_sheets(data, wording),
        )
    if task.kind == "coordinator":
        told = {**order.document, **order.beside.for_all()}  # its JSON stays the document, digit for digit
        return Content(order.document, lambda: coordinator_report(told, language), list, scores=False)
    data = individual_data(order.document, task.code, order.beside)
    return Content(data, lambda: individual_report(data, language), lambda: individual_sheets(data, wording))


def _whole_table(order: Order, task: Task, data: Mapping[str, Any]) -> WholeTable | None:
    """The table that a long paper refers to, where it is written too."""
    if "csv" not in order.formats or not is_long(data):
        return None
    place = _place(order, task, "csv")
    write_csv(place, SCORE_FIELDS, score_rows(data))
    return WholeTable(place.name, hashlib.sha256(place.read_bytes()).hexdigest())


def _moved(written: Sequence[Path], staging: Path, directory: Path) -> list[Path]:
    places = [directory / path.relative_to(staging) for path in written]
    for path, place in zip(written, places, strict=True):
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    return places
