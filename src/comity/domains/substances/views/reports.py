"""Reports: the list, one report, its release and withdrawal; a laboratory's consent to comparability."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.domains.substances import queries, services
from comity.domains.substances.contents import LABELLABLE
from comity.domains.substances.forms import ReasonForm, ReportFilter
from comity.domains.substances.models import ComparabilityConsent, Report
from comity.domains.substances.queries import ReportSearch, ReportView
from comity.domains.substances.queries.comparability import standing_of
from comity.domains.substances.reading import reader_of
from comity.domains.substances.rules import category_of, meets_minimum
from comity.domains.substances.sending_forms import FieldForm, OptionalReasonForm
from comity.domains.substances.views.columns import report_columns, reporter_name
from comity.domains.substances.views.register import FORM_METHODS, SUBSTANCES
from comity.domains.substances.views.sending import Sending, send
from comity.domains.substances.words import FIELD_NAMES, country, technique_names
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.forms import LabelForm
from comity.kernel.handling.label import Label
from comity.kernel.handling.rules import Viewer
from comity.kernel.parties.queries import get_party
from comity.kernel.web.badges import Text
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor, render_form
from comity.kernel.web.tables import DataTable

REPORTS = pgettext_lazy("substances", "Reports")
COUNTRIES = ("country", "origin_country", "destination_country")


@require_safe
@for_actor
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The reports that the reader may see."""
    actor.require("see substances")
    viewer = reader_of(request, actor)
    table = DataTable(
        request,
        queries.reports(viewer).prefetch_related("analyses__substance"),
        report_columns(viewer),
        name="substance-reports",
        caption=pgettext("substances", "Reports, newest first"),
        filters=ReportFilter,
        narrow=lambda _rows, wanted: _narrowed(actor, viewer, wanted).prefetch_related("analyses__substance"),
        sort="-date",
        empty={
            "title": pgettext("substances", "No report here is for you."),
            "text": pgettext("substances", "Reports are shown to whom their labels name."),
        },
    )
    context = {
        "may_report": actor.may_in_own_party("file report"),
        "may_import": actor.may_in_own_party("import reports"),
        "may_consent": actor.may_in_own_party("consent to comparability"),
        "query": request.GET.urlencode(),
        "crumbs": [*_home(), (REPORTS, "")],
    }
    return table.respond("substances/reports.html", context)


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """One report, as its label lets the reader see it."""
    view = queries.report(reader_of(request, actor), report_id)
    report, own = view.report, not view.report.from_node and view.report.withdrawn_at is None
    title = f"{report.get_kind_display()} {view.data.get('own_reference', '')}".strip()
    context = {
        "view": view,
        "report": report,
        "title": title,
        "reporter": reporter_name(report),
        "label": report.handling,
        "facts": _facts(view),
        "findings": [_finding(actor, one) for one in view.analyses],
        "photographs": [] if report.from_node else view.data.get("photographs", ()),
        "waits": own and report.released_at is None,
        "may_correct": own and actor.may("correct report", report.reporter),
        "may_release": own and actor.may("release report", report.reporter),
        "may_withdraw": own and actor.may("withdraw report", report.reporter),
        "labelled": [FIELD_NAMES[name.lstrip("/")] for name in report.labels_of_fields()],
        "crumbs": [*_home(), (REPORTS, reverse("substances:reports")), (title, "")],
    }
    return render(request, "substances/report.html", context)


@require_http_methods(FORM_METHODS)
@for_actor
def release(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Who may see a report: chosen, shown, then released."""
    report = queries.seen_report(reader_of(request, actor), report_id)
    actor.require("release report", report.reporter)
    label = LabelForm(request.POST or None, actor=actor, label=report.handling)
    more = OptionalReasonForm(request.POST or None)
    heading, back = pgettext("substances", "Release the report"), reverse("substances:report", args=[report_id])
    page = Sending(
        heading=heading,
        lead=str(report),
        action=pgettext("substances", "Release it to them"),
        done=pgettext("substances", "Released. Every node that may have it gets it."),
        back=back,
        crumbs=[*_home(), (str(report), back), (heading, "")],
    )

    def write(chosen: Label) -> None:
        services.release_report(actor, report_id, chosen, more.cleaned_data["reason"])

    return send(request, actor, page, label, write, more=more)


@require_http_methods(FORM_METHODS)
@for_actor
def label_field(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """One field gets a stricter audience than the rest: chosen, shown, then set; or the label is taken away."""
    report = queries.seen_report(reader_of(request, actor), report_id)
    actor.require("release report", report.reporter)
    more = FieldForm(request.POST or None, labelled=[one.lstrip("/") for one in report.labels_of_fields()])
    if request.method == "POST" and request.POST.get("how") == "remove":
        return _unlabel(request, actor, report, more)
    label = LabelForm(request.POST or None, actor=actor, label=report.handling)
    return send(request, actor, _field_page(report), label, partial(_label_one, actor, report, more), more=more)


def _label_one(actor: Actor, report: Report, more: FieldForm, label: Label | None) -> None:
    services.label_field(actor, report.pk, more.cleaned_data["field"], label, more.cleaned_data["reason"])


def _unlabel(request: HttpRequest, actor: Actor, report: Report, more: FieldForm) -> HttpResponse:
    page = _field_page(report)
    if more.is_valid():
        try:
            _label_one(actor, report, more, None)
        except ComityError as error:
            add_error(more, error)
        else:
            messages.success(request, pgettext("substances", "The field has the label of the report again."))
            return redirect(page.back)
    label = LabelForm(actor=actor, label=report.handling)
    context = {"form": label, "more": more, "page": page, "heading": page.heading, "crumbs": page.crumbs}
    return render(request, "substances/release.html", context, status=UNPROCESSABLE)


def _field_page(report: Report) -> Sending:
    heading, back = pgettext("substances", "Label one field"), reverse("substances:report", args=[report.pk])
    return Sending(
        heading=heading,
        lead=str(report),
        action=pgettext("substances", "Let only them see this field"),
        done=pgettext("substances", "The label of the field is set. Whoever has the report gets its next version."),
        back=back,
        crumbs=[*_home(), (str(report), back), (heading, "")],
        stays=report.released_at is None,
        within=report.handling,
    )


@require_http_methods(FORM_METHODS)
@for_actor
def withdraw(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Say that a report was wrong."""
    report = queries.seen_report(reader_of(request, actor), report_id)
    actor.require("withdraw report", report.reporter)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_report(actor, report_id, form.cleaned_data["reason"])
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("substances", "Withdrawn, here and at every node that has it."))
            return redirect("substances:report", report_id)
    heading = pgettext("substances", "Withdraw the report")
    back = reverse("substances:report", args=[report_id])
    trail = [*_home(), (str(report), back), (heading, "")]
    return render_form(request, form, heading=heading, lead=str(report), action=heading, back=back, crumbs=trail)


