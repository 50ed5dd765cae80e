"""What a name may look like. Any script of the world; nothing that hides, reorders or breaks what is read."""

from __future__ import annotations

import unicodedata

from comity.base.errors import InputError
from comity.base.messages import message

LONGEST_NAME = 200
LONGEST_SHORT_NAME = 40
# Left to right and right to left marks are needed in mixed names; overrides and isolates only deceive.
_ALLOWED_FORMATS = frozenset({"\u200c", "\u200d", "\u200e", "\u200f"})


def clean_name(text: str, *, longest: int = LONGEST_NAME, where: str = "name", required: bool = True) -> str:
    """The name in one canonical form (NFC, single spaces), or an `InputError` that says what is wrong with it."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name and required:
        raise InputError("name-missing", message("name", "A name is missing."), where=where)
    if len(name) > longest:
        what = message(
            "name", "The name has {count} characters, {longest} are possible.", count=len(name), longest=longest
        )
        raise InputError("name-too-long", what, where=where, remedy=message("name", "Shorten it."))
    if any(_hides(character) for character in name):
        what = message("name", "The name holds characters that cannot be seen.")
        raise InputError("name-hidden-characters", what, where=where, remedy=message("name", "Type it anew."))
    return name


def _hides(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} and character not in _ALLOWED_FORMATS
