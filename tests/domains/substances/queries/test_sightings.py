"""Counts: what enters them, for whom, once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.domains.substances.queries import maps, market, sightings
from comity.domains.substances.queries.sightings import Question
from comity.domains.substances.queries.trends import trends
from comity.kernel.handling.label import Label
from comity.kernel.handling.label_data import to_data
from comity.kernel.handling.viewers import viewer_of
from tests.domains.substances.counted import seen, substance

DAY = date(2026, 5, 18)
SPAN = (date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 11, 20)


def counts(actor, **asked):
    found = sightings.cells(viewer_of(actor), Question(**asked), *SPAN)
    return {cell.key: cell.reports for cell in found}


def test_salts_count_with_their_base_and_mergers_with_what_they_became(analyst):
    base = substance("base", structural_group="fentanyl")
    salt = substance("salt", parent=base)
    merged = substance("merged", state="merged", merged_into=salt)
    gone = substance("gone", state="retracted")
    for one in (base, salt, merged, gone):
        seen(DAY, one)
    assert counts(analyst) == {str(base.pk): 3}
    assert counts(analyst, by="group") == {"fentanyl": 3}


def test_a_report_counts_once_in_a_series(analyst):
    first, second = (substance(name, structural_group="nitazene") for name in "ab")
    seen(DAY, first, second, first)
    assert counts(analyst) == {str(first.pk): 1, str(second.pk): 1}
    assert counts(analyst, by="group") == {"nitazene": 1}
    assert counts(analyst, by="country") == {"NL": 1}


def test_only_what_the_reader_may_see(house, analyst, foreigner):
    of = substance("a")
    seen(DAY, of)
    seen(DAY, of, label=Label("AMBER", originator=str(house.institute.pk)))
    seen(DAY, of, withdrawn_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert counts(analyst) == {str(of.pk): 1}
    assert counts(foreigner) == {str(of.pk): 2}


@pytest.mark.parametrize("pointer", ["/country", "/happened_on", "/analyses", "/analyses/0/substance"])
def test_a_withheld_field_is_not_found_by_counting(house, analyst, foreigner, pointer):
    of = substance("a")
    own = Label("GREEN", originator=str(house.institute.pk))
    strict = to_data(Label("RED", originator=str(house.institute.pk)))
    seen(DAY, of, label=own, field_labels={pointer: strict})
    seen(DAY, of, label=own, field_labels={"/remarks": strict})
    assert counts(analyst) == {str(of.pk): 1}
    assert counts(foreigner) == {str(of.pk): 2}


def test_what_is_known_to_the_month_enters_no_week(analyst):
    of = substance("a")
    seen(date(2026, 5, 1), of, precision="month")
    seen(date(2026, 1, 1), of, precision="year")
    assert counts(analyst) == {}
    assert counts(analyst, frequency=12) == {str(of.pk): 1}
    covered = sightings.coverage(viewer_of(analyst), Question(), DAY)
    assert [(one.reports, one.inexact) for one in covered] == [(2, 2)]


def test_the_number_of_queries_does_not_grow(analyst):
    of = [substance(f"s{number}", structural_group="opioid") for number in range(6)]

    def asked():
        with CaptureQueriesContext(connection) as queries:
            trends(analyst, Question(), ON)
            maps.coverage_map(analyst, Question(), ON)
            maps.spread(analyst, Question(substance=of[0].pk), ON)
            market.market(analyst, Question(), ON)
        return len(queries)

    seen(date(2026, 10, 5), of[0])
    few = asked()
    for number in range(40):
        seen(date(2026, 3 + number % 8, 1 + number % 27), of[number % 6], of[0], country=("NL", "GH", "FR")[number % 3])
    assert asked() <= few


def test_market_shares_and_spread(analyst):
    a, b = substance("a", structural_group="opioid"), substance("b", structural_group="tropane")
    for month, of in ((8, a), (9, a), (9, b), (10, b)):
        seen(date(2026, month, 9), of, country="GH" if month == 8 else "NL")
    found = market.market(analyst, Question(), ON)
    assert {part.key: (part.findings, part.lately.share) for part in found.parts} == {
        "opioid": ((1, 1, 0), 0.5),
        "tropane": ((0, 1, 1), 0.5),
    }
    spread = maps.spread(analyst, Question(substance=a.pk), ON)
    assert [(one.country, one.first, one.reports) for one in spread.arrivals] == [
        ("GH", date(2026, 8, 9), 1),
        ("NL", date(2026, 9, 9), 1),
    ]
    on_map = maps.coverage_map(analyst, Question(substance=a.pk), ON)
    assert {one.country: (one.reports, one.cases) for one in on_map.countries} == {"GH": (1, 1), "NL": (1, 3)}
