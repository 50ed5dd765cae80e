"""The renderers' own few words."""

from __future__ import annotations

from comity.base.messages import message

WORDS = {
    "contents": message("report", "Contents"),
    "skip": message("report", "Skip to the content"),
    "page": message("report", "Page"),
    "of": message("report of pages", "of"),
    "end": message("report", "End of the report"),
    "sort": message("report", "Sort by this column"),
    "satisfactory": message("verdict", "satisfactory"),
    "questionable": message("verdict", "questionable"),
    "unsatisfactory": message("verdict", "unsatisfactory"),
    "not_scored": message("verdict", "not scored"),
}


def labels(language: str) -> dict[str, str]:
    """`WORDS` in `language`."""
    return {key: word.render(language) for key, word in WORDS.items()}
