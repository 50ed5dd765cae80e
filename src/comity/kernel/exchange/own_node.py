"""This node as its peers know it: origin, name, address, organisation and keys in force."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from comity.base.errors import ConflictError
from comity.base.messages import message
from comity.kernel.ledger.identity import NodeIdentity, node_identity
from comity.kernel.parties.models import Party
from comity.kernel.parties.queries import operator


@dataclass(frozen=True, slots=True)
class OwnNode:
    """Who we are."""

    identity: NodeIdentity
    party: Party
    address: str

    @property
    def origin(self) -> str:
        """The name of our log, by which peers know us."""
        return self.identity.origin


def own_node() -> OwnNode:
    """Who we are; a node without an organisation exchanges nothing."""
    party = operator()
    if party is None:
        raise ConflictError(
            "node-not-founded",
            message("exchange", "This node has no organisation that runs it."),
            remedy=message("exchange", "Run: comity manage create-administrator"),
        )
    return OwnNode(node_identity(), party, settings.ADDRESS)


def origin() -> str:
    """The name of our log."""
    return node_identity().origin
