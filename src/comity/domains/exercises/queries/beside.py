"""What the reports of a round say beside its evaluation; the service that makes them has asked the policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from comity.base.clock import to_text
from comity.domains.exercises.models import ParticipantCode, Round, Score
from comity.domains.exercises.queries.outcome import holding_runs
from comity.domains.exercises.queries.published import PublishedDeviation, published_deviations

if TYPE_CHECKING:
    from comity.domains.exercises.evaluation import PastScore
    from comity.domains.exercises.reports.beside import Beside

COMPARABLE = ("z", "z_prime")


def beside_evaluation(round_: Round, document: Mapping[str, Any]) -> Beside:
    """Deviations from the frozen plan, and the course of each laboratory over earlier released rounds of the scheme."""
    from comity.domains.exercises.evaluation.across import history
    from comity.domains.exercises.plan import plan_from_data
    from comity.domains.exercises.reports.beside import Beside

    plan = plan_from_data(document["plan"], "plan")
    courses = defaultdict(list)
    for course in history(plan, document["measurands"], earlier_scores(round_), document["evaluated_at"][:10]):
        courses[course["laboratory"]].append({**course, "signals": [one.to_data() for one in course["signals"]]})
    return Beside([_plain(one) for one in published_deviations(round_)], dict(courses))


def earlier_scores(round_: Round) -> Iterator[PastScore]:
    """Scores of these laboratories in released rounds that closed before this one, under their codes of this one."""
    from comity.domains.exercises.evaluation import PastScore

    if round_.closed_at is None:
        return
    codes = dict(ParticipantCode.objects.filter(round=round_).values_list("laboratory_id", "code"))
    runs = holding_runs().filter(round__scheme_id=round_.scheme_id, round__closed_at__lt=round_.closed_at)
    rows = Score.objects.filter(run__in=runs.exclude(round=round_), value__isnull=False, name__in=COMPARABLE)
    fields = ("code__laboratory_id", "run__round__code", "run__round__closed_at", "measurand", "value")
    for laboratory, code, closed, measurand, value in rows.order_by("id").values_list(*fields):
        if laboratory in codes and value is not None and closed is not None:
            yield PastScore(code, closed.date().isoformat(), codes[laboratory], measurand, value, None)


def _plain(one: PublishedDeviation) -> dict[str, Any]:
    return {**asdict(one), "at": to_text(one.at)}
