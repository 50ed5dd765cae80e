"""Labels on single fields: what of a record a reader sees, and how many fields they do not. Pure.

A field is named by a JSON Pointer (RFC 6901) into the record as its originator wrote it, so that pointers stay right
when other fields are withheld. What is withheld disappears whole, with everything below it; that something is not shown
is said as a number. Which field it was is not said.

`comity.protocol.commitments` commits to a record by its outermost fields, which are the pointers of one step; a record
type that labels deeper fields commits to them by their pointers. Whoever then discloses exactly the fields that
`redact` left untouched keeps the signature verifiable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.handling.label import Label
from comity.kernel.handling.rules import Viewer, decides

DEEPEST = 20  # levels of a pointer
MOST_FIELDS = 500  # labelled fields of one record


@dataclass(frozen=True, slots=True)
class Redacted:
    """What a reader sees of a record; `withheld` fields are not shown; their pointers are for programs only."""

    visible: dict[str, Any]
    withheld: int
    pointers: tuple[str, ...] = ()


def redact(record: Mapping[str, Any], field_labels: Mapping[str, Label], viewer: Viewer, at: datetime) -> Redacted:
    """The fields of a record that this reader may see. The record's own label has been asked before."""
    if len(field_labels) > MOST_FIELDS:
        what = message("label", "At most {count} fields of a record carry labels of their own.", count=MOST_FIELDS)
        raise InputError("too-many-field-labels", what, where="label")
    hidden = {steps_of(pointer) for pointer, label in field_labels.items() if not decides(label, viewer, at).allowed}
    gone: list[str] = []
    visible = _without(record, (), hidden, gone)
    return Redacted(visible, len(gone), tuple(gone))


def steps_of(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON Pointer.

    >>> steps_of("/person/name")
    ('person', 'name')
    >>> steps_of("/a~1b/0")
    ('a/b', '0')
    """
    if not pointer.startswith("/") or pointer.count("/") > DEEPEST:
        what = message("label", "A field is named from the root of the record, as in /person/name.")
        raise InputError("field-unknown", what, where="label")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))


def pointer_of(steps: Sequence[str]) -> str:
    """The JSON Pointer of these steps."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def covering(pointer: str) -> tuple[str, ...]:
    """The pointer itself and all above it: a label on any of these covers the field.

    >>> covering("/person/name")
    ('/person', '/person/name')
    """
    steps = steps_of(pointer)
    return tuple(pointer_of(steps[: count + 1]) for count in range(len(steps)))


def _without(value: Any, place: tuple[str, ...], hidden: set[tuple[str, ...]], gone: list[str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _without(inner, (*place, str(key)), hidden, gone)
            for key, inner in value.items()
            if _stays((*place, str(key)), hidden, gone)
        }
    if isinstance(value, list | tuple):
        return [
            _without(inner, (*place, str(index)), hidden, gone)
            for index, inner in enumerate(value)
            if _stays((*place, str(index)), hidden, gone)
        ]
    return value


def _stays(place: tuple[str, ...], hidden: set[tuple[str, ...]], gone: list[str]) -> bool:
    if place in hidden:
        gone.append(pointer_of(place))
        return False
    return True
