"""Who is signed in, and for whom they act: what the head of every page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from comity.base.clock import now
from comity.kernel.accounts.authentication import actor_of
from comity.kernel.accounts.models import Assignment, User
from comity.kernel.parties.models import Party


@dataclass(frozen=True, slots=True)
class Standing:
    """The person, the assignment acted in (none yet for newcomers), and the others they could act in."""

    name: str
    email: str
    acting: Assignment | None
    others: Sequence[Assignment]

    @property
    def initials(self) -> str:
        """First letters of the first and the last word of the name."""
        words = self.name.split() or ["?"]
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


def of(request: HttpRequest) -> Standing | None:
    """The standing of whoever is signed in."""
    actor, user = actor_of(request), getattr(request, "user", None)
    if actor is None or not isinstance(user, User):
        return None
    held = list(Assignment.objects.active(now()).filter(user=user).select_related("party", "user__person"))
    acting = next((one for one in held if one.pk == actor.assignment_id), None)
    others = [one for one in held if one is not acting]
    name = held[0].user.person.name if held else Party.objects.values_list("name", flat=True).get(pk=user.person_id)
    return Standing(name, user.email, acting, others)
