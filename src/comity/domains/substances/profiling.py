"""Compare the profiles of a file: one model for each substance and method, learned from profiles of known origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from comity.base.errors import ComputationError, InputError
from comity.base.messages import message
from comity.science.linkage import (
    Comparison,
    LinkageModel,
    Pretreatment,
    Profile,
    ProfileTable,
    compare_pairs,
    distance_table,
    find_series,
    learn,
    tabulate,
)

CONTEXT = "linkage"
MOST_PAIRS = 2_000_000
"""Rows of one result; 2,000 specimens among each other."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose."""

    transform: Literal["none", "square-root", "fourth-root", "logarithm"] = "fourth-root"
    distance: Literal["pearson", "euclidean", "manhattan", "canberra", "cosine"] = "pearson"
    normalise: bool = True
    standardise: bool = False
    calibration: Literal["densities", "logistic", "pav"] = "densities"
    bounded_by: Literal["pairs", "sources"] = "pairs"
    false_positive_rate: float = 0.005
    joining: Literal["connected", "complete"] = "connected"
    harmonisation: str = ""
    validation: str = ""


def compare(profiles: Iterable[Profile], known: Iterable[Profile], settings: Settings) -> dict[str, Any]:
    """Pairs with distance, likelihood ratio, bounds and label; models with their cost; series."""
    groups = _groups(profiles, settings)
    learned_from = _groups(known, settings)
    pairs: list[dict[str, Any]] = []
    models: list[dict[str, Any]] = []
    series: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for key, members in sorted(groups.items()):
        table = tabulate(members, settings.harmonisation)
        if len(table) * (len(table) - 1) // 2 > MOST_PAIRS:
            what = message(CONTEXT, "More than {most} pairs would be compared.", most=MOST_PAIRS)
            raise InputError("linkage.pairs", what, remedy=message(CONTEXT, "Compare fewer specimens at a time."))
        model = _model(learned_from.get(key, []), settings, key, notes)
        if model is None:
            pairs += _bare(table, settings)
            continue
        cut_off = model.population.cut_off(settings.false_positive_rate)
        found = list(compare_pairs(table, model))
        pairs += [_pair(each, table, model, linked=each.distance <= cut_off) for each in found]
        models.append(_described(model, cut_off, settings))
        series += _series(found, cut_off, settings)
    return {
        "parameters": asdict(settings),
        "pairs": pairs,
        "models": models,
        "series": series,
        "not_compared": list(_not_compared(groups)),
        "notes": notes,
    }


def _groups(profiles: Iterable[Profile], settings: Settings) -> dict[tuple[str, str], list[Profile]]:
    """By substance and method; harmonised methods together."""
    groups: dict[tuple[str, str], list[Profile]] = {}
    for profile in profiles:
        method = "" if settings.harmonisation else profile.method
        groups.setdefault((profile.substance, method), []).append(profile)
    return groups


def _model(
    known: list[Profile], settings: Settings, key: tuple[str, str], notes: list[dict[str, Any]]
) -> LinkageModel | None:
    """None, with a note of the reason, where the known profiles do not support a model."""
    try:
        return _learned(known, settings)
    except (InputError, ComputationError) as error:
        notes.append({"substance": key[0], "method": key[1], "reason": error.to_data()})
        return None


def _learned(known: list[Profile], settings: Settings) -> LinkageModel:
    if not known:
        raise InputError("linkage.none", message(CONTEXT, "There are no profiles of known origin to learn from."))
    table = tabulate(known, settings.harmonisation)
    treatment = Pretreatment(settings.normalise, settings.transform)
    treatment = treatment.standardised_by(table.values) if settings.standardise else treatment
    return learn(
        table,
        treatment,
        settings.distance,
        calibration=settings.calibration,
        bounded_by=settings.bounded_by,
        validation=settings.validation,
    )


def _pair(found: Comparison, table: ProfileTable, model: LinkageModel, *, linked: bool) -> dict[str, Any]:
    return {
        "first": found.first,
        "second": found.second,
        "substance": table.substance,
        "method": table.method,
        "distance": found.distance,
        "log10_lr": found.ratio.log10,
        "unbounded_log10_lr": found.unbounded,
        "bounds": [model.bounds.lower, model.bounds.upper],
        "cut": found.ratio.cut,
        "linked": linked,
        "label": found.label,
        "propositions": [found.ratio.propositions.first, found.ratio.propositions.second],
    }


def _bare(table: ProfileTable, settings: Settings) -> list[dict[str, Any]]:
    """Distances only, where there is nothing to weigh them by."""
    if settings.standardise:
        return []
    apart = distance_table(table, Pretreatment(settings.normalise, settings.transform), settings.distance)
    names = [profile.identifier for profile in table.profiles]
    return [
        {
            "first": names[first],
            "second": names[second],
            "substance": table.substance,
            "method": table.method,
            "distance": float(apart[first, second]),
            "log10_lr": None,
            "unbounded_log10_lr": None,
            "bounds": None,
            "cut": "",
            "linked": None,
            "label": "intelligence",
            "propositions": None,
        }
        for first in range(len(names))
        for second in range(first + 1, len(names))
    ]


def _described(model: LinkageModel, cut_off: float, settings: Settings) -> dict[str, Any]:
    population = model.population
    return {
        "substance": model.substance,
        "method": model.method,
        "sources": population.sources,
        "linked_pairs": population.linked.size,
        "unlinked_pairs": population.unlinked.size,
        "bounds": [model.bounds.lower, model.bounds.upper],
        "bounds_method": model.bounds.method,
        "cllr": model.cost.total,
        "cllr_min": model.cost.discrimination,
        "cllr_cal": model.cost.calibration,
        "cut_off": cut_off,
        "false_positive_rate": population.false_positive_rate(cut_off),
        "sensitivity": population.sensitivity(cut_off),
        "asked_false_positive_rate": settings.false_positive_rate,
        "harmonisation": model.harmonisation,
        "validation": model.validation,
    }


def _series(found: list[Comparison], cut_off: float, settings: Settings) -> list[dict[str, Any]]:
    return [
        {
            "members": list(each.members),
            "label": each.label,
            "links": [
                {"first": link.first, "second": link.second, "distance": link.distance, "log10_lr": link.ratio.log10}
                for link in each.links
            ],
        }
        for each in find_series(found, cut_off, settings.joining)
    ]


def _not_compared(groups: dict[tuple[str, str], list[Profile]]) -> Iterator[dict[str, Any]]:
    """Groups of one substance by different methods, which nothing makes comparable."""
    methods: dict[str, list[str]] = {}
    for substance, method in groups:
        methods.setdefault(substance, []).append(method)
    for substance, names in sorted(methods.items()):
        if len(names) > 1:
            yield {"substance": substance, "methods": sorted(names)}
