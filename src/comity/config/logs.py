"""Nothing secret reaches a log: links of invitations and password resets, tokens and passwords are masked."""

from __future__ import annotations

import logging
import re

# Our own secrets begin with `comity_`; those of password resets, confirmed addresses and
# labels of parcels stand in their links.
_SECRETS = re.compile(
    r"comity_[a-z]_[\w-]+"
    r"|(?<=/password/reset/key/)[^/\s\"']+"
    r"|(?<=/confirm-email/)[^/\s\"']+"
    r"|(?<=/exercises/label/)[^/\s\"']+"
    r"|(?<=[Bb]earer )\S+"
)


def masked(text: str) -> str:
    """The text with every secret replaced.

    >>> masked("Not Found: /invitation/comity_i_Zm9vYmFy/")
    'Not Found: /invitation/***/'
    """
    return _SECRETS.sub("***", text)


class MaskSecrets(logging.Filter):
    """Masks the whole message of a record, and what an exception says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always let the record through, masked."""
        record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
        return True
