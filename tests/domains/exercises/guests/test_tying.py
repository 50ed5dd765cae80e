"""A laboratory that is registered here takes part from its own node from now on; and the other end of that."""

import uuid

import pytest
from django.urls import reverse

from comity.base.errors import ComityError, ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises import services
from comity.domains.exercises.models import Enrolment, PartyElsewhere
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.guests.conftest import Visitor


@pytest.fixture
def admin(house):
    return house.actor("Ada", house.operator, Role.ADMINISTRATOR)


@pytest.fixture
def registered(visitor, house):
    """A laboratory that was registered here, as its own node knows it now."""
    return Visitor(visitor.other, visitor.stage, party=str(house.institute.pk), name=house.institute.name)


def test_before_it_is_tied_another_node_does_not_speak_for_it_and_afterwards_it_does(registered, admin, house):
    registered.asks()
    assert registered.other.codes() == ["party-not-theirs"]
    assert not Enrolment.objects.filter(laboratory=house.institute).exists()
    services.tie_laboratory(admin, house.institute.pk, registered.other.peer.pk)
    registered.asks()
    assert registered.row().laboratory == house.institute
    services.decide_request(registered.stage.coordinator, registered.row().pk, accept=True)
    assert registered.code
    outcome, _ = registered.submits()
    assert outcome.refused == 0
    entry = AuditEntry.objects.get(verb="tie laboratory")
    assert (entry.party_id, entry.detail) == (house.institute.pk, {"peer": registered.other.peer.origin})


def test_an_invitation_goes_to_its_node_and_is_not_answered_here(registered, admin, house):
    services.tie_laboratory(admin, house.institute.pk, registered.other.peer.pk)
    (invited,) = services.invite_laboratories(
        registered.stage.coordinator, registered.stage.round.pk, [house.institute.pk]
    )
    told = registered.other.heard("exercise-answer")[-1]
    assert (told["laboratory"], told["state"]) == (str(house.institute.pk), "invited")
    manager = house.actor("Kofi", house.institute, Role.LABORATORY_MANAGER)
    with pytest.raises(ConflictError) as refused:
        services.answer_invitation(manager, invited.pk, accept=True)
    assert refused.value.code == "acts-elsewhere"
    registered.enrolment = str(invited.pk)
    registered.asks("accepted")
    assert registered.row().state == "enrolled"


def test_not_while_it_takes_part_here(registered, admin, house):
    manager = house.actor("Kofi", house.institute, Role.LABORATORY_MANAGER)
    there = services.request_enrolment(manager, registered.stage.round.pk, house.institute.pk)
    with pytest.raises(ConflictError) as refused:
        services.tie_laboratory(admin, house.institute.pk, registered.other.peer.pk)
    assert refused.value.code == "takes-part-now"
    services.withdraw_enrolment(manager, there.pk, reason="It has a node of its own now.")
    services.tie_laboratory(admin, house.institute.pk, registered.other.peer.pk)
    with pytest.raises(ConflictError):
        services.request_enrolment(manager, registered.stage.round.pk, house.institute.pk)


def test_who_cannot_be_tied(registered, admin, house, agreed):
    peer = registered.other.peer.pk
    for party, kind in ((house.operator, InputError), (house.network, InputError)):
        with pytest.raises(kind):
            services.tie_laboratory(admin, party.pk, peer)
    with pytest.raises(NotFoundError):
        services.tie_laboratory(admin, uuid.uuid4(), peer)
    with pytest.raises(NotFoundError):
        services.tie_laboratory(admin, house.institute.pk, uuid.uuid4())
    services.tie_laboratory(admin, house.institute.pk, peer)
    with pytest.raises(ConflictError):
        services.tie_laboratory(admin, house.institute.pk, agreed("c.test").peer.pk)
    assert PartyElsewhere.objects.get(party=house.institute).peer_id == peer


def test_only_an_administrator_of_the_node_in_person(registered, house):
    for person in (
        house.actor("Cora", house.operator, Role.COORDINATOR),
        house.actor("Mina", house.ministry, Role.ADMINISTRATOR),
        house.actor("Ada", house.operator, Role.ADMINISTRATOR, via="token", scopes=frozenset({"exercises:write"})),
    ):
        with pytest.raises(NotAllowedError):
            services.tie_laboratory(person, house.institute.pk, registered.other.peer.pk)


def test_at_its_own_node_it_is_registered_under_the_same_identifier(host, admin, house):
    identifier = uuid.uuid4()
    laboratory = services.adopt_laboratory(admin, identifier, name="Laboratory Abroad", country="GH")
    assert laboratory.pk == identifier
    enrolment = str(uuid.uuid4())
    content = {
        "enrolment": enrolment, "laboratory": str(identifier), "state": "invited", "answers": 0, "code": "",
        "reason": "", "enrolled_at": None, "lookups": [],
    }  # fmt: skip
    host.says("exercise-answer", content, record_id=enrolment)
    assert Enrolment.objects.get(pk=enrolment).laboratory_id == identifier
    with pytest.raises(ComityError):
        services.adopt_laboratory(admin, identifier, name="Again")
    with pytest.raises(ComityError):
        services.adopt_laboratory(admin, house.laboratory.pk, name="Another's")


def test_the_page_ties_and_says_the_identifier(registered, house, client):
    held = house.person("Ada", house.operator, Role.ADMINISTRATOR)
    client.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("exercises:elsewhere")
    assert "All laboratories take part from this node" in client.get(address).content.decode()
    given = {"how": "tie", "tie-laboratory": str(house.institute.pk), "tie-peer": str(registered.other.peer.pk)}
    assert client.post(address, given).status_code == 422, "nobody has said so yet"
    assert client.post(address, given | {"tie-sure": "on"}).status_code == 302
    page = client.get(address).content.decode()
    assert str(house.institute.pk) in page
    assert "All laboratories" not in page
    known = uuid.uuid4()
    assert client.post(address, {"how": "adopt", "adopt-identifier": str(known), "adopt-name": ""}).status_code == 422
    done = client.post(address, {"how": "adopt", "adopt-identifier": str(known), "adopt-name": "Ours"})
    assert done.status_code == 302
    assert (
        client.post(address, {"how": "adopt", "adopt-identifier": str(known), "adopt-name": "Ours"}).status_code == 422
    )
