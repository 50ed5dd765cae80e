"""The routes to the assigned value and to sigma_pt: which keys each needs and which it allows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from comity.base.messages import message
from comity.domains.exercises.plan import model
from comity.domains.exercises.plan.fields import MOST_ENTRIES, Fields

EXPERT_ESTIMATORS: Final = ("dersimonian_laird", "paule_mandel", "reml", "linear_pool", "graybill_deal")
CONSENSUS_ESTIMATORS: Final = (
    "algorithm_a",
    "algorithm_a_third_figure",
    "q_hampel",
    "hampel",
    "median_niqr",
    "mad_e",
    "mean",
    "censored_normal",
)

Keys = tuple[frozenset[str], frozenset[str]]  # needed, allowed besides

_STATED: Final[Keys] = (frozenset({"value", "standard_uncertainty"}), frozenset({"traceable_to"}))
ASSIGNED_VALUE_ROUTES: Final[Mapping[str, Keys]] = MappingProxyType(
    {
        "formulation": _STATED,
        "reference_material": _STATED,
        "one_laboratory": _STATED,
        "comparison": (frozenset({"value", "standard_uncertainty", "differences"}), frozenset({"traceable_to"})),
        "expert_laboratories": (
            frozenset({"values", "standard_uncertainties"}),
            frozenset({"estimator", "traceable_to"}),
        ),
        "participants": (frozenset(), frozenset({"estimator", "uncertainty"})),
    }
)
SIGMA_ROUTES: Final[Mapping[str, Keys]] = MappingProxyType(
    {
        "perception": (frozenset(), frozenset({"value", "relative_percent", "maximum_error"})),
        "previous_rounds": (frozenset({"levels", "standard_deviations"}), frozenset({"model"})),
        "horwitz": (frozenset({"mass_fraction_per_unit"}), frozenset()),
        "precision_experiment": (
            frozenset({"reproducibility_standard_deviation", "repeatability_standard_deviation"}),
            frozenset({"replicates"}),
        ),
        "participants": (frozenset(), frozenset({"floor", "ceiling"})),
    }
)
_ALWAYS: Final = frozenset({"route", "homogeneity", "transport", "stability", "heterogeneity"})


def assigned_value(fields: Fields) -> model.AssignedValueRoute:
    """The route to the assigned value."""
    route = fields.choice("route", ASSIGNED_VALUE_ROUTES, "participants")
    found = model.AssignedValueRoute(
        route=route,
        value=fields.number("value"),
        standard_uncertainty=fields.number("standard_uncertainty", negative=False),
        values=fields.numbers("values"),
        standard_uncertainties=fields.numbers("standard_uncertainties"),
        differences=fields.numbers("differences"),
        estimator=fields.choice("estimator", EXPERT_ESTIMATORS if "expert" in route else CONSENSUS_ESTIMATORS),
        uncertainty=fields.choice("uncertainty", ("formula", "bootstrap")),
        homogeneity=fields.number("homogeneity", negative=False) or 0.0,
        transport=fields.number("transport", negative=False) or 0.0,
        stability=fields.number("stability", negative=False) or 0.0,
        traceable_to=fields.text("traceable_to"),
    )
    _check_keys(fields, route, ASSIGNED_VALUE_ROUTES[route])
    return found


def sigma_pt(fields: Fields) -> model.SigmaRoute:
    """The route to the standard deviation for proficiency assessment."""
    route = fields.choice("route", SIGMA_ROUTES, "participants")
    found = model.SigmaRoute(
        route=route,
        value=fields.number("value", positive=True),
        relative_percent=fields.number("relative_percent", positive=True),
        maximum_error=fields.number("maximum_error", positive=True),
        levels=fields.numbers("levels"),
        standard_deviations=fields.numbers("standard_deviations"),
        model=fields.text("model"),
        mass_fraction_per_unit=fields.number("mass_fraction_per_unit", positive=True),
        reproducibility_standard_deviation=fields.number("reproducibility_standard_deviation", positive=True),
        repeatability_standard_deviation=fields.number("repeatability_standard_deviation", negative=False),
        replicates=fields.whole("replicates", None, minimum=1, maximum=1000),
        floor=fields.number("floor", positive=True),
        ceiling=fields.number("ceiling", positive=True),
        heterogeneity=fields.choice("heterogeneity", ("if needed", "always", "never"), "if needed"),
    )
    _check_keys(fields, route, SIGMA_ROUTES[route])
    if route == "perception" and sum(fields.has(name) for name in SIGMA_ROUTES[route][1]) != 1:
        fields.refuse(
            "",
            message("exercises", "One of value, relative_percent and maximum_error is needed, and only one."),
            "",
            message("exercises", "Keep the one that the scheme agreed on."),
        )
    return found


def homogeneity(fields: Fields) -> tuple[tuple[float, ...], ...]:
    """Replicate results, one list for each item tested."""
    rows = fields.data.get("homogeneity", [])
    fields.known.add("homogeneity")
    if not isinstance(rows, list | tuple) or len(rows) > MOST_ENTRIES:
        rows = [None]
    wrapped = Fields(
        {str(position): row for position, row in enumerate(rows, start=1)},
        fields.faults,
        file=fields.file,
        key=f"{fields.key}.homogeneity",
    )
    return tuple(wrapped.numbers(str(position)) for position in range(1, len(rows) + 1))


def stability(fields: Fields) -> model.StabilityCheck | None:
    """Results before and after the round."""
    if not fields.has("stability"):
        return None
    inside = fields.table("stability")
    found = model.StabilityCheck(inside.numbers("before"), inside.numbers("after"))
    inside.close()
    return found


def _check_keys(fields: Fields, route: str, keys: Keys) -> None:
    needed, allowed = keys
    fields.close()
    for name in sorted(needed - set(fields.data)):
        fields.refuse(
            name,
            message("exercises", "The route “{route}” needs this key.", route=route),
            "",
            message("exercises", "Add it, or take another route."),
        )
    for name in sorted((set(fields.data) & fields.known) - needed - allowed - _ALWAYS):
        if fields.data[name] not in ("", [], ()):
            fields.refuse(
                name,
                message("exercises", "The route “{route}” does not use this key.", route=route),
                fields.data[name],
                message("exercises", "Remove it, or take the route that uses it."),
            )
