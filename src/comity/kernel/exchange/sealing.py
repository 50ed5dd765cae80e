"""Fields that only named nodes can read, in the forms of this room: public keys as they stand on cards, texts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from comity.base.errors import InputError
from comity.base.messages import message
from comity.protocol.sealing import OpeningKey, RecipientKey, open_sealed, recipients_of, seal

FIELDS = "vnd.comity.fields+json"


def public_half(seed: bytes) -> str:
    """The public key that belongs to a secret one, as it stands on a card."""
    return base64.b64encode(OpeningKey(seed).recipient.public).decode()


def read_public(text: str) -> RecipientKey:
    """The public key on a card."""
    try:
        return RecipientKey(base64.b64decode(text, validate=True))
    except binascii.Error as error:
        what = message("exchange", "This is not a key with which something can be sealed.")
        raise InputError("sealing-key", what, where="card") from error


def seal_fields(fields: str, recipients: Iterable[str]) -> str:
    """Encrypt disclosed fields for all recipients, named by their public keys."""
    keys = [read_public(one) for one in recipients]
    return seal(fields.encode(), keys, content_type=FIELDS).decode()


def open_fields(sealed: str, *seeds: bytes) -> str:
    """What was sealed for one of our keys, the present one first, or an `InputError`."""
    keys = {key.recipient.key_id: key for key in map(OpeningKey, reversed(seeds))}
    named = [keys[key_id] for key_id in recipients_of(sealed.encode()) if key_id in keys]
    key = named[0] if named else OpeningKey(seeds[0])
    return open_sealed(sealed.encode(), key, content_type=FIELDS).decode()
