"""How names of substances are compared: folded, and by sound across spellings and scripts. Pure.

Rules
-----
1. Folded: small Latin, Cyrillic or other letters and digits, nothing else. "4-CMC", "4 cmc" and "4CMC" are one name.
2. Loose: what is left when spellings of one sound are made one, so that "амфетамин", "Amfetamin", "anfetamina" and
   "amphétamine" meet. A loose match is a suggestion and never more: different substances can sound alike.
3. Numbers are never loosened: 2C-B and 2C-E stay apart, 3-MMC and 4-MMC too.
"""

from __future__ import annotations

import re

from comity.domains.directory.rules import fold

LONGEST = 300  # characters

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "μ": "mu",
    "ω": "omega",
}
# Each Cyrillic letter as most romanisations of chemical names write it.
_ROMANISED = (
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch "  # noqa: RUF001 - Cyrillic is meant
    "ш=sh щ=shch ы=y э=e ю=yu я=ya і=i ї=i є=e ґ=g"
)
_CYRILLIC: dict[str, str] = dict(pair.split("=", 1) for pair in _ROMANISED.split())
_CYRILLIC["ь"] = _CYRILLIC["ъ"] = ""
_LETTERS = str.maketrans(_GREEK)
_ROMAN = str.maketrans(_CYRILLIC)
_NOT_KEPT = re.compile(r"[\W_]+")
# In this order: what sounds the same is written the same.
_SOUNDS = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"sch|sh|tsch|tch", "s"),
        (r"kh|ch|qu|ck", "k"),
        (r"ph|v|w", "f"),
        (r"th|dh", "t"),
        (r"rh", "r"),
        (r"c(?=[eiy])|ts|tz|z|ç", "s"),
        (r"c|q", "k"),
        (r"x", "ks"),
        (r"y|j|ei|ee|ie", "i"),
        (r"ae|oe", "e"),
        (r"ou|oo", "u"),
        (r"(?<=[aeiou])n(?=f)", "m"),
        (r"h", ""),
        (r"([a-z])\1+", r"\1"),
        (r"(?<=[a-z]{3})[aeou]$", ""),
    )
)


def fold_name(text: str) -> str:
    """A name for comparing: letters and digits only, small, without marks.

    >>> fold_name("  4-Chloro-N,N-diméthylcathinone "), fold_name("α-PVP")
    ('4chloronndimethylcathinone', 'alphapvp')
    """
    return _NOT_KEPT.sub("", fold(text[:LONGEST].casefold().translate(_LETTERS)))[:LONGEST]


def loosen(text: str) -> str:
    """A name by its sound; equal for spellings of many languages.

    >>> {loosen(name) for name in ("amphetamine", "Amfetamin", "амфетамин", "anfetamina")}
    {'amfetamin'}
    >>> {loosen(name) for name in ("cocaine", "Kokain", "cocaína", "кокаин")}
    {'kokain'}
    >>> loosen("3-MMC") == loosen("4-MMC")
    False
    """
    sounding = fold_name(text[:LONGEST].casefold().translate(_ROMAN))
    for pattern, written in _SOUNDS:
        sounding = pattern.sub(written, sounding)
    return sounding[:LONGEST]
