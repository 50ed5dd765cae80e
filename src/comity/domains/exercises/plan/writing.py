"""A plan as TOML, as people edit it; `read_plan` reads it back to an equal plan.

Only what differs from the default is written, so that the file says what was decided.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from comity.domains.exercises.plan import model
from comity.domains.exercises.plan.fields import parse_instant
from comity.domains.exercises.plan.reading import PLAN_FORMAT, plan_to_data

TABLES = ("estimators", "gates", "results", "qualitative")
INSTANTS = ("deadline",)


def plan_as_toml(plan: model.Plan) -> str:
    """The whole plan as a TOML file."""
    data = plan_to_data(plan)
    lines = [f"format = {_value(PLAN_FORMAT)}", "", "[exercise]"]
    exercise = data["exercise"]
    lines += [_pair(name, value) for name, value in exercise.items() if name not in TABLES and _worth(value)]
    for name in TABLES:
        lines += _table(f"exercise.{name}", exercise.get(name, {}))
    lines += _table("vocabulary", data.get("vocabulary", {}))
    for name in ("laboratories", "items", "measurands", "evaluations"):
        for entry in data.get(name, []):
            lines += _table(f"[{name}]", entry)
    return "\n".join(lines) + "\n"


def _table(name: str, entry: Mapping[str, Any]) -> Iterator[str]:
    pairs = [_pair(key, value) for key, value in entry.items() if _worth(value)]
    if pairs:
        yield from ("", f"[{name}]", *pairs)


def _pair(name: str, value: Any) -> str:
    instant = parse_instant(value) if name in INSTANTS and isinstance(value, str) else None
    return f"{_key(name)} = {value if instant else _value(value)}"


def _value(value: Any) -> str:
    """A JSON text is a TOML text too; tables stand on one line."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items() if _worth(entry))
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else _value(name)


def _worth(value: Any) -> bool:
    """Whether something is said by it."""
    return value not in ("", [], {}, None) and value is not False
