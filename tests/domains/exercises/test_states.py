from comity.domains.exercises.conduct import enrolling, life, sending
from comity.domains.exercises.states import EnrolmentState, ParcelState, RoundState


def test_every_state_says_what_may_follow_it():
    assert set(life.FOLLOWS) == set(RoundState)
    assert set(enrolling.FOLLOWS) == set(EnrolmentState)
    assert set(sending.FOLLOWS) == set(ParcelState)
