"""What a laboratory should look into: one finding per thing to do, the most serious first.

Every sentence says what was seen, in numbers, and what to check; nothing about causes that the data do not show.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.charts import verdict_names
from comity.domains.exercises.reports.wording import GATES, Wording

Finding = dict[str, Any]
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]

ORDER = {"unsatisfactory": 0, "questionable": 1, "": 2}
CALLING = ("questionable", "unsatisfactory")
FEWEST_FOR_BIAS = 4  # scores; three on one side happen to one unbiased laboratory in four


def things_to_look_into(data: Mapping[str, Any], wording: Wording) -> list[Finding]:
    """Findings for the laboratory of `data` (see `selection.individual_data`)."""
    pairs = scored_pairs(data)
    found = [
        *_gates(pairs, wording),
        *(_measured(pair, wording) for pair in pairs if _calls(pair)),
        *_first_steps(pairs, wording),
        *_identified(data, wording),
        *_ordered(data, wording),
        *_one_sided(pairs, wording),
        *_uncertainties(pairs, wording),
        *_precision(data, wording),
        *_late(pairs, wording),
        *_remarks(pairs, wording),
        *_over_rounds(data, wording),
    ]
    return sorted(found, key=lambda finding: ORDER.get(finding["verdict"], 2))


def scored_pairs(data: Mapping[str, Any]) -> list[Pair]:
    """Every measurand with this laboratory's score in it."""
    return [(measurand, score) for measurand in data["measurands"] for score in measurand["scores"]]


def named(measurand: Mapping[str, Any], wording: Wording) -> str:
    """`Cocaine in item A`."""
    return wording(
        message("report", "{measurand} in item {item}", measurand=measurand["title"], item=measurand["item"])
    )


def _calls(pair: Pair) -> bool:
    _measurand, score = pair
    return score["performance"] in CALLING


def _measured(pair: Pair, wording: Wording) -> Finding:
    measurand, score = pair
    verdict = score["performance"] if score["performance"] in ORDER else ""
    state = verdict_names(wording.language)[score["performance"]]
    title = wording.detailed(named(measurand, wording), state)
    if score.get("score"):
        title = f"{title}, {wording.used_score(score)}"
    return {"title": title, "verdict": verdict, "texts": [" ".join(_sentences(measurand, score, wording))]}


