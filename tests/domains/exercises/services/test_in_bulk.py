"""For all laboratories at once: those that may, with one entry each; those that may not, with their reason."""

import pytest
from django.urls import reverse

from comity.base.errors import ComityError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises import services
from comity.domains.exercises.models import Parcel, Statement
from comity.domains.exercises.queries.stating import Stating, statements_job, statements_under_way
from comity.domains.exercises.services.in_bulk import dispatch_parcels, request_statements
from comity.domains.exercises.services.statements import issue_statement, issue_statements
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.models import AuditEntry
from comity.kernel.jobs.leases import leased
from tests.domains.exercises.closed import close_round_of, work
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
    address, page = (reverse(f"outcome:{name}", args=[closed.pk]) for name in ("issue_statements", "evaluation"))
    browser = signed_in(client, closed.coordinator)
    assert address.encode() in browser.get(page).content
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"language": "en"}).status_code == 302
    assert not Statement.objects.exists(), "nobody waits for their paper"
    assert b"Waiting for a free place" in browser.get(page).content
    work()
    made = {one.pk for one in Statement.objects.all()}
    assert {one.laboratory_id for one in Statement.objects.all()} == {one.pk for one in closed.laboratories}
    assert AuditEntry.objects.filter(verb="issue statement").count() == len(made)
    assert AuditEntry.objects.get(verb="request statements").user_id == closed.coordinator.user_id
    assert b"progress" not in browser.get(page).content
    request_statements(closed.coordinator, closed.pk, language="en")
    work()
    assert {one.pk for one in Statement.objects.all()} == made


def test_how_far_the_statements_are(house, client):
    closed = close_round_of(house).released()
    issue_statement(closed.coordinator, closed.pk, closed.laboratories[0].pk)
    with leased(statements_job(closed.pk)):
        assert statements_under_way(closed.coordinator, closed.pk) == Stating("running", 100 // 12, "1 / 12")
        issue_statements(Actor.system("a second worker"), closed.pk, language="en")
    assert Statement.objects.count() == 1, "one process at a time"
    assert statements_under_way(closed.coordinator, closed.pk) is None
    with pytest.raises(NotFoundError):
        statements_under_way(closed.person(0), closed.pk)


def test_a_language_that_is_not_spoken_is_refused_at_once(house):
    closed = close_round_of(house).released()
    with pytest.raises(InputError):
        request_statements(closed.coordinator, closed.pk, language="tlh")


@pytest.mark.parametrize("who", ["statistician", "laboratory"])
def test_nobody_else_does_it(house, client, who):
    closed = close_round_of(house).released()
    actor = closed.statistician if who == "statistician" else closed.person(3)
    for act in (dispatch_parcels, request_statements):
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
