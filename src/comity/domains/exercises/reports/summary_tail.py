"""The closing chapters: combined scores, comments, contradictions in the sources, and how to recompute everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import Message, message
from comity.domains.exercises.reports.reading import verdict_counts
from comity.domains.exercises.reports.statements import statements
from comity.domains.exercises.reports.summary_setting import Rows
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Block, bullets, callout, column, facts, paragraph, table


def combined(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """Combined scores, behind the warning that belongs to them."""
    if not data.get("combined"):
        return []
    warning = message(
        "report",
        "A combined score can hide one bad result among good ones, and unlike measurands do not add up. Use it to "
        "look for a common bias, never to rank laboratories or to decide on one (ISO 13528:2022, 9.9).",
    )
    columns = [
        column(wording(message("report", "Laboratory")), width=1),
        column(wording(message("report", "Scores")), kind="number", width=1),
        column("RSZ", kind="number", width=1),
        column("SSZ", kind="number", width=1),
        column("p (SSZ)", kind="number", width=1),
        column("RLP", kind="number", width=1),
    ]
    rows: Rows = [
        [
            row["laboratory"],
            str(row["scores"]),
            *(wording.score(row.get(key)) for key in ("rsz", "ssz", "ssz_p", "rlp")),
        ]
        for row in data["combined"]
    ]
    caption = message("report", "Rescaled sum of z (RSZ), sum of squared z (SSZ) and relative performance (RLP).")
    return [callout(wording(warning), tone="questionable"), table(wording(caption), columns, rows, small=True)]


def comments(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """What the provider says, and what the numbers say by themselves."""
    exercise = data["plan"]["exercise"]
    supplied = statements(exercise, ("comments", "recommendations"))
    counts = verdict_counts(data)
    scored = counts["satisfactory"] + counts["questionable"] + counts["unsatisfactory"]
    texts = []
    if scored:
        share = wording.percent(counts["satisfactory"] / scored)
        texts.append(
            message("report", "Of {count} scored results {share} are satisfactory.", count=scored, share=share)
        )
    texts.extend(_recurrent(data))
    if not supplied:
        texts.append(message("report", "The plan holds no comments of the provider or its advisers."))
    return [*supplied, bullets([wording(text) for text in texts])]


def _recurrent(data: Mapping[str, Any]) -> list[Message]:
    """Recommendations that follow from what the gates and the uncertainty flags found."""
    suspect = {gate["gate"] for m in data["measurands"] for gate in m["gates"] if gate["verdict"] == "suspect"}
    flags = [s["uncertainty_flag"] for m in data["measurands"] for s in m["scores"] if s["uncertainty_flag"]]
    found: list[Message] = []
    if "forms" in suspect:
        text = message(
            "report",
            "Some results look as if stated in another form: state with every result whether base or salt is meant.",
        )
        found.append(text)
    if "units" in suspect:
        found.append(
            message("report", "Some results look as if stated in another unit: check units before submission.")
        )
    if "sample_swap" in suspect:
        found.append(message("report", "Some items seem to have been exchanged: check labels at every transfer."))
    if "method_effect" in suspect:
        found.append(message("report", "Techniques differ for some measurands: see the chapter by technique."))
    if flags and flags.count("b") > 0.2 * len(flags):
        text = message(
            "report", "Many stated uncertainties are smaller than that of the assigned value: review the budgets."
        )
        found.append(text)
    return found


def inconsistencies(wording: Wording) -> list[Block]:
    """Where the standards' printed examples contradict their own rules; our numbers follow the rules."""
    texts = [
        message(
            "report",
            "ISO 13528:2022 prints results of Algorithm A that depend on the stopping rule: Table E.1 gives s* = 7.23 "
            "by the third significant figure, full convergence gives 7.24. We iterate to convergence unless the plan "
            "says otherwise.",
        ),
        message(
            "report",
            "Table E.1, column “half of the limit” (23.95 and 8.60), follows from neither stopping rule; we obtain "
            "23.96 and 8.60.",
        ),
        message(
            "report",
            "Amendment 1:2026 to ISO 13528 corrects the Qn estimator (rank and factor 2.2191 instead of 2.2219) and "
            "extends u = 1.25 s*/√p to the Q/Hampel method; we follow the amendment.",
        ),
        message(
            "report",
            "Table E.3 gives one uncertainty for nIQR and MADe (that of nIQR); in Table E.8 r² is cut off, not "
            "rounded; the text of E.12 names Algorithm A while its table holds mean and standard deviation.",
        ),
    ]
    return [bullets([wording(text) for text in texts])]


def replay(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """Software, seed, digests, and the command."""
    software = data["software"]
    versions = ", ".join(f"{name} {software[name]}" for name in ("python", "numpy", "scipy") if name in software)
    named = [
        (message("report", "Software"), f"Comity {software['version']} ({versions})"),
        (message("report", "Random seed"), str(data["seed"])),
        (message("report", "Evaluated"), wording.instant(data["evaluated_at"])),
    ]
    columns = [
        column(wording(message("report", "Input"))),
        column(wording(message("report", "File")), width=1),
        column(wording(message("report", "Bytes")), kind="number"),
        column("SHA-256", kind="digest", width=2.4),
    ]
    rows: Rows = [[entry["role"], entry["name"], str(entry["bytes"]), entry["sha256"]] for entry in data["inputs"]]
    text = message(
        "report",
        "The coordinator’s file coordinator.json holds plan, results and every computed number. With it anyone who "
        "may see it recomputes this report offline and is told whether each digit agrees: comity exercises replay "
        "coordinator.json",
    )
    return [
        paragraph(wording(text)),
        facts([(wording(name), value) for name, value in named]),
        table(wording(message("report", "Input files and their digests.")), columns, rows),
    ]
