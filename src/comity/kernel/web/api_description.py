"""The description of the interface (OpenAPI): every operation names the problems that it can answer with."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from comity.kernel.web.problem import MEDIA_TYPE, TITLES, Problem

ALWAYS = (400, 404, 406, 413, 422, 429, 500)
WITH_AUTHENTICATION = (401, 403)
WITH_CHANGE = (409, 412, 415, 428)
READING = frozenset({"GET", "HEAD"})
PROBLEM = {"$ref": "#/components/schemas/Problem"}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "The same key with the same request gets the first answer again, for 24 hours.",
}


class Description(OpenAPISchema):
    """Ninja's description with what holds for all operations."""

    def get_paths(self) -> dict[str, Any]:
        """All paths; the form of a problem goes among the components."""
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        self.add_schema_definitions({**schema.pop("$defs", {}), "Problem": schema})
        paths: dict[str, Any] = super().get_paths()
        return paths

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """One operation, with its problems and the header that makes it safe to send again."""
        details: dict[str, Any] = super().operation_details(operation)
        for status in _problems(operation):
            details["responses"][status] = _answer(status)
        if getattr(operation.view_func, "comity_idempotent", False):
            details["parameters"] = [*details["parameters"], IDEMPOTENCY_KEY]
        if READING & set(operation.methods):
            details["responses"].setdefault(304, {"description": "Nothing new since the version in If-None-Match"})
        return details


def _problems(operation: Operation) -> list[int]:
    statuses = [*ALWAYS]
    if operation.auth_callbacks:
        statuses += WITH_AUTHENTICATION
    if not READING & set(operation.methods):
        statuses += WITH_CHANGE
    return sorted(statuses)


def _answer(status: int) -> dict[str, Any]:
    return {"description": str(TITLES[status][1]), "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
