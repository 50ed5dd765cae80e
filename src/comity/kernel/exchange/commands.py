"""The command line of this room: `comity node init | card | keys`, `comity peer add | confirm | agree | list | sync |
mirror`.

Whoever may run it at the node's machine acts as the system, with the reason on record. Nothing heavy is imported before
a verb runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.errors import ComityError, InputError
from comity.base.messages import Message, message

if TYPE_CHECKING:
    from comity.kernel.accounts.actor import Actor
    from comity.kernel.exchange.models import Peer

CONTEXT = "command line"
SOMETHING_FOUND = 1
PURPOSES = ("record", "request", "sealing", "log", "witness")


def add_commands(verbs: Any, language: str = "en") -> None:
    """Add `node` and `peer` to the command line."""
    node = _verb(verbs, "node", message(CONTEXT, "This node as others know it: card and keys."), language)
    _add_node(node.add_subparsers(dest="part", metavar="VERB", required=True), language)
    peer = _verb(verbs, "peer", message(CONTEXT, "Other nodes: introduce, confirm, agree, synchronise."), language)
    _add_peer(peer.add_subparsers(dest="part", metavar="VERB", required=True), language)


def _add_node(parts: Any, language: str) -> None:
    init = _verb(parts, "init", message(CONTEXT, "Make the keys of this node and its first card."), language)
    init.set_defaults(run=run_init)
    card = _verb(parts, "card", message(CONTEXT, "Write the card by which this node introduces itself."), language)
    out = message(CONTEXT, "Where to; - for standard output.")
    card.add_argument("file", metavar="FILE", nargs="?", default="-", help=out.render(language))
    card.set_defaults(run=run_card)
    keys = _verb(parts, "keys", message(CONTEXT, "Show the keys of this node, or replace one."), language)
    replace = message(CONTEXT, "Make a new key for this purpose.")
    keys.add_argument("--replace", choices=PURPOSES, help=replace.render(language))
    stolen = message(CONTEXT, "The replaced key was stolen at this moment, as in 2026-03-31T16:00:00Z.")
    keys.add_argument("--compromised", metavar="MOMENT", help=stolen.render(language))
    _json(keys, language)
    keys.set_defaults(run=run_keys)


def _add_peer(parts: Any, language: str) -> None:
    add = _verb(parts, "add", message(CONTEXT, "Introduce another node by its card."), language)
    card = message(CONTEXT, "File with the card; - for standard input.")
    add.add_argument("card", metavar="CARD", help=card.render(language))
    through = message(CONTEXT, "It is reached over this peer, which passes records on.")
    add.add_argument("--through", metavar="PEER", help=through.render(language))
    add.set_defaults(run=run_add)
    confirm = _verb(parts, "confirm", message(CONTEXT, "Say that people have compared its fingerprint."), language)
    _peer(confirm, language)
    fingerprint = message(CONTEXT, "The fingerprint that the people of the other node have read to you.")
    confirm.add_argument("fingerprint", metavar="FINGERPRINT", help=fingerprint.render(language))
    confirm.set_defaults(run=run_confirm)
    _add_agree(parts, language)
    route = _verb(parts, "route", message(CONTEXT, "Say who passes records of others on to whom."), language)
    _peer(route, language)
    relay = message(CONTEXT, "It passes on to this node what others have signed.")
    route.add_argument("--relay", action="store_true", help=relay.render(language))
    served = message(CONTEXT, "This node passes on to it what others have signed.")
    route.add_argument("--served", action="store_true", help=served.render(language))
    route.add_argument("--through", metavar="PEER", help=through.render(language))
    route.set_defaults(run=run_route)
    shown = _verb(parts, "list", message(CONTEXT, "Show all peers and how they stand."), language)
    _json(shown, language)
    shown.set_defaults(run=run_list)
    sync = _verb(parts, "sync", message(CONTEXT, "Take in what peers have for this node, and send receipts."), language)
    one = message(CONTEXT, "Only this peer (default: all).")
    sync.add_argument("peer", metavar="PEER", nargs="?", help=one.render(language))
    _json(sync, language)
    sync.set_defaults(run=run_sync)
    text = message(CONTEXT, "Keep a copy of a peer's log, entries and all; run again, it takes what was added.")
    mirror = _verb(parts, "mirror", text, language)
    _peer(mirror, language)
    into = message(CONTEXT, "Folder of the copy (default: mirrors/ in COMITY_DATA). It can be checked with log audit.")
    mirror.add_argument("--into", metavar="DIR", type=Path, help=into.render(language))
    _json(mirror, language)
    mirror.set_defaults(run=run_mirror)


def _add_agree(parts: Any, language: str) -> None:
    agree = _verb(parts, "agree", message(CONTEXT, "Say what may go to a peer, and what may come."), language)
    _peer(agree, language)
    kind = message(CONTEXT, "Name of a record type; * for every type; question:NAME for a question.")
    agree.add_argument("type", metavar="TYPE", help=kind.render(language))
    send = message(CONTEXT, "It may go there; a question: this node may ask it.")
    agree.add_argument("--send", action="store_true", help=send.render(language))
    receive = message(CONTEXT, "It may come from there; a question: the peer may ask it.")
    agree.add_argument("--receive", action="store_true", help=receive.render(language))
    purposes = message(CONTEXT, "A purpose for which it may be used there; may be repeated.")
    agree.add_argument("--purpose", action="append", default=[], help=purposes.render(language))
    roles = message(CONTEXT, "A role whose people may send it or ask it; may be repeated (default: every role).")
    agree.add_argument("--role", action="append", default=[], help=roles.render(language))
    agree.set_defaults(run=run_agree)


def run_init(arguments: argparse.Namespace) -> int:
    """Keys and a card."""
    actor = _start("node init")
    from comity.kernel.exchange.own_node import own_node
    from comity.kernel.exchange.rules import in_groups
    from comity.kernel.exchange.services import issue_card

    card = issue_card(actor)
    said = message(
        CONTEXT,
        "This node is {origin}. Fingerprint: {fingerprint}",
        origin=own_node().origin,
        fingerprint=in_groups(card.fingerprint),
    )
    _say(said, arguments.language)
    return 0


def run_card(arguments: argparse.Namespace) -> int:
    """The card as a text."""
    actor = _start("node card")
    from comity.kernel.exchange.services import issue_card

    card = issue_card(actor)
    if arguments.file == "-":
        sys.stdout.write(card.envelope + "\n")
    else:
        Path(arguments.file).write_text(card.envelope + "\n", encoding="utf-8")
    return 0


def run_keys(arguments: argparse.Namespace) -> int:
    """Show, or replace."""
    actor = _start("node keys")
    from comity.base.clock import to_text
    from comity.kernel.exchange.queries.cards import own_keys
    from comity.kernel.exchange.services import issue_card, replace_node_key

    if arguments.replace:
        replace_node_key(actor, arguments.replace, compromised_at=_moment(arguments.compromised))
    issue_card(actor)
    keys = [
        {
            "purpose": one.purpose,
            "public": one.public,
            "since": to_text(one.since),
            "until": to_text(one.until) if one.until else None,
            "compromised": to_text(one.compromised_at) if one.compromised_at else None,
            "signs_until": one.signs_until.isoformat() if one.signs_until else None,
        }
        for one in own_keys(actor)
    ]
    if arguments.json:
        print(json.dumps(keys))  # noqa: T201 - the command line speaks by printing
    else:
        for key in keys:
            print(key["purpose"], key["public"], key["since"], key["until"] or "")  # noqa: T201 - see above
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Introduce."""
    actor = _start("peer add")
    from comity.kernel.exchange.rules import in_groups
    from comity.kernel.exchange.services import add_peer

    text = sys.stdin.read() if arguments.card == "-" else Path(arguments.card).read_text(encoding="utf-8")
    through = _found(actor, arguments.through).pk if arguments.through else None
    peer = add_peer(actor, text, how="command line", through=through)
    said = message(
        CONTEXT,
        "{origin} is introduced. Compare its fingerprint with its people, then confirm it: {fingerprint}",
        origin=peer.origin,
        fingerprint=in_groups(peer.fingerprint),
    )
    _say(said, arguments.language)
    return 0


