"""Two people at once: exactly one of them wins, and nothing is half done."""

import threading

import pytest
from django.db import connections

from comity.base.errors import ComityError
from comity.kernel.accounts import services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import Assignment, User
from comity.kernel.accounts.roles import Role
from comity.kernel.parties.models import Membership
from comity.kernel.parties.services import add_membership, register_party
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run each in a thread of its own, all starting together; what each came to."""
    gate, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        gate.wait()
        try:
            deed()
            outcomes[place] = "done"
        except ComityError as error:
            outcomes[place] = error.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_link_makes_one_account(house):
    invited = services.invite_person(Actor.system("test"), house.laboratory.pk, email="n@example.org", role="analyst")

    def accept():
        services.accept_invitation(Actor.visitor("x"), invited.secret, name="Nora", password=PASSWORD)

    assert at_once(*[accept] * 4) == ["done"] + ["invitation-not-open"] * 3
    assert User.objects.filter(email="n@example.org").count() == 1
    assert Assignment.objects.filter(user__email="n@example.org").count() == 1


def test_two_links_for_one_new_address_make_one_account(house):
    links = [
        services.invite_person(Actor.system("test"), party.pk, email="n@example.org", role="analyst").secret
        for party in (house.laboratory, house.institute)
    ]

    def accept(secret):
        return lambda: services.accept_invitation(Actor.visitor("x"), secret, name="Nora", password=PASSWORD)

    assert at_once(*map(accept, links)) == ["done", "sign-in-first"]
    assert User.objects.filter(email="n@example.org").count() == 1


def test_two_administrators_do_not_leave_together(house):
    first = house.actor("First", house.laboratory, Role.ADMINISTRATOR)
    second = house.actor("Second", house.laboratory, Role.ADMINISTRATOR)

    def leave(actor):
        return lambda: services.end_assignment(actor, actor.assignment_id)

    assert at_once(leave(first), leave(second)) == ["done", "last-administrator"]


def test_the_same_role_is_given_once(house):
    ana = house.person("Ana", house.laboratory)
    system = Actor.system("test")

    def give():
        services.assign_role(system, ana.user_id, house.laboratory.pk, "observer")

    assert at_once(*[give] * 4) == ["assigned-already"] * 3 + ["done"]


@pytest.mark.usefixtures("house")
def test_no_circle_closes_by_two_at_once():
    system = Actor.system("test")
    one = register_party(system, kind="network", name="One")
    two = register_party(system, kind="network", name="Two")

    def join(member, of):
        return lambda: add_membership(system, member.pk, of.pk)

    assert at_once(join(one, two), join(two, one)) == ["circle", "done"]
    assert Membership.objects.filter(member__in=[one, two]).count() == 1
