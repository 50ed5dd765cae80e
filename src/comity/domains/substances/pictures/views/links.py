"""Linked seizures: series as graphs with their table, chosen seizures beside each other, known series."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, InputError
from comity.base.messages import message
from comity.domains.substances.charts import network
from comity.domains.substances.pictures.answering import Picture, download, shown
from comity.domains.substances.pictures.asked import LONGEST_PURPOSE, Joining, read
from comity.domains.substances.pictures.contents import compared_data, links_data
from comity.domains.substances.pictures.views.framing import framed
from comity.domains.substances.pictures.views.series import listed
from comity.domains.substances.queries.links import Compared, Links, compare, links
from comity.domains.substances.services.known_series import state_series
from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.handling.forms import LabelForm
from comity.kernel.parties.countries import country_name
from comity.kernel.web.pages import UNPROCESSABLE, add_error, for_actor

JOININGS = [
    ("complete", pgettext_lazy("links", "every pair of a series is a link")),
    ("connected", pgettext_lazy("links", "any chain of links")),
]
HEADER = ("series", "first", "second", "distance", "log10 likelihood ratio", "bound reached", "label")


class LinksFilter(forms.Form):
    """Which profiles are compared, and how links make a series."""

    group = forms.ChoiceField(label=pgettext_lazy("links", "Substance and method"), required=False)
    joining = forms.ChoiceField(label=pgettext_lazy("links", "A series is"), required=False, choices=JOININGS)
    purpose = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_PURPOSE)


class CompareForm(forms.Form):
    """What makes profiles of different methods comparable."""

    harmonisation = forms.CharField(
        label=pgettext_lazy("links", "Study or protocol that makes the methods comparable"),
        help_text=pgettext_lazy("links", "Only for profiles of different methods."),
        required=False,
        max_length=200,
    )


class SeriesForm(forms.Form):
    """A known series: which name, and why it is known."""

    name = forms.CharField(label=pgettext_lazy("links", "Name of the series"), max_length=120)
    reason = forms.CharField(
        label=pgettext_lazy("links", "Why it is known that they come from one source"),
        help_text=pgettext_lazy("links", "Other evidence than the profiles themselves."),
        max_length=500,
    )


@require_safe
@for_actor
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The network of one substance and method."""
    substance, _, method = request.GET.get("group", "").partition(" ")
    joining: Joining = "connected" if request.GET.get("joining") == "connected" else "complete"
    found = links(
        actor, substance=_uuid(substance), method=method, joining=joining, purpose=request.GET.get("purpose", "")
    )
    pictures = [_picture(found)] if found.series else []
    if answer := download(request, actor, pictures, lambda: links_data(found)):
        return answer
    filters = LinksFilter(request.GET)
    filters.fields["group"].choices = [  # type: ignore[attr-defined] # a field with choices
        (f"{one.substance} {one.method}", f"{one.name} · {one.method} ({one.seizures})") for one in found.groups
    ]
    context = framed(
        request,
        "pictures:links",
        filters=filters,
        found=found,
        pictures=[shown(request, one) for one in pictures],
        series=_series(found, request.GET.get("purpose", "")),
        trouble=_words(found.trouble),
        known=listed(actor, request.GET.get("purpose", "")),
    )
    return render(request, "substances/pictures/links.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_actor
def beside(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Two or more seizures beside each other; and, sent as a form, stated as a known series."""
    given = [key for text in request.GET.getlist("report") if (key := _uuid(text))]
    _, values = read(CompareForm, request)
    purpose = request.GET.get("purpose", "")
    harmonisation = values.get("harmonisation", "")
    found = compare(actor, given, harmonisation=harmonisation, purpose=purpose)
    pictures = [_pairs(found)]
    if request.method != "POST" and (answer := download(request, actor, pictures, lambda: compared_data(found))):
        return answer
    may_state = actor.may_in_own_party("state known series")
    form = SeriesForm(request.POST or None)
    label = LabelForm(request.POST or None, actor=actor, prefix="label") if may_state else None
    if request.method == "POST" and label is not None and form.is_valid() and label.is_valid():
        try:
            state_series(actor, given, **form.cleaned_data, label=label.to_label(), purpose=purpose)
        except ComityError as error:
            add_error(form, error)
        else:
            messages.success(request, pgettext("links", "The series is known now; comparisons learn from it."))
            return redirect("pictures:links")
    context = framed(
        request,
        "pictures:links",
        found=found,
        compare_form=CompareForm(request.GET),
        chosen=[str(key) for key in given],
        purpose=purpose,
        seizures=[(one, country_name(one.country, language())) for one in found.seizures.values()],
        compounds=_compounds(found),
        methods=sorted({one.method for one in found.profiles}),
        picture=shown(request, pictures[0]),
        pairs=_named_pairs(found),
        trouble=_words(found.refused),
        form=form if may_state else None,
        label_form=label,
        back=reverse("pictures:links"),
    )
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "substances/pictures/compare.html", context, status=status)


def _series(found: Links, purpose: str) -> list[dict[str, Any]]:
    rows = []
    for number, one in enumerate(found.series, 1):
        members = sorted(
            (found.seizures[name] for name in one.members), key=lambda seizure: (seizure.day, seizure.name)
        )
        query = urlencode({"report": [str(seizure.pk) for seizure in members[:12]], "purpose": purpose}, doseq=True)
        rows.append(
            {
                "number": number,
                "members": members,
                "countries": ", ".join(dict.fromkeys(country_name(seizure.country, language()) for seizure in members)),
                "first": members[0].day,
                "last": members[-1].day,
                "links": len(one.links),
                "weakest": round(one.weakest.ratio.log10, 2),
                "complete": one.complete,
                "label": one.label,
                "address": f"{reverse('pictures:compare')}?{query}",
            }
        )
    return rows


def _picture(found: Links) -> Picture:
    sizes = sum(len(one.members) for one in found.series)
    told = message(
        "chart",
        "{count} series of linked seizures, {seizures} of {compared} seizures compared",
        plural="{count} series of linked seizures, {seizures} of {compared} seizures compared",
        count=len(found.series),
        seizures=sizes,
        compared=found.compared,
    ).render(language())
    rows = [
        (
            number,
            found.seizures[link.first].name,
            found.seizures[link.second].name,
            round(link.distance, 6),
            round(link.ratio.log10, 3),
            link.ratio.cut,
            link.label,
        )
        for number, one in enumerate(found.series, 1)
        for link in one.links
    ]
    spec = lambda: network(found.series, found.seizures, language=language())  # noqa: E731 - drawn when asked for
    return Picture("linked-seizures", pgettext("links", "Series of linked seizures"), told, spec, HEADER, rows)


def _pairs(found: Compared) -> Picture:
    rows: list[tuple[str | int | float | None, ...]] = [
        ("", a, b, round(distance, 6), ratio, cut, label) for a, b, distance, ratio, cut, label in _named_pairs(found)
    ]
    title = pgettext("links", "Chosen seizures beside each other")
    return Picture("comparison", title, title, None, HEADER, rows)


def _named_pairs(found: Compared) -> list[tuple[str, str, float, float | None, str, str]]:
    name = {key: one.name for key, one in found.seizures.items()}
    weighed: list[tuple[str, str, float, float | None, str, str]] = [
        (
            name[one.first],
            name[one.second],
            round(one.distance, 4),
            round(one.ratio.log10, 2),
            one.ratio.cut,
            one.label,
        )
        for one in found.comparisons
    ]
    bare: list[tuple[str, str, float, float | None, str, str]] = [
        (name[a], name[b], round(far, 4), None, "", "intelligence") for a, b, far in found.distances
    ]
    return weighed or bare


def _compounds(found: Compared) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Shares of each compound, in per cent of the sum: what was compared."""
    names = sorted({name for one in found.profiles for name in one.compounds}, key=_natural)
    heads = [found.seizures[str(one.report_id)].name for one in found.profiles]
    totals = [sum(one.compounds.values()) or 1.0 for one in found.profiles]
    rows = [
        (
            name,
            [
                f"{100 * one.compounds[name] / total:.2f}" if name in one.compounds else "–"
                for one, total in zip(found.profiles, totals, strict=True)
            ],
        )
        for name in names
    ]
    return heads, rows


def _natural(name: str) -> tuple[str, int]:
    words, _, number = name.rpartition(" ")
    return (words, int(number)) if number.isdigit() else (name, 0)


def _words(error: InputError | None) -> list[str]:
    if error is None:
        return []
    return [error.what.render(language()), error.remedy.render(language()) if error.remedy else ""]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
