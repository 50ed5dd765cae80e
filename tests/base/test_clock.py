from datetime import UTC, datetime, timedelta, timezone

import pytest

from comity.base import clock


def test_now_is_in_utc_and_whole_seconds():
    assert clock.now().tzinfo is UTC
    assert clock.now().microsecond == 0


def test_an_instant_is_written_in_utc():
    assert clock.to_text(datetime(2026, 3, 31, 18, tzinfo=timezone(timedelta(hours=2)))) == "2026-03-31T16:00:00Z"


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        clock.to_text(datetime(2026, 3, 31))  # noqa: DTZ001 - the point of the test
