"""Photographs of what was found: real pictures only, bounded, and without what a camera writes into them.

A picture is decoded and written anew, so that neither place, device and time of day nor anything hidden behind the
picture stays in it.
"""

from __future__ import annotations

import io
import warnings
from typing import Any
from uuid import UUID

from django.db import transaction

from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.base.messages import message
from comity.domains.substances.cleaning import CONTEXT, one_line
from comity.domains.substances.models import Report
from comity.domains.substances.services.holding import hold_report
from comity.domains.substances.services.publishing import publish_report
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.services import record
from comity.kernel.files import store

LARGEST_PHOTOGRAPH = 12_000_000  # bytes as sent; a telephone's picture has 3 to 8 million
MOST_PIXELS = 50_000_000  # decoded; more is a bomb or a scanner's mistake
LONGEST_SIDE = 2400  # pixels kept: enough to read a logo
MOST_PHOTOGRAPHS = 20  # of one report
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


@transaction.atomic
def attach_photograph(actor: Actor, report_id: UUID, content: bytes, *, caption: str = "") -> dict[str, Any]:
    """Keep a picture with a report; gives its digest, type, size and caption."""
    held = hold_report(actor, report_id, "correct report")
    if len(held.photographs) >= MOST_PHOTOGRAPHS:
        what = message(CONTEXT, "A report has at most {count} photographs.", count=MOST_PHOTOGRAPHS)
        raise ConflictError("photographs-too-many", what)
    clean, kind = stripped(content)
    kept = store.keep(clean)
    made = {"digest": kept.digest, "type": kind, "size": kept.size, "caption": one_line(caption, 200, "caption")}
    if kept.digest not in {one["digest"] for one in held.photographs}:
        _keep(actor, held, [*held.photographs, made], "attach photograph", kept.digest)
    return made


@transaction.atomic
def remove_photograph(actor: Actor, report_id: UUID, digest: str) -> Report:
    """Take a picture away from a report."""
    held = hold_report(actor, report_id, "correct report")
    left = [one for one in held.photographs if one["digest"] != digest]
    if len(left) == len(held.photographs):
        raise NotFoundError
    _keep(actor, held, left, "remove photograph", digest)
    return held


def stripped(content: bytes) -> tuple[bytes, str]:
    """A JPEG or PNG without metadata, turned as the camera said; with its media type."""
    from PIL import Image, ImageOps

    if len(content) > LARGEST_PHOTOGRAPH:
        what = message(CONTEXT, "A photograph has at most {count} MB.", count=LARGEST_PHOTOGRAPH // 1_000_000)
        raise InputError("photograph-too-large", what, where="photograph")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a bomb is only a warning there
            picture: Any = Image.open(io.BytesIO(content), formats=tuple(TYPES))
            kind = str(picture.format)
            plain = ImageOps.exif_transpose(_bounded(picture))
        return _written(plain, kind), TYPES[kind]
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        what = message(CONTEXT, "This is not a picture that can be kept: JPEG or PNG of an ordinary size.")
        raise InputError("photograph-unreadable", what, where="photograph") from error


def _bounded(picture: Any) -> Any:
    """Decoded only where its size is an ordinary one."""
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError
    picture.load()
    return picture


def _written(picture: Any, kind: str) -> bytes:
    from PIL import Image

    mode = "RGB" if kind == "JPEG" or picture.mode not in ("RGB", "RGBA", "L") else picture.mode
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    stream = io.BytesIO()
    plain.save(stream, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return stream.getvalue()


def _keep(actor: Actor, held: Report, photographs: list[dict[str, Any]], verb: str, digest: str) -> None:
    held.photographs, held.version = photographs, held.version + 1
    held.save(update_fields=["photographs", "version"])
    record(actor, verb, party_id=held.reporter_id, object_ref=held.reference, detail={"digest": digest})
    if held.released_at is not None:
        publish_report(actor, held)
