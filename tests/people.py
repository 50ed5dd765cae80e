"""Fixtures of parties and people: a node's operator, a ministry with two laboratories, a foreign institute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """Parties by name, and how to get people who act for them."""

    operator: object
    ministry: object
    laboratory: object
    second_laboratory: object
    institute: object
    network: object

    def person(self, name: str, party: object, role: str = Role.ANALYST):
        """A person with an account and one assignment; the same name gives the same person."""
        from allauth.account.models import EmailAddress

        from comity.kernel.accounts.models import Assignment, User
        from comity.kernel.parties.models import Party

        email = f"{name.lower().replace(' ', '.')}@example.org"
        user = User.objects.filter(email=email).first()
        if user is None:
            person = Party.objects.create(kind="person", name=name)
            user = User(email=email, person=person, joined_at=LONG_AGO)
            user.set_password(PASSWORD)
            user.save()
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        since = LONG_AGO + timedelta(minutes=user.assignments.count())
        return Assignment.objects.create(user=user, party=party, role=role, since=since)

    def actor(self, name: str, party: object, role: str = Role.ANALYST, **changes) -> Actor:
        """The actor that such a person is."""
        from comity.kernel.accounts.authentication import actor_for

        return actor_for(self.person(name, party, role), **{"via": "page", **changes})


@pytest.fixture
def house(db):
    """Who is who in the tests."""
    from comity.kernel.parties.models import Membership, Party

    def party(kind, name, **more):
        return Party.objects.create(kind=kind, name=name, **more)

    made = House(
        operator=party("organisation", "Secretariat", operates_node=True),
        ministry=party("organisation", "Ministry", country="NL"),
        laboratory=party("laboratory", "Laboratory North", country="NL"),
        second_laboratory=party("laboratory", "Laboratory South", country="NL"),
        institute=party("laboratory", "Foreign Institute", country="GH"),
        network=party("network", "Network"),
    )
    for part in (made.laboratory, made.second_laboratory):
        Membership.objects.create(member=part, of=made.ministry, part=True, since=LONG_AGO.date())
    Membership.objects.create(member=made.institute, of=made.network, since=LONG_AGO.date())
    return made
