"""From TOML or plain data to a `Plan`, and back to plain data."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from comity.base.clock import to_text
from comity.base.messages import message
from comity.domains.exercises.faults import FaultList, FaultsError
from comity.domains.exercises.plan import model, routes
from comity.domains.exercises.plan.contradictions import contradictions
from comity.domains.exercises.plan.fields import Fields
from comity.kernel.tables import Place, PlacedError

PLAN_FORMAT = "comity-exercise-plan/1"

MAXIMUM_PLAN_BYTES = 5_000_000
"""A plan of 1000 laboratories and 100 evaluations with homogeneity data takes a tenth of this."""

LONGEST_STATEMENT = 20_000
"""Some pages of commentary; in the summary report it stands across the whole page."""

STATEMENTS = ("design", "procedures", "comments", "recommendations")
STATES = ("draft", "final", "amended")
SWITCH = ("keep", "exclude")


def read_plan(content: bytes, file: str) -> model.Plan:
    """The plan in a TOML file."""
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable(file, "UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(file, str(error)) from error
    return plan_from_data(data, file)


def plan_from_data(data: Mapping[str, Any], file: str) -> model.Plan:
    """The plan in plain data, or all its faults."""
    faults = FaultList()
    top = Fields(data, faults, file=file)
    if top.text("format", required=True) not in {"", PLAN_FORMAT}:
        top.refuse("format", message("exercises", "The format “{name}” is expected.", name=PLAN_FORMAT), data["format"])
    plan = model.Plan(
        exercise=_exercise(top.table("exercise")),
        laboratories=tuple(_laboratory(fields) for fields in top.tables("laboratories")),
        items=tuple(_item(fields) for fields in top.tables("items")),
        vocabulary=_vocabulary(top.table("vocabulary")),
        measurands=tuple(_measurand(fields) for fields in top.tables("measurands")),
        evaluations=tuple(_evaluation(fields) for fields in top.tables("evaluations")),
    )
    top.close()
    contradictions(plan, faults, file)
    faults.raise_if_any()
    return plan


def plan_to_data(plan: model.Plan) -> dict[str, Any]:
    """The plan as plain data with every default written out; `plan_from_data` reads it back to an equal plan."""
    return {"format": PLAN_FORMAT, **_plain(plan)}


def _exercise(fields: Fields) -> model.Exercise:
    exercise = model.Exercise(
        scheme=fields.text("scheme", required=True),
        round=fields.text("round", required=True),
        title=fields.text("title"),
        provider=fields.text("provider"),
        coordinator=fields.text("coordinator"),
        contact=fields.text("contact"),
        authorised_by=fields.text("authorised_by"),
        subcontracted=fields.text("subcontracted"),
        status=fields.choice("status", STATES),
        status_reason=fields.text("status_reason"),
        **{name: fields.text(name, longest=LONGEST_STATEMENT) for name in STATEMENTS},
        deadline=fields.instant("deadline"),
        grace=fields.number("grace", negative=False) or 0.0,
        seed=fields.whole("seed", 0),
        expected_participants=fields.whole("expected_participants", None, minimum=1, maximum=100_000),
        invented=fields.flag("invented"),
        sources=fields.texts("sources"),
        estimators=_estimation(fields.table("estimators")),
        gates=_gates(fields.table("gates")),
        results=_result_rules(fields.table("results")),
        qualitative=_qualitative(fields.table("qualitative")),
    )
    fields.close()
    return exercise


def _estimation(fields: Fields) -> model.Estimation:
    default = model.Estimation()
    estimation = model.Estimation(
        consensus=fields.choice("consensus", routes.CONSENSUS_ESTIMATORS, default.consensus),
        uncertainty=fields.choice("uncertainty", ("formula", "bootstrap"), default.uncertainty),
        resamples=fields.whole("resamples", default.resamples, minimum=100, maximum=100_000),
    )
    fields.close()
    return estimation


def _gates(fields: Fields) -> model.GateDecisions:
    names = [field.name for field in dataclasses.fields(model.GateDecisions)]
    gates = model.GateDecisions(**{name: fields.choice(name, SWITCH, "keep") for name in names})
    fields.close()
    return gates


def _result_rules(fields: Fields) -> model.ResultRules:
    rules = model.ResultRules(
        decimal_mark=fields.choice("decimal_mark", ("point", "comma")),
        coverage_factor=fields.number("coverage_factor", positive=True),
    )
    fields.close()
    return rules


def _qualitative(fields: Fields) -> model.QualitativePolicy:
    default = model.QualitativePolicy()
    policy = model.QualitativePolicy(
        traces=fields.choice("traces", ("count", "ignore"), default.traces),
        isomers=fields.choice("isomers", ("equivalent", "distinct"), default.isomers),
        salts=fields.choice("salts", ("equivalent", "distinct"), default.salts),
        partial=fields.choice("partial", ("credit", "none"), default.partial),
    )
    fields.close()
    return policy


def _laboratory(fields: Fields) -> model.Laboratory:
    laboratory = model.Laboratory(fields.code(), fields.text("name"), fields.text("country"))
    fields.close()
    return laboratory


def _item(fields: Fields) -> model.Item:
    composition = fields.table("composition")
    components = [
        model.Component(substance, presence)
        for presence in ("major", "minor", "trace")
        for substance in composition.texts(presence)
    ]
    composition.close()
    item = model.Item(
        code=fields.code(),
        title=fields.text("title"),
        matrix=fields.text("matrix"),
        preparation=fields.text("preparation", longest=LONGEST_STATEMENT),
        composition=tuple(components),
    )
    fields.close()
    return item


def _vocabulary(fields: Fields) -> model.Vocabulary:
    vocabulary = model.Vocabulary(
        menu=fields.texts("menu"),
        aliases=fields.named_texts("aliases"),
        isomers=fields.groups("isomers"),
        salts=fields.groups("salts"),
        classes=fields.named_texts("classes"),
    )
    fields.close()
    return vocabulary


def _measurand(fields: Fields) -> model.Measurand:
    measurand = model.Measurand(
        code=fields.code(),
        title=fields.text("title"),
        kind=fields.choice("kind", ("quantity", "ordinal"), "quantity"),
        substance=fields.text("substance"),
        quantity=fields.text("quantity"),
        unit=fields.text("unit"),
        form=fields.text("form"),
        units=fields.factors("units"),
        forms=fields.factors("forms"),
        levels=fields.texts("levels"),
    )
    fields.close()
    return measurand


def _evaluation(fields: Fields) -> model.Evaluation:
    evaluation = model.Evaluation(
        item=fields.code("item"),
        measurand=fields.code("measurand"),
        assigned_value=routes.assigned_value(fields.table("assigned_value")),
        sigma_pt=routes.sigma_pt(fields.table("sigma_pt")),
        score=fields.choice("score", ("automatic", "z", "z_prime"), "automatic"),
        maximum_error=fields.number("maximum_error", positive=True),
        expected=fields.text("expected"),
        acceptable_distance=fields.whole("acceptable_distance", 1, maximum=100),
        homogeneity=routes.homogeneity(fields),
        run_order=fields.numbers("run_order"),
        stability=routes.stability(fields),
        decisions=tuple(_decision(entry) for entry in fields.tables("decisions")),
    )
    fields.close()
    return evaluation


def _decision(fields: Fields) -> model.Decision:
    decision = model.Decision(
        laboratory=fields.code("laboratory"),
        action=fields.choice("action", SWITCH, "exclude"),
        reason=fields.text("reason", required=True),
    )
    fields.close()
    return decision


def _plain(value: Any) -> Any:
    if isinstance(value, model.Item):
        return _plain_item(value)
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        plain = {name: _plain(getattr(value, name)) for name in names}
        return {name: entry for name, entry in plain.items() if entry is not None and entry != []}
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return {name: _plain(entry) for name, entry in value.items()} if isinstance(value, Mapping) else value


def _plain_item(item: model.Item) -> dict[str, Any]:
    composition: dict[str, list[str]] = {}
    for component in item.composition:
        composition.setdefault(component.presence, []).append(component.substance)
    plain = {"code": item.code, "title": item.title, "matrix": item.matrix, "preparation": item.preparation}
    return {**plain, "composition": composition} if composition else plain


def _unreadable(file: str, reason: str) -> FaultsError:
    fault = PlacedError(
        "plan-syntax",
        message("exercises", "The plan is not valid TOML: {reason}.", reason=reason[:300]),
        place=Place(file),
        remedy=message("exercises", "Mend the line named, or start again from the template."),
    )
    return FaultsError([fault])
