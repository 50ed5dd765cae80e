"""What the entry contributes to pages that span rooms: results that have not been submitted yet."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from comity.domains.exercises.models import Submission
from comity.domains.exercises.queries.submissions import entries
from comity.domains.exercises.states import EnrolmentState, RoundState
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.contributions import WaitingItem


def waiting(actor: Actor) -> Iterator[WaitingItem]:
    """Open rounds from which nothing has come in yet from one's laboratory."""
    if actor.party_id is None or not actor.may_in_own_party("submit results"):
        return
    handed_in = Submission.objects.filter(code__round=OuterRef("round"), code__laboratory=OuterRef("laboratory"))
    found = entries(actor).filter(state=EnrolmentState.ENROLLED, round__state=RoundState.OPEN)
    for enrolment in found.exclude(Exists(handed_in))[:20]:
        yield WaitingItem(
            title=pgettext_lazy("waiting", "Submit your results"),
            url=reverse("entry:sheet", args=[enrolment.pk]),
            why=f"{enrolment.round} · {enrolment.laboratory.name}",
            due=enrolment.round.deadline,
        )
