"""A label as plain data, for JSON and for other nodes, and back. Pure; the schema is `SCHEMA`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from comity.base.clock import to_text
from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.handling.label import (
    CODES,
    MOST_EVALUATIONS,
    MOST_NAMES,
    MOST_PURPOSES,
    Evaluation,
    JudicialUse,
    Label,
    Onward,
    PermissibleActions,
    Scheme,
    Tlp,
)

_PARTY = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}
_NAMES = {
    "type": "array",
    "maxItems": MOST_NAMES,
    "uniqueItems": True,
    "items": {"anyOf": [_PARTY, {"type": "string", "pattern": "^[A-Z]{2}$"}]},
}
_EVALUATION = {
    "type": "object",
    "required": ["scheme", "source", "information"],
    "additionalProperties": False,
    "properties": {
        "scheme": {"enum": [scheme.value for scheme in Scheme]},
        "source": {"type": "string", "minLength": 1, "maxLength": 1},
        "information": {"type": "string", "minLength": 1, "maxLength": 1},
        "handling": {"type": "array", "items": {"type": "string"}},
        "evaluated_by": _PARTY,
        "evaluated_on": {"type": "string", "format": "date"},
    },
    "anyOf": [
        {
            "properties": {
                "scheme": {"const": scheme.value},
                "source": {"enum": list(sources)},
                "information": {"enum": list(grades)},
                "handling": {"type": "array", "items": {"enum": list(handling)}} if handling else {"maxItems": 0},
            }
        }
        for scheme, (sources, grades, handling) in CODES.items()
    ],
}
EVALUATION_FIELDS = {"scheme", "source", "information", "handling", "evaluated_by", "evaluated_on"}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Handling label, version 1",
    "description": "Who may see a record and what they may do with it. Fields that are not named here are kept.",
    "type": "object",
    "required": ["tlp"],
    "properties": {
        "tlp": {"enum": [value.value for value in Tlp], "description": "Traffic Light Protocol 2.0 (FIRST)."},
        "originator": _PARTY | {"description": "Whose record it is; missing where several were combined."},
        "releasable_to": _NAMES | {"description": "Parties and countries. Missing: whoever the TLP value reaches."},
        "not_releasable_to": _NAMES | {"description": "Beats every grant."},
        "onward": {"enum": [value.value for value in Onward]},
        "purposes": {
            "type": "array",
            "maxItems": MOST_PURPOSES,
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,39}$"},
            "description": "Missing: not limited.",
        },
        "judicial_use": {"enum": [value.value for value in JudicialUse]},
        "permissible_actions": {"enum": [value.value for value in PermissibleActions]},
        "evaluations": {"type": "array", "maxItems": MOST_EVALUATIONS, "items": _EVALUATION},
        "expires": {"type": "string", "format": "date-time"},
        "contributors": {"type": "array", "maxItems": MOST_NAMES, "uniqueItems": True, "items": _PARTY},
    },
}
KNOWN = frozenset(SCHEMA["properties"])
COMBINED = "combined"  # what several labels said under one name that this version does not know

Value = TypeVar("Value", bound=StrEnum)


def to_data(label: Label) -> dict[str, Any]:
    """As plain data: sorted lists, so that equal labels give equal JSON; what is not limited is left out."""
    data: dict[str, Any] = {
        "tlp": label.tlp.value,
        "onward": label.onward.value,
        "judicial_use": label.judicial_use.value,
        "permissible_actions": label.permissible_actions.value,
    }
    for name in ("releasable_to", "purposes"):
        if getattr(label, name) is not None:
            data[name] = sorted(getattr(label, name))
    for name in ("not_releasable_to", "contributors"):
        if getattr(label, name):
            data[name] = sorted(getattr(label, name))
    if label.originator:
        data["originator"] = label.originator
    if label.expires is not None:
        data["expires"] = to_text(label.expires)
    if label.evaluations:
        data["evaluations"] = sorted((_evaluation_data(one) for one in label.evaluations), key=canonical)
    return data | _unknown_data(label.unknown)


def from_data(data: object) -> Label:
    """Back from `to_data`, or an `InputError` that names the field."""
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise _wrong("label")
    return Label(
        tlp=_one_of(Tlp, data, "tlp", None),
        originator=_text(data, "originator"),
        releasable_to=_texts(data, "releasable_to"),
        not_releasable_to=_texts(data, "not_releasable_to") or frozenset(),
        onward=_one_of(Onward, data, "onward", Onward.ASK),
        purposes=_texts(data, "purposes"),
        judicial_use=_one_of(JudicialUse, data, "judicial_use", JudicialUse.WITH_PERMISSION),
        permissible_actions=_one_of(PermissibleActions, data, "permissible_actions", PermissibleActions.CLEAR),
        evaluations=frozenset(_evaluation(one) for one in _list(data, "evaluations") or ()),
        expires=_moment(data),
        contributors=_texts(data, "contributors") or frozenset(),
        unknown=_unknown(data),
    )


def canonical(value: Any) -> str:
    """One JSON text for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _evaluation_data(one: Evaluation) -> dict[str, Any]:
    data: dict[str, Any] = {"scheme": one.scheme.value, "source": one.source, "information": one.information}
    if one.handling:
        data["handling"] = list(one.handling)
    if one.evaluated_by:
        data["evaluated_by"] = one.evaluated_by
    if one.evaluated_on is not None:
        data["evaluated_on"] = one.evaluated_on.isoformat()
    return data


