import pytest

from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.models import Parcel, ParcelEvent
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from tests.domains.exercises.rounds import REASON, set_stage

PHONE = Actor.visitor("198.51.100.7")


@pytest.fixture
def stage(house):
    made = set_stage(house).opened()
    made.enrolled(house.laboratory)
    made.enrolled(house.institute)
    return made


@pytest.fixture
def sent(stage):
    prepared = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared
    for one in prepared:
        services.dispatch_parcel(stage.coordinator, one.parcel.pk)
    return prepared


def test_a_phone_confirms_without_signing_in(sent):
    view = queries.parcel_by_label(sent[0].secret)
    assert (view.can_confirm, view.can_report_damage, view.items) == (True, True, ("A", "B"))
    parcel = services.confirm_delivery_by_label(PHONE, sent[0].secret, received_by="A. Analyst", note="cold pack dry")
    assert (parcel.state, parcel.confirmed_via, parcel.received_by) == ("delivered", "label", "A. Analyst")
    entry = AuditEntry.objects.get(verb="confirm delivery")
    assert (entry.user_id, entry.origin, entry.party_id) == (None, "198.51.100.7", parcel.enrolment.laboratory_id)


def test_a_label_speaks_for_its_own_parcel_only(sent):
    services.confirm_delivery_by_label(PHONE, sent[0].secret)
    assert Parcel.objects.get(pk=sent[1].parcel.pk).state == "dispatched"
    with pytest.raises(NotFoundError):
        services.confirm_delivery(PHONE, sent[1].parcel.pk)


def test_the_same_answer_twice_changes_nothing(sent):
    first = services.confirm_delivery_by_label(PHONE, sent[0].secret, received_by="First")
    again = services.confirm_delivery_by_label(PHONE, sent[0].secret, received_by="Second")
    assert (again.received_by, again.version) == ("First", first.version)
    assert ParcelEvent.objects.filter(parcel=first, state="delivered").count() == 1


def test_damage_may_be_found_after_delivery_and_is_described(sent):
    services.confirm_delivery_by_label(PHONE, sent[0].secret)
    with pytest.raises(InputError):
        services.report_damage_by_label(PHONE, sent[0].secret, note=" ")
    assert services.report_damage_by_label(PHONE, sent[0].secret, note="vial broken").state == "damaged"
    assert services.report_damage_by_label(PHONE, sent[0].secret, note="again").condition_note == "vial broken"
    with pytest.raises(ConflictError):
        services.confirm_delivery_by_label(PHONE, sent[0].secret)


@pytest.mark.parametrize("secret", ["", "x", "0" * 24, "' OR 1=1 --", "x" * 100_000, "\x00"])
@pytest.mark.usefixtures("sent")
def test_guessed_secrets_open_nothing(secret):
    for attempt in (queries.parcel_by_label, lambda value: services.confirm_delivery_by_label(PHONE, value)):
        with pytest.raises(NotFoundError):
            attempt(secret)
    assert not Parcel.objects.filter(state="delivered").exists()


def test_a_label_is_silent_before_dispatch_and_after_the_round(stage):
    one = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    with pytest.raises(NotFoundError):
        queries.parcel_by_label(one.secret)
    services.dispatch_parcel(stage.coordinator, one.parcel.pk)
    services.close_round(stage.coordinator, stage.round.pk, reason=REASON)
    with pytest.raises(NotFoundError):
        services.confirm_delivery_by_label(PHONE, one.secret)


def test_a_label_shows_no_more_than_the_label(sent, stage):
    shown = repr(queries.parcel_by_label(sent[0].secret))
    laboratory = sent[0].parcel.enrolment.laboratory
    assert stage.code_of(laboratory) not in shown
    assert laboratory.name not in shown


def test_an_analyst_confirms_for_the_own_laboratory_only(stage, sent):
    analyst = stage.laboratory(stage.house.laboratory, Role.ANALYST)
    mine = next(one.parcel for one in sent if one.parcel.enrolment.laboratory == stage.house.laboratory)
    theirs = next(one.parcel for one in sent if one.parcel.enrolment.laboratory == stage.house.institute)
    assert services.confirm_delivery(analyst, mine.pk).confirmed_via == "page"
    for attempt in (services.confirm_delivery, services.report_damage):
        with pytest.raises(NotFoundError):
            attempt(analyst, theirs.pk, note="mine now")
