"""The two ways in which bytes from elsewhere are refused.

    InputError
    ├── FormatError          the bytes do not have the form that the named specification asks for
    └── VerificationError    well formed, but a signature, hash or proof does not fit
        └── ForkError        two signed heads of one log that cannot both be true, or a head behind a known one

`code` says to programs which rule was broken; the sentence says it to people.
"""

from __future__ import annotations

from comity.base.errors import InputError
from comity.base.messages import message

LARGEST_SIZE = 2**63 - 1  # entries in a log; RFC 6962 counts in 64 bits, and witnesses answer in signed ones


class FormatError(InputError):
    """The bytes do not have the form that their specification asks for."""

    def __init__(self, code: str, specification: str, *, where: str = "") -> None:
        said = message(
            "protocol",
            "These bytes are not what {specification} asks for ({rule}).",
            specification=specification,
            rule=code,
        )
        super().__init__(code, said, where=where, remedy=FETCH_AGAIN)


class VerificationError(InputError):
    """Well formed, but a signature, a hash or a proof does not fit: altered, forged, or from somebody else."""


class ForkError(VerificationError):
    """Two signed heads of one log that cannot both be true; both travel with the error.

    Parameters
    ----------
    known, shown : bytes
        The two signed notes, byte for byte as they were received: evidence that anybody can check.
    """

    def __init__(self, code: str, *, where: str, known: bytes, shown: bytes) -> None:
        said = {"rolled-back": ROLLED_BACK, "not-continued": NOT_CONTINUED}.get(code, FORKED)
        super().__init__(code, said, where=where, remedy=KEEP_BOTH_HEADS)
        self.known = known
        self.shown = shown


FETCH_AGAIN = message("protocol", "Fetch it again from whoever wrote it; do not edit it by hand.")
ROLLED_BACK = message("protocol", "This head of the log is older than one already seen.")
FORKED = message("protocol", "This head of the log contradicts one already seen: history was rewritten.")
NOT_CONTINUED = message("protocol", "Nothing shows that this head of the log continues the one already seen.")
KEEP_BOTH_HEADS = message(
    "protocol", "Trust nothing new from this log. Keep both signed heads: they are evidence that anybody can check."
)
