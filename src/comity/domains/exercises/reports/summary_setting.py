"""Chapters on what was measured against what: items, assigned values, sigma_pt, estimators, gates, techniques."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.base.messages import message
from comity.domains.exercises.reports.methods import method_and_clause, method_name
from comity.domains.exercises.reports.statements import paragraphs
from comity.domains.exercises.reports.wording import ABSENT, DECISIONS, GATES, PRESENCE, ROUTES, SIGMA_ROUTES, Wording
from comity.kernel.reports import Block, Cell, bullets, column, heading, paragraph, table

Rows = list[list[Cell]]


def titled(measurand: Mapping[str, Any]) -> str:
    """`A · Cocaine`."""
    return f"{measurand['item']} · {measurand['title']}"


def items(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """The items, what is in them, and the tests for homogeneity and stability."""
    contents = {entry["item"]: entry["composition"] for entry in data["qualitative"]}
    rows: Rows = [
        [item["code"], item["title"], item.get("matrix") or ABSENT, _composition(contents.get(item["code"]), wording)]
        for item in data["plan"]["items"]
    ]
    columns = [
        column(wording(message("report", "Item"))),
        column(wording(message("report", "Title")), width=1),
        column(wording(message("report", "Matrix")), width=0.7),
        column(wording(message("report", "Composition")), width=1.5),
    ]
    prepared = [
        block
        for item in data["plan"]["items"]
        if item.get("preparation")
        for block in paragraphs(wording.detailed(item["code"], item["preparation"]))
    ]
    caption = message("report", "The items of this round.")
    return [table(wording(caption), columns, rows), *prepared, *_homogeneity(data, wording), *_stability(data, wording)]


def _composition(parts: list[Mapping[str, Any]] | None, wording: Wording) -> str:
    if not parts:
        return ABSENT
    return wording.listed([f"{part['substance']} ({wording.known(part['presence'], PRESENCE)})" for part in parts])


def _homogeneity(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    tested = [measurand for measurand in data["measurands"] if measurand.get("homogeneity")]
    if not tested:
        return [paragraph(wording(message("report", "No homogeneity data were supplied with the plan.")))]
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Items × replicates")), kind="number"),
        column(wording(message("report", "s within items")), kind="number"),
        column(wording(message("report", "s between items")), kind="number"),
        column(wording(message("report", "0.3 σₚₜ")), kind="number"),
        column(wording(message("report", "Expanded limit")), kind="number"),
        column(wording(message("report", "Outcome")), width=1),
    ]
    rows: Rows = [
        [
            titled(measurand),
            f"{test['items']} × {test['replicates']}",
            *(wording.significant(test.get(key), 3) for key in ("within_items", "between_items", "criterion")),
            wording.significant(test.get("expanded_criterion"), 3),
            wording.stored(test.get("message")),
        ]
        for measurand in tested
        for test in [measurand["homogeneity"]]
    ]
    caption = message(
        "report",
        "Homogeneity of the items (ISO 13528:2022, Annex B): the standard deviation between items against 0.3 σₚₜ.",
    )
    return [table(wording(caption), columns, rows)]


def _stability(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    tested = [measurand for measurand in data["measurands"] if measurand.get("stability")]
    if not tested:
        return [paragraph(wording(message("report", "No stability data were supplied with the plan.")))]
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Difference")), kind="number"),
        column(wording(message("report", "0.3 σₚₜ")), kind="number"),
        column(wording(message("report", "Outcome")), width=1.5),
    ]
    rows: Rows = [
        [
            titled(measurand),
            wording.significant(test.get("difference"), 3),
            wording.significant(test.get("criterion"), 3),
            wording.stored(test.get("message")),
        ]
        for measurand in tested
        for test in [measurand["stability"]]
    ]
    return [table(wording(message("report", "Stability of the items (ISO 13528:2022, B.5).")), columns, rows)]


def assigned_values(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """Value, uncertainty with its components, route and traceability."""
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column("xₚₜ ± U", kind="number"),
        column("u(xₚₜ)", kind="number"),
        column("u / σₚₜ", kind="number"),
        column(wording(message("report", "Results used")), kind="number"),
        column(wording(message("report", "How it was set")), width=1.3),
    ]
    known = [measurand for measurand in data["measurands"] if measurand.get("assigned_value")]
    if not known:
        return []
    caption = message("report", "Assigned values with expanded uncertainty (k = 2).")
    rows = [_assigned_row(measurand, wording) for measurand in known]
    statements: dict[str, list[str]] = {}
    for measurand in known:
        value = measurand["assigned_value"]
        for text in (value.get("traceability"), *value.get("warnings", [])):
            if text:
                statements.setdefault(wording.stored(text), []).append(titled(measurand))
    notes = [_said(text, names, len(known), wording) for text, names in statements.items()]
    title = heading(wording(message("report", "Traceability and remarks")), level=2)
    return [table(wording(caption), columns, rows), title, bullets(notes)]


def _said(text: str, names: list[str], total: int, wording: Wording) -> str:
    return text if len(set(names)) == total else f"{text} ({wording.listed(names)})"


def _assigned_row(measurand: Mapping[str, Any], wording: Wording) -> list[Cell]:
    value, sigma = measurand["assigned_value"], (measurand.get("sigma_pt") or {}).get("value")
    uncertainty = value["standard_uncertainty"]
    ratio = uncertainty / sigma if sigma and uncertainty is not None else None
    return [
        {"text": titled(measurand), "sub": measurand["unit"]},
        wording.measured(value["value"], value.get("expanded_uncertainty")),
        {"text": wording.uncertainty(uncertainty), "sub": _components(value.get("components") or {}, wording)},
        wording.score(ratio),
        str(value.get("count", ABSENT)),
        {"text": wording.known(value["route"], ROUTES), "sub": method_and_clause(value, wording)},
    ]


def _components(components: Mapping[str, float], wording: Wording) -> str:
    names = {
        "homogeneity": message("report", "homogeneity"),
        "transport": message("report", "transport"),
        "stability": message("report", "stability"),
    }
    shown = [
        f"{wording(names[key])} {wording.uncertainty(value)}"
        for key, value in components.items()
        if value and key in names
    ]
    return "; ".join(shown)


def sigma_pt(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """How sigma_pt was set."""
    known = [measurand for measurand in data["measurands"] if measurand.get("sigma_pt")]
    if not known:
        return []
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column("σₚₜ", kind="number"),
        column(wording(message("report", "Relative")), kind="number"),
        column(wording(message("report", "Route")), width=1),
        column(wording(message("report", "Method and clause")), width=1.3),
    ]
    rows: Rows = []
    for measurand in known:
        sigma, value = measurand["sigma_pt"], (measurand.get("assigned_value") or {}).get("value")
        rows.append(
            [
                {"text": titled(measurand), "sub": measurand["unit"]},
                wording.significant(sigma["value"], 3),
                wording.percent(sigma["value"] / abs(value), decimals=1) if value else ABSENT,
                wording.known(sigma["route"], SIGMA_ROUTES),
                method_and_clause(sigma, wording),
            ]
        )
    warnings = {wording.stored(text): None for measurand in known for text in measurand["sigma_pt"].get("warnings", [])}
    caption = message("report", "Standard deviation for proficiency assessment: what one score unit is worth.")
    return [table(wording(caption), columns, rows), *([bullets(list(warnings))] if warnings else [])]


def statistics(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """The estimators side by side, the advice given before scoring, the gates and what was decided."""
    if not data["measurands"]:
        return []
    intro = message(
        "report",
        "The estimator of each assigned value was fixed in the plan. The others are shown so that anyone can see how "
        "much the choice matters; none was chosen after the results were known.",
    )
    reasons = {
        wording.stored(text): None
        for measurand in data["measurands"]
        for text in (measurand.get("advice") or {}).get("reasons", [])
    }
    return [
        paragraph(wording(intro)),
        *([bullets(list(reasons))] if reasons else []),
        _estimators(data, wording),
        heading(wording(message("report", "Gates before scoring")), level=2),
        *_gates(data, wording),
    ]


def _estimators(data: Mapping[str, Any], wording: Wording) -> Block:
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Estimator")), width=1.3),
        column(wording(message("report", "Location")), kind="number"),
        column(wording(message("report", "Scale")), kind="number"),
        column(wording(message("report", "Standard uncertainty")), kind="number"),
        column(wording(message("report", "Bootstrap")), kind="number"),
    ]
    rows: Rows = [
        [
            titled(measurand),
            {
                "text": method_name(estimate, wording),
                "sub": wording.stored(estimate.get("degenerate")) or estimate["clause"],
            },
            wording.number(estimate["location"], digits=5),
            wording.significant(estimate["scale"], 3),
            wording.uncertainty(estimate["standard_uncertainty"]),
            wording.uncertainty(estimate.get("bootstrap_standard_uncertainty")),
        ]
        for measurand in data["measurands"]
        for estimate in measurand["estimators"]
    ]
    return table(wording(message("report", "Location and scale by every estimator.")), columns, rows, small=True)


def _gates(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    suspect = [(m, gate) for m in data["measurands"] for gate in m["gates"] if gate["verdict"] == "suspect"]
    verdicts = [gate["verdict"] for m in data["measurands"] for gate in m["gates"]]
    text = message(
        "report",
        "Checks that found nothing: {clear}; checks with findings: {suspect}; not possible with these data: {others}.",
        clear=verdicts.count("clear"),
        suspect=len(suspect),
        others=len(verdicts) - verdicts.count("clear") - len(suspect),
    )
    blocks: list[Block] = [paragraph(wording(text))]
    if suspect:
        columns = [
            column(wording(message("report", "Measurand")), width=0.9),
            column(wording(message("report", "Gate")), width=0.7),
            column(wording(message("report", "Finding")), width=2),
            column(wording(message("report", "Decision")), width=0.8),
            column(wording(message("report", "What exclusion would change")), width=1.1),
        ]
        rows = [_gate_row(measurand, gate, wording) for measurand, gate in suspect]
        caption = message(
            "report", "What the gates found, what was decided, and the consequence of the other decision."
        )
        blocks.append(table(wording(caption), columns, rows, small=True))
    return blocks


def _gate_row(measurand: Mapping[str, Any], gate: Mapping[str, Any], wording: Wording) -> list[Cell]:
    codes = list(dict.fromkeys(code for finding in gate["findings"] for code in finding["laboratories"]))
    first = wording.stored(gate["findings"][0]["message"]) if gate["findings"] else ""
    if len(gate["findings"]) > 1:
        first = wording(message("report", "For example: {finding}", finding=first))
    change = gate.get("consequence")
    consequence = ABSENT
    if change:
        consequence = wording(
            message(
                "report",
                "location {before} → {after}; verdicts changed: {changed}",
                before=wording.number(change["location_before"]),
                after=wording.number(change["location_after"]),
                changed=change["changed_classes"],
            )
        )
    decision = wording.known(gate.get("decision") or ABSENT, DECISIONS)
    return [
        titled(measurand),
        wording.known(gate["gate"], GATES),
        {"text": wording.some(codes), "sub": first},
        {"text": decision, "sub": _reason(gate, wording)},
        consequence,
    ]


def _reason(gate: Mapping[str, Any], wording: Wording) -> str:
    excluded = list(gate.get("excluded") or [])
    parts = [wording.some(excluded) if excluded else "", str(gate.get("decision_reason") or "")]
    return " · ".join(part for part in [*parts, wording.stored(gate.get("note"))] if part)


def techniques(data: Mapping[str, Any], wording: Wording) -> list[Block]:
    """Statistics for each group of methods."""
    rows: Rows = [
        [
            titled(measurand),
            group["technique"] or ABSENT,
            str(group["count"]),
            wording.number(group["location"], digits=5),
            wording.significant(group["scale"], 3),
            wording.uncertainty(group["standard_uncertainty"]),
        ]
        for measurand in data["measurands"]
        for group in measurand.get("by_technique") or []
    ]
    columns = [
        column(wording(message("report", "Measurand")), width=1),
        column(wording(message("report", "Technique")), width=1),
        column(wording(message("report", "Results")), kind="number"),
        column(wording(message("report", "Location")), kind="number"),
        column(wording(message("report", "Scale")), kind="number"),
        column(wording(message("report", "Standard uncertainty")), kind="number"),
    ]
    caption = message("report", "Location and scale of the results by technique.")
    return [table(wording(caption), columns, rows, small=True)] if rows else []
