"""Permits to import and export, recorded by the organiser or the laboratory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from comity.base.errors import NotFoundError
from comity.domains.exercises import queries, services
from comity.domains.exercises.forms.enrolments import PermitForm
from comity.domains.exercises.services.holding import require_on_one_side
from comity.domains.exercises.views.framing import FORM_METHODS, done, enrolment_address, enrolment_context
from comity.kernel.accounts.actor import Actor
from comity.kernel.web.pages import for_actor, render_form


@require_http_methods(FORM_METHODS)
@for_actor
def add(request: HttpRequest, actor: Actor, enrolment_id: UUID) -> HttpResponse:
    """Note that a permit is needed, applied for, granted or refused."""
    return _permit(request, actor, enrolment_id, None, PermitForm(request.POST or None))


@require_http_methods(FORM_METHODS)
@for_actor
def change(request: HttpRequest, actor: Actor, enrolment_id: UUID, permit_id: UUID) -> HttpResponse:
    """What is new about a permit."""
    permit = next((one for one in queries.permits(actor, enrolment_id) if one.pk == permit_id), None)
    if permit is None:
        raise NotFoundError
    names = ("direction", "state", "number", "authority", "valid_until")
    initial: dict[str, Any] = {name: getattr(permit, name) for name in names}
    initial["substances"] = "\n".join(permit.substances)
    return _permit(request, actor, enrolment_id, permit_id, PermitForm(request.POST or None, initial=initial))


def _permit(
    request: HttpRequest, actor: Actor, enrolment_id: UUID, permit_id: UUID | None, form: PermitForm
) -> HttpResponse:
    enrolment = queries.get_enrolment(actor, enrolment_id)
    require_on_one_side(actor, enrolment, "record permit")

    def act() -> None:
        services.record_permit(actor, enrolment_id, form.details(), permit_id=permit_id)

    answer = done(
        request, form, act, pgettext("exercises", "The permit is noted."), enrolment_address(actor, enrolment)
    )
    heading = (
        pgettext("exercises", "Note a permit") if permit_id is None else pgettext("exercises", "Change the permit")
    )
    context = enrolment_context(actor, enrolment, heading)
    action = pgettext("exercises", "Save")
    return answer or render_form(request, form, "exercises/enrolment_form.html", **context, action=action)
