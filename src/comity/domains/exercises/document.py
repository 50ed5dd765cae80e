"""The evaluation document on disk: JSON that a schema describes, written whole or not at all, read within bounds."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from comity.base.messages import message
from comity.kernel.tables import Place, PlacedError, read_bounded

MAXIMUM_DOCUMENT_BYTES = 200_000_000
"""1000 laboratories and 40 item-measurands take about 40 MB."""

MAXIMUM_DEPTH_SHOWN = 200
"""Characters of a JSON path that an error message repeats."""

INPUT_SECTIONS = ("format", "software", "seed", "evaluated_at", "inputs", "plan", "results", "past_rounds")
"""What a replay starts from; the rest it compares value by value."""


def document_text(document: Mapping[str, Any]) -> str:
    """The document as JSON, one top-level section to a line."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(section, ensure_ascii=False, allow_nan=False, separators=(',', ':'))}"
        for name, section in document.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_document(document: Mapping[str, Any], path: Path) -> None:
    """Write to a neighbouring temporary file first, so that `path` is never half-written."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(document_text(document))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_document(path: Path) -> dict[str, Any]:
    """The document in a file, checked against its schema."""
    return parse_document(read_bounded(path, maximum=MAXIMUM_DOCUMENT_BYTES), path.name)


def parse_document(content: bytes, file: str, *, inputs_only: bool = False) -> dict[str, Any]:
    """The document in `content`; `inputs_only` checks no more than a replay starts from."""
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _unreadable(file, "", str(error)) from error
    checked = document
    if inputs_only and isinstance(document, dict):
        checked = {name: document[name] for name in INPUT_SECTIONS if name in document}
    fault = next(_validator(inputs_only=inputs_only).iter_errors(checked), None)
    if fault is not None:
        fault = _deepest(fault)
        raise _unreadable(file, fault.json_path, fault.message)
    return dict(document)


def schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    text = files("comity.domains.exercises.schema").joinpath("exercise-evaluation-1.schema.json").read_text("utf-8")
    return dict(json.loads(text))


@lru_cache(maxsize=2)
def _validator(*, inputs_only: bool) -> Any:
    import jsonschema

    described = schema()
    if inputs_only:
        kept = {name: described["properties"][name] for name in INPUT_SECTIONS}
        described |= {"properties": kept, "required": list(kept)}
    return jsonschema.Draft202012Validator(described)


def _deepest(fault: Any) -> Any:
    """The cause inside a choice between alternatives, which alone says nothing."""
    from jsonschema.exceptions import best_match

    return best_match([fault])


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _unreadable(file: str, path: str, reason: str) -> PlacedError:
    return PlacedError(
        "document",
        message("exercises", "This is not an evaluation document of Comity: {reason}.", reason=reason[:300]),
        place=Place(file, key=path[:MAXIMUM_DEPTH_SHOWN]),
        remedy=message("exercises", "Use the JSON file that “comity exercises evaluate” wrote, unchanged."),
    )
