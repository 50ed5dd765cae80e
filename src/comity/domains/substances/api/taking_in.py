"""Files that programs send: bounded, and their faults as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ninja.files import UploadedFile

from comity.base.errors import InputError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT
from comity.domains.substances.words import language
from comity.kernel.tables import PlacedError
from comity.kernel.tables.limits import MAXIMUM_FAULTS


def bounded(file: UploadedFile, largest: int) -> bytes:
    """The bytes of a file that is not too large."""
    if (file.size or 0) > largest:
        what = message(CONTEXT, "The file is larger than {maximum} MB.", maximum=largest // 1_000_000)
        raise InputError("file-too-large", what, where="file")
    return bytes(file.read())


def faults_out(faults: Sequence[PlacedError]) -> list[dict[str, Any]]:
    """Each fault with its place, reason, value and remedy, in the caller's language."""
    words = language()
    return [
        {
            "code": one.code,
            "place": one.place.render(words),
            "what": one.what.render(words),
            "value": one.value,
            "remedy": one.remedy.render(words) if one.remedy else "",
        }
        for one in faults[:MAXIMUM_FAULTS]
    ]
