"""Over the rounds: a laboratory about itself; the population by region, as far as that points at nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from comity.base.errors import NotFoundError
from comity.domains.exercises.conduct.suppression import Group
from comity.domains.exercises.conduct.tallies import RegionLine, Tally, by_region, by_region_over_rounds, tallied
from comity.domains.exercises.models import Round, Scheme, Score
from comity.domains.exercises.queries.outcome import holding_runs, own_scores, sees_summary
from comity.domains.exercises.queries.taking_part import own_laboratories
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party
from comity.kernel.parties.regions import region_of

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class RoundPoint:
    """One score in the course of a laboratory."""

    round: str
    date: str
    z: float


@dataclass(frozen=True, slots=True)
class Course:
    """The scores of a laboratory for one measurand, in the order of the rounds."""

    scheme: str
    measurand: str
    points: tuple[RoundPoint, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """How a laboratory did over its rounds, in several respects."""

    laboratory: Party
    rounds: int
    scores: Tally
    by_round: dict[str, Tally]
    by_technique: dict[str, Tally]
    by_substance: dict[str, Tally]
    by_item_type: dict[str, Tally]
    courses: tuple[Course, ...]


def laboratories_with_scores(actor: Actor) -> list[Party]:
    """One's own laboratories that have been scored in a released round, by name."""
    scored = own_scores(actor).order_by().values("code__laboratory_id")
    return list(Party.objects.filter(pk__in=scored).order_by("name", "id"))


def performance(actor: Actor, laboratory_id: UUID) -> Performance:
    """Everything that one's own laboratory was scored for in released rounds; otherwise `NotFoundError`."""
    if laboratory_id not in own_laboratories(actor) or not actor.may_in_own_party("see own report"):
        raise NotFoundError
    laboratory = Party.objects.get(pk=laboratory_id)
    rows = own_scores(actor).filter(code__laboratory=laboratory_id)
    found = list(rows.order_by("run__round__closed_at", "run__round_id", "item", "measurand"))
    return Performance(
        laboratory=laboratory,
        rounds=len({score.run.round_id for score in found}),
        scores=tallied(found, lambda _: "all").get("all", Tally()),
        by_round=tallied(found, lambda score: f"{score.run.round.scheme.title} {score.run.round.code}"),
        by_technique=_sorted(found, lambda score: score.technique),
        by_substance=_sorted(found, lambda score: score.substance),
        by_item_type=_sorted(found, lambda score: score.matrix),
        courses=_courses(found),
    )


def population(actor: Actor, round_id: UUID) -> list[RegionLine]:
    """How the laboratories of a released round did, by region and country; the same table for everybody who may see it.

    The same means: suppression never depends on the reader, so that two readers who compare learn nothing more.
    """
    round_ = Round.objects.select_related("scheme__organiser").filter(pk=round_id).first()
    if round_ is None or not sees_summary(actor, round_):
        raise NotFoundError
    return _by_region(Score.objects.filter(run__in=holding_runs().filter(round_id=round_id)))


def population_of_scheme(actor: Actor, scheme_id: UUID) -> list[RegionLine]:
    """The same over all released rounds of a scheme, for those who organise it.

    A laboratory counts once, however many rounds it was in. What this table shows beside those of the rounds leads to
    nothing that one of them suppresses.
    """
    scheme = Scheme.objects.select_related("organiser").filter(pk=scheme_id).first()
    if scheme is None or not actor.may("see organised rounds", scheme.organiser):
        raise NotFoundError
    scores = Score.objects.filter(run__in=holding_runs().filter(round__scheme_id=scheme_id))
    return by_region_over_rounds(_by_round(scores).values())


def _by_region(scores: QuerySet[Score]) -> list[RegionLine]:
    return by_region(one for some in _by_round(scores).values() for one in some.values())


def _by_round(scores: QuerySet[Score]) -> dict[UUID, dict[UUID, tuple[Group, Tally]]]:
    """Place and tally of each laboratory in each round."""
    counts: dict[tuple[UUID, UUID, str], Counter[str]] = defaultdict(Counter)
    fields = ("run__round_id", "code__laboratory_id", "code__laboratory__country", "performance")
    for round_id, laboratory, country, judged in scores.order_by().values_list(*fields):
        counts[round_id, laboratory, country][judged] += 1
    found: dict[UUID, dict[UUID, tuple[Group, Tally]]] = defaultdict(dict)
    for (round_id, laboratory, country), some in counts.items():
        found[round_id][laboratory] = _place(country), Tally(dict(some))
    return found


def _place(country: str) -> Group:
    return (region_of().get(country, ""), country)


def _sorted(found: Sequence[Score], by: Callable[[Score], str]) -> dict[str, Tally]:
    tallies = tallied(found, lambda score: by(score).strip() or UNKNOWN)
    return dict(sorted(tallies.items(), key=lambda pair: (pair[0] == UNKNOWN, -pair[1].scored, pair[0].casefold())))


def _courses(found: Sequence[Score]) -> tuple[Course, ...]:
    """One line for each measurand of a scheme that was scored in more than one round; items of a round are averaged."""
    values: dict[tuple[str, str], dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    for score in found:
        round_ = score.run.round
        if score.value is not None and score.name in {"z", "z_prime"}:
            day = round_.closed_at.date().isoformat() if round_.closed_at else ""
            values[round_.scheme.title, score.title or score.measurand][round_.code, day].append(score.value)
    return tuple(
        Course(scheme, title, tuple(RoundPoint(code, day, sum(some) / len(some)) for (code, day), some in by.items()))
        for (scheme, title), by in values.items()
        if len(by) > 1
    )
