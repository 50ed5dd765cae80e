"""Invented evaluation documents of any size, in the shape that the exercises room writes.

The numbers are plausible, not computed by Comity: reports must show what they are handed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

SUBSTANCES = [
    ("cocaine", "Cocaine", 45.0),
    ("heroin", "Heroin (diacetylmorphine)", 12.5),
    ("mdma", "MDMA", 32.0),
    ("amfetamine", "Amfetamine", 21.0),
    ("ketamine", "Ketamine", 64.0),
]
TECHNIQUES = ["GC-FID", "GC-MS", "HPLC-UV", "LC-MS/MS"]
LONG_NAME = (
    "Laboratorium Kryminalistyczne Komendy Wojewódzkiej Policji z siedzibą w Województwie "
    "Zachodniopomorskim, Pracownia Badań Fizykochemicznych i Narkotyków"
)
LONG_TITLE = "1-(2H-1,3-Benzodioxol-5-yl)-2-(methylamino)propan-1-one hydrochloride (methylone)"


def note(text: str, **values: Any) -> dict[str, Any]:
    return {"context": "exercises", "text": text, "values": values}


def document(
    laboratories: int = 30, measurands: int = 5, *, items: int = 1, seed: int = 1, long_names: bool = False
) -> dict[str, Any]:
    """An evaluation of `laboratories` in `items` x `measurands`, one qualitative item, planted troubles."""
    generator = np.random.Generator(np.random.PCG64(seed))
    codes = [f"L{number:03d}" for number in range(1, laboratories + 1)]
    register = [
        {"code": code, "name": LONG_NAME if long_names else f"Institute {code[1:]}-{seed}", "country": _country(at)}
        for at, code in enumerate(codes)
    ]
    bias = generator.normal(0, 0.5, laboratories)
    evaluated = [
        _measurand(chr(65 + item), substance, codes, bias, generator, long_names=long_names)
        for item in range(items)
        for substance in SUBSTANCES[:measurands]
    ]
    return {
        "format": "comity-exercise-evaluation/1",
        "software": {"name": "comity", "version": "0.1.0", "python": "3.11.7", "numpy": "2.4.6", "scipy": "1.17.1"},
        "seed": 20260301,
        "evaluated_at": "2026-04-02T09:00:00Z",
        "inputs": [
            {"role": "plan", "name": "plan.toml", "sha256": "1f" * 32, "bytes": 4321},
            {"role": "results", "name": "results.csv", "sha256": "a7" * 32, "bytes": 98765},
        ],
        "plan": _plan(register, items, long_names=long_names),
        "results": _results(evaluated),
        "laboratories": register,
        "measurands": evaluated,
        "qualitative": [_qualitative(chr(65 + items), codes, generator)],
        "ordinal": [_ordinal(chr(65 + items), codes)],
        "combined": [_combined(code, evaluated) for code in codes],
        "collusion": _collusion(codes),
        "history": [_history(code, generator) for code in codes],
        "past_rounds": [],
        "warnings": [note("The round is invented.")],
    }


def _country(at: int) -> str:
    return ["AT", "BR", "CI", "DE", "EG", "FR", "GE", "HU", "IN", "JP"][at % 10]


def _plan(register: list[dict[str, Any]], items: int, *, long_names: bool) -> dict[str, Any]:
    title = "Seized drugs, purity and identity"
    return {
        "format": "comity-exercise-plan/1",
        "exercise": {
            "scheme": f"{title}: an international exercise with a rather long name" if long_names else title,
            "round": "2026/1",
            "title": "Spring round",
            "provider": "Example Provider",
            "coordinator": "A. Coordinator",
            "deadline": "2026-03-31T16:00:00Z",
            "grace": 24.0,
            "seed": 20260301,
            "invented": True,
            "sources": [],
        },
        "laboratories": register,
        "items": [
            {"code": chr(65 + at), "title": f"Powder {chr(65 + at)}", "matrix": "powder"} for at in range(items + 1)
        ],
        "measurands": [],
        "evaluations": [],
    }


def _measurand(
    item: str,
    substance: tuple[str, str, float],
    codes: list[str],
    bias: np.ndarray[Any, Any],
    generator: np.random.Generator,
    *,
    long_names: bool,
) -> dict[str, Any]:
    name, title, level = substance
    level *= 1 + 0.1 * (ord(item) - 65)
    sigma = round(level / 30, 3)
    values = level + sigma * (bias + generator.normal(0, 0.7, len(codes)))
    if len(codes) > 4:
        values[3] = 0.893 * level  # a salt confused with a base
    if len(codes) > 20:
        values[17] = 10 * level  # a wrong unit
    used = values[(values > level / 2) & (values < 2 * level)]
    centre, spread = float(np.median(used)), float(0.7413 * np.subtract(*np.percentile(used, [75, 25])))
    uncertainty = 1.25 * spread / math.sqrt(len(used))
    primed = uncertainty > 0.3 * sigma
    scores = [
        _score(at, code, float(values[at]), centre, uncertainty, sigma, primed, generator)
        for at, code in enumerate(codes)
    ]
    return {
        "item": item,
        "measurand": name,
        "title": LONG_TITLE if long_names and name == "mdma" else title,
        "item_title": f"Powder {item}",
        "quantity": "mass fraction",
        "unit": "g/100 g",
        "form": "base",
        "maximum_error": 3 * sigma,
        "counts": {
            "reported": len(codes),
            "numeric": len(codes) - 2,
            "used": len(used),
            "censored": 1,
            "late": 1,
            "excluded": 0,
            "not_tested": 1,
        },
        "advice": {
            "recommended": "q_hampel",
            "alternatives": ["algorithm_a"],
            "reasons": [note("With {count} expected laboratories a high breakdown point is safer.", count=len(codes))],
        },
        "gates": _gates(codes, centre, spread),
        "estimators": [
            _estimator("algorithm_a", "Algorithm A", "C.3.1", centre * 1.001, spread * 1.02, len(used)),
            _estimator("q_hampel", "Q method with Hampel estimator", "C.5", centre, spread, len(used)),
            _estimator("median_niqr", "Median with nIQR", "C.2.3", centre * 0.999, spread * 0.98, len(used)),
        ],
        "assigned_value": {
            "value": centre,
            "standard_uncertainty": uncertainty,
            "expanded_uncertainty": 2 * uncertainty,
            "coverage_factor": 2,
            "route": "participants",
            "method": "Q method with Hampel estimator",
            "clause": "ISO 13528:2022, 7.7",
            "count": len(used),
            "traceability": note("The assigned value is the consensus of the participants; it is not traceable."),
            "components": {"characterisation": uncertainty, "homogeneity": 0.0, "transport": 0.0, "stability": 0.0},
            "negligible": not primed,
            "warnings": [note("The uncertainty of the assigned value is not negligible; z′ is used.")]
            if primed
            else [],
        },
        "sigma_pt": {
            "value": sigma,
            "route": "perception",
            "method": "Fitness for purpose",
            "clause": "ISO 13528:2022, 8.2",
            "warnings": [],
        },
        "homogeneity": {
            "items": 10,
            "replicates": 2,
            "mean": centre,
            "between_items": 0.1 * sigma,
            "within_items": 0.15 * sigma,
            "criterion": 0.3 * sigma,
            "expanded_criterion": 0.4 * sigma,
            "accepted": True,
            "cochran": None,
            "message": note("The items are sufficiently homogeneous."),
        },
        "stability": None,
        "density": _density(used, spread),
        "scores": scores,
        "precision": _precision(codes, values, spread, generator) if name == "cocaine" else None,
        "by_technique": [
            {
                "technique": technique,
                "count": len(codes) // 4,
                "location": centre * (1 + 0.002 * at),
                "scale": spread,
                "standard_uncertainty": uncertainty * 2,
            }
            for at, technique in enumerate(TECHNIQUES)
        ],
    }


def _score(
    at: int,
    code: str,
    value: float,
    centre: float,
    u_assigned: float,
    sigma: float,
    primed: bool,
    generator: np.random.Generator,
) -> dict[str, Any]:
    own = float(sigma * generator.uniform(0.2, 0.9))
    score = {
        "laboratory": code,
        "result": round(value, 3),
        "result_text": f"{value:.2f}".replace(".", "," if at % 3 == 0 else "."),
        "unit": "g/100 g",
        "form": "base",
        "censored": False,
        "limit": None,
        "replicates": 2,
        "standard_uncertainty": own,
        "expanded_uncertainty": 2 * own,
        "coverage_factor": 2.0,
        "technique": TECHNIQUES[at % 4],
        "late": at == 9,
        "used": at != 9,
        "not_tested_reason": "",
        "notes": [],
    }
    difference = value - centre
    z, z_prime = difference / sigma, difference / math.hypot(sigma, u_assigned)
    shown = z_prime if primed else z
    size = abs(shown)
    score |= {
        "difference": difference,
        "difference_percent": 100 * difference / centre,
        "percent_allowed": 100 * difference / (3 * sigma),
        "z": z,
        "z_prime": z_prime,
        "zeta": difference / math.hypot(own, u_assigned),
        "en": difference / (2 * math.hypot(own, u_assigned)),
        "uncertainty_flag": "b" if own < u_assigned else "c" if own > 0.8 * sigma else "a",
        "score": "z_prime" if primed else "z",
        "performance": "satisfactory" if size <= 2 else "questionable" if size < 3 else "unsatisfactory",
        "false_negative": False,
    }
    return score | _unscored(at)


def _unscored(at: int) -> dict[str, Any]:
    nothing = dict.fromkeys(
        ["result", "difference", "difference_percent", "percent_allowed", "z", "z_prime", "zeta", "en"]
    )
    empty = {**nothing, "uncertainty_flag": "", "score": None, "used": False, "replicates": 0}
    if at == 10:
        missed = note("Reported as below {limit}, although the assigned value lies clearly above.", limit=0.5)
        return {
            **empty,
            "result_text": "<0.5",
            "censored": True,
            "limit": 0.5,
            "performance": "unsatisfactory",
            "false_negative": True,
            "notes": [missed],
        }
    if at == 11:
        return {**empty, "result_text": "", "not_tested_reason": "instrument out of order", "performance": "not_scored"}
    return {}


def _gates(codes: list[str], centre: float, spread: float) -> list[dict[str, Any]]:
    findings = (
        [
            {
                "laboratories": [codes[3]],
                "message": note(
                    "The result is {ratio} of the others' location, as if it were stated as salt.", ratio=0.893
                ),
                "suggestion": note("Ask the laboratory in which form it stated the result."),
                "evidence": {"ratio": 0.893},
            }
        ]
        if len(codes) > 4
        else []
    )
    method = {
        "laboratories": codes[: max(2, len(codes) // 4)],
        "message": note(
            "Laboratories using {technique} differ: {codes}.", technique="GC-MS", codes=", ".join(codes[:4])
        ),
        "suggestion": None,
        "evidence": {"laboratories": ", ".join(codes[:4])},
    }
    consequence = {
        "location_before": centre,
        "location_after": centre * 1.002,
        "scale_before": spread,
        "scale_after": 0.95 * spread,
        "changed_classes": 1,
    }
    return [
        _gate("blunders", [], None),
        _gate("units", [], None),
        _gate("forms", findings, consequence if findings else None),
        _gate("sample_swap", [], None),
        _gate("bimodality", [], None),
        _gate("method_effect", [method], consequence),
    ]


def _gate(name: str, findings: list[dict[str, Any]], consequence: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "gate": name,
        "verdict": "suspect" if findings else "clear",
        "findings": findings,
        "decision": "keep",
        "decision_reason": "",
        "consequence": consequence,
    }


def _estimator(name: str, method: str, clause: str, location: float, scale: float, count: int) -> dict[str, Any]:
    return {
        "name": name,
        "location": location,
        "scale": scale,
        "standard_uncertainty": 1.25 * scale / math.sqrt(count),
        "method": method,
        "clause": f"ISO 13528:2022, {clause}",
        "iterations": 7,
        "converged": True,
        "degenerate": None,
        "bootstrap_standard_uncertainty": None,
    }


def _density(used: np.ndarray[Any, Any], spread: float) -> dict[str, Any]:
    bandwidth = 0.9 * spread / len(used) ** 0.2
    grid = np.linspace(used.min() - 3 * bandwidth, used.max() + 3 * bandwidth, 101)
    kernels = np.exp(-0.5 * ((grid[:, None] - used[None, :]) / bandwidth) ** 2)
    y = kernels.mean(axis=1) / bandwidth / math.sqrt(2 * math.pi)
    inner = [at for at in range(1, 100) if y[at] > y[at - 1] and y[at] >= y[at + 1] and y[at] > 0.05 * y.max()]
    modes = [{"location": float(grid[at]), "density": float(y[at]), "share": 1 / len(inner)} for at in inner]
    return {"bandwidth": bandwidth, "x": [float(x) for x in grid], "y": [float(v) for v in y], "modes": modes}


def _precision(
    codes: list[str], values: np.ndarray[Any, Any], spread: float, generator: np.random.Generator
) -> dict[str, Any]:
    within = 0.4 * spread
    cells = [
        {
            "laboratory": code,
            "mean": float(value),
            "standard_deviation": float(within * math.sqrt(generator.chisquare(1))),
            "replicates": 2,
            "h": float((value - np.median(values)) / spread / 1.2),
            "k": float(math.sqrt(generator.chisquare(1))),
        }
        for code, value in zip(codes, values, strict=True)
        if value < 2 * np.median(values)
    ]
    return {
        "mean": float(np.median(values)),
        "repeatability_standard_deviation": within,
        "between_laboratory_standard_deviation": 0.9 * spread,
        "reproducibility_standard_deviation": spread,
        "repeatability_limit": 2.8 * within,
        "reproducibility_limit": 2.8 * spread,
        "laboratories": len(cells),
        "results": 2 * len(cells),
        "clause": "ISO 5725-2:2019, 8.4",
        "cells": cells,
        "h_critical": {"0.05": 1.9, "0.01": 2.4},
        "k_critical": {"0.05": 1.9, "0.01": 2.4},
        "cochran": None,
    }


def _results(measurands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for measurand in measurands:
        for score in measurand["scores"]:
            for replicate in (1, 2):
                rows.append(
                    {
                        "row": len(rows) + 2,
                        "sheet": "",
                        "laboratory": score["laboratory"],
                        "item": measurand["item"],
                        "measurand": measurand["measurand"],
                        "result": score["result_text"],
                        "unit": "g/100 g",
                        "form": "base",
                        "uncertainty": "1.1",
                        "coverage_factor": "2",
                        "limit_of_quantification": "0.5",
                        "technique": score["technique"],
                        "method": "in-house",
                        "replicate": replicate,
                        "submitted_at": "2026-03-30T10:00:00Z",
                        "not_tested_reason": score["not_tested_reason"],
                        "comment": f"from {score['laboratory']} with regards",
                    }
                )
    return rows


def _qualitative(item: str, codes: list[str], generator: np.random.Generator) -> dict[str, Any]:
    laboratories = []
    for code in codes:
        missed = bool(generator.random() < 0.1)
        wrong = bool(generator.random() < 0.05)
        found = ["MDMA"] if missed else ["MDMA", "caffeine"]
        laboratories.append(
            {
                "laboratory": code,
                "reported": [*found, *(["heroin"] if wrong else [])],
                "true_positive": found,
                "false_positive": ["heroin"] if wrong else [],
                "false_negative": ["caffeine"] if missed else [],
                "partial": [],
                "a_score": None,
                "performance": "unsatisfactory" if missed or wrong else "satisfactory",
            }
        )
    right = sum(not row["false_negative"] for row in laboratories)
    wrong_count = sum(bool(row["false_positive"]) for row in laboratories)
    total = len(codes)
    return {
        "item": item,
        "title": f"Tablet {item}",
        "policy": {"traces": "ignore", "isomers": "equivalent", "partial": "credit"},
        "composition": [{"substance": "MDMA", "presence": "major"}, {"substance": "caffeine", "presence": "minor"}],
        "substances": [
            _substance("MDMA", "major", total, 0, 0, 0, 1.0),
            _substance("caffeine", "minor", right, 0, total - right, 0, right / total),
            _substance("heroin", "absent", 0, wrong_count, 0, total - wrong_count, 1 - wrong_count / total),
        ],
        "laboratories": laboratories,
    }


def _substance(name: str, presence: str, tp: int, fp: int, fn: int, tn: int, rate: float) -> dict[str, Any]:
    return {
        "substance": name,
        "presence": presence,
        "true_positive": tp,
        "false_positive": fp,
        "false_negative": fn,
        "true_negative": tn,
        "rate": rate,
        "interval": [max(0.0, rate - 0.1), min(1.0, rate + 0.05)],
    }


def _ordinal(item: str, codes: list[str]) -> dict[str, Any]:
    levels = ["negative", "weak", "positive"]
    answers = {code: levels[0] if at == 0 else levels[1] if at % 7 == 1 else levels[2] for at, code in enumerate(codes)}
    return {
        "item": item,
        "measurand": "marquis",
        "title": "Marquis test",
        "levels": levels,
        "expected": "positive",
        "counts": [{"level": level, "count": list(answers.values()).count(level)} for level in levels],
        "mode": ["positive"],
        "median": "positive",
        "laboratories": [
            {
                "laboratory": code,
                "reported": answer,
                "performance": "satisfactory" if answer == "positive" else "unsatisfactory",
            }
            for code, answer in answers.items()
        ],
    }


def _combined(code: str, measurands: list[dict[str, Any]]) -> dict[str, Any]:
    own = [score["z"] for row in measurands for score in row["scores"] if score["laboratory"] == code]
    scores = [score for score in own if score is not None]
    total = sum(scores) / math.sqrt(len(scores)) if scores else None
    squares = sum(score**2 for score in scores)
    return {
        "laboratory": code,
        "scores": len(scores),
        "rsz": total,
        "ssz": squares,
        "ssz_p": 0.4,
        "rlp": math.sqrt(squares / len(scores)) if scores else None,
    }


def _collusion(codes: list[str]) -> list[dict[str, Any]]:
    text = "{count} of {total} results are identical to the last digit. This is a reason to ask, not a proof."
    return [
        {
            "laboratories": [codes[1], codes[2]],
            "evidence": {"identical_results": 3, "compared": 3, "probability": 0.0001},
            "message": note(text, count=3, total=3),
        }
    ]


def _history(code: str, generator: np.random.Generator) -> dict[str, Any]:
    rounds = [
        {
            "round": f"{2023 + at // 2}/{1 + at % 2}",
            "date": f"{2023 + at // 2}-{'03' if at % 2 == 0 else '09'}-15",
            "z": float(z),
            "zeta": None,
            "j": int(2 * round(float(z))),
            "cusum_high": 0.2,
            "cusum_low": -0.1,
        }
        for at, z in enumerate(generator.normal(0, 1, 7))
    ]
    return {"laboratory": code, "measurand": "cocaine", "item": None, "rounds": rounds, "signals": []}
