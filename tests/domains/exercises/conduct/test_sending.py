import pytest

from comity.base.errors import ConflictError
from comity.domains.exercises.conduct import sending
from comity.domains.exercises.states import ParcelState


def test_a_parcel_is_dispatched_delivered_and_may_turn_out_damaged():
    for now, then in (("prepared", "dispatched"), ("dispatched", "delivered"), ("delivered", "damaged")):
        sending.check_step(now, ParcelState(then))


@pytest.mark.parametrize(
    ("now", "then"), [("prepared", "delivered"), ("delivered", "dispatched"), ("replaced", "damaged")]
)
def test_other_steps_are_refused(now, then):
    with pytest.raises(ConflictError):
        sending.check_step(now, ParcelState(then))


def test_replacements_are_counted():
    assert sending.replacement_reference("7KQM-X2BD") == "7KQM-X2BD-R1"
    assert sending.replacement_reference("7KQM-X2BD-R9") == "7KQM-X2BD-R10"
    assert sending.replacement_reference("7KQM-R2BD") == "7KQM-R2BD-R1"
