"""A label in words: whole sentences, in the order in which a reader needs them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from comity.base.clock import to_text
from comity.base.messages import Message, message
from comity.kernel.handling.label import Evaluation, JudicialUse, Label, Onward, PermissibleActions, Scheme, Tlp

REACH = {
    Tlp.CLEAR: message("label", "Everybody may see this, also without signing in."),
    Tlp.GREEN: message("label", "Everybody who acts for an organisation known to this node may see this."),
    Tlp.AMBER: message("label", "Recipients may see this, and those below them: their members and clients."),
    Tlp.AMBER_STRICT: message("label", "Only the recipients' own organisations may see this."),
    Tlp.RED: message("label", "Only the recipients who are named may see this, and nobody beside them."),
}
LISTED = message("label", "Only whoever stands on the release list may see this, with those below them.")
ONWARD = {
    Onward.LISTED: message("label", "It may be passed on to whoever is on the release list."),
    Onward.ASK: message("label", "Ask the originator before you pass it on."),
    Onward.NONE: message("label", "It must not be passed on."),
}
JUDICIAL = {
    JudicialUse.ALLOWED: message("label", "It may be used in judicial proceedings."),
    JudicialUse.WITH_PERMISSION: message("label", "Use in judicial proceedings needs the originator's permission."),
    JudicialUse.NOT: message("label", "It must not be used in judicial proceedings."),
}
ACTIONS = {
    PermissibleActions.GREEN: message("label", "You may act on it openly, but not publish it (PAP:GREEN)."),
    PermissibleActions.AMBER: message("label", "You may look it up elsewhere, but not act on it openly (PAP:AMBER)."),
    PermissibleActions.RED: message("label", "Use it only in ways that nobody outside can notice (PAP:RED)."),
}
SCHEME_NAMES = {Scheme.ADMIRALTY: "Admiralty", Scheme.EUROPOL_4X4: "Europol 4x4", Scheme.UK_3X5X2: "UK 3x5x2"}


def describe(label: Label) -> tuple[Message, ...]:
    """The label in words."""
    return tuple(_sentences(label))


def _sentences(label: Label) -> Iterator[Message]:
    listed = label.releasable_to is not None and label.tlp in {Tlp.CLEAR, Tlp.GREEN}
    yield LISTED if listed else REACH[label.tlp]
    if label.not_releasable_to:
        yield message(
            "label",
            "One name on the label is denied, whatever else it says.",
            plural="{count} names on the label are denied, whatever else it says.",
            count=len(label.not_releasable_to),
        )
    if label.purposes is not None:
        words = ", ".join(sorted(label.purposes)) or "–"
        yield message("label", "It may be used for this only: {purposes}.", purposes=words)
    yield ONWARD[label.onward]
    yield JUDICIAL[label.judicial_use]
    if label.permissible_actions in ACTIONS:
        yield ACTIONS[label.permissible_actions]
    if label.expires is not None:
        yield message("label", "From {moment} on only the originator sees it.", moment=to_text(label.expires))
    yield from (_evaluation(one) for one in sorted(label.evaluations, key=_order))


def _evaluation(one: Evaluation) -> Message:
    codes = " ".join((one.source + one.information, *one.handling))
    return message("label", "Evaluated as {codes} ({scheme}).", codes=codes, scheme=SCHEME_NAMES[one.scheme])


def _order(one: Evaluation) -> tuple[str, ...]:
    return (one.scheme, one.source, one.information, *one.handling, one.evaluated_by, str(one.evaluated_on or ""))
