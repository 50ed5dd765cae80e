"""Known series: which are stated, and taking one back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.substances.models import KnownSeries
from comity.domains.substances.queries.known_series import get_series, seizures_of, standing_series
from comity.domains.substances.services.known_series import withdraw_series
from comity.kernel.accounts.actor import Actor
from comity.kernel.parties.models import Party
from comity.kernel.web.pages import add_error, for_actor, render_form


class WithdrawForm(forms.Form):
    """Why a series is one no more."""

    reason = forms.CharField(
        label=pgettext_lazy("links", "Why it is not known any more"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def withdraw(request: HttpRequest, actor: Actor, series_id: UUID) -> HttpResponse:
    """Take the statement back: comparisons learn from it no more."""
    purpose = request.GET.get("purpose", "")[:40]
    found = get_series(actor, series_id, purpose=purpose)
    actor.require("withdraw known series", _stated_by(found))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_series(actor, series_id, form.cleaned_data["reason"], purpose=purpose)
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("links", "The series is taken back; nothing learns from it any more."))
            return redirect("pictures:links")
    heading, back = pgettext("links", "Take the series back"), reverse("pictures:links")
    crumbs = [(pgettext("pictures", "Linked seizures"), back), (found.name, ""), (heading, "")]
    return render_form(request, form, heading=heading, lead=found.name, action=heading, back=back, crumbs=crumbs)


def listed(actor: Actor, purpose: str) -> list[dict[str, object]]:
    """The series that the reader may see, each with what of it the reader may see and may do."""
    return [
        {
            "series": one,
            "seizures": seizures_of(actor, one, purpose=purpose),
            "may_withdraw": actor.may("withdraw known series", _stated_by(one)),
        }
        for one in standing_series(actor, purpose=purpose)
    ]


def _stated_by(series: KnownSeries) -> Party | None:
    return Party.objects.filter(pk=series.by_party).first() if series.by_party else None
