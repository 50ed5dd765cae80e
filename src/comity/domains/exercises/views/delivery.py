"""The page behind the QR code of a label: for whoever unpacks, on a phone, without signing in.

It shows what the label shows and nothing else, and speaks for this one parcel only. The address is a secret: logs mask
it, no other site learns it as a referrer, and no cache keeps the page.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError, NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.parcels import DamageForm, DeliveryForm
from comity.domains.exercises.views.framing import FORM_METHODS
from comity.domains.exercises.words import parcel_badge
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import origin_of
from comity.kernel.web.pages import add_error


@never_cache
@require_http_methods(FORM_METHODS)
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """What the parcel is, and two answers: it has arrived, or something is wrong."""
    try:
        label = queries.parcel_by_label(secret)
    except NotFoundError:
        return render(request, "exercises/label_closed.html", status=404)
    delivery, damage = DeliveryForm(prefix="delivery"), DamageForm(prefix="damage")
    if request.method == "POST":
        visitor = Actor.visitor(origin_of(request))
        if request.POST.get("answer") == "damage":
            damage = DamageForm(request.POST, prefix="damage")
            form: DeliveryForm | DamageForm = damage
        else:
            delivery = DeliveryForm(request.POST, prefix="delivery")
            form = delivery
        if form.is_valid() and _answer(visitor, secret, form):
            return redirect("exercises:label", secret)
    context = {
        "label": label,
        "badge": parcel_badge(label.state),
        "delivery": delivery,
        "damage": damage,
        "words": _words(label.state),
        "damage_open": damage.is_bound,
    }
    status = 422 if delivery.errors or damage.errors else 200
    return render(request, "exercises/label.html", context, status=status)


def _answer(visitor: Actor, secret: str, form: DeliveryForm | DamageForm) -> bool:
    try:
        if isinstance(form, DamageForm):
            services.report_damage_by_label(visitor, secret, note=form.cleaned_data["note"])
        else:
            services.confirm_delivery_by_label(visitor, secret, **form.cleaned_data)
    except ComityError as error:
        add_error(form, error)
        return False
    return True


def _words(state: str) -> str:
    return {
        "dispatched": pgettext("label page", "Has this parcel arrived?"),
        "delivered": pgettext("label page", "Thank you: the delivery is confirmed."),
        "damaged": pgettext("label page", "Thank you: the organiser knows that something is wrong."),
    }.get(state, pgettext("label page", "This parcel has been replaced by another one."))
