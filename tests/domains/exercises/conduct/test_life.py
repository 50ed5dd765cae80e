from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import ConflictError, InputError
from comity.domains.exercises.conduct import life
from comity.domains.exercises.states import RoundState

DEADLINE = datetime(2026, 3, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("draft", "open"),
        ("open", "closed"),
        ("closed", "evaluated"),
        ("evaluated", "evaluated"),
        ("evaluated", "released"),
        ("released", "amended"),
        ("amended", "amended"),
    ],
)
def test_steps_that_are_taken(now, then):
    life.check_step(now, RoundState(then))


def test_all_other_steps_are_refused():
    taken = {(now, then) for now, follow in life.FOLLOWS.items() for then in follow}
    assert len(taken) == 7
    for now in RoundState:
        for then in set(RoundState) - life.FOLLOWS[now]:
            with pytest.raises(ConflictError, match="does not follow"):
                life.check_step(now, then)


def test_the_last_instant_of_grace_is_in_time():
    assert not life.is_late(DEADLINE + timedelta(hours=2), DEADLINE, 2)
    assert life.is_late(DEADLINE + timedelta(hours=2, seconds=1), DEADLINE, 2)


def test_closing_early_needs_a_reason():
    with pytest.raises(InputError, match="have not passed"):
        life.check_close(DEADLINE, DEADLINE, 0, "  ")
    life.check_close(DEADLINE, DEADLINE, 0, "everybody has submitted")
    life.check_close(DEADLINE + timedelta(seconds=1), DEADLINE, 0, "")


def test_a_deadline_lies_ahead():
    assert life.check_deadline(DEADLINE, DEADLINE - timedelta(seconds=1)) == DEADLINE
    for wrong in (None, DEADLINE):
        with pytest.raises(InputError):
            life.check_deadline(wrong, DEADLINE)


@pytest.mark.parametrize("hours", [-0.1, 720.1, float("nan")])
def test_grace_has_bounds(hours):
    with pytest.raises(InputError):
        life.clean_grace(hours)
    assert life.clean_grace(720) == 720


def test_a_reason_explains_something():
    assert life.clean_reason("  Carrier   lost it ") == "Carrier lost it"
    for wrong in ("", "because", "x" * 1001):
        with pytest.raises(InputError):
            life.clean_reason(wrong)


def test_a_clock_on_the_wall_is_read_in_the_stated_zone():
    assert life.instant_in(datetime(2026, 3, 31, 18), "Europe/Vienna") == DEADLINE  # noqa: DTZ001 - a wall clock
    assert life.instant_in(DEADLINE, "Africa/Accra") == DEADLINE


@pytest.mark.parametrize("hour", [datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)])  # noqa: DTZ001 - as above
def test_an_hour_that_is_skipped_or_comes_twice_is_refused(hour):
    with pytest.raises(InputError, match="clocks of Europe/Vienna change"):
        life.instant_in(hour, "Europe/Vienna")


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "/etc/passwd"])
def test_a_time_zone_exists(name):
    with pytest.raises(InputError):
        life.zone_of(name)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001 - wall clocks
def test_a_deadline_has_one_reading_or_none(local):
    try:
        instant = life.instant_in(local, "America/New_York")
    except InputError:
        return
    assert instant.astimezone(life.zone_of("America/New_York")).replace(tzinfo=None) == local
