"""What ISO/IEC 17043 expects in a report, and where in this one it stands.

The points follow the list of ISO/IEC 17043:2010, 4.8.2 a) to t), which ISO/IEC 17043:2023 keeps under 7.4.3, in our own
words. Each is answered by a chapter of the report, and by the fields of the plan that the chapter repeats; where one of
them is not there, the list says so, with the names of the fields. `items.preparation` means: of every item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from comity.base.messages import Message, message
from comity.domains.exercises.reports.wording import Wording
from comity.kernel.reports import Cell

State = Literal["in_report", "not_supplied"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point: the chapters that may answer it, and the fields of the plan without which they cannot."""

    letter: str
    requirement: Message
    chapters: tuple[str, ...]
    fields: tuple[str, ...] = ()


POINTS = (
    Point(
        "a", message("checklist", "Name and contact details of the provider"), ("exercise",), ("provider", "contact")
    ),
    Point(
        "b",
        message("checklist", "Name and contact details of the coordinator"),
        ("exercise",),
        ("coordinator", "contact"),
    ),
    Point("c", message("checklist", "Who authorised the report"), ("exercise",), ("authorised_by",)),
    Point("d", message("checklist", "What was subcontracted"), ("exercise",), ("subcontracted",)),
    Point(
        "e", message("checklist", "Date of issue and status (preliminary, interim, final)"), ("exercise",), ("status",)
    ),
    Point("f", message("checklist", "Page numbers and a clear end of the report"), ("overview",)),
    Point("g", message("checklist", "How far the results are confidential"), ("exercise",)),
    Point(
        "h", message("checklist", "Number of the report and identity of the scheme"), ("exercise",), ("scheme", "round")
    ),
    Point(
        "i",
        message("checklist", "Description of the items: preparation, homogeneity, stability"),
        ("items",),
        ("items.preparation",),
    ),
    Point("j", message("checklist", "The participants’ results"), ("results", "identification")),
    Point(
        "k",
        message("checklist", "Statistics, assigned values, range of acceptable results, graphs"),
        ("results", "identification"),
    ),
    Point("l", message("checklist", "How the assigned values were established"), ("assigned", "identification")),
    Point("m", message("checklist", "Traceability and uncertainty of the assigned values"), ("assigned",)),
    Point(
        "n",
        message("checklist", "How the standard deviation or other criteria were established"),
        ("sigma", "identification"),
    ),
    Point("o", message("checklist", "Assigned values and statistics for each group of methods"), ("techniques",)),
    Point(
        "p",
        message("checklist", "Comments of the provider and its advisers on performance"),
        ("comments",),
        ("comments",),
    ),
    Point(
        "q", message("checklist", "Design and implementation of the scheme"), ("exercise",), ("design", "procedures")
    ),
    Point("r", message("checklist", "How the data were analysed"), ("statistics", "identification")),
    Point("s", message("checklist", "Advice on interpreting the analysis"), ("read",)),
    Point(
        "t",
        message("checklist", "Comments or recommendations based on the outcome"),
        ("comments",),
        ("recommendations",),
    ),
)


def checklist(plan: Mapping[str, Any], places: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every point with its state, as plain data; `places` maps the chapters that are there to their titles."""
    return [_answer(point, plan, places) for point in POINTS]


def _supplied(plan: Mapping[str, Any], name: str) -> bool:
    register, _dot, key = name.rpartition(".")
    return all(entry.get(key) for entry in (plan[register] if register else [plan["exercise"]]))


def _answer(point: Point, plan: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    missing = [name for name in point.fields if not _supplied(plan, name)]
    there = next((chapter for chapter in point.chapters if chapter in places), None)
    state: State = "in_report" if there and not missing else "not_supplied"
    return {
        "clause": f"ISO/IEC 17043:2010, 4.8.2 {point.letter}); ISO/IEC 17043:2023, 7.4.3",
        "letter": point.letter,
        "requirement": point.requirement.to_data(),
        "state": state,
        "anchor": there if state == "in_report" else None,
        "place": places[there] if there and state == "in_report" else None,
        "missing": missing,
    }


def checklist_row(answer: Mapping[str, Any], wording: Wording) -> list[Cell]:
    """One line of the table."""
    if answer["state"] == "in_report":
        where = wording(message("checklist", "Chapter {place}", place=answer["place"]))
    elif answer["missing"]:
        fields = wording.listed(answer["missing"])
        where = wording(message("checklist", "Not supplied in the plan ({fields})", fields=fields))
    else:
        where = wording(message("checklist", "Not supplied in the plan"))
    return [answer["letter"], wording.stored(answer["requirement"]), where]
