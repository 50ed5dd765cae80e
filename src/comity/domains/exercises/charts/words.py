"""The words of verdicts and scores, the same in pictures and on paper."""

from __future__ import annotations

from comity.base.messages import Message, message

VERDICTS: dict[str, Message] = {
    "satisfactory": message("verdict", "satisfactory"),
    "questionable": message("verdict", "questionable"),
    "unsatisfactory": message("verdict", "unsatisfactory"),
    "not_scored": message("verdict", "not scored"),
}
SCORE_SYMBOLS = {"z": "z", "z_prime": "z′", "zeta": "ζ", "en": "Eₙ"}


def verdict_names(language: str) -> dict[str, str]:
    """Every verdict's word in `language`, in the order from good to bad."""
    return {key: word.render(language) for key, word in VERDICTS.items()}


def score_symbol(key: str) -> str:
    """`z′` for `z_prime`, and so on; an unknown key stands for itself."""
    return SCORE_SYMBOLS.get(key, key)