def _evaluation(data: object) -> Evaluation:
    if not isinstance(data, Mapping) or not set(data) <= EVALUATION_FIELDS:
        raise _wrong("evaluations")
    day = _text(data, "evaluated_on")
    return Evaluation(
        scheme=_one_of(Scheme, data, "scheme", None),
        source=_text(data, "source"),
        information=_text(data, "information"),
        handling=tuple(_texts(data, "handling") or ()),
        evaluated_by=_text(data, "evaluated_by"),
        evaluated_on=_parsed(date.fromisoformat, day, "evaluated_on") if day else None,
    )


def _unknown_data(unknown: Iterable[tuple[str, str]]) -> dict[str, Any]:
    by_name: dict[str, list[Any]] = {}
    for name, text in sorted(unknown):
        by_name.setdefault(name, []).append(json.loads(text))
    several = {name: values for name, values in by_name.items() if len(values) > 1}
    single = {name: values[0] for name, values in by_name.items() if len(values) == 1}
    return single | ({COMBINED: several} if several else {})


def _unknown(data: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    try:
        found = {(name, canonical(value)) for name, value in data.items() if name not in KNOWN | {COMBINED}}
        several = data.get(COMBINED, {})
        return frozenset(found | {(name, canonical(value)) for name, values in several.items() for value in values})
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise _wrong("label") from error


def _one_of(kind: type[Value], data: Mapping[str, Any], name: str, default: Value | None) -> Value:
    if name not in data and default is not None:
        return default
    return _parsed(kind, data.get(name), name)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name)
    return value


def _list(data: Mapping[str, Any], name: str) -> list[Any] | None:
    value = data.get(name)
    if value is not None and not isinstance(value, list):
        raise _wrong(name)
    return value


def _texts(data: Mapping[str, Any], name: str) -> frozenset[str] | None:
    values = _list(data, name)
    if values is None:
        return None
    if not all(isinstance(value, str) for value in values):
        raise _wrong(name)
    return frozenset(values)


def _moment(data: Mapping[str, Any]) -> datetime | None:
    text = _text(data, "expires")
    moment = _parsed(datetime.fromisoformat, text, "expires") if text else None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo else moment


Result = TypeVar("Result")


def _parsed(read: Callable[[Any], Result], value: object, where: str) -> Result:
    try:
        return read(value)
    except (ValueError, TypeError) as error:
        raise _wrong(where) from error


def _wrong(where: str) -> InputError:
    what = message("label", "The field '{field}' of a label cannot be read.", field=where)
    return InputError("label-unreadable", what, where="label")
