"""Who may see what: the one rule, pure. `models.visible_to` says the same as a query; tests hold both together.

Rules
-----
1. Originator: whoever acts for the originator sees the record, whatever else its label says, also when it has expired.
2. Expired: from that moment on nobody else does.
3. Denial beats grant. Somebody denied by name, by what they belong to, by their country, or by what their state belongs
   to sees nothing. Where anybody is denied, people who are not known see nothing either: they might be the one.
4. Purpose: where purposes are named, the reader must have stated one of them.
5. TLP, and the release list where there is one, both have to reach the reader:

   RED             the party or person on the list itself. No membership reaches further.
   AMBER+STRICT    the organisation of a recipient. A recipient stands on the list, or is a member of a network,
                   alliance or group on it, or has its seat in a country on it; its organisation is itself and the
                   laboratories and groups that are parts of it.
   AMBER           also everybody below: members of recipients, as the states of an international organisation.
   GREEN           the community: everybody who acts for a party known to this node.
   CLEAR           everybody, also without signing in. On a list: those on it, as for AMBER.

6. What is neither granted nor known is denied. A role never enters here: which verbs a role may do is the policy's.
7. The node itself (migrations, background work) reads everything; it shows nothing to anybody without this rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.kernel.handling.label import Label, Onward, Tlp

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever reads, with everything they belong to on that day. Names are UUIDs and country codes, as in a label.

    The sets grow: `named` ⊆ `as_recipient` ⊆ `as_member` ⊆ `deniable`. `models` makes them from memberships.
    """

    party: str = ""
    named: frozenset[str] = NOBODY  # the acting party and the person
    as_recipient: frozenset[str] = NOBODY  # … what these are parts of, its networks and groups, its country
    as_member: frozenset[str] = NOBODY  # … everything above by any membership
    deniable: frozenset[str] = NOBODY  # … and what their states belong to
    purpose: str = ""
    is_node: bool = False


class Reason(StrEnum):
    """Why a record is shown, or is not."""

    NODE = "node"
    ORIGINATOR = "originator"
    GRANTED = "granted"
    EXPIRED = "expired"
    DENIED = "denied"
    PURPOSE = "purpose"
    OUT_OF_REACH = "out-of-reach"
    ONWARD_NONE = "onward-none"
    ONWARD_ASK = "onward-ask"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether, and why. The reason is for the originator and the audit trail, never for whoever is refused."""

    allowed: bool
    reason: Reason


def decides(label: Label, viewer: Viewer, at: datetime) -> Decision:
    """Whether this reader sees what carries this label, at that moment."""
    if viewer.is_node:
        return Decision(allowed=True, reason=Reason.NODE)
    if label.originator and viewer.party == label.originator:
        return Decision(allowed=True, reason=Reason.ORIGINATOR)
    refusal = _refusal(label, viewer, at)
    return Decision(allowed=refusal is None, reason=refusal or Reason.GRANTED)


def may_pass_on(label: Label, holder: Viewer, recipient: Viewer, at: datetime) -> Decision:
    """Whether somebody who holds a record may pass it on to another who may see it."""
    shown = decides(label, recipient, at)
    if not shown.allowed or decides(label, holder, at).reason in {Reason.ORIGINATOR, Reason.NODE}:
        return shown
    if label.onward is Onward.NONE:
        return Decision(allowed=False, reason=Reason.ONWARD_NONE)
    if label.onward is Onward.ASK:
        return Decision(allowed=False, reason=Reason.ONWARD_ASK)
    return shown


def _refusal(label: Label, viewer: Viewer, at: datetime) -> Reason | None:
    if label.expires is not None and label.expires <= at:
        return Reason.EXPIRED
    if label.not_releasable_to and (not viewer.party or label.not_releasable_to & viewer.deniable):
        return Reason.DENIED
    if label.purposes is not None and viewer.purpose not in label.purposes:
        return Reason.PURPOSE
    return None if _reaches(label, viewer) else Reason.OUT_OF_REACH


def _reaches(label: Label, viewer: Viewer) -> bool:
    if label.releasable_to is not None:
        return bool(label.releasable_to & names_that_count(label.tlp, viewer))
    return label.tlp is Tlp.CLEAR or (label.tlp is Tlp.GREEN and bool(viewer.party))


def names_that_count(tlp: Tlp, viewer: Viewer) -> frozenset[str]:
    """The names by which a release list reaches this reader under a TLP value."""
    if tlp is Tlp.RED:
        return viewer.named
    return viewer.as_recipient if tlp is Tlp.AMBER_STRICT else viewer.as_member
