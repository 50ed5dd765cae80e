"""What the reports of a round say beside its evaluation; the service that makes them has asked the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from comity.base.clock import to_text
from comity.domains.exercises.models import ParticipantCode, Round, Score
from comity.domains.exercises.queries.outcome import holding_runs
from comity.domains.exercises.queries.published import PublishedDeviation, published_deviations
from comity.kernel.jobs.apart import run_apart

if TYPE_CHECKING:
    from comity.domains.exercises.reports.beside import Beside

COMPARABLE = ("z", "z_prime")
MANY_SCORES = 500
"""Below, starting a process takes longer than the work."""
COURSES = "comity.domains.exercises.evaluation.across:courses"

Past = tuple[str, str, str, str, float]  # round, date, laboratory, measurand, z


def beside_evaluation(round_: Round, document: Mapping[str, Any]) -> Beside:
    """Deviations from the frozen plan, and the course of each laboratory over earlier released rounds of the scheme.

    Courses of many are computed in a process that ends: what computing needs would stay in the worker.
    """
    from comity.domains.exercises.reports.beside import Beside

    earlier = list(earlier_scores(round_))
    at = document["evaluated_at"][:10]
    courses = _computed(document["plan"], document["measurands"], earlier, at) if earlier else {}
    return Beside([_plain(one) for one in published_deviations(round_)], courses)


def _computed(*arguments: Any) -> dict[str, list[dict[str, Any]]]:
    many = len(arguments[2]) >= MANY_SCORES
    found: dict[str, list[dict[str, Any]]] = (run_apart if many else _here)(COURSES, *arguments)
    return found


def _here(function: str, *arguments: Any) -> Any:
    return resolve_name(function)(*arguments)


def earlier_scores(round_: Round) -> Iterator[Past]:
    """Scores of these laboratories in released rounds that closed before this one, under their codes of this one."""
    if round_.closed_at is None:
        return
    codes = dict(ParticipantCode.objects.filter(round=round_).values_list("laboratory_id", "code"))
    runs = holding_runs().filter(round__scheme_id=round_.scheme_id, round__closed_at__lt=round_.closed_at)
    rows = Score.objects.filter(run__in=runs.exclude(round=round_), value__isnull=False, name__in=COMPARABLE)
    fields = ("code__laboratory_id", "run__round__code", "run__round__closed_at", "measurand", "value")
    for laboratory, code, closed, measurand, value in rows.order_by("id").values_list(*fields):
        if laboratory in codes and value is not None and closed is not None:
            yield code, closed.date().isoformat(), codes[laboratory], measurand, value


def _plain(one: PublishedDeviation) -> dict[str, Any]:
    return {**asdict(one), "at": to_text(one.at)}
