import pytest

from comity.base.errors import NotFoundError
from comity.domains.exercises.models import Enrolment, ParticipantCode
from comity.domains.exercises.queries.submissions import (
    entries,
    find_receipt,
    get_entry,
    get_submission,
    nominated,
    submissions,
    whole_plan,
)
from comity.domains.exercises.services.submitting import submit_results
from comity.kernel.accounts.actor import Actor
from tests.submission_round import GOOD, open_round


@pytest.fixture
def made(house):
    return open_round(house)


def submit(made, actor):
    return submit_results(actor, made.enrolment.pk, GOOD)


def test_each_laboratory_sees_its_own_place_only(made):
    assert [one.pk for one in entries(made.analyst)] == [made.enrolment.pk]
    assert [one.pk for one in entries(made.stranger)] == [made.other_enrolment.pk]
    assert not entries(made.coordinator).exists()
    assert not entries(Actor.visitor("")).exists()
    assert entries(Actor.system("test")).count() == 2


def test_whoever_manages_the_organisation_above_sees_its_laboratories(made, house):
    above = house.actor("Minna", house.ministry, "laboratory_manager")
    assert get_entry(above, made.enrolment.pk).code.code == "K7TXQ4"


@pytest.mark.parametrize("state", ["invited", "requested", "declined", "refused"])
def test_who_is_not_enrolled_has_no_place(made, state):
    Enrolment.objects.filter(pk=made.enrolment.pk).update(state=state)
    with pytest.raises(NotFoundError):
        get_entry(made.analyst, made.enrolment.pk)


def test_without_a_code_there_is_no_place(made):
    ParticipantCode.objects.filter(pk=made.code.pk).delete()
    with pytest.raises(NotFoundError):
        get_entry(made.analyst, made.enrolment.pk)


def test_a_round_in_preparation_is_not_there(made):
    made.round.state = "draft"
    made.round.save()
    with pytest.raises(NotFoundError):
        get_entry(made.analyst, made.enrolment.pk)


def test_analysts_see_their_own_and_the_manager_all(made):
    first, second = submit(made, made.analyst), submit(made, made.colleague)
    entry = get_entry(made.manager, made.enrolment.pk)
    assert [one.version for one in submissions(made.manager, entry)] == [2, 1]
    assert [one.version for one in submissions(made.analyst, entry)] == [1]
    with pytest.raises(NotFoundError):
        get_submission(made.analyst, second.pk)
    for actor in (made.stranger, made.coordinator):
        with pytest.raises(NotFoundError):
            get_submission(actor, first.pk)
        with pytest.raises(NotFoundError):
            find_receipt(actor, first.receipt_digest)
    assert nominated(entry).pk == first.pk
    assert find_receipt(made.manager, second.receipt_digest)[1].pk == second.pk


def test_a_changed_plan_is_read_anew(made):
    assert len(whole_plan(made.round).items) == 2
    made.round.plan["items"] = made.round.plan["items"][:1]
    made.round.plan["evaluations"] = made.round.plan["evaluations"][:2]
    made.round.plan_digest = "f" * 64
    made.round.save()
    assert len(whole_plan(made.round).items) == 1