def run_confirm(arguments: argparse.Namespace) -> int:
    """Confirm."""
    actor = _start("peer confirm")
    from comity.kernel.exchange.services import confirm_peer

    confirm_peer(actor, _found(actor, arguments.peer).pk, arguments.fingerprint)
    return 0


def run_agree(arguments: argparse.Namespace) -> int:
    """Agree."""
    actor = _start("peer agree")
    from comity.kernel.exchange.services import set_agreement

    set_agreement(
        actor,
        _found(actor, arguments.peer).pk,
        arguments.type,
        may_send=arguments.send,
        may_receive=arguments.receive,
        purposes=arguments.purpose,
        roles=arguments.role,
    )
    return 0


def run_route(arguments: argparse.Namespace) -> int:
    """Who passes on to whom."""
    actor = _start("peer route")
    from comity.kernel.exchange.services import change_route

    through = _found(actor, arguments.through).pk if arguments.through else None
    peer = _found(actor, arguments.peer)
    change_route(actor, peer.pk, relay=arguments.relay, served=arguments.served, through=through)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Peers and how they stand."""
    actor = _start("peer list")
    from comity.kernel.exchange.queries import list_peers

    rows = [_row(peer) for peer in list_peers(actor)]
    if arguments.json:
        print(json.dumps(rows))  # noqa: T201 - the command line speaks by printing
        return 0
    text = "{name} ({origin}): {state}; sent {queued}, acknowledged {acknowledged}; received {received}. {fault}"
    for row in rows:
        _say(message(CONTEXT, text, **row), arguments.language)
    return 0


def run_sync(arguments: argparse.Namespace) -> int:
    """One peer, or all; a peer that fails keeps no other from its turn."""
    actor = _start("peer sync")
    from comity.kernel.exchange.queries.peers import list_peers, reached_directly
    from comity.kernel.exchange.synchronising import synchronise

    direct = set(reached_directly())
    wanted = (
        [_found(actor, arguments.peer)] if arguments.peer else [one for one in list_peers(actor) if one.pk in direct]
    )
    results, found = [], False
    for peer in wanted:
        try:
            done = synchronise(actor, peer.pk)
        except ComityError as error:
            found = True
            results.append({"peer": peer.origin, "error": error.code})
            print(error.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
            continue
        found = found or bool(done.refused)
        results.append({"peer": peer.origin, **{name: getattr(done, name) for name in SHOWN}})
        text = "{peer}: {taken} taken in, {refused} refused; {through} in all."
        if not arguments.json:
            said = message(CONTEXT, text, peer=peer.name, taken=done.taken, refused=done.refused, through=done.through)
            _say(said, arguments.language)
    if arguments.json:
        print(json.dumps(results))  # noqa: T201 - see above
    return SOMETHING_FOUND if found else 0


def run_mirror(arguments: argparse.Namespace) -> int:
    """The copy of one peer's log, brought up to its newest head."""
    actor = _start("peer mirror")
    from comity.kernel.exchange.mirroring import mirror_folder, mirror_log

    peer = _found(actor, arguments.peer)
    folder = arguments.into or mirror_folder(peer)
    head = mirror_log(peer, folder)
    if arguments.json:
        print(json.dumps({"peer": peer.origin, "size": head.size, "folder": str(folder)}))  # noqa: T201 - see above
        return 0
    said = message(
        CONTEXT,
        "{count} entries of the log of {peer} are in {folder}.",
        count=head.size,
        peer=peer.name,
        folder=str(folder),
    )
    _say(said, arguments.language)
    return 0


