"""What services that work in the background share: when a job is alive, what it says when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pkgutil import resolve_name
from typing import Any, Final

from comity.base.clock import now
from comity.base.errors import ComityError
from comity.base.messages import message
from comity.domains.exercises.conduct.inputs import Inputs
from comity.domains.exercises.models import EvaluationRun, Screening
from comity.domains.exercises.states import RunState
from comity.kernel.jobs.apart import run_apart
from comity.kernel.jobs.leases import is_held

ACTIVE: Final = (RunState.QUEUED, RunState.RUNNING)
SHARES: Final[Mapping[str, Mapping[str, int]]] = {
    "screening": {"gates": 100},
    "evaluation": {"scores": 15, "reports": 80, "files": 5},
}
MOST_FAULTS = 50
MANY_ROWS = 500
"""Below, starting a process takes longer than the work."""
WAITS = timedelta(minutes=10)
"""A job that no worker has taken up for so long is queued again: its place in the queue may be lost."""


def resumed(job: Screening | EvaluationRun, kind: str) -> bool:
    """Whether a job that counts as active is done by nobody any more; it is then set back to wait for a worker.

    The caller holds the round, so that two people who notice this at once queue it once.
    """
    if is_held(f"{kind}:{job.pk}"):
        return False
    if job.state == RunState.QUEUED and job.requested_at > now() - WAITS:
        return False
    job.state = RunState.QUEUED.value
    job.save(update_fields=["state"])
    return True


def computed(function: str, inputs: Inputs, /, *, progress: Callable[..., None], **named: Any) -> Any:
    """What `package.module:function` makes of the inputs; of many, in a process that ends.

    It is loaded there only, with all that computing needs, so that the worker stays small.
    """
    if len(inputs.rows) < MANY_ROWS:
        return resolve_name(function)(inputs.plan, inputs.results(), progress=progress, **named)
    return run_apart(function, inputs.plan, inputs.results(), progress=progress, **named)


def failure(error: ComityError) -> dict[str, Any]:
    """An error as plain data, with no more faults than anybody reads."""
    data = error.to_data()
    if "faults" in data:
        data["faults"] = data["faults"][:MOST_FAULTS]
    return data


def unexpected() -> dict[str, Any]:
    """What is said of an error that nobody foresaw; what it was stands in the log of the node."""
    return failure(
        ComityError(
            "unexpected",
            message("job", "This stopped with an error in Comity, not in your data. Nothing was changed."),
            remedy=message("job", "Try it once more; if it stops again, tell whoever runs this node."),
        )
    )
