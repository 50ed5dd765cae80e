"""What a chart of a page is made of, and the picture of results at the gates."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from comity.base.errors import NotFoundError
from comity.domains.exercises import queries
from comity.domains.exercises.charts import ordered_scores
from comity.domains.exercises.outcome.drawing import gate_chart
from comity.domains.exercises.outcome.views.framing import organiser_context
from comity.domains.exercises.outcome.words import language, measurand_name
from comity.domains.exercises.queries import outcome
from comity.domains.exercises.queries.at_gates import results_at_gates
from comity.kernel import files
from comity.kernel.accounts.actor import Actor
from comity.kernel.charts.interactive import alive
from comity.kernel.web.conditional import etag
from comity.kernel.web.pages import for_actor

GATES = pgettext_lazy("tab of a round", "Gates")


@require_safe
@for_actor
def ordered(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """The scores of one measurand in order, as the engine of a page draws them; 304 where the reader has it already."""
    run = outcome.get_run(actor, run_id)
    asked = request.GET.get("picture", "")
    tag = etag(f"{run.document_digest} {asked} {language()}")
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        block = _block(run.document_digest, asked)
        spec = ordered_scores(block, language=language(), narrowing=True)
        answer = JsonResponse(alive(spec, language=language()))
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie"
    return answer


@require_safe
@for_actor
def at_gates(request: HttpRequest, actor: Actor, round_id: UUID, item: str, measurand: str) -> HttpResponse:
    """All results of one item and measurand in order of size, with those that a gate has found."""
    round_ = queries.get_organised_round(actor, round_id)
    results = results_at_gates(actor, round_id, item, measurand)
    _, found = outcome.findings(actor, round_id)
    here = [one for one in found if (one.item, one.measurand) == (item, measurand)]
    name = f"{item} · {measurand_name(here[0].title if here else '', measurand)}"
    suspects = {code for one in here if one.asks for code in one.codes}
    context = organiser_context(actor, round_, "gates", (name, ""))
    picture = gate_chart(name, here[0].unit if here else "", results, suspects)
    return render(request, "exercises/outcome/gate.html", {**context, "name": name, "picture": picture})


def _block(digest: str, name: str) -> dict[str, object]:
    if not digest:
        raise NotFoundError
    blocks = json.loads(files.read(digest))["measurands"]
    found = next((block for block in blocks if f"{block['item']} × {block['measurand']}" == name), None)
    if found is None:
        raise NotFoundError
    return dict(found)
