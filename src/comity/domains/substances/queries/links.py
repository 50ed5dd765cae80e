"""Which seizures may come from one source: profiles compared within one method, series, and what a link is worth.

Rules
-----
1. Profiles of different methods are not compared, unless somebody names the study that makes them comparable.
2. What a distance is worth is learned from profiles of known origin: several specimens of one seizure, and series that
   somebody has stated. Without enough of them there is no likelihood ratio, and no series.
3. The first specimen of a seizure stands for it, as one specimen of known origin stood for its source.
4. Everything is intelligence: a lead to follow. Only a validated method makes evidence, and none is stated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from comity.base.errors import InputError, NotFoundError
from comity.base.messages import message
from comity.domains.substances import models
from comity.domains.substances.queries.known_series import sources_of
from comity.domains.substances.queries.sightings import COUNTED, open_reports
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.rules import Viewer
from comity.kernel.handling.viewers import viewer_of
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
from comity.science.linkage.series import Joining, Series

CONTEXT: Final = "linkage"
MOST_LEARNED: Final = 240
"""Profiles from which a model is learned for a page: 28,680 pairs."""
MOST_COMPARED: Final = 1200
MOST_CHOSEN: Final = 12
FALSE_POSITIVES: Final = 0.005
SHOWN: Final = ("/profiles", *COUNTED)


@dataclass(frozen=True, slots=True)
class Group:
    """Profiles of one substance by one method."""

    substance: UUID
    name: str
    method: str
    profiles: int
    seizures: int


@dataclass(frozen=True, slots=True)
class Seizure:
    """What a comparison says of a report: its number, unless that is withheld, and where and when."""

    pk: UUID
    name: str
    country: str
    day: date


@dataclass(frozen=True, slots=True)
class Learned:
    """What stands behind the ratios."""

    sources: int
    linked_pairs: int
    unlinked_pairs: int
    bounds: tuple[float, float]
    cost: float
    cut_off: float
    false_positive_rate: float
    sensitivity: float


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Series of seizures within one group, and how many seizures were compared."""

    groups: tuple[Group, ...]
    chosen: Group | None
    learned: Learned | None
    trouble: InputError | None
    series: tuple[Series, ...]
    seizures: Mapping[str, Seizure]
    compared: int
    left_out: int
    profiles: int


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Chosen seizures beside each other."""

    profiles: tuple[models.Profile, ...]
    seizures: Mapping[str, Seizure]
    comparisons: tuple[Comparison, ...]
    distances: tuple[tuple[str, str, float], ...]
    learned: Learned | None
    refused: InputError | None
    harmonisation: str


def links(
    actor: Actor,
    *,
    substance: UUID | None = None,
    method: str = "",
    rate: float = FALSE_POSITIVES,
    joining: Joining = "complete",
    purpose: str = "",
) -> Links:
    """The network of linked seizures of one substance and method; the largest group where none is chosen."""
    actor.require("compare profiles")
    viewer = viewer_of(actor, purpose=purpose)
    seen = list(profiles_seen(viewer))
    groups = _groups(seen)
    fitting = [one for one in groups if substance in (None, one.substance) and method in ("", one.method)]
    if not fitting:
        return Links(tuple(groups), None, None, None, (), {}, 0, 0, len(seen))
    chosen = fitting[0]
    here = [one for one in seen if (one.substance_id, one.method) == (chosen.substance, chosen.method)]
    same = _same_compounds(here)
    first = _first_of_each(same)[:MOST_COMPARED]
    seizures = {str(one.report_id): _seizure(one.report, viewer) for one in first}
    model, trouble = _model(viewer, same)
    found: list[Series] = []
    if model is not None and len(first) > 1:
        found = _series([_casework(one) for one in first], model, model.population.cut_off(rate), joining)
    learned = None if model is None else _described(model, rate)
    left = len(here) - len(same)
    return Links(tuple(groups), chosen, learned, trouble, tuple(found), seizures, len(first), left, len(seen))


def compare(actor: Actor, reports: Sequence[UUID], *, harmonisation: str = "", purpose: str = "") -> Compared:
    """The profiles of two or more seizures, each with each; `NotFoundError` for what the actor may not see."""
    actor.require("compare profiles")
    viewer = viewer_of(actor, purpose=purpose)
    wanted = list(dict.fromkeys(reports))
    rows = open_reports(viewer, SHOWN).filter(pk__in=wanted).select_related("label")
    visible = {one.pk: one for one in rows}
    if set(visible) != set(wanted):
        raise NotFoundError
    if not 2 <= len(wanted) <= MOST_CHOSEN:
        what = message(CONTEXT, "Choose between 2 and {most} seizures.", most=MOST_CHOSEN)
        raise InputError("linkage.count", what, where="report")
    chosen = profiles_seen(viewer).filter(report__in=wanted)
    first = sorted(_first_of_each(chosen), key=lambda one: wanted.index(one.report_id))
    names = {str(key): _seizure(visible[key], viewer) for key in wanted}
    if len(first) < 2:
        what = message(CONTEXT, "Fewer than two of these seizures have a profile.")
        remedy = message(CONTEXT, "Add the profiles to the reports first.")
        refused = InputError("linkage.no_profiles", what, where="report", remedy=remedy)
        return Compared(tuple(first), names, (), (), None, refused, harmonisation)
    try:
        table = tabulate([_casework(one) for one in first], harmonisation)
    except InputError as error:
        return Compared(tuple(first), names, (), (), None, error, harmonisation)
    background = profiles_seen(viewer).filter(substance=first[0].substance_id, method=first[0].method)
    model, trouble = _model(viewer, _same_compounds(list(background), like=first[0]))
    if model is None:
        return Compared(tuple(first), names, (), _bare(table), None, trouble, harmonisation)
    found = tuple(compare_pairs(table, model))
    return Compared(tuple(first), names, found, (), _described(model, FALSE_POSITIVES), None, harmonisation)


def profiles_seen(viewer: Viewer) -> QuerySet[models.Profile]:
    """Profiles of visible reports of which nothing that a comparison shows is withheld."""
    reports = open_reports(viewer, SHOWN).filter(withdrawn_at__isnull=True)
    rows = models.Profile.objects.filter(report__in=reports.values("pk"))
    return rows.select_related("report__label", "substance").order_by(
        "report__happened_on", "report_id", "measured_on", "id"
    )


def _seizure(report: models.Report, viewer: Viewer) -> Seizure:
    own = viewer.is_node or (viewer.party and viewer.party == report.label.originator)
    withheld = "/own_reference" in report.field_labels and not own
    return Seizure(
        report.pk, str(report.pk)[:8] if withheld else report.own_reference, report.country, report.happened_on
    )


def _groups(profiles: Iterable[models.Profile]) -> list[Group]:
    found: dict[tuple[UUID, str, str], set[UUID]] = {}
    counts: dict[tuple[UUID, str, str], int] = {}
    for one in profiles:
        key = (one.substance_id, one.substance.name, one.method)
        found.setdefault(key, set()).add(one.report_id)
        counts[key] = counts.get(key, 0) + 1
    groups = [Group(*key, counts[key], len(reports)) for key, reports in found.items()]
    return sorted(groups, key=lambda one: (-one.seizures, one.name, one.method))


def _same_compounds(profiles: list[models.Profile], like: models.Profile | None = None) -> list[models.Profile]:
    """Those with the compounds that most of them have: what lacks one has no distance to the others."""
    if not profiles:
        return []
    kinds: dict[frozenset[str], list[models.Profile]] = {}
    for one in profiles:
        if len(one.compounds) > 1 and any(one.compounds.values()):
            kinds.setdefault(frozenset(one.compounds), []).append(one)
    if like is not None:
        return kinds.get(frozenset(like.compounds), [])
    return max(kinds.values(), key=len, default=[])


def _first_of_each(profiles: Iterable[models.Profile]) -> list[models.Profile]:
    found: dict[UUID, models.Profile] = {}
    for one in profiles:
        found.setdefault(one.report_id, one)
    return list(found.values())


def _casework(one: models.Profile) -> Profile:
    names = tuple(sorted(one.compounds))
    values = tuple(float(one.compounds[name]) for name in names)
    return Profile(str(one.report_id), one.substance.name, one.method, names, values)


def _model(viewer: Viewer, profiles: list[models.Profile]) -> tuple[LinkageModel | None, InputError | None]:
    """What a distance is worth, from specimens of known origin among these; the trouble where there are too few."""
    source = sources_of(viewer, profiles)
    known = [one for one in profiles if one.pk in source][:MOST_LEARNED]
    if not known:
        what = message(
            CONTEXT, "No origin is known of any of these profiles, so nothing says what a distance is worth."
        )
        remedy = message(CONTEXT, "Add several profiles of one seizure, or state which seizures form a known series.")
        return None, InputError("linkage.no_known", what, remedy=remedy)
    rows = [
        Profile(
            str(one.pk),
            one.substance.name,
            one.method,
            tuple(sorted(one.compounds)),
            tuple(float(one.compounds[name]) for name in sorted(one.compounds)),
            source[one.pk],
        )
        for one in known
    ]
    try:
        return learn(tabulate(rows), Pretreatment(), "pearson", bounded_by="sources"), None
    except InputError as error:
        return None, error


def _series(rows: list[Profile], model: LinkageModel, cut_off: float, joining: Joining) -> list[Series]:
    """Only near pairs are weighed: the others cannot be links. What speaks for two sources is none, however near."""
    table = tabulate(rows)
    found = (one for one in compare_pairs(table, model, _near(table, model, cut_off)) if one.ratio.log10 > 0)
    return find_series(found, cut_off, joining)


def _near(table: ProfileTable, model: LinkageModel, cut_off: float) -> list[tuple[str, str]]:
    import numpy as np

    apart = distance_table(table, model.pretreatment, model.distance)
    first, second = np.nonzero(np.triu(apart <= cut_off * (1 + 1e-9), 1))
    names = [profile.identifier for profile in table.profiles]
    return [(names[a], names[b]) for a, b in zip(first, second, strict=True)]


def _bare(table: ProfileTable) -> tuple[tuple[str, str, float], ...]:
    apart = distance_table(table, Pretreatment(), "pearson")
    names = [profile.identifier for profile in table.profiles]
    return tuple((names[a], names[b], float(apart[a, b])) for a in range(len(names)) for b in range(a + 1, len(names)))


def _described(model: LinkageModel, rate: float) -> Learned:
    population, cut_off = model.population, model.population.cut_off(rate)
    return Learned(
        population.sources,
        population.linked.size,
        population.unlinked.size,
        (model.bounds.lower, model.bounds.upper),
        model.cost.total,
        cut_off,
        population.false_positive_rate(cut_off),
        population.sensitivity(cut_off),
    )