@require_http_methods(FORM_METHODS)
@for_actor
def comparability(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether one's laboratory lets its performance stand beside its results."""
    laboratory = get_party(actor, actor.party_id or actor.own_account)
    actor.require("consent to comparability", laboratory)
    if request.method == "POST":
        consents = request.POST.get("consents") == "yes"
        if services.consent_to_comparability(actor, laboratory.pk, consents=consents):
            messages.success(request, pgettext("substances", "Kept."))
        return redirect("substances:comparability")
    held = ComparabilityConsent.objects.filter(laboratory=laboratory, withdrawn_at=None).first()
    heading = pgettext("substances", "Comparability")
    context = {"laboratory": laboratory, "consent": held, "heading": heading, "crumbs": [*_home(), (heading, "")]}
    return render(request, "substances/comparability.html", context)


def report_search(wanted: dict[str, Any]) -> ReportSearch:
    """The search that a filter's values ask for."""
    return ReportSearch(
        kind=wanted.get("kind", ""),
        country=wanted.get("country", ""),
        substance=wanted.get("substance"),
        since=wanted.get("since"),
        until=wanted.get("until"),
        structural_group=wanted.get("group", ""),
        own=wanted.get("state") == "own",
        with_withdrawn=wanted.get("state") == "withdrawn",
    )


def _narrowed(actor: Actor, viewer: Viewer, wanted: dict[str, Any]) -> Any:
    if wanted.get("state") == "waiting":
        return queries.waiting_for_release(actor).order_by("-happened_on", "id")
    return queries.reports(viewer, report_search(wanted))


def _facts(view: ReportView) -> list[tuple[Text, Any]]:
    """What is known, with its field's name; a field that is withheld or empty is not there."""
    data, report = view.data, view.report
    found: list[tuple[Text, Any]] = [(FIELD_NAMES["country"], country(report.country))]
    if data.get("quantity") is not None:
        found.append((FIELD_NAMES["quantity"], f"{data['quantity']} {data.get('unit', '')}"))
    if data.get("kilograms") is not None:
        found.append((FIELD_NAMES["kilograms"], f"{data['kilograms']:.6g} kg ({data['factors']})"))
    if report.form:
        found.append((FIELD_NAMES["form"], report.get_form_display()))
    skipped = {"kind", "country", "quantity", "unit", "kilograms", "factors", "form", "precision", "remarks"}
    skipped |= {"toxicology", "laboratory", "photographs"}  # below, or pictures
    for name in ("unit_mass", "colour", *LABELLABLE):
        value = data.get(name)
        if name in FIELD_NAMES and name not in skipped and value and name != "own_reference":
            found.append((FIELD_NAMES[name], _plain(name, value)))
    for group in ("toxicology", "laboratory"):
        found += [(FIELD_NAMES[name], value) for name, value in (data.get(group) or {}).items()]
    if report.severe_harm:
        found.append((FIELD_NAMES["severe_harm"], pgettext("substances", "yes")))
    return found


def _plain(name: str, value: Any) -> str:
    if name == "transit_countries":
        return ", ".join(country(code) for code in value)
    return country(value) if name in COUNTRIES else str(value)


def _finding(actor: Actor, one: Any) -> dict[str, Any]:
    purity = ""
    if one.purity is not None:
        purity = f"{100 * one.purity:.4g} %"
    if one.purity_uncertainty is not None:
        purity = f"{100 * one.purity:.4g} ± {100 * one.purity_uncertainty:.2g} % (k = {one.coverage_factor:g})"
    return {
        "analysis": one,
        "purity": purity,
        "techniques": technique_names(one.techniques),
        "category": category_of(one.techniques),
        "sound": meets_minimum(one.techniques),
        "standing": standing_of(actor, one),
    }


def _home() -> list[tuple[Text, str]]:
    return [(SUBSTANCES, reverse("substances:register"))]
