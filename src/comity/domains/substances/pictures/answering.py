"""A picture with its numbers: for the page, for the page's engine, and as files.

`?download=svg|png|csv|json` gives the picture as drawn for paper, its rows, or everything behind it; `?download=chart`
is what the engine of the page draws. A file that leaves is noted in the audit trail, as every export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe

from comity.domains.substances.words import language
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.services import note_export
from comity.kernel.charts import paper_png, paper_svg, web_svg
from comity.kernel.charts.interactive import alive
from comity.kernel.tables.writing import csv_text

Cells: TypeAlias = Sequence[str | int | float | None]
FORMATS: Final = ("svg", "png", "csv", "json")
DRAWN: Final = ("svg", "png")
CSV: Final = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file name, what it says in words, how it is drawn, its rows."""

    name: str
    title: str
    told: str
    spec: Callable[[], Mapping[str, Any]] | None
    header: Sequence[str]
    rows: Sequence[Cells]
    drawn: Callable[[], str] | None = None
    """A drawing made without the engine."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template needs of a picture."""

    name: str
    title: str
    told: str
    svg: SafeString
    address: str
    downloads: Sequence[tuple[str, str]]
    header: Sequence[str]
    rows: Sequence[Cells]


def download(
    request: HttpRequest, actor: Actor, pictures: Sequence[Picture], data: Callable[[], Mapping[str, Any]]
) -> HttpResponse | None:
    """The file that was asked for, or nothing where the page is wanted."""
    wanted = request.GET.get("download", "")
    named = request.GET.get("picture", "")
    found = next((one for one in pictures if one.name == named), pictures[0] if pictures and not named else None)
    if not wanted or found is None:
        return None
    if wanted == "chart" and found.spec is not None:
        answer: HttpResponse = JsonResponse(alive(found.spec(), language=language()))
        answer["Cache-Control"], answer["Vary"] = "private, no-cache", "Cookie"
        return answer
    if wanted not in FORMATS or (wanted in DRAWN and found.spec is None and found.drawn is None):
        return None
    note_export(actor, f"picture {found.name}", rows=len(found.rows), question=request.GET.urlencode())
    answer = _file(found, wanted, data)
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.name}.{wanted}") or ""  # noqa: FBT003 - Django's function takes it by place
    return answer


def shown(request: HttpRequest, picture: Picture) -> Shown:
    """The picture for a page; nothing is drawn twice for one specification."""
    svg = ""
    if picture.spec is not None:
        svg = web_svg(paper_svg(picture.spec(), language=language()), description=picture.told)
    formats = [name for name in FORMATS if name not in DRAWN or picture.spec or picture.drawn]
    return Shown(
        picture.name,
        picture.title,
        picture.told,
        mark_safe(svg),  # noqa: S308 - drawn by the engine from values; texts are escaped there
        address_of(request, picture.name, "chart"),
        [(name.upper(), address_of(request, picture.name, name)) for name in formats],
        picture.header,
        picture.rows,
    )


def address_of(request: HttpRequest, picture: str, wanted: str) -> str:
    """The same question, answered by a file."""
    query = request.GET.copy()
    query["picture"], query["download"] = picture, wanted
    return f"{request.path}?{query.urlencode()}"


def _file(picture: Picture, wanted: str, data: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    if wanted == "json":
        return JsonResponse(data(), json_dumps_params={"ensure_ascii": False, "allow_nan": False})
    if wanted == "csv":
        return HttpResponse("\ufeff" + csv_text(picture.header, picture.rows), content_type=CSV)
    drawn = picture.drawn() if picture.drawn else paper_svg(picture.spec(), language=language()) if picture.spec else ""
    if wanted == "png":
        return HttpResponse(paper_png(drawn), content_type="image/png")
    return HttpResponse(drawn, content_type="image/svg+xml")