def _sentences(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    if score["difference"] is not None and score["performance"] != "satisfactory":
        yield _distance(measurand, score, wording)
    yield from (wording.stored(text) for text in score["notes"])
    if score["score"] and score["performance"] in CALLING:
        yield _explained(score, wording)


def _gates(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """What the gates found on this laboratory; the same finding in several measurands is said once."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for measurand, _score in pairs:
        for finding in measurand["findings"]:
            said = wording.stored(finding["message"])  # the suggestion is for the coordinator
            groups.setdefault((finding["gate"], said), []).append(measurand)
    for (gate, said), measurands in groups.items():
        title = wording.detailed(wording.known(gate, GATES), _names(measurands, wording))
        yield {"title": title, "verdict": "unsatisfactory", "texts": [said]}


def _distance(measurand: Mapping[str, Any], score: Mapping[str, Any], wording: Wording) -> str:
    values = {
        "result": wording.number(score["result"], digits=5),
        "unit": measurand["unit"],
        "difference": wording.number(abs(score["difference"]), digits=3),
        "percent": wording.number(abs(score["difference_percent"] or 0.0), decimals=1),
    }
    if score["difference"] > 0:
        text = message(
            "report",
            "Your result {result} {unit} lies {difference} {unit} ({percent} %) above the assigned value.",
            **values,
        )
    else:
        text = message(
            "report",
            "Your result {result} {unit} lies {difference} {unit} ({percent} %) below the assigned value.",
            **values,
        )
    return wording(text)


def _explained(score: Mapping[str, Any], wording: Wording) -> str:
    if score["zeta"] is None:
        return wording(
            message("report", "You stated no uncertainty, so it is unknown whether it would explain the difference.")
        )
    zeta = wording.score(score["zeta"])
    if abs(score["zeta"]) <= 2:
        return wording(
            message(
                "report",
                "Your stated uncertainty covers the difference (ζ = {zeta}): ask whether it suits the purpose.",
                zeta=zeta,
            )
        )
    return wording(
        message(
            "report",
            "Your stated uncertainty does not explain the difference (ζ = {zeta}): look for an effect it leaves out.",
            zeta=zeta,
        )
    )


def _first_steps(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    given = {score["performance"] for _measurand, score in pairs if score.get("score")}
    texts = []
    if "unsatisfactory" in given:
        texts.append(
            message(
                "report",
                "Check first the calculation, the unit, the form (base or salt) and the labels of the items, then "
                "calibration, reference material and recovery; record the cause and what was done.",
            )
        )
    if "questionable" in given:
        texts.append(
            message("report", "One questionable score may be chance; a second in the next round calls for action.")
        )
    if texts:
        title = wording(message("report", "Where to begin"))
        yield {"title": title, "verdict": "", "texts": [wording(text) for text in texts]}


def _identified(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    for item in data["qualitative"]:
        for own in item["laboratories"]:
            texts = []
            if own["false_negative"]:
                missed = wording.listed(own["false_negative"])
                texts.append(wording(message("report", "Present but not reported: {substances}.", substances=missed)))
            if own["false_positive"]:
                wrong = wording.listed(own["false_positive"])
                texts.append(wording(message("report", "Reported but not present: {substances}.", substances=wrong)))
            if texts:
                title = wording(message("report", "Identification in item {item}", item=item["item"]))
                texts.append(
                    wording(
                        message(
                            "report",
                            "Review the raw data for these substances, the detection limits and possible carry-over.",
                        )
                    )
                )
                verdict = own["performance"] if own["performance"] in ORDER else ""
                yield {"title": title, "verdict": verdict, "texts": texts}


def _ordered(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    for test in data["ordinal"]:
        for own in test["laboratories"]:
            if own["performance"] not in CALLING:
                continue
            values = {"reported": own["reported"] or "–", "expected": test["expected"] or "–"}
            text = message("report", "You reported “{reported}”; expected was “{expected}”.", **values)
            yield {"title": named(test, wording), "verdict": own["performance"], "texts": [wording(text)]}


def _one_sided(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    scores = [score["z"] for _measurand, score in pairs if score["z"] is not None]
    if len(scores) < FEWEST_FOR_BIAS or abs(sum(scores)) / math.sqrt(len(scores)) <= 2:
        return
    if not (all(score > 0 for score in scores) or all(score < 0 for score in scores)):
        return
    text = message(
        "report",
        "All {count} of your scores lie on the same side of zero. Something they share may be biased: the reference "
        "material, its purity, a balance, a dilution.",
        count=len(scores),
    )
    title = wording(message("report", "All results on one side"))
    yield {"title": title, "verdict": "", "texts": [wording(text)]}


def _uncertainties(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    measured = [(measurand, score) for measurand, score in pairs if score["result"] is not None]
    small = [m for m, s in measured if s["uncertainty_flag"] == "b"]
    large = [m for m, s in measured if s["uncertainty_flag"] == "c"]
    missing = [m for m, s in measured if s["standard_uncertainty"] is None]
    uncovered = [
        m for m, s in measured if s["performance"] == "satisfactory" and s["en"] is not None and abs(s["en"]) > 1
    ]
    texts = []
    if small:
        texts.append(
            message(
                "report",
                "Smaller than the uncertainty of the assigned value, which is seldom true (flag b): {measurands}.",
                measurands=_names(small, wording),
            )
        )
    if large:
        texts.append(
            message(
                "report",
                "Larger than one and a half times the spread of all laboratories (flag c): {measurands}.",
                measurands=_names(large, wording),
            )
        )
    if uncovered:
        texts.append(
            message(
                "report",
                "Satisfactory score, but the stated uncertainty does not cover the difference (Eₙ beyond ±1), so it "
                "is probably too small: {measurands}.",
                measurands=_names(uncovered, wording),
            )
        )
    if missing:
        texts.append(
            message(
                "report",
                "No uncertainty stated, so ζ and Eₙ could not be computed: {measurands}.",
                measurands=_names(missing, wording),
            )
        )
    if texts:
        title = wording(message("report", "Your measurement uncertainties"))
        yield {"title": title, "verdict": "", "texts": [wording(text) for text in texts]}


def _names(measurands: Sequence[Mapping[str, Any]], wording: Wording) -> str:
    return wording.listed([f"{measurand['title']} ({measurand['item']})" for measurand in measurands])


def _precision(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    for measurand in data["measurands"]:
        precision = measurand["precision"]
        for cell in precision["cells"] if precision else []:
            limit = (precision.get("k_critical") or {}).get("0.01")
            if cell.get("k") is not None and limit is not None and cell["k"] > limit:
                text = message(
                    "report",
                    "Your replicates scatter more than those of the others (Mandel’s k = {k}, critical value {limit} "
                    "at 1 %): review repeatability.",
                    k=wording.score(cell["k"]),
                    limit=wording.score(limit),
                )
                yield {"title": named(measurand, wording), "verdict": "", "texts": [wording(text)]}


def _late(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    late = [measurand for measurand, score in pairs if score["late"]]
    if late:
        text = message(
            "report",
            "These results arrived after the deadline. They are scored, but had no part in the assigned value: "
            "{measurands}.",
            measurands=_names(late, wording),
        )
        title = wording(message("report", "Late submission"))
        yield {"title": title, "verdict": "", "texts": [wording(text)]}


def _remarks(pairs: Sequence[Pair], wording: Wording) -> Iterator[Finding]:
    """Notes on results that need no action; the same note on several is written once."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for measurand, score in pairs:
        for note in score["notes"] if score["performance"] not in CALLING else ():
            groups.setdefault(wording.stored(note), []).append(measurand)
    if groups:
        title = wording(message("report", "Remarks on your results"))
        texts = [wording.detailed(_names(measurands, wording), text) for text, measurands in groups.items()]
        yield {"title": title, "verdict": "", "texts": texts}


def _over_rounds(data: Mapping[str, Any], wording: Wording) -> Iterator[Finding]:
    for course in data["history"]:
        if course.get("signals"):
            title = wording(message("report", "Over the rounds: {measurand}", measurand=course["measurand"]))
            yield {"title": title, "verdict": "", "texts": [wording.stored(text) for text in course["signals"]]}
