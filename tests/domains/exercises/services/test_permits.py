from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.services import PermitDetails
from tests.domains.exercises.rounds import set_stage, stranger_id


@pytest.fixture
def stage(house):
    return set_stage(house).opened()


def test_a_permit_is_followed_from_needed_to_granted(stage):
    enrolment = stage.enrolled(stage.house.laboratory)
    permit = services.record_permit(stage.coordinator, enrolment.pk, PermitDetails("import", "needed"))
    granted = PermitDetails("import", "granted", "NL-1", "Ministry of Health", ["cocaine"], now().date())
    manager = stage.laboratory(stage.house.laboratory)
    assert services.record_permit(manager, enrolment.pk, granted, permit_id=permit.pk).pk == permit.pk
    assert queries.permits(manager, enrolment.pk).get().authority == "Ministry of Health"


def test_the_same_permit_twice_is_refused(stage):
    enrolment = stage.enrolled(stage.house.laboratory)
    details = PermitDetails("import", "applied", "NL-1")
    services.record_permit(stage.coordinator, enrolment.pk, details)
    with pytest.raises(ConflictError):
        services.record_permit(stage.coordinator, enrolment.pk, details)


def test_what_is_no_permit_is_refused(stage):
    enrolment = stage.enrolled(stage.house.laboratory)
    for wrong in (PermitDetails("sideways", "needed"), PermitDetails("import", "granted", "NL-1")):
        with pytest.raises(InputError):
            services.record_permit(stage.coordinator, enrolment.pk, wrong)


def test_a_permit_of_another_laboratory_is_not_there(stage):
    mine, theirs = stage.enrolled(stage.house.laboratory), stage.enrolled(stage.house.institute)
    permit = services.record_permit(stage.coordinator, theirs.pk, PermitDetails("import", "needed"))
    manager = stage.laboratory(stage.house.laboratory)
    for enrolment_id, permit_id in ((mine.pk, permit.pk), (theirs.pk, permit.pk), (stranger_id(), None)):
        with pytest.raises(NotFoundError):
            services.record_permit(manager, enrolment_id, PermitDetails("import", "applied"), permit_id=permit_id)


def test_nothing_is_sent_while_a_permit_is_missing_or_has_ended(stage):
    enrolment = stage.enrolled(stage.house.laboratory)
    permit = services.record_permit(stage.coordinator, enrolment.pk, PermitDetails("import", "needed"))
    parcel = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0].parcel
    yesterday, today = now().date() - timedelta(days=1), now().date()
    for details in (PermitDetails("import", "granted", "NL-1", "", (), yesterday), None):
        with pytest.raises(ConflictError, match="import"):
            services.dispatch_parcel(stage.coordinator, parcel.pk)
        if details:
            services.record_permit(stage.coordinator, enrolment.pk, details, permit_id=permit.pk)
    renewed = PermitDetails("import", "granted", "NL-1", "", (), today)
    services.record_permit(stage.coordinator, enrolment.pk, renewed, permit_id=permit.pk)
    assert services.dispatch_parcel(stage.coordinator, parcel.pk).state == "dispatched"