SHOWN = ("pages", "taken", "refused", "through", "digest", "complete", "witnessed", "codes")


def _row(peer: Peer) -> dict[str, Any]:
    return {
        "origin": peer.origin,
        "name": peer.name,
        "state": peer.state,
        "address": peer.address,
        "fingerprint": peer.fingerprint,
        "queued": peer.queued,
        "queued_digest": peer.queued_digest,
        "acknowledged": peer.acknowledged,
        "received": peer.cursor.count,
        "received_digest": peer.cursor.digest,
        "fault": peer.fault,
    }


def _start(verb: str) -> Actor:
    from comity.kernel.start import start_node

    start_node()
    from comity.kernel.accounts.actor import Actor

    return Actor.system(f"comity {verb}")


def _found(actor: Actor, text: str) -> Peer:
    from comity.kernel.exchange.queries.peers import find_peer

    return find_peer(actor, text)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        what = message(CONTEXT, "{text} is not a moment; write it as in 2026-03-31T16:00:00Z.", text=text[:40])
        raise InputError("moment-unreadable", what, where="--compromised") from error


def _say(text: Message, language: str) -> None:
    print(text.render(language))  # noqa: T201 - the command line speaks by printing


def _peer(parser: argparse.ArgumentParser, language: str) -> None:
    text = message(CONTEXT, "Name or origin of the peer.")
    parser.add_argument("peer", metavar="PEER", help=text.render(language))


def _json(parser: argparse.ArgumentParser, language: str) -> None:
    text = message(CONTEXT, "Print JSON, for programs.")
    parser.add_argument("--json", action="store_true", help=text.render(language))


def _verb(verbs: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=text.render(language), description=text.render(language)
    )
    return parser
