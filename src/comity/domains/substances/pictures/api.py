"""Trends, spread, market, linked seizures and known series for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from comity.domains.substances.periods import MONTHLY, WEEKLY
from comity.domains.substances.pictures.asked import question_of, today, wanted_of
from comity.domains.substances.pictures.contents import (
    compared_data,
    links_data,
    market_data,
    series_data,
    spread_data,
    trends_data,
)
from comity.domains.substances.pictures.schemas import (
    ComparedOut,
    CompareQuery,
    KnownSeriesIn,
    KnownSeriesOut,
    LinksOut,
    LinksQuery,
    MarketOut,
    MarketQuery,
    PurposeOnly,
    ScopeQuery,
    SeriesReasonIn,
    SpreadOut,
    TrendQuery,
    TrendsOut,
)
from comity.domains.substances.queries import trends
from comity.domains.substances.queries.known_series import standing_series
from comity.domains.substances.queries.links import compare, links
from comity.domains.substances.queries.maps import spread
from comity.domains.substances.queries.market import market
from comity.domains.substances.services.known_series import state_series, withdraw_series
from comity.kernel.handling.label_data import from_data
from comity.kernel.web.api import acting
from comity.kernel.web.idempotency import idempotent

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


@router.get("/links/series", response=list[KnownSeriesOut], operation_id="list_known_series")
def list_series(request: HttpRequest, query: Query[PurposeOnly]) -> list[dict[str, Any]]:
    """Series that somebody has stated and that the caller may see, with those of their seizures that they may see."""
    actor = acting(request)
    actor.require("compare profiles")
    return [series_data(actor, one, purpose=query.purpose) for one in standing_series(actor, purpose=query.purpose)]


@router.post("/links/series", response={201: KnownSeriesOut}, operation_id="state_known_series")
@idempotent
def state(request: HttpRequest, data: KnownSeriesIn, query: Query[PurposeOnly]) -> Status[dict[str, Any]]:
    """State that seizures come from one source, and by what that is known; comparisons learn from it."""
    actor, label = acting(request), from_data(data.label)
    made = state_series(actor, data.reports, name=data.name, reason=data.reason, label=label, purpose=query.purpose)
    return Status(201, series_data(actor, made, purpose=query.purpose))


@router.post("/links/series/{uuid:series_id}/withdraw", response=KnownSeriesOut, operation_id="withdraw_known_series")
def withdraw(request: HttpRequest, series_id: UUID, data: SeriesReasonIn, query: Query[PurposeOnly]) -> dict[str, Any]:
    """Take a statement back: nothing learns from it any more."""
    actor = acting(request)
    made = withdraw_series(actor, series_id, data.reason, purpose=query.purpose)
    return series_data(actor, made, purpose=query.purpose)
