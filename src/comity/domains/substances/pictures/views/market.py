"""What the market is made of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from comity.base.messages import message
from comity.domains.substances.charts import composition
from comity.domains.substances.pictures.answering import Cells, Picture, download, shown
from comity.domains.substances.pictures.asked import MarketFilter, purpose_of, question_of, read, today
from comity.domains.substances.pictures.contents import market_data
from comity.domains.substances.pictures.views.framing import framed, nothing_yet
from comity.domains.substances.queries.market import Market, Part, market
from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.pages import for_actor
from comity.kernel.web.tables import Column, DataTable
from comity.science.trends import Share


def _percent(share: Share | None) -> str:
    return f"{100 * share.share:.1f} %" if share else ""


def _interval(share: Share | None) -> str:
    return f"{100 * share.lower:.1f}–{100 * share.upper:.1f} %" if share else ""


def _change(one: Part) -> Badge | str:
    if one.lately is None or one.before is None or not one.differs:
        return pgettext("market", "no clear change")
    if one.lately.share > one.before.share:
        return Badge(pgettext("market", "more"), "attention", "↑")
    return Badge(pgettext("market", "less"), "info", "↓")


COLUMNS = (
    Column("name", pgettext_lazy("market", "Group"), lambda one: one.name, ("name",)),
    Column("lately", pgettext_lazy("market", "Last 12 months"), lambda one: _percent(one.lately), kind="number"),
    Column(
        "interval", pgettext_lazy("map of reports", "95 % interval"), lambda one: _interval(one.lately), kind="number"
    ),
    Column("before", pgettext_lazy("market", "12 months before"), lambda one: _percent(one.before), kind="number"),
    Column("change", pgettext_lazy("market", "Change"), _change),
    Column(
        "findings", pgettext_lazy("market", "Findings"), lambda one: sum(one.findings), ("findings",), kind="number"
    ),
)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Shares of groups over time, and whether the last year differs from the one before."""
    filters, given = read(MarketFilter, request)
    by = "effect" if given.get("by") == "effect" else "group"
    found = market(actor, question_of({**given, "by": by}), today(), by=by, purpose=purpose_of(given))  # type: ignore[arg-type] # one of two
    pictures = [_picture(found)] if found.parts else []
    if answer := download(request, actor, pictures, lambda: market_data(found)):
        return answer
    table = DataTable(
        request,
        found.parts,
        COLUMNS,
        name="groups",
        caption=pgettext("market", "Shares of groups, this year and the year before"),
        empty=nothing_yet(actor),
    )
    context = framed(
        request,
        "pictures:market",
        filters=filters,
        found=found,
        pictures=[shown(request, one) for one in pictures],
        empty=nothing_yet(actor),
    )
    return table.respond("substances/pictures/market.html", context)


def _picture(found: Market) -> Picture:
    first = found.parts[0]
    told = message(
        "chart",
        "{count} group over {months} months; the largest is {name} with {share} % in the last twelve months",
        plural="{count} groups over {months} months; the largest is {name} with {share} % in the last twelve months",
        count=len(found.parts),
        months=len(found.months),
        name=first.name,
        share=f"{100 * first.lately.share:.0f}" if first.lately else "0",
    ).render(language())
    header = ("group", *(f"{month:%Y-%m}" for month in found.months))
    rows: list[Cells] = [(one.name, *one.findings) for one in found.parts]
    title = pgettext("market", "Composition of the market")
    return Picture("market", title, told, lambda: composition(found, language=language()), header, rows)
