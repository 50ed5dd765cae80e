"""Record types and questions: what rooms exchange with other nodes.

A room writes `records.py` with plain functions, and the settings name them:

    COMITY_RECORD_TYPES = ["comity.domains.substances.records.record_types", …]      () → record types
    COMITY_QUESTIONS    = ["comity.domains.substances.records.questions", …]         () → questions

A type that no room knows is kept as it came and passed on by a relay; it has no schema here and no room hears of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from jsonschema import Draft202012Validator

from comity.base.errors import InputError
from comity.base.messages import message
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.limits import DEEPEST
from comity.kernel.exchange.rules import What
from comity.kernel.handling.label import Label

if TYPE_CHECKING:
    from django.utils.functional import Promise

Receive = Callable[[Actor, "ReceivedRecord"], None]
Hear = Callable[[Actor, "ReceivedRecord", What], None]
Answer = Callable[[Actor, "Asker", Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ReceivedRecord:
    """A verified version of a record, as its room gets it. `content` holds the fields disclosed to this node."""

    record_id: UUID
    version: int
    type: str
    type_version: int
    origin: str
    originator: UUID
    issued: datetime
    label: Label
    content: Mapping[str, Any]
    withheld: int = 0
    supersedes: int | None = None
    state: str = "current"
    doubtful: bool = False
    key: UUID | None = None
    """The primary key of `exchange.models.Record`: what a room keeps to point at it."""

    def is_out_of_sight(self, what: What) -> bool:
        """Whether it was narrowed so that nobody at this node may see it: a room erases what it made of it."""
        return what is What.NARROWED and not self.content


@dataclass(frozen=True, slots=True)
class Asker:
    """The node that asks a question."""

    origin: str
    party_id: UUID
    purposes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordType:
    """What a room exchanges: a name and version with a JSON Schema, and what the room does with what arrives.

    `receive` gets each version once, in a transaction with its receipt; an error there keeps this one record out, with
    the reason, and no other. `hear` gets withdrawals, recalls and narrowings of records it received.
    """

    name: str
    version: int
    words: str | Promise
    schema: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    receive: Receive | None = None
    hear: Hear | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that peers may ask, and the function that answers it for one asker."""

    name: str
    words: str | Promise
    answer: Answer


_types: dict[tuple[str, int], RecordType] = {}
_questions: dict[str, Question] = {}


def schema_of(name: str, version: int) -> Mapping[str, Any]:
    """The JSON Schema `protocol/schemas/NAME-VERSION.json`."""
    path = resources.files("comity.protocol") / "schemas" / f"{name}-{version}.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def register(record_type: RecordType) -> RecordType:
    """Make a record type known; its schema is read from `protocol/schemas` where none is given."""
    if not record_type.schema:
        object.__setattr__(record_type, "schema", schema_of(record_type.name, record_type.version))
    _types[record_type.name, record_type.version] = record_type
    return record_type


def register_question(name: str, answer: Answer, words: str | Promise = "") -> Question:
    """Make a question known that peers may ask."""
    _questions[name] = Question(name, words or name, answer)
    return _questions[name]


def record_type(name: str, version: int) -> RecordType | None:
    """A type that some room knows, in this version."""
    _load()
    return _types.get((name, version))


def known_types() -> list[RecordType]:
    """Every type that some room knows, by name."""
    _load()
    return sorted(_types.values(), key=lambda one: (one.name, one.version))


def question(name: str) -> Question | None:
    """A question that some room answers."""
    _load()
    return _questions.get(name)


def known_questions() -> list[Question]:
    """Every question that some room answers."""
    _load()
    return [_questions[name] for name in sorted(_questions)]


def check_content(known: RecordType, content: Mapping[str, Any], *, withheld: int = 0) -> None:
    """Raise `InputError` naming the first place that the schema refuses; withheld fields may be missing."""
    for fault in _validator(known).iter_errors(dict(content)):
        if not (withheld and fault.validator == "required"):
            raise _unfit(known, fault)


def _unfit(known: RecordType, fault: Any) -> InputError:
    place = "/".join(str(step) for step in list(fault.absolute_path)[:DEEPEST])
    text = "This is not a {type} of version {version}: {reason}"
    what = message("exchange", text, type=known.name, version=known.version, reason=str(fault.message)[:200])
    return InputError("record-unfit", what, where=place)


def _validator(known: RecordType) -> Draft202012Validator:
    return _validator_of(known.name, known.version, json.dumps(known.schema, sort_keys=True))


@lru_cache(maxsize=200)
def _validator_of(_name: str, _version: int, schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema))


@lru_cache(maxsize=1)
def _load() -> None:
    """Ask the rooms once, when all of them are there."""
    for made in _contributed("COMITY_RECORD_TYPES"):
        register(made)
    for asked in _contributed("COMITY_QUESTIONS"):
        _questions[asked.name] = asked


def _contributed(setting: str) -> Iterator[Any]:
    for path in getattr(settings, setting, ()):
        given: Iterable[Any] = import_string(path)()
        yield from given
