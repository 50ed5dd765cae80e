"""What every report says about verdicts: counts, the one sentence on top, and how to read the scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import verdict_names
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Block, bullets, heading, tiles

Counts = Mapping[str, int]


def verdict_counts(data: Mapping[str, Any]) -> Counter[str]:
    """How often each verdict was given: measurands, identification and ordered scales together."""
    counts: Counter[str] = Counter()
    for measurand in data["measurands"]:
        counts.update(score["performance"] for score in measurand["scores"])
    for part in ("qualitative", "ordinal"):
        for entry in data.get(part) or []:
            counts.update(row["performance"] for row in entry["laboratories"])
    return counts


def overall(counts: Counts, wording: Wording) -> str:
    """The sentence at the top of an individual report."""
    if counts["unsatisfactory"]:
        text = message(
            "report",
            "{count} result is unsatisfactory and calls for action.",
            plural="{count} results are unsatisfactory and call for action.",
            count=counts["unsatisfactory"],
        )
    elif counts["questionable"]:
        text = message(
            "report",
            "No result is unsatisfactory; {count} is questionable and should be watched.",
            plural="No result is unsatisfactory; {count} are questionable and should be watched.",
            count=counts["questionable"],
        )
    elif counts["satisfactory"]:
        text = message("report", "Every result that could be scored is satisfactory.")
    else:
        text = message("report", "None of the results could be scored.")
    return wording(text)


def verdict_tiles(counts: Counts, wording: Wording) -> Block:
    """One tile per verdict; the unscored only where there are any."""
    return tiles(
        [
            {"value": str(counts[key]), "label": word, "verdict": key if counts[key] else "not_scored"}
            for key, word in verdict_names(wording.language).items()
            if key != "not_scored" or counts[key]
        ]
    )


SCORES = {
    "z": message(
        "report",
        "z: difference from the assigned value in units of σₚₜ. Up to 2 satisfactory, between 2 and 3 "
        "questionable, 3 and above unsatisfactory, on either side.",
    ),
    "z_prime": message(
        "report",
        "z′: the same, with the uncertainty of the assigned value included; used where that is not negligible.",
    ),
    "zeta": message(
        "report",
        "ζ: the difference in units of your and the assigned value’s standard uncertainty together; beyond ±2 the "
        "stated uncertainties do not explain it. Eₙ: the same with expanded uncertainties; beyond ±1 they do not.",
    ),
    "uncertainty_flag": message(
        "report",
        "U flag: a – your standard uncertainty is plausible; b – smaller than that of the assigned value; "
        "c – larger than one and a half times the spread of the laboratories.",
    ),
}


def how_to_read(wording: Wording, *, used: Collection[str] | None = None) -> list[Block]:
    """What the scores and flags mean (ISO 13528:2022, clause 9); with `used` only those, and briefly."""
    title = heading(wording(message("report", "How to read the scores")), level=1, anchor="read")
    texts = [text for key, text in SCORES.items() if used is None or key in used]
    if used is not None:
        return [title, bullets([wording(text) for text in texts], tone="muted")] if texts else []
    more = [
        message(
            "report",
            "A score beyond 2 comes by chance to about one competent laboratory in twenty; beyond 3 to about three "
            "in a thousand. A verdict is a reason to look, not a judgement on a laboratory.",
        ),
        message(
            "report",
            "Every verdict has its own colour and its own shape: circle, triangle, square, line.",
        ),
    ]
    return [title, bullets([wording(text) for text in [*texts, *more]])]
