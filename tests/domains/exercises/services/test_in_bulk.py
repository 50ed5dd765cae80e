"""For all laboratories at once: those that may, with one entry each; those that may not, with their reason."""

import pytest
from django.urls import reverse

from comity.base.errors import ComityError, NotAllowedError
from comity.domains.exercises import services
from comity.domains.exercises.models import Parcel, Statement
from comity.domains.exercises.services.in_bulk import dispatch_parcels, issue_statements
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.closed import close_round_of
from tests.domains.exercises.outcome.test_views import signed_in
from tests.domains.exercises.rounds import set_stage


@pytest.fixture
def prepared(house):
    stage = set_stage(house, capacity=10).frozen()
    for party in (house.laboratory, house.second_laboratory):
        stage.enrolled(party)
    services.prepare_parcels(stage.coordinator, stage.round.pk)
    return stage


def test_all_prepared_parcels_leave_at_once(prepared, client):
    browser = signed_in(client, prepared.coordinator)
    browser.post(reverse("exercises:dispatch-all", args=[prepared.round.pk]), {"carrier": "DHL"})
    assert list(Parcel.objects.values_list("state", "carrier")) == [("dispatched", "DHL")] * 2
    assert dispatch_parcels(prepared.coordinator, prepared.round.pk).sent == ()


def test_a_parcel_that_may_not_leave_stays_and_the_others_go(prepared, monkeypatch):
    from comity.domains.exercises.services import parcels

    first = Parcel.objects.order_by("reference").first()
    lawful = parcels._check_lawful

    def check(parcel):
        if parcel.pk == first.pk:
            raise NotAllowedError("permit-missing", "a permit is missing")
        lawful(parcel)

    monkeypatch.setattr(parcels, "_check_lawful", check)
    found = dispatch_parcels(prepared.coordinator, prepared.round.pk, carrier="DHL")
    assert [parcel.pk for parcel, _error in found.stayed] == [first.pk]
    assert len(found.sent) == 1
    assert sorted(Parcel.objects.values_list("state", flat=True)) == ["dispatched", "prepared"]


def test_statements_for_all_who_reported_and_the_same_when_asked_again(house, client):
    closed = close_round_of(house).released()
    made = issue_statements(closed.coordinator, closed.pk, language="en")
    assert {one.laboratory_id for one in made} == {one.pk for one in closed.laboratories}
    assert AuditEntry.objects.filter(verb="issue statement").count() == len(made) + 1
    address = reverse("outcome:issue_statements", args=[closed.pk])
    browser = signed_in(client, closed.coordinator)
    assert address.encode() in browser.get(reverse("outcome:evaluation", args=[closed.pk])).content
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"language": "en"}).status_code == 302
    assert {one.pk for one in Statement.objects.all()} == {one.pk for one in made}


@pytest.mark.parametrize("who", ["statistician", "laboratory"])
def test_nobody_else_does_it(house, client, who):
    closed = close_round_of(house).released()
    actor = closed.statistician if who == "statistician" else closed.person(3)
    for act in (dispatch_parcels, issue_statements):
        with pytest.raises(ComityError):
            act(actor, closed.pk)
    for name in ("outcome:issue_statements", "exercises:dispatch-all"):
        assert signed_in(client, actor).get(reverse(name, args=[closed.pk])).status_code in {403, 404}


def test_regions_of_a_scheme_for_its_organiser_only(house, client):
    closed = close_round_of(house).released()
    address = reverse("outcome:regions_of_scheme", args=[closed.fresh().scheme_id])
    scheme = reverse("exercises:scheme", args=[closed.fresh().scheme_id])
    assert address.encode() in signed_in(client, closed.coordinator).get(scheme).content
    page = client.get(address)
    assert page.status_code == 200
    assert b"not shown" in page.content
    assert signed_in(client, closed.person(3)).get(address).status_code == 404
