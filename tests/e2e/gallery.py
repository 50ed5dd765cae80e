"""Pages that show every component, for tests only: a table of parties, a form of every kind of field, a question."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from comity.base.errors import ConflictError, InputError, NotAllowedError
from comity.base.messages import message
from comity.config.urls import *  # noqa: F403 - the whole site, and these pages besides
from comity.config.urls import urlpatterns as site
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.badges import Badge
from comity.kernel.web.contributions import Found, NavigationEntry, SearchHit, WaitingItem
from comity.kernel.web.forms import DateInput, DecimalField, SearchField
from comity.kernel.web.pages import Confirmation, add_error, confirm, for_actor, render_form
from comity.kernel.web.tables import Column, DataTable

KINDS = [("laboratory", "laboratory"), ("network", "network"), ("organisation", "organisation")]
STATES = (Badge("Open", "info"), Badge("Released", "good"), Badge("Due soon", "attention"), Badge("Late", "bad"))
NAMES = (
    "Institute of Forensic Science",
    "National Laboratory",
    "Police Laboratory",
    "Toxicology Unit",
    "Examination Centre",
)
PLACES = ("Arcadia", "Examplia", "Genovia", "Markovia", "Zembla", "<script>alert(1)</script>")
ROWS = [
    SimpleNamespace(
        pk=number,
        name=f"{NAMES[number % 5]} {PLACES[number % 6]} {number}",
        kind=KINDS[number % 3][0],
        state=STATES[number % 4],
        accredited=date(2025 + number % 4, 1 + number % 12, 1) if number % 5 else None,
        results=number * 37 % 101,
    )
    for number in range(1, 68)
]
COLUMNS = (
    Column("name", "Name", lambda row: row.name, order=("name",), link=lambda row: f"/gallery/facts/?row={row.pk}"),
    Column("kind", "Kind", lambda row: row.kind, order=("kind",)),
    Column("state", "State", lambda row: row.state),
    Column("accredited", "Accredited until", lambda row: row.accredited, order=("accredited",)),
    Column("results", "Results", lambda row: row.results, order=("results",), kind="number"),
)


class RowFilter(forms.Form):
    """What the table can be narrowed by."""

    q = SearchField(label="Name")
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *KINDS])


class ResultForm(forms.Form):
    """One field of each kind."""

    laboratory = forms.CharField(label="Laboratory", help_text="As it stands in its accreditation.")
    result = DecimalField(
        label="Result", help_text="In g/100 g. A decimal comma is understood.", max_digits=12, decimal_places=6
    )
    technique = forms.ChoiceField(label="Technique", choices=[("", "Choose one"), ("gc", "GC-MS"), ("lc", "LC-MS/MS")])
    examined = forms.DateField(label="Examined on", required=False, widget=DateInput)
    form_of_substance = forms.ChoiceField(
        label="Reported as", widget=forms.RadioSelect, choices=[("base", "Base"), ("salt", "Salt")]
    )
    remarks = forms.CharField(label="Remarks", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="I have checked the unit and the number of decimals")
    document = forms.FileField(label="Chromatogram", required=False)


def _narrow(rows, wanted):
    words, kind = wanted.get("q", "").lower(), wanted.get("kind", "")
    return [row for row in rows if words in row.name.lower() and kind in ("", row.kind)]


@for_actor
def table(request: HttpRequest, _actor: Actor) -> HttpResponse:
    empty = {
        "title": "No laboratories yet",
        "text": "Register the first one.",
        "url": "/gallery/form/",
        "label": "Register",
    }
    rows = [] if "none" in request.GET else ROWS
    shown = DataTable(
        request, rows, COLUMNS, name="parties", caption="Laboratories", filters=RowFilter, narrow=_narrow, empty=empty
    )
    return shown.respond("gallery/table.html", {"crumbs": [("Home", "/"), ("Laboratories", "")]})


@for_actor
def form(request: HttpRequest, _actor: Actor) -> HttpResponse:
    filled = ResultForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and filled.is_valid():
        if filled.cleaned_data["laboratory"] == "refused":
            add_error(filled, InputError("taken", message("error", "This laboratory is known."), where="laboratory"))
        else:
            messages.success(request, f"Received {filled.cleaned_data['result']}.")
            return redirect("gallery-facts")
    crumbs = [("Home", "/"), ("Laboratories", "/gallery/"), ("Submit a result", "")]
    return render_form(request, filled, heading="Submit a result", action="Submit", back="/gallery/", crumbs=crumbs)


@for_actor
def facts(request: HttpRequest, _actor: Actor) -> HttpResponse:
    pairs = [
        ("Name", "National Laboratory Examplia"),
        ("Kind", STATES[1]),
        ("Assigned value", Decimal("45.2")),
        ("Website", ""),
    ]
    moment = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    return render(request, "gallery/facts.html", {"pairs": pairs, "moment": moment, "states": STATES})


@for_actor
def question(request: HttpRequest, _actor: Actor) -> HttpResponse:
    asked = Confirmation(
        question="Close the round?",
        action="Close the round",
        back="/gallery/",
        consequences=["No laboratory can submit any more.", "312 laboratories are told by mail."],
        final=True,
    )
    if page := confirm(request, asked):
        return page
    messages.warning(request, "The round is closed.")
    return redirect("gallery-table")


def broken(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    if kind == "refused":
        raise NotAllowedError("not-allowed", message("error", "Your role does not allow this: close the round."))
    if kind == "conflict":
        raise ConflictError("conflict", message("error", "Somebody else has closed the round meanwhile."))
    raise RuntimeError("the secret inside")


def navigation(_actor: Actor):
    return [NavigationEntry(label, f"/gallery/{path}") for label, path in (("Laboratories", ""), ("Rounds", "facts/"))]


def waiting(_actor: Actor):
    return [
        WaitingItem(
            "Tell the laboratory in Examplia whether the item arrived", "/gallery/facts/", "Parcel 17 of round 2026-A"
        ),
        WaitingItem(
            "Submit results for round 2026-A",
            "/gallery/form/",
            "Cocaine, quantitative: 2 of 3 items are still empty",
            due=datetime(2026, 12, 1, 16, 0, tzinfo=UTC),
            badge=STATES[2],
        ),
    ]


def search(_actor: Actor, words: str, limit: int) -> Found:
    found = [row for row in ROWS if words.lower() in row.name.lower()][:limit]
    hits = tuple(SearchHit(row.name, f"/gallery/facts/?row={row.pk}", row.kind, "Accredited") for row in found)
    return Found("Laboratories", hits, "/gallery/")


urlpatterns = [
    path("gallery/", table, name="gallery-table"),
    path("gallery/form/", form, name="gallery-form"),
    path("gallery/facts/", facts, name="gallery-facts"),
    path("gallery/question/", question, name="gallery-question"),
    path("gallery/broken/", broken, name="gallery-broken"),
    *site,
]
