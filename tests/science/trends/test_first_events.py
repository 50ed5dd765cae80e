from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.science.trends import Event, first_events, shared_unknowns

REGION = {"FR": "Europe", "DE": "Europe", "KE": "Africa", "JP": "Asia"}
EVENTS = st.lists(
    st.tuples(st.sampled_from(["S1", "S2"]), st.integers(0, 9), st.sampled_from(sorted(REGION))), max_size=25
)


def events(rows):
    return [
        Event(f"e{number}", substance, date(2026, 1, 1) + timedelta(day), country, REGION[country])
        for number, (substance, day, country) in enumerate(rows)
    ]


@given(EVENTS, st.randoms())
def test_each_is_first_in_its_widest_scope(rows, shuffled):
    given_ = events(rows)
    found = first_events(given_)
    assert len(found) == len({(event.substance, event.country) for event in given_})
    for first in found:
        same = [event for event in given_ if event.substance == first.substance]
        in_country = min(event.day for event in same if event.country == first.country)
        in_region = min(event.day for event in same if event.region == first.region)
        anywhere = min(event.day for event in same)
        assert first.day == in_country
        wanted = "network" if first.day == anywhere else "region" if first.day == in_region else "country"
        assert first.scope == wanted
        assert set(first.events) == {e.identifier for e in same if (e.day, e.country) == (first.day, first.country)}
    shuffled.shuffle(given_)
    assert first_events(given_) == found


def test_since_and_a_late_report_with_an_earlier_date():
    known = events([("S1", 5, "FR"), ("S1", 8, "DE")])
    assert [first.country for first in first_events(known, since=date(2026, 1, 7))] == ["DE"]
    late = [*known, Event("late", "S1", date(2026, 1, 2), "DE", "Europe")]
    assert [(first.country, first.scope) for first in first_events(late)] == [("DE", "network"), ("FR", "country")]


@given(EVENTS, st.integers(1, 4))
def test_an_unknown_is_shared_from_the_day_of_the_last_country_needed(rows, least):
    given_ = events(rows)
    for unknown in shared_unknowns(given_, least):
        same = [event for event in given_ if event.substance == unknown.substance]
        assert len(unknown.countries) >= least
        assert len({event.country for event in same if event.day <= unknown.day}) >= least
        assert len({event.country for event in same if event.day < unknown.day}) < least
    countries = {event.substance: {e.country for e in given_ if e.substance == event.substance} for event in given_}
    assert len(shared_unknowns(given_, least)) == sum(len(names) >= least for names in countries.values())


def test_one_country_twice_is_not_shared():
    assert shared_unknowns(events([("S1", 0, "FR"), ("S1", 3, "FR")])) == []
    both = events([("S1", 0, "FR"), ("S1", 3, "KE")])
    assert shared_unknowns(both, since=date(2026, 1, 5)) == []
    assert shared_unknowns(both, since=date(2026, 1, 4))[0].day == date(2026, 1, 4)


def test_what_is_refused():
    with pytest.raises(InputError, match="no substance or no country"):
        first_events([Event("a", "S1", date(2026, 1, 1), "")])
