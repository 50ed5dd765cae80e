"""Trends, spread, market and linked seizures for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from comity.domains.substances.periods import MONTHLY, WEEKLY
from comity.domains.substances.pictures.asked import question_of, today, wanted_of
from comity.domains.substances.pictures.contents import compared_data, links_data, market_data, spread_data, trends_data
from comity.domains.substances.pictures.schemas import (
    ComparedOut,
    CompareQuery,
    LinksOut,
    LinksQuery,
    MarketOut,
    MarketQuery,
    ScopeQuery,
    SpreadOut,
    TrendQuery,
    TrendsOut,
)
from comity.domains.substances.queries import trends
from comity.domains.substances.queries.links import compare, links
from comity.domains.substances.queries.maps import spread
from comity.domains.substances.queries.market import market
from comity.kernel.web.api import acting

router = Router(tags=["substances"])


@router.get("/trends", response=TrendsOut, operation_id="get_substance_trends")
def show_trends(request: HttpRequest, query: Query[TrendQuery]) -> dict[str, Any]:
    """Observed, expected, bound and alarm of every series, as far as labels let the reader count."""
    given = query.model_dump() | {"frequency": WEEKLY if query.period == "week" else MONTHLY}
    wanted, against = wanted_of(given)
    found = trends.trends(
        acting(request),
        question_of(given),
        today(),
        chosen=query.series,
        wanted=wanted,
        against_cases=against,
        purpose=query.purpose,
    )
    return trends_data(found)


@router.get("/spread", response=SpreadOut, operation_id="get_substance_spread")
def show_spread(request: HttpRequest, query: Query[ScopeQuery]) -> dict[str, Any]:
    """A substance, or what else is asked, over countries and months."""
    return spread_data(spread(acting(request), question_of(query.model_dump()), today(), purpose=query.purpose))


@router.get("/market", response=MarketOut, operation_id="get_substance_market")
def show_market(request: HttpRequest, query: Query[MarketQuery]) -> dict[str, Any]:
    """The share of each group among what was found."""
    question = question_of(query.model_dump())
    return market_data(market(acting(request), question, today(), by=query.by, purpose=query.purpose))


@router.get("/links", response=LinksOut, operation_id="get_linked_seizures")
def show_links(request: HttpRequest, query: Query[LinksQuery]) -> dict[str, Any]:
    """Seizures whose chemical profiles are so near that they may come from one source."""
    found = links(
        acting(request), substance=query.substance, method=query.method, joining=query.joining, purpose=query.purpose
    )
    return links_data(found)


@router.get("/links/compare", response=ComparedOut, operation_id="compare_seizures")
def show_comparison(request: HttpRequest, query: Query[CompareQuery]) -> dict[str, Any]:
    """Two or more seizures, each with each."""
    found = compare(acting(request), query.report, harmonisation=query.harmonisation, purpose=query.purpose)
    return compared_data(found)
