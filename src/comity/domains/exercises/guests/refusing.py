"""What the organiser decides is not decided at a laboratory's node: said with the name of where it is."""

from __future__ import annotations

from uuid import UUID

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.domains.exercises.models import GuestRound


def refuse_guest(round_id: UUID) -> None:
    """Raise where the round is another node's."""
    guest = guest_of(round_id)
    if guest is not None:
        text = "This round is run at another node: {organiser} decides this there, at {node}."
        what = message(
            "guest round", text, organiser=guest.round.scheme.organiser.name, node=guest.peer.address or guest.peer.name
        )
        remedy = message("guest round", "Ask the organiser. What changes there arrives here by itself.")
        raise ConflictError("decided-elsewhere", what, remedy=remedy)


def guest_of(round_id: UUID) -> GuestRound | None:
    """The other node's claim on a round that stands here; none for rounds of our own."""
    return GuestRound.objects.select_related("peer__party", "round__scheme__organiser").filter(pk=round_id).first()
