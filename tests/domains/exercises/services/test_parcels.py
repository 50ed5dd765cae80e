import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.models import Parcel, ParcelEvent
from tests.domains.exercises.rounds import REASON, plan_data, set_stage


@pytest.fixture
def stage(house):
    made = set_stage(house).opened()
    made.enrolled(house.laboratory, menu=["MDMA"])
    made.enrolled(house.institute)
    return made


def test_each_laboratory_gets_one_parcel_with_what_it_may_receive(stage):
    made = services.prepare_parcels(stage.coordinator, stage.round.pk)
    items = {one.parcel.enrolment.laboratory.name: one.parcel.items for one in made.prepared}
    assert items == {"Laboratory North": ["B"], "Foreign Institute": ["A", "B"]}
    assert services.prepare_parcels(stage.coordinator, stage.round.pk).prepared == ()
    assert len({one.secret for one in made.prepared}) == 2


def test_who_may_receive_nothing_is_named(stage):
    made = services.prepare_parcels(stage.coordinator, stage.round.pk, items=["A"])
    assert [enrolment.laboratory.name for enrolment in made.left_out] == ["Laboratory North"]
    with pytest.raises(InputError, match="Z"):
        services.prepare_parcels(stage.coordinator, stage.round.pk, items=["Z"])


def test_secrets_and_codes_are_not_in_the_database_row(stage):
    one = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    row = repr(Parcel.objects.filter(pk=one.parcel.pk).values().get())
    assert one.secret not in row
    assert stage.code_of(one.parcel.enrolment.laboratory) not in row


def test_a_renewed_label_closes_the_old_one(stage):
    one = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    services.dispatch_parcel(stage.coordinator, one.parcel.pk)
    renewed = services.renew_label(stage.coordinator, one.parcel.pk)
    assert queries.parcel_by_label(renewed.secret).reference == one.parcel.reference
    with pytest.raises(NotFoundError):
        queries.parcel_by_label(one.secret)


def test_a_menu_that_narrowed_after_packing_stops_the_parcel(stage):
    one = next(
        one
        for one in services.prepare_parcels(stage.coordinator, stage.round.pk).prepared
        if one.parcel.items == ["A", "B"]
    )
    services.set_menu(stage.coordinator, one.parcel.enrolment_id, ["cocaine"])
    with pytest.raises(ConflictError, match="item A"):
        services.dispatch_parcel(stage.coordinator, one.parcel.pk)


def test_who_left_after_packing_is_sent_nothing(stage):
    one = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    services.withdraw_enrolment(stage.coordinator, one.parcel.enrolment_id, reason=REASON)
    with pytest.raises(ConflictError, match="does not take part"):
        services.dispatch_parcel(stage.coordinator, one.parcel.pk)


def test_a_damaged_parcel_is_replaced_once_and_every_step_is_on_record(stage):
    one = services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0]
    services.dispatch_parcel(stage.coordinator, one.parcel.pk, carrier="Post", tracking="RR 1")
    services.report_damage(stage.coordinator, one.parcel.pk, note="vial broken")
    second = services.replace_parcel(stage.coordinator, one.parcel.pk)
    assert second.parcel.reference == f"{one.parcel.reference}-R1"
    assert second.parcel.replacement_of_id == one.parcel.pk
    with pytest.raises(ConflictError):
        services.replace_parcel(stage.coordinator, one.parcel.pk)
    states = [event.state for event in queries.parcel_events(stage.coordinator, one.parcel.pk)]
    assert states == ["prepared", "dispatched", "damaged", "replaced"]
    with pytest.raises(TypeError):
        ParcelEvent.objects.all().delete()


def test_the_laboratory_sees_its_parcels_and_prepares_none(stage):
    services.prepare_parcels(stage.coordinator, stage.round.pk)
    manager = stage.laboratory(stage.house.laboratory)
    enrolment = stage.round.enrolments.get(laboratory=stage.house.laboratory)
    parcel = queries.parcels_of(manager, enrolment.pk).get()
    for attempt in (services.dispatch_parcel, services.renew_label, services.replace_parcel):
        with pytest.raises(NotAllowedError):
            attempt(manager, parcel.pk)


def test_without_items_there_is_nothing_to_pack(house):
    stage = set_stage(house)
    with pytest.raises(ConflictError, match="no items"):
        services.prepare_parcels(stage.coordinator, stage.round.pk)


def test_a_round_of_items_with_the_longest_codes_is_packed(house):
    stage = set_stage(house)
    data = plan_data()
    data["items"] += [{"code": "x" * 30 + f"{number:02}"} for number in range(99)]
    services.save_plan(stage.coordinator, stage.round.pk, data, version=1)
    stage.enrolled(house.laboratory)
    assert len(services.prepare_parcels(stage.coordinator, stage.round.pk).prepared[0].parcel.items) == 101
