"""A chemical profile is kept with its report, and goes where the report has gone: who that is stands above the form."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError
from comity.domains.substances import queries, services
from comity.domains.substances.models import Report
from comity.domains.substances.reading import reader_of
from comity.domains.substances.sending_forms import ProfileForm
from comity.domains.substances.services.publishing import PROFILE
from comity.domains.substances.views.register import FORM_METHODS, SUBSTANCES
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.queries import who_will_receive
from comity.kernel.web.pages import add_error, for_actor, render_form


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """A profile of what was found: typed or pasted, line by line."""
    report = queries.seen_report(reader_of(request, actor), report_id)
    actor.require("correct report", report.reporter)
    found = {str(one.substance_id): one.substance.name for one in report.analyses.select_related("substance")}
    form = ProfileForm(request.POST or None, substances=found.items())
    if request.method == "POST" and form.is_valid():
        try:
            services.record_profile(actor, report_id, form.values())
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("profile", "The profile is kept with the report."))
            return redirect("substances:report", report_id)
    heading, back = pgettext("profile", "Add a chemical profile"), reverse("substances:report", args=[report_id])
    crumbs = [(SUBSTANCES, reverse("substances:register")), (str(report), back), (heading, "")]
    action = pgettext("profile", "Keep the profile")
    context = {"heading": heading, "action": action, "back": back, "crumbs": crumbs, "report": report}
    context |= {"label": report.handling, "nodes": _nodes(actor, report), "named": bool(found)}
    return render_form(request, form, "substances/profile_form.html", **context)


def _nodes(actor: Actor, report: Report) -> list[str]:
    """Where it goes at once: nowhere while the report is not released."""
    if report.released_at is None:
        return []
    return [peer.name for peer in who_will_receive(actor, PROFILE, report.handling)]
