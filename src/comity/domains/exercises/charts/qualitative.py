"""Who found what: laboratories against substances, one sign per answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.base.messages import Message, message
from comity.domains.exercises.charts.marks import Row, Spec, layer
from comity.kernel.charts import COLOURS

ANSWERS: dict[str, tuple[Message, str, str]] = {
    "true_positive": (message("chart", "found"), "satisfactory", "circle"),
    "partial": (message("chart", "partly identified"), "not_scored", "diamond"),
    "false_negative": (message("chart", "missed"), "unsatisfactory", "square"),
    "false_positive": (message("chart", "reported but not present"), "questionable", "triangle-up"),
}


def answer_names(language: str) -> dict[str, str]:
    """The words for the four kinds of answer."""
    return {key: word.render(language) for key, (word, _colour, _shape) in ANSWERS.items()}


def qualitative_matrix(
    substances: Sequence[str], laboratories: Sequence[Mapping[str, Any]], *, language: str = "en"
) -> Spec:
    """One row per laboratory, one column per substance."""
    names = answer_names(language)
    rows = [row for laboratory in laboratories for row in _answers(laboratory, names)]
    scale = {
        "color": [COLOURS[colour] for _word, colour, _shape in ANSWERS.values()],
        "shape": [shape for _word, _colour, shape in ANSWERS.values()],
    }
    codes = [laboratory["laboratory"] for laboratory in laboratories]
    encodings = {
        channel: {
            "field": "answer",
            "type": "nominal",
            "legend": {"title": None},
            "scale": {"domain": list(names.values()), "range": values},
        }
        for channel, values in scale.items()
    }
    x_axis = {
        "title": None,
        "orient": "top",
        "labelAngle": -40,
        "labelLimit": 170,
        "grid": False,
        "domain": False,
        "ticks": False,
    }
    y_axis = {"title": None, "grid": True, "domain": False, "ticks": False}
    return {
        "padding": {"left": 2, "right": 40, "top": 2, "bottom": 2},
        "width": {"step": max(26, min(90, 470 // max(1, len(substances))))},
        "height": {"step": 14},
        **layer(
            {"type": "point", "filled": True, "opacity": 1, "size": 62},
            rows,
            x={"field": "substance", "type": "nominal", "scale": {"domain": list(substances)}, "axis": x_axis},
            y={"field": "code", "type": "nominal", "scale": {"domain": codes}, "axis": y_axis},
            **encodings,
        ),
    }


def _answers(laboratory: Mapping[str, Any], names: Mapping[str, str]) -> list[Row]:
    return [
        {"code": laboratory["laboratory"], "substance": substance, "answer": names[key]}
        for key in ANSWERS
        for substance in laboratory.get(key) or []
    ]
