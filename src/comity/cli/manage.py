"""`comity manage …`: what whoever runs the node does at its machine, before and beside the pages.

Whoever may run these commands can read the database anyway; each acts as the system, with a reason on record.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING, Any

from comity.base.errors import ConflictError, NotFoundError
from comity.base.messages import message
from comity.cli import backup
from comity.cli.verbs import add_option, add_verb
from comity.kernel.start import start_django, start_node

if TYPE_CHECKING:
    from comity.kernel.accounts.actor import Actor
    from comity.kernel.parties.models import Party

CONTEXT = "command line"


def add_commands(verbs: Any, language: str) -> None:
    """Add the verb `manage` and its parts."""
    manage = add_verb(verbs, "manage", message(CONTEXT, "Set up and look after this node."), language)
    parts = manage.add_subparsers(dest="part", metavar="VERB", required=True)
    _add_migrate(parts, language)
    backup.add_parts(parts, language)
    _add_create_administrator(parts, language)
    _add_invite(parts, language)
    _add_for_person(
        parts,
        "deactivate",
        "run_deactivate",
        message(CONTEXT, "Close an account: sessions, tokens and roles end at once."),
        language,
    )
    _add_for_person(
        parts, "reactivate", "run_reactivate", message(CONTEXT, "Open a closed account again, without roles."), language
    )
    _add_for_person(
        parts,
        "remove-second-factor",
        "run_remove_second_factor",
        message(CONTEXT, "For somebody who has lost their device: take all second factors and passkeys away."),
        language,
    )


def _add_migrate(parts: Any, language: str) -> None:
    parser = add_verb(parts, "migrate", message(CONTEXT, "Make the database, or bring it to this version."), language)
    parser.set_defaults(run=run_migrate)


def _add_create_administrator(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Found the node: its organisation and its first administrator.")
    parser = add_verb(parts, "create-administrator", text, language)
    add_option(parser, "--email", message(CONTEXT, "Mail address of the person."), language, required=True)
    add_option(parser, "--name", message(CONTEXT, "Name of the person."), language, default="")
    organisation = message(CONTEXT, "Name of the organisation that runs this node; needed the first time.")
    add_option(parser, "--organisation", organisation, language, default="")
    add_option(parser, "--country", message(CONTEXT, "Its country, as in NL."), language, default="")
    password = message(CONTEXT, "Ask for a password and make the account now; otherwise a link to accept is printed.")
    add_option(parser, "--password", password, language, action="store_true")
    parser.set_defaults(run=run_create_administrator)


def _add_invite(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Invite somebody to act for an organisation, and print the link.")
    parser = add_verb(parts, "invite", text, language)
    add_option(parser, "--email", message(CONTEXT, "Mail address of the person."), language, required=True)
    add_option(parser, "--party", message(CONTEXT, "Name or key of the organisation."), language, required=True)
    add_option(parser, "--role", message(CONTEXT, "The role, as in analyst."), language, required=True)
    parser.set_defaults(run=run_invite)


def _add_for_person(parts: Any, name: str, run: str, text: Any, language: str) -> None:
    parser = add_verb(parts, name, text, language)
    add_option(parser, "--email", message(CONTEXT, "Mail address of the person."), language, required=True)
    parser.set_defaults(run=lambda arguments: globals()[run](arguments))


def run_migrate(_arguments: argparse.Namespace) -> int:
    """Make or update all tables."""
    start_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return 0


def run_create_administrator(arguments: argparse.Namespace) -> int:
    """The node's organisation, if it is not there yet, and its administrator."""
    start_node()
    from django.db import transaction

    from comity.kernel.accounts import services

    actor = _system("create-administrator")
    password = _asked_password() if arguments.password else ""
    with transaction.atomic():
        party = _operator(actor, arguments)
        invited = services.invite_person(
            actor, party.pk, email=arguments.email, role="administrator", language=arguments.language
        )
        if password:
            name = arguments.name or arguments.email.partition("@")[0]
            services.accept_invitation(_visitor(), invited.secret, name=name, password=password)
    if not password:
        _print_link(invited.secret)
    return 0


def run_invite(arguments: argparse.Namespace) -> int:
    """An invitation by the node itself."""
    start_node()
    from comity.kernel.accounts import services

    actor = _system("invite")
    party = _party(actor, arguments.party)
    _print_link(
        services.invite_person(
            actor, party.pk, email=arguments.email, role=arguments.role, language=arguments.language
        ).secret
    )
    return 0


def run_deactivate(arguments: argparse.Namespace) -> int:
    """Close an account."""
    start_node()
    from comity.kernel.accounts import services

    actor = _system("deactivate")
    services.deactivate_person(actor, _user(actor, arguments.email))
    return 0


def run_reactivate(arguments: argparse.Namespace) -> int:
    """Open an account again."""
    start_node()
    from comity.kernel.accounts import services

    actor = _system("reactivate")
    services.reactivate_person(actor, _user(actor, arguments.email))
    return 0


def run_remove_second_factor(arguments: argparse.Namespace) -> int:
    """Take all second factors away."""
    start_node()
    from comity.kernel.accounts import services

    actor = _system("remove-second-factor")
    services.remove_second_factors(actor, _user(actor, arguments.email))
    return 0


def _operator(actor: Actor, arguments: argparse.Namespace) -> Party:
    from comity.kernel.parties.queries import operator
    from comity.kernel.parties.services import found_node

    party = operator()
    if party is None:
        return found_node(actor, name=arguments.organisation, country=arguments.country)
    if arguments.organisation and arguments.organisation != party.name:
        what = message(CONTEXT, "This node is run by {name} already.", name=party.name)
        raise ConflictError("operator-differs", what, remedy=message(CONTEXT, "Leave --organisation out."))
    return party


def _party(actor: Actor, text: str) -> Party:
    from comity.kernel.accounts.authentication import as_identifier
    from comity.kernel.parties.queries import get_party, list_parties

    key = as_identifier(text)
    if key is not None:
        return get_party(actor, key)
    found = list(list_parties(actor).filter(name__iexact=text)[:2])
    if len(found) != 1:
        raise NotFoundError
    return found[0]


def _user(actor: Actor, email: str) -> Any:
    from comity.kernel.accounts.queries import get_account_by_email

    return get_account_by_email(actor, email).pk


def _system(verb: str) -> Actor:
    from comity.kernel.accounts.actor import Actor

    return Actor.system(f"comity manage {verb}, by {getpass.getuser()}")


def _visitor() -> Actor:
    from comity.kernel.accounts.actor import Actor

    return Actor.visitor("comity manage create-administrator")


def _asked_password() -> str:
    """From the keyboard without an echo; from standard input where there is no keyboard."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(message(CONTEXT, "Password: ").render())


def _print_link(secret: str) -> None:
    from comity.kernel.accounts.mail import invitation_address

    sys.stdout.write(invitation_address(secret) + "\n")
