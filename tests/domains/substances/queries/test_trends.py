"""What the invented reports hold is found, and nothing else; each by its own rule."""

import time
from datetime import date, timedelta

import pytest

from comity.base.errors import NotAllowedError
from comity.domains.substances import demonstration
from comity.domains.substances.models import Report, Substance
from comity.domains.substances.queries.sightings import Question
from comity.domains.substances.queries.trends import signals, trends
from comity.kernel.accounts.roles import Role
from tests.domains.substances.counted import seen, substance

ON = date(2026, 11, 20)
MONDAY = date(2026, 11, 9)


def test_what_was_planted_is_found_and_only_that(house, analyst):
    begun = time.process_time()
    loaded = demonstration.load_demonstration([house.laboratory, house.institute], ON)
    assert time.process_time() - begun < 20
    assert loaded.reports == Report.objects.count() > 10_000
    assert demonstration.load_demonstration([house.laboratory], ON).reports == 0, "a second call adds nothing"
    found = trends(analyst, Question(), ON)
    assert found.method.name == "farrington-flexible"
    assert [one.name for one in found.standings if one.discovered] == [demonstration.RISE]
    assert found.course.name == demonstration.RISE
    assert [point.alarm for point in found.course.points[-6:]].count(True) >= 4
    assert found.course.completed[-1].share < 0.5, "the last week is incomplete"
    assert found.course.completed[-1].upper > found.course.points[-1].observed
    assert {(one.name, one.scope, one.country) for one in found.firsts} == {
        (demonstration.NEWCOMER, "network", "GH"),
        (demonstration.NEWCOMER, "country", "KE"),
        (demonstration.UNKNOWN, "network", "NL"),
        (demonstration.UNKNOWN, "region", "BR"),
    }
    names = dict(Substance.objects.values_list("pk", "name"))
    raised = {(one.kind, names[one.substance], one.country) for one in signals(analyst, ON)}
    assert raised >= {
        ("trend", demonstration.RISE, "DE"),
        ("harm", demonstration.HARM, "PL"),
        ("unknown", demonstration.UNKNOWN, ""),
        ("first", demonstration.NEWCOMER, "KE"),
    }
    assert {name for kind, name, _ in raised if kind == "trend"} == {demonstration.RISE}
    for one in signals(analyst, ON):
        assert one.evidence
        assert set(one.evidence) <= set(Report.objects.visible_to(analyst).values_list("pk", flat=True))


def quiet(of, other, *, weeks=150, last=1, others=9):
    for week in range(weeks):
        day = MONDAY - timedelta(weeks=week)
        for number in range(last if week == 0 else 1 + week % 2):
            seen(day + timedelta(days=number % 7), of)
        for _ in range(others if week else others * (last // 2 or 1)):
            seen(day, other)


@pytest.mark.long
def test_who_reports_more_of_everything_raises_no_alarm(analyst):
    of, other = substance("a"), substance("b")
    quiet(of, other, last=8)
    alone = trends(analyst, Question(), ON, chosen=str(of.pk), against_cases=False)
    against = trends(analyst, Question(), ON, chosen=str(of.pk))
    assert alone.course.points[-1].alarm
    assert not against.course.points[-1].alarm


def test_a_short_history_is_judged_by_ears_or_not_at_all(analyst):
    of = substance("a")
    for week in range(6):
        seen(MONDAY - timedelta(weeks=week), of)
    assert trends(analyst, Question(), ON).method.name == ""
    for week in range(6, 20):
        seen(MONDAY - timedelta(weeks=week), of)
    for _ in range(9):
        seen(MONDAY, of)
    found = trends(analyst, Question(), ON)
    assert (found.method.name, found.standings[0].alarm, found.tests) == ("ears-c2", True, 0)


def test_nothing_is_there(analyst):
    found = trends(analyst, Question(), ON)
    assert (found.standings, found.course, found.reports, found.until) == ((), None, 0, None)
    assert signals(analyst, ON) == []


def test_a_token_without_the_scope_sees_no_trends(house):
    reader = house.actor("Ann", house.laboratory, Role.ANALYST, scopes=frozenset({"directory:read"}))
    with pytest.raises(NotAllowedError):
        trends(reader, Question(), ON)
    with pytest.raises(NotAllowedError):
        signals(reader, ON)
