"""Who is who in the demonstration: two organisations, their people, and laboratories in many countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from comity.base.clock import as_if
from comity.domains.directory.services import load_reference_data, register_entry
from comity.domains.exercises.invented.people import laboratories
from comity.kernel.accounts import services as accounts
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import actor_for
from comity.kernel.accounts.queries import my_assignments
from comity.kernel.parties.models import Party
from comity.kernel.parties.services import add_membership, found_node

BEGINNING: Final = datetime(2022, 11, 7, 9, 0, tzinfo=UTC)
LABORATORIES: Final = 120
OWN: Final = "L073"  # the laboratory whose people sign in; its results have drifted for three years
SISTER: Final = "L012"  # another laboratory of the same ministry
NODE: Final = Actor.system("the demonstration is set up")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as."""

    name: str
    email: str
    role: str
    party: str  # secretariat, ministry or laboratory


PEOPLE: Final = (
    Person("Ada Montoya", "coordinator@example.invalid", "coordinator", "secretariat"),
    Person("Noor Haddad", "statistician@example.invalid", "statistician", "secretariat"),
    Person("Ilse Brandt", "administrator@example.invalid", "administrator", "secretariat"),
    Person("Kofi Asare", "manager@example.invalid", "laboratory_manager", "laboratory"),
    Person("Mei Tanaka", "analyst@example.invalid", "analyst", "laboratory"),
    Person("Juan Ortega", "second.analyst@example.invalid", "analyst", "laboratory"),
    Person("Sofia Lindqvist", "quality@example.invalid", "quality_manager", "ministry"),
    Person("Paul Okoye", "observer@example.invalid", "observer", "ministry"),
)

ELSEWHERE: Final = (
    Person("Esi Boateng", "administrator@elsewhere.invalid", "administrator", "agency"),
    Person("Kwame Mensah", "manager@elsewhere.invalid", "laboratory_manager", "laboratory"),
    Person("Abena Owusu", "analyst@elsewhere.invalid", "analyst", "laboratory"),
)
"""At the second node, which runs beside the first."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by what they are called in this package."""

    parties: Mapping[str, Party]
    laboratories: Mapping[str, Party]  # by their codes in the invented round
    actors: Mapping[str, Actor]  # by role

    def actor(self, role: str) -> Actor:
        """Who acts in that role."""
        return self.actors[role]

    @property
    def own(self) -> Party:
        """The laboratory whose people sign in."""
        return self.laboratories[OWN]


def cast(password: str) -> Cast:
    """Register everybody, as of three years ago."""
    with as_if(BEGINNING):
        secretariat = found_node(NODE, name="Secretariat of the Invented Network", country="NL")
        load_reference_data(NODE)
        network = register_entry(NODE, kind="network", name="Invented Network of Drug Laboratories", short_name="INDL")
        ministry = register_entry(NODE, kind="organisation", name="Ministry of Justice (invented)", country="AT")
        known = {code: _laboratory(code, name, country, ministry) for code, name, country in laboratories(LABORATORIES)}
        for laboratory in known.values():
            add_membership(NODE, laboratory.pk, network.pk)
        parties = {"secretariat": secretariat, "ministry": ministry, "network": network, "laboratory": known[OWN]}
        actors = {person.role: _join(person, parties[person.party], password) for person in reversed(PEOPLE)}
    return Cast(parties, known, actors)


def _laboratory(code: str, name: str, country: str, ministry: Party) -> Party:
    part = ministry.pk if code in {OWN, SISTER} else None
    return register_entry(NODE, kind="laboratory", name=name, country="AT" if part else country, part_of=part)


def _join(person: Person, party: Party, password: str) -> Actor:
    invited = accounts.invite_person(NODE, party.pk, email=person.email, role=person.role)
    visitor = Actor.visitor("the demonstration")
    user = accounts.accept_invitation(
        visitor, invited.secret, name=person.name, password=password, time_zone="Europe/Vienna"
    )
    assignment = my_assignments(Actor(user_id=user.pk)).select_related("user", "party")[0]
    return actor_for(assignment, via="page", origin="demonstration")
